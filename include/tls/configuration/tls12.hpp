// Settings of TLS 1.2 and earlier: renegotiation, key exchange, pre-shared keys, records.

#ifndef TLS_CONFIGURATION_TLS12_HPP
#define TLS_CONFIGURATION_TLS12_HPP

#include <tls/crypto/dh_parameters.hpp>
#include <tls/crypto/secret.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

class temporary_rsa_keys;

/// A key that both peers know in advance, and its name (RFC 4279).
struct pre_shared_key {
    std::string identity; ///< up to 128 bytes
    secure_bytes key; ///< 1 to 256 bytes; below 16, brute force by an eavesdropper is feasible (RFC 4279 section 7.2)
};
/// Chooses a client's key by the server's hint, which may be empty. No value ends the handshake. Must not block.
using psk_client_function = std::function<std::optional<pre_shared_key>(std::string_view hint)>;
/// Looks up a client's key, of up to 256 bytes, on a server. Empty: unknown identity; the client cannot tell whether
/// its identity or its key was wrong. Must not block.
using psk_server_function = std::function<secure_bytes(std::string_view identity)>;

/// The side that may start a renegotiation on a TLS 1.2 connection.
enum class renegotiation {
    refused,   ///< neither; a peer's request is answered with the warning no_renegotiation
    by_server, ///< the server: by engine::renegotiate; a client accepts the server's requests
    by_either, ///< also the client, which can cause load on a server
};

/// Whether peers that do not authenticate are accepted, in suites without certificate and key (DH_anon). An attacker on
/// the path to such a peer can read and change everything. Naming such suites does not accept them: without one of the
/// other values, a list with such a suite fails every handshake before anything is sent.
enum class anonymous_peers : std::uint8_t {
    refused,              ///< the default
    without_verification, ///< accepted, unless verification.mode has verify_peer: then every handshake fails
    despite_verification, ///< accepted even then: verify_peer only concerns peers that present a certificate
};

/// Settings of TLS 1.2 and earlier versions.
struct tls12_settings {
    /// Renegotiation is always refused unless both peers support RFC 5746 and RFC 7627. A server that authenticated
    /// with a certificate must present the same one again, and so must a client if the server requests one. server_name
    /// and ALPN protocol stay the same.
    tls::renegotiation renegotiation = tls::renegotiation::refused;
    /// Refuses peers without extended_master_secret (RFC 7627). Off by default because some servers that are otherwise
    /// good do not support it. Without it there are no exporters, no tls-unique and no renegotiation.
    bool require_extended_master_secret = false;
    /// A client refuses servers without renegotiation_info (RFC 5746 section 4.1): an attacker could have injected a
    /// prefix into the session with such a server (CVE-2009-3555).
    bool require_secure_renegotiation = true;
    /// Offers and prefers encrypt-then-MAC for CBC suites (RFC 7366).
    bool encrypt_then_mac = true;
    /// In TLS 1.0 with a CBC suite, the first byte of each record has a record of its own. Without it, an attacker who
    /// chooses a part of our data can test guesses of other parts (BEAST, CVE-2011-3389). Turn it off only for a peer
    /// that cannot read such records.
    bool record_splitting = true;
    /// A client sends TLS_FALLBACK_SCSV: this offer is lower than it could be because an earlier attempt failed (RFC
    /// 7507).
    bool send_fallback_scsv = false;

    /// A server's finite-field Diffie-Hellman parameters, for clients that do not list ffdhe groups (RFC 7919). Empty:
    /// such clients get the first enabled ffdhe group.
    std::optional<dh_parameters> dh;
    /// The shortest finite-field Diffie-Hellman prime, in bits, that a client accepts from a server. Both sides apply
    /// it to certificates with Diffie-Hellman keys. Primes of up to 512 bits are refused whatever the value is, except
    /// in export suites, which have no others (Logjam, CVE-2015-4000).
    unsigned min_dh_bits = 2048;

    tls::anonymous_peers anonymous_peers = tls::anonymous_peers::refused;
    /// A server's temporary RSA keys for RSA_EXPORT suites. Null: such suites are not chosen. Copies of the
    /// configuration share them.
    std::shared_ptr<tls::temporary_rsa_keys> temporary_rsa_keys;
    /// A server accepts a version 2 ClientHello that offers TLS (RFC 2246 appendix E.1), if it allows a version before
    /// TLS 1.3. Such a message has no extensions, so it never leads to TLS 1.3. SSL 2.0 and 3.0 are never negotiated.
    bool accept_version2_hello = false;

    std::string psk_identity_hint; ///< sent by a server, up to 128 bytes; empty: none
    psk_client_function psk_client;
    psk_server_function psk_server;
};

} // namespace tls

#pragma GCC visibility pop

#endif
