// Everything a connection is configured with. A context builds it; an engine takes a snapshot.

#ifndef TLS_CONFIGURATION_HPP
#define TLS_CONFIGURATION_HPP

#include <tls/credential.hpp>
#include <tls/crypto/dh_parameters.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/verify_context.hpp>
#include <tls/version.hpp>
#include <tls/x509/certificate_cache.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verifier.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class key_share_pool;

/// As boost::asio::ssl::verify_mode: bits that combine.
using verify_mode = int;
inline constexpr verify_mode verify_none = 0;
inline constexpr verify_mode verify_peer = 1;
inline constexpr verify_mode verify_fail_if_no_peer_cert = 2;
inline constexpr verify_mode verify_client_once = 4;

/// bool callback(bool preverified, verify_context&)
using verify_callback = std::function<bool(bool, verify_context&)>;

/// What a certificate verdict is asked about. Owned by the request.
struct verify_request {
    std::vector<x509::certificate> chain; ///< what the peer sent, leaf first
    std::string host;                     ///< the name to verify; empty if none was set
    x509::purpose use = x509::purpose::any;
    /// Bits of keyUsage (RFC 5280 section 4.2.1.3) that the leaf must allow; by default digitalSignature.
    std::optional<std::uint16_t> leaf_key_usage = std::nullopt;
    bytes ocsp_response;                 ///< stapled with the leaf; empty if none was
    bytes signed_certificate_timestamps; ///< sent with the leaf; empty if none was
};
/// Called once, from any thread, with the verdict.
using verify_completion = std::function<void(x509::verification_result)>;
using async_verify_function = std::function<void(verify_request, verify_completion)>;

/// What a ClientHello says, for choosing a certificate. Owned by the request. Lists are as the client wrote them, with
/// code points that nobody knows (RFC 8701); those of an extension that the client did not send are empty.
struct client_hello_info {
    std::string server_name; ///< empty if the client named none
    std::vector<std::string> alpn_protocols;
    std::vector<std::uint16_t> cipher_suites; ///< signals among them too, such as TLS_FALLBACK_SCSV (0x5600)
    std::vector<std::uint16_t> supported_groups;
    /// For signatures of the handshake. A client of TLS 1.2 without the extension takes SHA-1 with any key
    /// (RFC 5246 section 7.4.1.4.1); of which this list then says nothing.
    std::vector<std::uint16_t> signature_schemes;
    std::vector<std::uint16_t> signature_schemes_cert; ///< for signatures of certificates, where it differs
    std::vector<std::uint16_t> supported_versions;     ///< without the extension: legacy_version and those before it
    std::uint16_t legacy_version = 0;                  ///< the highest version but 1.3 and later
    bytes session_id;                                  ///< up to 32 bytes; of TLS 1.3, without a meaning
    bytes ec_point_formats;                            ///< ECPointFormat each (RFC 8422 section 5.1.2)
    std::vector<bytes> certificate_authorities;        ///< DistinguishedName each, DER (RFC 8446 section 4.2.4)
    std::vector<std::uint16_t> extensions;             ///< types of all, in the client's order
    bool status_request = false;                       ///< wants an OCSP response with the certificate
};
/// Called once, from any thread, with the credential to use; null or an error ends the handshake.
using select_credential_completion = std::function<void(boost::system::error_code, std::shared_ptr<const credential>)>;
using async_select_credential_function = std::function<void(client_hello_info, select_credential_completion)>;

struct configuration;
/// Called by a server with a connection's first ClientHello, before anything is negotiated: returns the configuration
/// to go on with, or null to keep the one that stands. It must not block, nor call the stream. What it throws ends the
/// handshake: boost::system::system_error with error::reason::unrecognized_name or no_application_protocol is told the
/// client by the alert of that name, anything else by internal_error.
using client_hello_function = std::function<std::shared_ptr<const configuration>(const client_hello_info&)>;

/// One line in the format of SSLKEYLOGFILE (draft-ietf-tls-keylogfile), without the newline. May be called from
/// any thread that drives a connection, by several at once.
using key_log_function = std::function<void(std::string_view line)>;

