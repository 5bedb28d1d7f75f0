// A TLS 1.3 peer that follows the protocol, except where a script makes it deviate.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_PEER_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_PEER_HPP

#include "protocol/connection/connection.hpp"
#include "protocol/handshake/exchange.hpp"
#include "protocol/handshake/psk.hpp"
#include "support/engine_pair.hpp"

#include <tls/session.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tls::test {

/// The messages of a handshake, in the order of RFC 8446 section 2.
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

/// A peer's deviations from the protocol. The peer computes its transcript and keys from the messages that it really
/// sends.
struct script {
    /// Called with each message, header included, before it is sent. May change it, drop it by emptying it, and add
    /// other messages before or after it.
    std::function<void(hostile_peer&, moment, bytes& encoded)> before;
    /// Called after each message has been queued.
    std::function<void(hostile_peer&, moment)> after;
    /// Called when the peer's handshake is complete, before it sends application data.
    std::function<void(hostile_peer&)> afterwards;
    /// If not 0, each message is sent in records of this many bytes, and `between` is called between them.
    std::size_t fragment_size = 0;
    std::function<void(hostile_peer&)> between;
    /// A client offers it, whatever the settings.
    tls::session session = {};
    /// A client sends it.
    std::string server_name = {};
    /// A client calls it with the server's EncryptedExtensions, header included.
    std::function<void(byte_view encoded)> sees_encrypted_extensions = {};
    /// May change the signed content of CertificateVerify.
    std::function<void(bytes& content)> signs;
};

/// The application data that the peer sends after its handshake.
inline const bytes peer_data{'d', 'a', 't', 'a'};

/// One side of a connection. Uses the library's connection and handshake modules, but no engine.
class hostile_peer {
public:
    hostile_peer(role, std::shared_ptr<const configuration>, script);

    /// @name For scripts
    /// @{
    tls::connection& connection() { return connection_; }
    /// Queues a handshake message. Messages queued together share records if they fit.
    void send_message(byte_view encoded) { connection_.queue_handshake(encoded); }
    /// Sends one record with the current keys. Any content and inner type are possible.
    void send_record(content_type, byte_view content, std::size_t padding = 0);
    /// Sends one record without protection.
    void send_plain_record(content_type, byte_view content);
    void send_raw(byte_view);
    /// Seals all further records with a wrong key.
    void use_wrong_key();
    /// @}

    /// @name For flows
    /// @{
    template <class M>
    void send(moment when, const M& m, transcript& t)
    {
        send_encoded(when, message::encode_message(m), t);
    }
    void send_encoded(moment, bytes encoded, transcript&);
    std::optional<handshake_psk> offered_session() const;
    void protect_write(const cipher_suite&, const tls13::traffic_secret&);
    void see_encrypted_extensions(byte_view encoded) const;
    bytes content_to_sign(bytes content) const;
    /// @}

    /// @name For the transport
    /// @{
    input_buffer& input() noexcept { return connection_.records().input(); }
    output_buffer& output() noexcept { return connection_.records().output(); }
    /// @}

    /// Processes the received records, and sends the replies.
    void run();
    bool done() const { return done_; }
    const std::optional<alert_description>& alert_received() const { return alert_received_; }
    /// The reason why the peer gave up, or empty.
    const std::string& failure() const { return failure_; }

private:
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
