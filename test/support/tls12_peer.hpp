// A peer of TLS 1.2 that keeps to the protocol except where a script tells it not to.
//
// It is made of the library's messages, key schedule and record protection, but of none of its flows: what the flows
// have wrong it does not have wrong in the same way.

#ifndef TLS_TEST_SUPPORT_TLS12_PEER_HPP
#define TLS_TEST_SUPPORT_TLS12_PEER_HPP

#include "crypto/diffie_hellman.hpp"
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

/// What a peer sends in a handshake, in the order of RFC 5246 section 7.3.
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
    change_cipher_spec, ///< the content of a record, not a message
    finished,
};

class tls12_peer;

/// What a peer is like, and where it leaves the path. It answers only what the other side offers.
struct tls12_traits {
    std::uint16_t suite = 0xc02b; ///< TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
    std::uint16_t group = 0x0017; ///< of ECDHE: secp256r1
    std::uint16_t scheme = 0x0403;
    std::shared_ptr<const credential> own; ///< null: a client without a certificate
    bool asks_for_certificate = false;
    bool extended_master_secret = true;
    bool encrypt_then_mac = false;
    bool secure_renegotiation = true;
    bool sends_ticket = false;
    bytes ocsp_response; ///< stapled, if there is one and it was asked for
    dh_parameters dh = dh_parameters_of(0x0100).value();
    std::string psk_identity = "identity";
    bytes psk = bytes(16, 0x5b);

    /// @name What a script changes. The peer's own transcript and keys are made from what it really sends.
    /// @{
    /// Called with each message, header included, before it is sent: may change it, drop it by emptying it, and put
    /// others in front of it or behind.
    std::function<void(tls12_peer&, tls12_moment, bytes& encoded)> before = {};
    /// Called after each message was queued.
    std::function<void(tls12_peer&, tls12_moment)> after = {};
    /// Called when a handshake is complete, before the peer sends its data.
    std::function<void(tls12_peer&)> afterwards = {};
    /// Changes the parameters of a ServerKeyExchange before they are signed.
    std::function<void(bytes& params)> parameters = {};
    /// Changes what ServerKeyExchange or CertificateVerify signs.
    std::function<void(bytes& content)> signs = {};
    /// @}
};

class tls12_peer {
public:
    /// What it sends when its first handshake is complete.
    static constexpr std::array<std::uint8_t, 4> data{'d', 'a', 't', 'a'};

    /// Nothing is sent before run().
    tls12_peer(role, tls12_traits);

    /// Goes on as far as what arrived allows.
    void run();

    input_buffer& input() noexcept { return records_.input(); }
    output_buffer& output() noexcept { return records_.output(); }

    bool done() const noexcept { return done_; }
    /// Application data that arrived.
    const bytes& received() const noexcept { return received_; }
    const std::optional<alert_description>& alert_received() const noexcept { return alert_; }
    std::optional<alert_level> alert_level_received() const noexcept { return alert_level_; }
    /// Why the peer gave up, if it did.
    const std::string& failure() const noexcept { return failure_; }
    /// How many handshakes were completed.
    unsigned handshakes() const noexcept { return handshakes_; }

    /// @name For scripts
    /// @{
    tls12_traits traits;
    role side() const noexcept { return side_; }
    /// The hello of the client, decoded; of the other side or our own.
    const message::client_hello& client_hello() const noexcept { return client_hello_; }
    /// Sends a message that is not part of the transcript.
    void send_message(byte_view encoded) { send_record(content_type::handshake, encoded); }
    /// Sends one record under the present protection, however long or empty.
    void send_record(content_type, byte_view content);
    /// Sends one record as it is on the wire, without protection.
    void send_plain_record(content_type, byte_view content, std::uint16_t version = 0x0303);
    void send_raw(byte_view);
    void send_alert(alert_level, alert_description);
    /// A client's: begins another handshake on the same connection.
    void send_client_hello();
    /// The Finished messages of the last handshake.
    const bytes& client_verify_data() const noexcept { return client_verify_data_; }
    const bytes& server_verify_data() const noexcept { return server_verify_data_; }
    /// Records are sealed under a key that nobody else has from here on.
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
    void send_certificate_verify();
    message::client_hello new_client_hello() const;
    message::server_hello new_server_hello() const;
    bytes client_key_exchange_body();
    bytes own_chain() const;
    bytes sign(bytes content) const;
    void agree(byte_view other_secret);
    void install(std::shared_ptr<record_sealer>);
    void complete();

    bool uses(key_exchange_method a, key_exchange_method b) const noexcept;
    bool has_psk() const noexcept;
    bool sends_certificates() const noexcept;

    role side_;
    std::shared_ptr<const registry> algorithms_ = registry::standard();
    record_layer records_;
    reassembler messages_{{1 << 20, 1 << 20}};
    std::shared_ptr<record_sealer> sealer_;
    std::unique_ptr<record_opener> pending_opener_;

    transcript transcript_;
    const cipher_suite* suite_ = nullptr;
    message::client_hello client_hello_;
    message::server_hello server_hello_;
    std::unique_ptr<key_exchange> ephemeral_;
    secure_bytes shared_; ///< of a client, by the server's parameters
    bytes share_;         ///< what a client answers with
    std::optional<x509::certificate> peer_leaf_;
    bool certificate_requested_ = false;
    secure_bytes premaster_;
    std::optional<tls12::master_secret> master_;
    bytes client_verify_data_;
    bytes server_verify_data_;

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
