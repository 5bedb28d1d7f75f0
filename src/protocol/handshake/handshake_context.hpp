// The context of a flow: the connection's messages and keys, the endpoint's settings, external answers.

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
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tls {

/// All state that a flow and its steps work on. Lives as long as their exchange.
class handshake_context : public step_stack {
public:
    /// The exchange stores its results in `info`. `previous` has the results of the exchange before it; null in a first
    /// handshake.
    handshake_context(tls::connection&, tls::endpoint&, connection_info& info,
                      const connection_info* previous) noexcept;

    /// @name Settings and results
    /// @{
    tls::role role() const noexcept { return endpoint_.role; }
    const configuration& config() const noexcept { return *endpoint_.config; }
    tls::endpoint& endpoint() noexcept { return endpoint_; }
    const tls::endpoint& endpoint() const noexcept { return endpoint_; }
    random_source& random() const noexcept { return *config().random; }
    /// Returns the name that a client sends in server_name, without a trailing dot. Empty: none, as for an address
    /// (RFC 6066 section 3: "Literal IPv4 and IPv6 addresses are not permitted").
    std::string server_name() const { return endpoint_.server_name ? endpoint_.server_name->dns_name : std::string(); }
    const std::optional<x509::host_name>& verify_host() const noexcept { return endpoint_.verify_host; }
    connection_info& info() noexcept { return info_; }
    const connection_info* previous_info() const noexcept { return previous_info_; }
    /// Returns the Finished messages of the handshake before a renegotiation. Null in a first handshake.
    const finished_pair* previous_finished() const noexcept;
    /// Requires an implemented version.
    void use_version(protocol_version) noexcept;
    /// Calls config().hooks.on_client_hello, which must be set. It may replace the configuration, so config() may be
    /// another one afterwards. Throws fatal if the hook refuses the client.
    void choose_configuration(const client_hello_info&);
    /// Stores the secrets kept after the handshake.
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
    /// Returns the version 2 ClientHello that the last message stands for, without its length; empty if that is an
    /// ordinary message. The transcript contains it instead of the message (RFC 2246 section 7.4.9).
    bytes take_version2_hello() noexcept { return std::exchange(version2_hello_, {}); }
    /// Queues a message and adds it to the transcript. Never suspends.
    template <class M>
    void send(const M& m, transcript& t)
    {
        send_encoded(message::encode_message(m), t);
    }
    /// The same for an encoded message.
    void send_encoded(byte_view encoded, transcript& t)
    {
        t.add(encoded);
        connection_.queue_handshake(encoded);
    }
    /// Makes a TLS 1.2 client ignore HelloRequests during a handshake (RFC 5246 section 7.4.1.1).
    void ignore_hello_requests() noexcept { hello_requests_ = hello_requests::ignored; }
    /// Records, keys and ChangeCipherSpec.
    tls::connection& connection() noexcept { return connection_; }
    /// Like connection().boundary(), but skips HelloRequests that must be ignored.
    message_boundary boundary();
    /// @}

    /// @name External answers. Arguments must live until the answer arrives.
    /// @{
    sign_operation sign(const credential& key, const signature_scheme& scheme, byte_view content) noexcept
    {
        return {*this, key, scheme, content};
    }
    verify_operation verify(const verify_request& request) noexcept { return {*this, request}; }
    select_credential_operation select_credential(const client_hello_info& hello) noexcept { return {*this, hello}; }
    /// Awaits a session of the server's session_store; with `take`, removes it. Returns no value if the store has no
    /// such session, or fails: that costs a full handshake. `id` is used by this call only.
    store_operation<std::optional<secure_bytes>> find_session(byte_view id, bool take);
    /// Awaits the replay record's answer whether a value of 32 bytes is new (RFC 8446 section 8.2). Returns false
    /// without a record, and if it fails: then early data is rejected. `value` is used by this call only.
    store_operation<bool> record_early_data(byte_view value);
    /// @}

    /// @name For operations
    /// @{
    using answer_value =
        std::variant<std::monostate, std::pair<boost::system::error_code, bytes>, x509::verification_result,
                     std::pair<boost::system::error_code, std::shared_ptr<const credential>>,
                     std::optional<secure_bytes>, bool, std::exception_ptr>;

    bool has_message();
    handshake_type next_type() noexcept { return connection_.messages().type(); }
    bytes take_message();
    void wait_for_message(std::string_view name) noexcept;
    /// Waits for an answer. Calls `start` with the function that takes the answer. An exception of `start` becomes the
    /// answer.
    void wait_for_answer(std::string_view name, std::function<void(std::function<void(answer_value)>)> start);
    /// Returns the answer, or throws the exception that replaced it.
    answer_value take_answer();
    /// @}

    /// @name For the exchange
    /// @{
    /// Ends the flow's current wait if the message or answer has arrived. Returns whether the flow can be resumed.
    bool end_wait();
    bool is_waiting() const noexcept { return waits_ != waits::nothing; }
    /// Returns whether the flow waits for an answer that has not arrived.
    bool waits_for_answer() const noexcept;
    /// Returns the name of the message or answer that the flow waits for.
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
    tls::endpoint& endpoint_;
    connection_info& info_;
    const connection_info* previous_info_;

    waits waits_ = waits::nothing;
    std::string_view waiting_for_;
    std::uint64_t question_ = 0; ///< number of the current question
    external_operation external_;
    answer_value answer_;

    unsigned messages_taken_ = 0;
    bytes version2_hello_;
    hello_requests hello_requests_ = hello_requests::refused;
    unsigned ignored_hello_requests_ = 0;
};

} // namespace tls

#endif
