// A peer of a version before TLS 1.3 that follows the protocol, except where a script makes it deviate.
//
// It uses the library's messages, key schedule and record protection, but not its flows, so that it does not repeat
// their bugs.

#ifndef TLS_TEST_SUPPORT_TLS12_PEER_HPP
#define TLS_TEST_SUPPORT_TLS12_PEER_HPP

#include "crypto/diffie_hellman.hpp"
#include "crypto/temporary_rsa_keys.hpp"
#include "protocol/message/certificate_request_tls12.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/message/server_key_exchange.hpp"
#include "protocol/record/record_layer.hpp"
#include "protocol/schedule/tls12_secrets.hpp"
#include "protocol/schedule/transcript.hpp"

#include <tls/credential.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tls::test {

/// The messages of a handshake, in the order of RFC 5246 section 7.3.
enum class tls12_moment {
    client_hello,
    server_hello,
    certificate,
    certificate_status,
    server_key_exchange,
    certificate_request,
    server_hello_done,
    client_key_exchange,
    certificate_verify,
    new_session_ticket,
    change_cipher_spec, ///< the content of a record, not a handshake message
    finished,
};

class tls12_peer;

/// A session that a peer can resume: from peer::session(), with a ticket or an ID.
struct tls12_session {
    std::uint16_t suite = 0;
    secure_bytes master_secret;
    bytes ticket;
    bytes id;
};

/// The features of a peer, and its deviations from the protocol. It sends only extensions that the other side offers.
struct tls12_traits {
    protocol_version version = protocol_version::tls1_2;
    std::shared_ptr<const registry> algorithms = registry::standard();
    std::uint16_t suite = 0xc02b;          ///< TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
    std::uint16_t group = 0x0017;          ///< for ECDHE: secp256r1
    std::uint16_t scheme = 0x0403;         ///< in TLS 1.2; before, the key determines it
    std::shared_ptr<const credential> own; ///< null for a client without a certificate
    bool asks_for_certificate = false;
    bool extended_master_secret = true;
    bool encrypt_then_mac = false;
    bool secure_renegotiation = true;
    bool sends_ticket = false;
    bool wants_ticket = false; ///< a client sends an empty session_ticket
    bytes session_id;          ///< a server's, in a full handshake
    /// A client offers it. A server resumes it when a client names it.
    std::optional<tls12_session> session;
    bool expects_resumption = false; ///< a client that offers a ticket without a session ID
    bytes ocsp_response;             ///< stapled if it is not empty and the client requests it
    dh_parameters dh = dh_parameters_of(0x0100).value();
    /// A server's temporary key of RSA_EXPORT. Empty: a key of 512 bits, made when it is needed.
    std::shared_ptr<const temporary_rsa_key> temporary_rsa = {};
    /// A client sends its first ClientHello in the format of SSL 2.0, with this challenge.
    std::optional<bytes> version2_challenge = {};
    std::string psk_identity = "identity";
    bytes psk = bytes(16, 0x5b);

    /// @name Script hooks. The peer computes its transcript and keys from the messages that it really sends.
    /// @{
    /// Called with each message, header included, before it is sent. May change it, drop it by emptying it, and add
    /// other messages before or after it.
    std::function<void(tls12_peer&, tls12_moment, bytes& encoded)> before = {};
    /// Called after each message has been queued.
    std::function<void(tls12_peer&, tls12_moment)> after = {};
    /// Called when a handshake is complete, before the peer sends application data.
    std::function<void(tls12_peer&)> afterwards = {};
    /// May change a version 2 ClientHello, without its length.
    std::function<void(bytes&)> version2_hello = {};
    /// May change the parameters of a ServerKeyExchange before they are signed.
    std::function<void(bytes& params)> parameters = {};
    /// May change the signed content of ServerKeyExchange or CertificateVerify.
    std::function<void(bytes& content)> signs = {};
    /// @}
};

class tls12_peer {
public:
    /// The application data that it sends when its first handshake is complete.
    static constexpr std::array<std::uint8_t, 4> data{'d', 'a', 't', 'a'};

    /// Sends nothing before run().
    tls12_peer(role, tls12_traits);

    /// Processes the received records, and sends the replies.
    void run();

    input_buffer& input() noexcept { return records_.input(); }
    output_buffer& output() noexcept { return records_.output(); }

