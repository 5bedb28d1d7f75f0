// A peer that keeps to the protocol except where a script tells it not to.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_PEER_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_PEER_HPP

#include "protocol/connection/connection.hpp"
#include "protocol/handshake/exchange.hpp"
#include "support/engine_pair.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tls::test {

/// The messages that a peer sends, in the order of RFC 8446 section 2.
enum class moment {
    client_hello,
    second_client_hello,
    hello_retry_request,
    server_hello,
    encrypted_extensions,
    certificate_request,
    certificate,
    certificate_verify,
    finished,
};

class hostile_peer;

/// Where a peer leaves the path. What it sends instead is what its own transcript and keys are made from.
struct script {
    /// Called with each message, header included, before it is sent: may change it, drop it by emptying it,
    /// and put others in front of it or behind.
    std::function<void(hostile_peer&, moment, bytes& encoded)> before;
    /// Called after each message was queued.
    std::function<void(hostile_peer&, moment)> after;
    /// Called when the peer's handshake is complete, before it sends its data.
    std::function<void(hostile_peer&)> afterwards;
    /// If not 0: each message is sent in records of this many bytes, and `between` called between them.
    std::size_t fragment_size = 0;
    std::function<void(hostile_peer&)> between;
    /// Changes what CertificateVerify signs.
    std::function<void(bytes& content)> signs;
};

/// What a well-behaved rest of the conversation delivers.
inline const bytes peers_data{'d', 'a', 't', 'a'};

/// One end of a connection, on the protocol's parts without an engine.
class hostile_peer {
public:
    hostile_peer(role, std::shared_ptr<const configuration>, script);

    /// @name For scripts
    /// @{
    tls::connection& connection() { return connection_; }
    /// Queues a handshake message; those queued together share records as far as they fit.
    void send_message(byte_view encoded) { connection_.queue_handshake(encoded); }
    /// Sends one record under the present keys, of any content and inner type.
    void send_record(content_type, byte_view content, std::size_t padding = 0);
    /// Sends one record without protection.
    void send_plain_record(content_type, byte_view content);
    void send_raw(byte_view);
    /// From here on records are sealed under a key that nobody else has.
    void use_wrong_key();
    /// @}

    /// @name For flows
    /// @{
    template <class M>
    void send(moment when, const M& m, transcript& t)
    {
        send_encoded(when, message::encode_message(m), t);
    }
    void protect_write(const cipher_suite&, const tls13::traffic_secret&);
    bytes content_to_sign(bytes content) const;
    /// @}

    /// @name The transport's side
    /// @{
    input_buffer& input() noexcept { return connection_.records().input(); }
    output_buffer& output() noexcept { return connection_.records().output(); }
    /// @}

    /// Goes on as far as what arrived allows.
    void run();
    bool done() const { return done_; }
    const std::optional<alert_description>& alert_received() const { return alert_received_; }
    /// Why the peer gave up, if it did.
    const std::string& failure() const { return failure_; }

private:
    void send_encoded(moment, bytes encoded, transcript&);
    void send_in_fragments(byte_view encoded);
    void install(std::shared_ptr<record_sealer>);
    void finish();
    void receive_alerts();

    tls::endpoint endpoint_;
    tls::connection connection_;
    tls::exchange exchange_;
    script script_;
    std::shared_ptr<record_sealer> sealer_;
    bool done_ = false;
    bool failed_ = false;
    std::optional<alert_description> alert_received_;
    std::string failure_;
};

flow misbehaving_client(handshake_context&, hostile_peer&);
flow misbehaving_server(handshake_context&, hostile_peer&);

} // namespace tls::test

#endif
