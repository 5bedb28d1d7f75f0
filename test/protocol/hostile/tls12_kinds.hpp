// Handshakes before TLS 1.3 with every key exchange, between two engines on a transport that the test controls.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_TLS12_KINDS_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_TLS12_KINDS_HPP

#include "support/authority.hpp"
#include "support/engine_pair.hpp"
#include "support/old_key_exchanges.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tls::test {

/// The parameters of a handshake.
struct tls12_kind {
    std::string name;
    std::uint16_t suite;
    key_type key = key_type::secp256r1;
    bool client_auth = false;
    bool encrypt_then_mac = true;
    protocol_version version = protocol_version::tls1_2;
};

/// Returns a set of handshakes that covers each key exchange and each record protection.
inline const std::vector<tls12_kind>& tls12_kinds()
{
    using enum protocol_version;
    static const std::vector<tls12_kind> all{
        {"ECDHE_ECDSA, AES-GCM, client certificate", 0xc02b, key_type::secp256r1, true},
        {"ECDHE_RSA, ChaCha20-Poly1305", 0xcca8, key_type::rsa},
        {"ECDHE_ECDSA, AES-CBC with SHA-1, MAC-then-encrypt", 0xc009, key_type::secp256r1, false, false},
        {"ECDHE_ECDSA with Ed25519, AES-CCM", 0xc0ac, key_type::ed25519},
        {"DHE_RSA, AES-GCM with SHA-384", 0x009f, key_type::rsa},
        {"RSA, AES-CBC with SHA-256, client certificate", 0x003c, key_type::rsa, true},
        {"PSK, AES-GCM", 0x00a8},
        {"PSK, AES-CBC with SHA-256, encrypt_then_mac", 0x00ae},
        {"PSK, AES-CBC with SHA-384, MAC-then-encrypt", 0x00af, key_type::secp256r1, false, false},
        {"PSK, no encryption", 0x00b0},
        {"DHE_PSK, AES-GCM", 0x00aa},
        {"ECDHE_PSK, AES-CBC with SHA-256", 0xc037},
        {"RSA_PSK, AES-GCM", 0x00ac, key_type::rsa},
        {"TLS 1.1, ECDHE_ECDSA, AES-CBC, MAC-then-encrypt", 0xc009, key_type::secp256r1, true, false, tls1_1},
        {"TLS 1.1, RSA, 3DES", 0x000a, key_type::rsa, false, true, tls1_1},
        {"TLS 1.0, ECDHE_RSA, AES-CBC, client certificate", 0xc013, key_type::rsa, true, true, tls1_0},
        {"TLS 1.0, DHE_RSA, AES-CBC, MAC-then-encrypt", 0x0033, key_type::rsa, false, false, tls1_0},
        {"TLS 1.0, PSK, AES-CBC, MAC-then-encrypt", 0x008c, key_type::secp256r1, false, false, tls1_0},
        {"RSA, RC4", 0x0005, key_type::rsa},
        {"TLS 1.1, RSA, DES", 0x0009, key_type::rsa, false, true, tls1_1},
        {"TLS 1.0, RSA, IDEA, MAC-then-encrypt", 0x0007, key_type::rsa, false, false, tls1_0},
        {"DH_RSA, AES-CBC, client certificate", 0x0031, key_type::dh, true},
        {"TLS 1.1, DH_DSS, 3DES", 0x000d, key_type::dh, false, true, tls1_1},
        {"TLS 1.0, DH_anon, AES-CBC", 0x0034, key_type::dh, false, true, tls1_0},
        {"TLS 1.0, DHE_RSA_EXPORT, DES40", 0x0014, key_type::rsa, false, false, tls1_0},
        {"TLS 1.0, RSA_EXPORT, RC2-40", 0x0006, key_type::rsa, true, false, tls1_0},
        {"TLS 1.0, RSA_EXPORT, RC4-40", 0x0003, key_type::rsa, false, false, tls1_0},
        {"TLS 1.0, DH_RSA_EXPORT, DES40, client certificate", 0x000e, key_type::dh, true, false, tls1_0},
        {"TLS 1.0, DH_anon_EXPORT, RC4-40", 0x0017, key_type::dh, false, false, tls1_0},
    };
    return all;
}