    bool done() const noexcept { return done_; }
    bool resumed() const noexcept { return resumes_; }
    /// The received application data.
    const bytes& received() const noexcept { return received_; }
    const std::optional<alert_description>& alert_received() const noexcept { return alert_; }
    std::optional<alert_level> alert_level_received() const noexcept { return alert_level_; }
    /// The reason why the peer gave up, or empty.
    const std::string& failure() const noexcept { return failure_; }
    /// The number of completed handshakes.
    unsigned handshakes() const noexcept { return handshakes_; }

    /// @name For scripts
    /// @{
    tls12_traits traits;
    role side() const noexcept { return side_; }
    /// The last ClientHello, received or sent.
    const message::client_hello& client_hello() const noexcept { return client_hello_; }
    /// Sends a message that is not part of the transcript.
    void send_message(byte_view encoded) { send_record(content_type::handshake, encoded); }
    /// Sends one record with the current protection. Any length is possible, even 0.
    void send_record(content_type, byte_view content);
    /// Sends one record without protection, in the peer's version if `version` has no value.
    void send_plain_record(content_type, byte_view content, std::optional<std::uint16_t> version = std::nullopt);
    void send_raw(byte_view);
    void send_alert(alert_level, alert_description);
    /// For a client: starts another handshake on the same connection.
    void send_client_hello();
    /// The Finished messages of the last handshake.
    const bytes& client_verify_data() const noexcept { return client_verify_data_; }
    const bytes& server_verify_data() const noexcept { return server_verify_data_; }
    /// The session of the last handshake. Its ticket is the one that a client received, or that a server sent last.
    tls12_session session() const;
    /// Seals all further records with a wrong key.
    void use_wrong_key();
    /// @}

private:
    void send(tls12_moment, bytes encoded);
    template <class M>
    void send_as(tls12_moment when, const M& m)
    {
        send(when, message::encode_message(m));
    }
    void send_change_cipher_spec();
    void send_finished();
    void receive_record(const record&);
    void receive_message(handshake_type, const bytes& encoded);
    void receive_client_hello(const bytes& encoded);
    void receive_server_hello(const bytes& encoded);
    void receive_server_key_exchange(const bytes& encoded);
    void receive_client_key_exchange(const bytes& encoded);
    void receive_finished(const bytes& encoded);
    void send_server_flight();
    void send_server_key_exchange();
    void send_client_flight();
    void send_certificate_request();
    void send_certificate_verify();
    message::client_hello new_client_hello() const;
    void send_version2_hello();
    bytes agree_with_certificate();
    bool has_fixed_key() const noexcept;
    message::server_hello new_server_hello() const;
    bytes client_key_exchange_body();
    bytes own_chain() const;
    message::digitally_signed sign(bytes content) const;
    tls12::prf_algorithm prf() const;
    void agree(byte_view other_secret);
    void prepare_opener();
    bool names_session(const message::client_hello&) const;
    void resume();
    void send_ticket();
    void install(std::shared_ptr<record_sealer>);
    void complete();

    bool uses(key_exchange_method a, key_exchange_method b) const noexcept;
    bool has_psk() const noexcept;
    bool sends_certificates() const noexcept;

    role side_;
    std::shared_ptr<const registry> algorithms_ = traits.algorithms;
    record_layer records_;
    reassembler messages_{{1 << 20, 1 << 20}};
    std::shared_ptr<record_sealer> sealer_;
    std::unique_ptr<record_opener> pending_opener_;

    transcript transcript_;
    const cipher_suite* suite_ = nullptr;
    message::client_hello client_hello_;
    message::server_hello server_hello_;
    std::unique_ptr<key_exchange> ephemeral_;
    secure_bytes shared_; ///< a client's shared secret with the server
    bytes share_;         ///< a client's key share or encrypted premaster secret
    std::optional<x509::certificate> peer_leaf_;
    std::optional<public_key> temporary_rsa_; ///< the server's
    bool certificate_requested_ = false;
    secure_bytes premaster_;
    std::optional<tls12::master_secret> master_;
    bytes client_verify_data_;
    bytes server_verify_data_;
    bytes ticket_;
    bool resumes_ = false; ///< the current handshake resumes traits.session

    bool begun_ = false;
    bool sent_finished_ = false;
    bool done_ = false;
    bool failed_ = false;
    unsigned handshakes_ = 0;
    bytes received_;
    std::optional<alert_description> alert_;
    std::optional<alert_level> alert_level_;
    std::string failure_;
};

} // namespace tls::test

#endif