/// How many bytes of padding a record gets (RFC 8446 section 5.4): given the length of its content
/// and the room that is left, returns at most that room.
using padding_function = std::function<std::size_t(std::size_t content_size, std::size_t room)>;

/// A key that both sides know beforehand, and what they call it (RFC 4279).
struct pre_shared_key {
    std::string identity;
    secure_bytes key; ///< 1 to 256 bytes; of less than 16, an eavesdropper can find it by trying (RFC 4279 section 7.2)
};
/// Chooses a client's key by the server's hint, which may be empty. Nothing: the handshake ends. Must not block.
using psk_client_function = std::function<std::optional<pre_shared_key>(std::string_view hint)>;
/// Looks up the key of a client, as a server. Empty: it has none; the client is not told whether the identity
/// or its key was wrong. Must not block.
using psk_server_function = std::function<secure_bytes(std::string_view identity)>;

/// Who may begin another handshake on a connection of TLS 1.2.
enum class renegotiation {
    refused,   ///< nobody: peers that wish it are told so by a warning
    by_server, ///< a server, when it calls for it: engine::renegotiate as one, its wishes as a client
    by_either, ///< a client too: it can make a server work
};

/// What concerns TLS 1.2 alone.
struct tls12_settings {
    /// Both sides must know RFC 5746 and RFC 7627, else it is refused in any case. A server that authenticated by a
    /// certificate must show the same again, and so must a client if it is asked; server_name and application protocol
    /// stay what they were.
    tls::renegotiation renegotiation = tls::renegotiation::refused;
    /// Refuse peers without extended_master_secret (RFC 7627). Off, as some servers that are otherwise good do not
    /// know it; without it there are no exporters, no tls-unique and no renegotiation.
    bool require_extended_master_secret = false;
    /// A client refuses servers without renegotiation_info (RFC 5746 section 4.1): an attacker could have begun the
    /// conversation that such a server takes the client's for.
    bool require_secure_renegotiation = true;
    /// Offer, and prefer, encrypt-then-MAC for CBC suites (RFC 7366).
    bool encrypt_then_mac = true;
    /// A client says that it offers less than it can because an earlier attempt failed (RFC 7507).
    bool send_fallback_scsv = false;

    /// Finite field Diffie-Hellman of a server, for clients that name no group for it (RFC 7919); without, such
    /// clients get the first that is enabled.
    std::optional<dh_parameters> dh;
    unsigned min_dh_bits = 2048; ///< a client refuses shorter primes

    std::string psk_identity_hint; ///< a server's, up to 128 bytes; empty: none
    psk_client_function psk_client;
    psk_server_function psk_server;
};

/// The bounds on what a peer can make us hold or do.
struct limits {
    std::size_t max_handshake_message = 128 * 1024;      ///< bytes of one handshake message but Certificate
    std::size_t max_certificate_message = 128 * 1024;    ///< bytes of a Certificate message
    std::size_t max_certificates = 16;                   ///< certificates in a chain sent by the peer
    std::chrono::milliseconds handshake_timeout{60'000}; ///< of an async_handshake alone; zero: none
    unsigned max_consecutive_empty_records = 32;         ///< application data records without content, in a row
    unsigned max_key_updates_without_data = 32;          ///< KeyUpdate messages with no data in between
    unsigned max_warning_alerts = 4;                     ///< user_canceled and the like, in a row
    unsigned max_refused_renegotiations = 8;             ///< in TLS 1.2, on one connection
    unsigned max_renegotiations_without_data = 2;        ///< that the peer wished for, with no data from it in between
};

/// How a peer's chain is judged, beside anchors, name, depth and time: see x509::verify_parameters.
struct verify_rules {
    x509::profile profile = x509::profile::rfc5280;
    x509::revocation_policy revocation = x509::revocation_policy::off;
    std::shared_ptr<const x509::crl_store> crls;  ///< at hand; null: none
    std::vector<x509::certificate> intermediates; ///< known beside those that the peer sends; not trusted
    bool allow_partial_chain = false;
    bool common_name_fallback = false;
    bool allow_sha1 = false;
    bool allow_md5 = false;
    bool allow_dsa = false;
    bool strict = false; ///< also refuses what RFC 5280 section 4 forbids authorities to issue
    unsigned min_rsa_bits = 2048;
    std::vector<std::string> policies; ///< dotted OIDs, one of which the chain must be valid for; empty: any
    bool explicit_policy = false;
};

/// The configuration. Copyable; immutable once shared. Empty preference lists mean the defaults
/// of the registry, in its order.
struct configuration {
    std::shared_ptr<const registry> algorithms = registry::standard();
    random_source* random = &system_random();
    std::function<std::chrono::system_clock::time_point()> clock = &std::chrono::system_clock::now;

