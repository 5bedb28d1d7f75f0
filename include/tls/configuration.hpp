// Everything a connection is configured with. A context builds it; an engine takes a snapshot.

#ifndef TLS_CONFIGURATION_HPP
#define TLS_CONFIGURATION_HPP

#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/verify_context.hpp>
#include <tls/version.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verifier.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tls {

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
    bytes ocsp_response;                 ///< stapled with the leaf; empty if none was
    bytes signed_certificate_timestamps; ///< sent with the leaf; empty if none was
};
/// Called once, from any thread, with the verdict.
using verify_completion = std::function<void(x509::verification_result)>;
using async_verify_function = std::function<void(verify_request, verify_completion)>;

/// What a ClientHello says, for choosing a certificate. Owned by the request.
struct client_hello_info {
    std::string server_name; ///< empty if the client named none
    std::vector<std::string> alpn_protocols;
    std::vector<std::uint16_t> cipher_suites;
    std::vector<std::uint16_t> supported_groups;
    std::vector<std::uint16_t> signature_schemes;
    std::vector<std::uint16_t> supported_versions;
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

/// The bounds on what a peer can make us hold or do.
struct limits {
    std::size_t max_handshake_message = 128 * 1024;      ///< bytes of one handshake message but Certificate
    std::size_t max_certificate_message = 128 * 1024;    ///< bytes of a Certificate message
    std::size_t max_certificates = 16;                   ///< certificates in a chain sent by the peer
    std::chrono::milliseconds handshake_timeout{60'000}; ///< of an async_handshake; zero: none
    unsigned max_consecutive_empty_records = 32;         ///< application data records without content, in a row
    unsigned max_key_updates_without_data = 32;          ///< KeyUpdate messages with no data in between
    unsigned max_warning_alerts = 4;                     ///< user_canceled and the like, in a row
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
    bool server_preference = true;                ///< a server chooses suite, group and protocol by its own order

    std::vector<std::shared_ptr<const credential>> credentials;
    std::shared_ptr<const x509::trust_store> anchors = std::make_shared<x509::trust_store>();
    verify_mode verify = verify_none;
    unsigned verify_depth = 100;
    verify_rules rules;
    /// Signatures in peers' chains that need not be verified again; null: all are, each time. Copies of the
    /// configuration share it.
    std::shared_ptr<x509::verified_link_cache> verified_links = std::make_shared<x509::verified_link_cache>();
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
    bool middlebox_compatibility = true; ///< RFC 8446 appendix D.4
    tls::limits limits;
};

/// The built-in verdict on what a peer sent, verify callback included: for an async_verify function that does the
/// same in another thread, or does more when it is good. Pure; any number of threads may call it.
x509::verification_result verify(const verify_request&, const configuration&);

/// What verify() asks of x509::verify_chain. Refers to both arguments.
x509::verify_parameters verify_parameters_for(const verify_request&, const configuration&);

} // namespace tls

#endif
