// Handshakes of TLS 1.2 of every kind, between two engines on a line that the test holds.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_TLS12_KINDS_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_TLS12_KINDS_HPP

#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include <set>
#include <string>
#include <vector>

namespace tls::test {

/// What a handshake is like.
struct tls12_kind {
    std::string name;
    std::uint16_t suite;
    key_type key = key_type::secp256r1;
    bool client_auth = false;
    bool encrypt_then_mac = true;
};

/// Each key exchange, and each protection of records at least once.
inline const std::vector<tls12_kind>& tls12_kinds()
{
    static const std::vector<tls12_kind> all{
        {"ECDHE_ECDSA, AES-GCM, client's certificate", 0xc02b, key_type::secp256r1, true},
        {"ECDHE_RSA, ChaCha20-Poly1305", 0xcca8, key_type::rsa},
        {"ECDHE_ECDSA, AES-CBC with SHA-1, MAC first", 0xc009, key_type::secp256r1, false, false},
        {"ECDHE_ECDSA with Ed25519, AES-CCM", 0xc0ac, key_type::ed25519},
        {"DHE_RSA, AES-GCM with SHA-384", 0x009f, key_type::rsa},
        {"RSA, AES-CBC with SHA-256, client's certificate", 0x003c, key_type::rsa, true},
        {"PSK, AES-GCM", 0x00a8},
        {"PSK, AES-CBC with SHA-256, encrypt_then_mac", 0x00ae},
        {"PSK, AES-CBC with SHA-384, MAC first", 0x00af, key_type::secp256r1, false, false},
        {"PSK, no encryption", 0x00b0},
        {"DHE_PSK, AES-GCM", 0x00aa},
        {"ECDHE_PSK, AES-CBC with SHA-256", 0xc037},
        {"RSA_PSK, AES-GCM", 0x00ac, key_type::rsa},
    };
    return all;
}

inline bool has_certificates(const tls12_kind& kind)
{
    return kind.name.find("PSK") == std::string::npos || kind.name.starts_with("RSA_PSK");
}

/// The configurations of both sides, which may be shared by many connections.
struct tls12_settings_pair {
    explicit tls12_settings_pair(const tls12_kind& kind)
    {
        configurations both(authority(), {});
        for (auto* side : {&both.client, &both.server}) {
            side->negotiation.max_version = protocol_version::tls1_2;
            side->negotiation.cipher_suites = {kind.suite};
            side->tls12.encrypt_then_mac = kind.encrypt_then_mac;
        }
        both.client.tls12.psk_client = [](std::string_view) {
            return pre_shared_key{"identity", secure_bytes(16, 0x5b)};
        };
        both.server.tls12.psk_server = [](std::string_view identity) {
            return identity == "identity" ? secure_bytes(16, 0x5b) : secure_bytes();
        };
        if (has_certificates(kind))
            both.server.authentication.credentials = {leaf(kind.key)};
        if (kind.client_auth) {
            both.client.authentication.credentials = {leaf(kind.key, "client")};
            both.server.verification.anchors = authority().anchors();
            both.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        }
        client = std::make_shared<configuration>(both.client);
        server = std::make_shared<configuration>(both.server);
    }

    std::shared_ptr<const configuration> client, server;
};

/// Two engines, and a line that may change what passes it, or hold it until it is asked again.
template <class Line>
struct tls12_on_a_line {
    tls12_on_a_line(const tls12_settings_pair& settings, Line l)
        : client(settings.client), server(settings.server), line(std::move(l))
    {
    }

    /// Runs both handshakes as far as they go.
    void run()
    {
        for (bool progress = true; progress;) {
            const bool held = line.holds_something();
            client.handshake(role::client, client_error);
            const auto there = take_output(client);
            server.received(line.pass(true, there));
            server.handshake(role::server, server_error);
            const auto back = take_output(server);
            client.received(line.pass(false, back));
            progress = !there.empty() || !back.empty() || held || line.holds_something();
        }
    }

    /// Ends both transports: whoever still waits learns of it.
    void end()
    {
        client.end_of_input();
        server.end_of_input();
        client.handshake(role::client, client_error);
        server.handshake(role::server, server_error);
    }

    bool established() const { return client.handshake_complete() && server.handshake_complete(); }

    engine client, server;
    error_code client_error, server_error;
    Line line;

private:
    static bytes take_output(engine& e)
    {
        bytes all;
        while (e.has_output()) {
            const auto output = to_bytes(e.output());
            all.insert(all.end(), output.begin(), output.end());
            e.sent(output.size());
        }
        return all;
    }
};

/// Whether TLS 1.2 has the alert: RFC 5246 section 7.2, RFC 6066 section 9, RFC 7301 section 3.2 and RFC 7507 section
/// 2, but for those that MUST NOT be sent any more.
inline bool is_alert_of_tls12(alert_description a)
{
    using enum alert_description;
    static const std::set<alert_description> all{close_notify,
                                                 unexpected_message,
                                                 bad_record_mac,
                                                 record_overflow,
                                                 handshake_failure,
                                                 bad_certificate,
                                                 certificate_expired,
                                                 unsupported_certificate,
                                                 certificate_revoked,
                                                 certificate_unknown,
                                                 illegal_parameter,
                                                 unknown_ca,
                                                 access_denied,
                                                 decode_error,
                                                 decrypt_error,
                                                 protocol_version,
                                                 insufficient_security,
                                                 internal_error,
                                                 user_canceled,
                                                 no_renegotiation,
                                                 unsupported_extension,
                                                 unrecognized_name,
                                                 bad_certificate_status_response,
                                                 no_application_protocol,
                                                 inappropriate_fallback};
    return all.contains(a);
}

} // namespace tls::test

#endif
