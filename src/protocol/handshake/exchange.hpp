// An exchange of handshake messages: a flow and its context.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_EXCHANGE_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_EXCHANGE_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"

#include <tls/want.hpp>

#include <memory>
#include <optional>

namespace tls {

/// One exchange of handshake messages. A connection has one at a time. Destroying it aborts the flow and wipes its
/// frames.
class exchange {
public:
    enum class kind {
        initial_handshake,
        renegotiation, ///< TLS 1.2
        post_handshake ///< TLS 1.3: application data continues in both directions
    };

    /// An initial handshake writes its results to `endpoint.info` as it runs. Any other exchange fills a draft, which
    /// replaces `endpoint.info` at the end. Both arguments must outlive the exchange.
    exchange(kind, connection&, endpoint&);
    ~exchange();
    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;

    handshake_context& context() noexcept { return context_; }
    const handshake_context& context() const noexcept { return context_; }

    /// Starts a flow that was created with context().
    void start(flow);
    /// Runs the flow as far as the received messages and answers allow. want::nothing: the flow has ended and its
    /// results are in the endpoint. Rethrows an exception of the flow.
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
