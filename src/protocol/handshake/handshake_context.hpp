// All that a flow may touch: its connection's messages and keys, its side's settings, external answers.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_HANDSHAKE_CONTEXT_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_HANDSHAKE_CONTEXT_HPP

#include "protocol/connection/connection.hpp"
#include "protocol/handshake/endpoint.hpp"
#include "protocol/handshake/operations.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/schedule/transcript.hpp"

#include <tls/external_operation.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tls {

/// All that a flow and its steps work on. Lives as long as their exchange.
class handshake_context : public step_stack {
public:
    /// `info` is where the exchange describes what it agreed on. `previous` is what the exchange before it agreed on;
    /// null in a first handshake.
    handshake_context(tls::connection&, endpoint&, connection_info& info, const connection_info* previous) noexcept;

    /// @name Settings and results
    /// @{
    tls::role role() const noexcept { return endpoint_.role; }
    const configuration& config() const noexcept { return *endpoint_.config; }
    random_source& random() const noexcept { return *config().random; }
    const std::string& server_name() const noexcept { return endpoint_.server_name; }
    const std::string& verify_host() const noexcept { return endpoint_.verify_host; }
    connection_info& info() noexcept { return info_; }
    const connection_info* previous_info() const noexcept { return previous_info_; }
    /// The Finished messages of the handshake that is being renegotiated; null in a first one.
    const finished_pair* previous_finished() const noexcept;
    /// Requires an implemented version.
    void use_version(protocol_version) noexcept;
    /// Lets config().hooks.on_client_hello, which must be there, choose the configuration: config() may be another one
    /// afterwards. Throws fatal if it refuses the client.
    void choose_configuration(const client_hello_info&);
    /// Keeps what outlives the handshake.
    void establish(established e) { endpoint_.established = std::move(e); }
    void log_secret(std::string_view label, byte_view client_random, byte_view secret) const;
    /// @}

    /// @name Messages
    /// @{
    template <class... M>
    next_operation<M...> next() noexcept
    {
        return next_operation<M...>(*this);
    }
    template <class M>
    next_if_operation<M> next_if() noexcept
    {
        return next_if_operation<M>(*this);
    }
    /// Queues a message and adds it to the transcript. Never suspends.
    template <class M>
    void send(const M& m, transcript& t)
    {
        auto encoded = message::encode_message(m);
        t.add(encoded);
        connection_.queue_handshake(encoded);
    }
    /// A TLS 1.2 client ignores HelloRequests during a handshake (RFC 5246 section 7.4.1.1).
    void ignore_hello_requests() noexcept { hello_requests_ = hello_requests::ignored; }
    /// Records, keys and ChangeCipherSpec.
    tls::connection& connection() noexcept { return connection_; }
    /// As connection().boundary(), past HelloRequests that are to be ignored.
    message_boundary boundary();
    /// @}

    /// @name External answers. Arguments must live until the answer is there.
    /// @{
    sign_operation sign(const credential& key, const signature_scheme& scheme, byte_view content) noexcept
    {
        return {*this, key, scheme, content};
    }
    verify_operation verify(const verify_request& request) noexcept { return {*this, request}; }
    select_credential_operation select_credential(const client_hello_info& hello) noexcept { return {*this, hello}; }
    /// @}

    /// @name For operations
    /// @{
    using answer_value =
        std::variant<std::monostate, std::pair<boost::system::error_code, bytes>, x509::verification_result,
                     std::pair<boost::system::error_code, std::shared_ptr<const credential>>, std::exception_ptr>;

    bool has_message();
    handshake_type next_type() noexcept { return connection_.messages().type(); }
    bytes take_message();
    void wait_for_message(std::string_view name) noexcept;
    /// Waits for an answer: `start` is called with what to call back with. What it throws is an answer, too.
    void wait_for_answer(std::string_view name, std::function<void(std::function<void(answer_value)>)> start);
    /// Throws what was thrown instead of an answer.
    answer_value take_answer();
    /// @}

    /// @name For the exchange
    /// @{
    /// Whether the flow's present wait is over, so that it can be resumed; it waits for nothing afterwards.
    bool end_wait();
    bool is_waiting() const noexcept { return waits_ != waits::nothing; }
    /// The flow waits for an answer that has not come.
    bool waits_for_answer() const noexcept;
    /// The message or answer that the flow waits for.
    std::string_view waiting_for() const noexcept { return waiting_for_; }
    bool has_taken_message() const noexcept { return messages_taken_ != 0; }
    external_operation take_external_operation() noexcept { return std::exchange(external_, nullptr); }
    void answer(external_answer);
    /// @}

private:
    enum class waits { nothing, message, answer };
    enum class hello_requests { refused, ignored };

    void drop_hello_requests();

    tls::connection& connection_;
    endpoint& endpoint_;
    connection_info& info_;
    const connection_info* previous_info_;

    waits waits_ = waits::nothing;
    std::string_view waiting_for_;
    std::uint64_t question_ = 0; ///< the number of the present one
    external_operation external_;
    answer_value answer_;

    unsigned messages_taken_ = 0;
    hello_requests hello_requests_ = hello_requests::refused;
    unsigned ignored_hello_requests_ = 0;
};

} // namespace tls

#endif