    protocol_version min_version = protocol_version::tls1_2;
    protocol_version max_version = protocol_version::tls1_3;
    std::vector<std::uint16_t> cipher_suites;     ///< in order of preference
    std::vector<std::uint16_t> groups;            ///< in order of preference
    std::vector<std::uint16_t> signature_schemes; ///< in order of preference
    std::size_t key_shares = 1;                   ///< how many groups a client sends shares for at once
    /// Ephemeral key pairs made ahead; null: each is made when it is needed. Copies of the configuration share it.
    std::shared_ptr<key_share_pool> prepared_key_shares;
    bool server_preference = true; ///< a server chooses suite, group and protocol by its own order

    std::vector<std::shared_ptr<const credential>> credentials;
    std::shared_ptr<const x509::trust_store> anchors = std::make_shared<x509::trust_store>();
    verify_mode verify = verify_none;
    unsigned verify_depth = 100;
    verify_rules rules;
    /// Signatures in peers' chains that need not be verified again; null: all are, each time. Copies of the
    /// configuration share it.
    std::shared_ptr<x509::verified_link_cache> verified_links = std::make_shared<x509::verified_link_cache>();
    /// Peers' certificates that connections share; null: each has its own. Copies of the configuration share it.
    std::shared_ptr<x509::certificate_cache> known_certificates = std::make_shared<x509::certificate_cache>();
    tls::verify_callback verify_callback;
    bool send_certificate_authorities = true; ///< a server names its anchors when it asks for a certificate

    std::vector<std::string> alpn_protocols; ///< offered or accepted, in order of preference
    bool alpn_required =
        true; ///< a server refuses a client whose offer has no protocol in common (RFC 7301 section 3.2)
    bool require_server_name = false; ///< a server refuses names it has no certificate for with unrecognized_name;
                                      ///< clients that name none get its first

    /// A server's HelloRetryRequest carries a random cookie, which the client must return (RFC 8446 section 4.2.2).
    bool hello_retry_cookie = false;

    client_hello_function on_client_hello;
    async_verify_function async_verify;
    async_select_credential_function async_select_credential;
    key_log_function key_log;
    padding_function padding;
    /// The most plaintext that the peer should put into a record, 64 to 16384 bytes (RFC 8449). 0: no wish.
    std::uint16_t record_size_limit = 0;
    /// What a client of TLS 1.2 asks for as max_fragment_length, for servers that do not know the better
    /// record_size_limit: 512, 1024, 2048 or 4096 bytes (RFC 6066 section 4). 0: nothing.
    std::uint16_t max_fragment_length = 0;
    tls12_settings tls12;
    bool middlebox_compatibility = true; ///< RFC 8446 appendix D.4
    tls::limits limits;
};

/// The built-in verdict on what a peer sent, verify callback included: for an async_verify function that does the
/// same in another thread, or does more when it is good. Pure; any number of threads may call it.
x509::verification_result verify(const verify_request&, const configuration&);

/// What verify() asks of x509::verify_chain. Refers to both arguments.
x509::verify_parameters verify_parameters_for(const verify_request&, const configuration&);

} // namespace tls

#pragma GCC visibility pop

#endif