inline const tls12_kind& kind_named(std::string_view name)
{
    const auto found = std::ranges::find(tls12_kinds(), name, &tls12_kind::name);
    return found != tls12_kinds().end() ? *found : throw std::logic_error("no kind " + std::string(name));
}

inline const cipher_suite& suite_of(const tls12_kind& kind)
{
    return *registry::standard()->find_cipher_suite(kind.suite);
}

inline bool has_certificates(const tls12_kind& kind)
{
    const auto method = suite_of(kind).authentication;
    return method != authentication_method::psk && method != authentication_method::anonymous;
}

/// Returns a credential for the suite, of one side.
inline std::shared_ptr<const credential> credential_for(const tls12_kind& kind, const std::string& name)
{
    if (suite_of(kind).key_exchange != key_exchange_method::dh)
        return leaf(kind.key, name);
    return suite_of(kind).is_export ? short_dh_leaf(name) : fixed_dh_leaf(suite_of(kind).authentication, name);
}

/// The configurations of both sides. Many connections may share them.
struct tls12_settings_pair {
    explicit tls12_settings_pair(const tls12_kind& kind)
    {
        configurations both(authority(), {});
        for (auto* side : {&both.client, &both.server}) {
            side->negotiation.min_version = side->negotiation.max_version = kind.version;
            side->negotiation.cipher_suites = {kind.suite};
            side->tls12.encrypt_then_mac = kind.encrypt_then_mac;
            side->allow_export = suite_of(kind).is_export;
            if (kind.key == key_type::dh)
                side->verification.anchors = old_anchors();
            if (suite_of(kind).authentication == authentication_method::dsa) {
                side->verification.rules.allow_dsa = true;
                side->negotiation.signature_schemes = {0x0402, 0x0401}; // dsa_sha256, rsa_pkcs1_sha256
            }
        }
        if (suite_of(kind).authentication == authentication_method::anonymous) {
            both.client.verification.mode = verify_none;
            both.client.tls12.anonymous_peers = both.server.tls12.anonymous_peers =
                anonymous_peers::without_verification;
        }
        both.client.tls12.psk_client = [](std::string_view) {
            return pre_shared_key{"identity", secure_bytes(16, 0x5b)};
        };
        both.server.tls12.psk_server = [](std::string_view identity) {
            return identity == "identity" ? secure_bytes(16, 0x5b) : secure_bytes();
        };
        if (has_certificates(kind))
            both.server.authentication.credentials = {credential_for(kind, "localhost")};
        if (kind.client_auth) {
            both.client.authentication.credentials = {credential_for(kind, "client")};
            both.server.verification.anchors = both.client.verification.anchors;
            both.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        }
        client = std::make_shared<configuration>(both.client);
        server = std::make_shared<configuration>(both.server);
    }

    std::shared_ptr<const configuration> client, server;
};

/// Two engines on a transport that may change or delay data. `Transport` has pass(to_server, data), which returns the
/// data to deliver now, and holds_data().
template <class Transport>
struct tls12_engines_over {
    tls12_engines_over(const tls12_settings_pair& settings, Transport t)
        : client(settings.client), server(settings.server), transport(std::move(t))
    {
    }

    /// Runs both handshakes until neither makes progress.
    void run()
    {
        for (bool progress = true; progress;) {
            const bool held = transport.holds_data();
            client.handshake(role::client, client_error);
            const auto there = take_output(client);
            server.received(transport.pass(true, there));
            server.handshake(role::server, server_error);
            const auto back = take_output(server);
            client.received(transport.pass(false, back));
            progress = !there.empty() || !back.empty() || held || transport.holds_data();
        }
    }

    /// Ends the transport for both engines, and lets unfinished handshakes fail.
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
    Transport transport;

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

/// Returns whether TLS 1.2 allows sending the alert: RFC 5246 section 7.2, RFC 6066 section 9, RFC 7301 section 3.2 and
/// RFC 7507 section 2. Excludes alerts that MUST NOT be sent any more.
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
