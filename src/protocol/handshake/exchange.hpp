// An exchange of handshake messages: a flow with its context.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_EXCHANGE_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_EXCHANGE_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"

#include <tls/want.hpp>

#include <memory>
#include <optional>

namespace tls {

/// One exchange of handshake messages; a connection has one at a time. Destroying it aborts the flow and wipes its
/// frames.
class exchange {
public:
    enum class kind {
        initial_handshake,
        renegotiation, ///< TLS 1.2
        post_handshake ///< TLS 1.3: application data goes on in both directions meanwhile
    };

    /// An initial handshake describes its results in `endpoint.info` as it goes; any other in a draft that replaces it
    /// at the end. Both arguments must outlive the exchange.
    exchange(kind, connection&, endpoint&);
    ~exchange();
    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;

    handshake_context& context() noexcept { return context_; }
    const handshake_context& context() const noexcept { return context_; }

    /// Begins with a flow that was made for context().
    void start(flow);
    /// Runs the flow as far as it goes with the messages and answers that are there. want::nothing: it has ended, and
    /// its results stand in the endpoint. Throws what the flow throws.
    want advance();

    bool is_post_handshake() const noexcept { return kind_ == kind::post_handshake; }

private:
    void keep_results();

    kind kind_;
    connection& connection_;
    endpoint& endpoint_;
    std::unique_ptr<connection_info> draft_; ///< null in an initial handshake
    handshake_context context_;
    std::optional<flow> flow_;
};

} // namespace tls

#endif
