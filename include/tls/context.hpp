// Settings shared by the streams of a program: versions, certificates, trust, policy.

#ifndef TLS_CONTEXT_HPP
#define TLS_CONTEXT_HPP

#include <tls/client_hello_info.hpp>
#include <tls/configuration/hooks.hpp>
#include <tls/configuration/limits.hpp>
#include <tls/configuration/sessions.hpp>
#include <tls/configuration/verification.hpp>
#include <tls/context_base.hpp>
#include <tls/error.hpp>
#include <tls/impl/handle_types.hpp>
#include <tls/verify_context.hpp>
#include <tls/verify_request.hpp>
#include <tls/version.hpp>
#include <tls/x509/trust_store.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class registry;

/// Builds configurations, with boost::asio::ssl::context's interface and more.
///
/// A stream takes the context's configuration when it is constructed and keeps it: later changes apply to streams
/// constructed later. Any thread may call any function at any time, so certificates, keys and anchors can be replaced
/// while connections are being accepted. Construction, moving and destruction must not overlap with other calls. A
/// moved-from context can only be destroyed or assigned to.
///
/// Functions without an error_code throw boost::system::system_error if their overload reports an error. A function
/// that fails changes nothing. Unreadable files give the system's error (such as ENOENT in system_category()),
/// malformed content an error::reason.
class context : public context_base {
public:
    using error_code = boost::system::error_code;
    using const_buffer = boost::asio::const_buffer;
    /// Returns the password of an encrypted key, at most `max_length` bytes; an empty string means that there is none.
    /// The string is wiped after use.
    using password_callback = std::function<std::string(std::size_t max_length, password_purpose)>;
    /// native_context*, or SSL_CTX* if stream_settings::native_handle_type is SSL*. Not a handle of OpenSSL itself.
    using native_handle_type = context_handle;

    /// Creates a context for the protocol versions of a method. tls and sslv23 mean TLS 1.3 and 1.2. Throws
    /// (invalid_argument) for sslv2. For sslv3, which must not be used, handshakes fail with
    /// error::reason::no_protocols_available. tlsv1 and tlsv11 need cipher suites as well: see set_min_version().
    explicit context(method);
    /// Takes ownership of one reference to a handle, which came from SSL_CTX_new or from native_handle() of another
    /// context. Null: invalid_argument.
    explicit context(native_handle_type handle) : context(adopted{detail::native_of(handle)}) {}
    ~context();
    context(context&&) noexcept;
    context& operator=(context&&) noexcept;

    /// Returns the native handle. Valid as long as this context, even if it is moved, and as long as any stream made
    /// with it.
    native_handle_type native_handle() { return detail::handle_of(native()); }

    /// Returns the current configuration. It is immutable and may be shared.
    std::shared_ptr<const configuration> snapshot() const;
    /// Replaces the configuration by a copy that `change` has modified, for settings without a function of their own.
    /// `change` must not call the context.
    void update(const std::function<void(configuration&)>& change);

    /// @name Versions
    /// @{
    void set_options(options);
    void set_options(options, error_code&);
    void clear_options(options);
    void clear_options(options, error_code&);
    /// Set the lowest and highest version, in place of the method's. The no_tlsv1_x options narrow the range further.
    ///
    /// TLS 1.1 and 1.0 are for peers that support nothing newer (docs/old_versions.md). No default and no policy
    /// enables them or their cipher suites: name suites with set_cipher_list() or set_cipher_suites() too. Otherwise
    /// handshakes fail with error::reason::no_ciphers_available.
    void set_min_version(protocol_version);
    void set_max_version(protocol_version);
    /// @}

    /// @name Verification of the peer
    /// @{
    /// Sets the verification mode. The default is verify_none, even for clients: stream::set_host_name makes all
    /// settings that a client needs. verify_fail_if_no_peer_cert without verify_peer checks nothing, like in asio::ssl;
    /// update() refuses it with invalid_argument.
    void set_verify_mode(tls::verify_mode);
    void set_verify_mode(tls::verify_mode, error_code&);
    /// Sets the maximum number of certificates between leaf and anchor. Negative: invalid_argument.
    void set_verify_depth(int);
    void set_verify_depth(int, error_code&);
    /// Sets the verify callback, `bool callback(bool preverified, verify_context&)`: its result is the verdict on the
    /// certificate that it is shown. Does not turn verification on. Several threads may call it at the same time.
    void set_verify_callback(verify_callback);
    void set_verify_callback(verify_callback, error_code&);
    /// Adds the anchors and the CRLs of a PEM file; set_revocation_policy decides whether the CRLs are used. Skips
    /// certificates that do not parse: see skipped_certificates(). Fails if a CRL does not parse, or if the file has
    /// neither an anchor nor a CRL.
    void load_verify_file(const std::string& path);
    void load_verify_file(const std::string& path, error_code&);
    /// Adds a directory of anchors in the format of `openssl rehash`: files are named by the hash of the subject
    /// ("5ed36f99.0"), and each is read when first needed. Files with other names are not trusted.
    void add_verify_path(const std::string& path);
    void add_verify_path(const std::string& path, error_code&);
    /// Adds the system's anchors: x509::trust_store::system(), which all contexts share. Skips malformed parts of the
    /// system's files. Succeeds if there are no anchors.
    void set_default_verify_paths();
    void set_default_verify_paths(error_code&);
    /// Adds the anchors of a PEM text in memory, as load_verify_file does.
    void add_certificate_authority(const const_buffer& data);
    void add_certificate_authority(const const_buffer& data, error_code&);
    /// Returns the certificates that the functions above could not add: the file, the position and the reason. Parses
    /// the system's bundle if set_default_verify_paths added it.
    std::vector<x509::skipped_certificate> skipped_certificates() const;
    /// Set and return the rules for chains, besides anchors, depth and name. The functions below set the rules that are
    /// needed most often.
    void set_verify_rules(const tls::verify_rules&);
    tls::verify_rules verify_rules() const;
    void set_verify_profile(x509::profile);
    /// Sets whether certificates must be known not to be revoked, by CRLs or a stapled OCSP response. To query the
    /// authority, see tls::ocsp_client.
    void set_revocation_policy(x509::revocation_policy);
    /// Replaces all CRLs.
    void set_crls(std::shared_ptr<const x509::crl_store>);
    /// Adds CRLs in PEM (one or more) or DER. All must parse.
    void add_crl(const const_buffer& data);
    void add_crl(const const_buffer& data, error_code&);
    void load_crl_file(const std::string& path);
    void load_crl_file(const std::string& path, error_code&);
    /// Adds intermediate certificates (PEM) for building paths, for peers that do not send theirs.
    void add_intermediate_certificates(const const_buffer& data);
    void add_intermediate_certificates(const const_buffer& data, error_code&);
    /// Sets how many verified certificate signatures are cached (see x509::verified_link_cache); the default is 1024.
    /// 0: none, every signature is verified each time. Clears the cache.
    void set_verified_link_cache(std::size_t links);
    /// Sets a function that gives the verdicts, in place of the built-in verification and the verify callback.
    void set_async_verify(async_verify_function);
    /// Sets the certificate types that are accepted from the peer, most preferred first (RFC 7250). The default, and an
    /// empty list, is X.509 only. With raw_public_key in it, call set_raw_public_keys or
    /// set_async_verify_raw_public_key, too.
    void set_certificate_types(std::vector<certificate_type>);
    /// Sets the raw public keys that are accepted, by themselves and by the SHA-256 digests of their
    /// SubjectPublicKeyInfo. Replaces the earlier ones.
    void set_raw_public_keys(std::vector<raw_public_key>, std::vector<public_key_digest> = {});
    /// Sets a function that gives the verdicts on raw public keys, in place of set_raw_public_keys.
    void set_async_verify_raw_public_key(async_verify_function);
    /// @}

    /// @name Our own certificates and keys
    ///
    /// Certificate and key may be set in either order. Once both of a key type are set, they form a credential. Until
    /// then the earlier one stays. The call that completes a pair reports error::reason::key_values_mismatch if they do
    /// not belong together.
    ///
    /// As in OpenSSL, a context keeps one credential each for ECDSA, Ed25519, RSA-PSS, RSA and DSA keys, and a new one
    /// replaces only that of its kind. A server with several prefers them in this order, and takes the first that the
    /// client supports. So if a server with an RSA certificate gets an ECDSA certificate, it serves the new one to
    /// clients that support ECDSA and the RSA certificate to the others. If a server with an ECDSA certificate gets an
    /// RSA certificate, most clients still get the ECDSA certificate, even after it has expired. To replace a
    /// certificate by one with another kind of key, call set_credentials.
    /// @{
    void use_certificate(const const_buffer&, file_format);
    void use_certificate(const const_buffer&, file_format, error_code&);
    void use_certificate_file(const std::string& path, file_format);
    void use_certificate_file(const std::string& path, file_format, error_code&);
    /// Sets a certificate chain in PEM, leaf first.
    void use_certificate_chain(const const_buffer& data);
    void use_certificate_chain(const const_buffer& data, error_code&);
    void use_certificate_chain_file(const std::string& path);
    void use_certificate_chain_file(const std::string& path, error_code&);
    /// Sets a private key in PKCS#8, PKCS#1 or SEC1. Encrypted keys require the password callback.
    void use_private_key(const const_buffer&, file_format);
    void use_private_key(const const_buffer&, file_format, error_code&);
    void use_private_key_file(const std::string& path, file_format);
    void use_private_key_file(const std::string& path, file_format, error_code&);
    /// Like use_private_key, but for RSA keys only: another key type gives error::reason::unsupported_key_type.
    void use_rsa_private_key(const const_buffer&, file_format);
    void use_rsa_private_key(const const_buffer&, file_format, error_code&);
    void use_rsa_private_key_file(const std::string& path, file_format);
    void use_rsa_private_key_file(const std::string& path, file_format, error_code&);
    /// Sets key and chain from a PKCS#12 file, as x509::read_pkcs12 finds them. Ignores other certificates in the file.
    /// They replace the credential of the key's type. Errors: those of read_pkcs12;
    /// error::reason::no_private_key_assigned if the file has no key; no_certificate_found if it has no certificate for
    /// the key. The password may be empty. Without a password argument, use_pkcs12_file calls the password callback.
    void use_pkcs12(const const_buffer& data, std::string_view password);
    void use_pkcs12(const const_buffer& data, std::string_view password, error_code&);
    void use_pkcs12_file(const std::string& path);
    void use_pkcs12_file(const std::string& path, error_code&);
    void use_pkcs12_file(const std::string& path, std::string_view password);
    void use_pkcs12_file(const std::string& path, std::string_view password, error_code&);
    /// Sets DH parameters, a PEM block "DH PARAMETERS". They serve TLS 1.2 clients that do not list named DH groups
    /// (for others: see set_groups), if a DHE suite is enabled. Errors: error::reason::dh_key_too_small below 2048
    /// bits, as in OpenSSL; bad_dh_value.
    void use_tmp_dh(const const_buffer& data);
    void use_tmp_dh(const const_buffer& data, error_code&);
    void use_tmp_dh_file(const std::string& path);
    void use_tmp_dh_file(const std::string& path, error_code&);
    /// Sets the function that returns passwords of encrypted keys and PKCS#12 files. Errors of the functions that need
    /// one: error::reason::bad_password_read without a password, bad_decrypt with a wrong one, unsupported_encryption
    /// if x509::read_private_key_pem does not support the encryption. use_private_key and similar functions call it
    /// once for each encrypted item; its exceptions pass through them. Set it before the keys.
    void set_password_callback(password_callback);
    void set_password_callback(password_callback, error_code&);
    /// Adds a credential to the existing ones, as the least preferred. Null: invalid_argument.
    void add_credential(std::shared_ptr<const credential>);
    /// Replaces all credentials at once by these, most preferred first. Also removes certificates and keys that wait
    /// for their counterpart. Every connection sees either all the old or all the new ones. If one is null, throws
    /// (invalid_argument) and changes nothing.
    void set_credentials(std::vector<std::shared_ptr<const credential>>);
    /// Staples an OCSPResponse (DER) to every credential whose certificate it is for. Takes effect immediately, also on
    /// connections with earlier snapshots. Does not verify the response. Error: error::reason::no_certificate_found if
    /// it is for none of the certificates.
    void staple_ocsp_response(const const_buffer& der);
    void staple_ocsp_response(const const_buffer& der, error_code&);
    /// Removes all credentials, and certificates and keys that wait for their counterpart.
    void clear_credentials();
    /// Sets a function with which a server chooses a connection's configuration by the ClientHello, for example one per
    /// server name.
    void set_client_hello_callback(client_hello_function);
    /// Sets a function that chooses a server's credential by the ClientHello.
    void set_async_select_credential(async_select_credential_function);
    /// @}

    /// @name Preferences
    ///
    /// Lists in order of preference: code points, or names separated by colons or commas. Names are case-insensitive;
    /// OpenSSL's names are accepted, too. Empty: the registry's default. Entries that the registry does not have throw
    /// (invalid_argument); the message names the entry.
    /// @{
    void set_cipher_suites(std::vector<std::uint16_t>);
    void set_cipher_suites(std::string_view names);
    /// Sets the TLS 1.2 cipher suites in OpenSSL's cipher list format, such as "ECDHE+AESGCM:!aNULL:@STRENGTH", with
    /// OpenSSL's keywords and order. TLS 1.3 suites stay. DEFAULT means the suites that the registry enables by
    /// default. Throws invalid_argument if the list selects no suite.
    ///
    /// Suites of weak classes need the name of each of their classes, or their own: NULL, aNULL, EXPORT, kDH, RC4, DES,
    /// RC2, IDEA. ALL, DEFAULT, HIGH, MEDIUM and LOW select none of them. Export suites also need
    /// configuration::allow_export. See docs/old_versions.md.
    void set_cipher_list(std::string_view);
    /// Sets versions, suites, groups and order of preference by a profile modelled on Mozilla's "Server Side TLS".
    /// "modern": only TLS 1.3. "intermediate": also TLS 1.2, for clients of the last ten years. "old", or "legacy":
    /// also CBC suites and RSA key exchange, but no version before TLS 1.2. Throws invalid_argument for other names.
    void set_policy(std::string_view name);
    void set_groups(std::vector<std::uint16_t>);
    void set_groups(std::string_view names);
    void set_signature_schemes(std::vector<std::uint16_t>);
    void set_signature_schemes(std::string_view names);
    /// Sets whether a server follows its own order (the default) or the client's.
    void set_server_preference(bool);
    /// Sets the ALPN protocols that a client offers or a server accepts (RFC 7301). Throws (invalid_argument) unless
    /// each has 1 to 255 bytes.
    void set_alpn_protocols(std::vector<std::string>);
    /// @}

    /// @name Sessions
    ///
    /// A context for servers, or for both roles, has ticket keys of its own, which rotate: its servers resume the
    /// sessions that they have issued. Clients offer a session only if told to, by stream::set_session or a cache.
    /// Settings without a function here are in configuration::sessions. See docs/sessions.md.
    /// @{
    /// Lets clients keep their sessions in a cache and offer them, and servers also keep sessions of TLS 1.2 clients
    /// without tickets. Makes a client_session_cache and a memory_session_store of the default sizes, as far as the
    /// context's method needs them and they are not set.
    void resume_sessions();
    /// Sets the cache of clients, which contexts may share: a session is offered only under equal settings. Null: none.
    void set_session_cache(std::shared_ptr<client_session_cache>);
    /// Sets a function that is called on a client with each new session. Empty: none.
    void set_new_session_callback(new_session_function);
    /// Sets the keys of a server's tickets, for example to share them with other processes. Null: no tickets.
    void set_ticket_keys(std::shared_ptr<ticket_keys>);
    /// Sets the store of a server's sessions. Null: none.
    void set_session_store(std::shared_ptr<session_store>);
    /// Sets an identifier that servers with the same ticket keys or store must have in common to resume each other's
    /// sessions, and contexts to share sessions in a cache. Throws (invalid_argument) above 255 bytes.
    void set_session_id_context(std::string_view);
    /// Sets the limit for early data of one connection, in bytes; 0: none, the default. A server accepts none without
    /// set_replay_record (or session_settings::single_use_tickets). Read the warnings in docs/sessions.md first.
    void set_max_early_data(std::uint32_t);
    /// Sets a server's record of accepted early data. Null: none.
    void set_replay_record(std::shared_ptr<replay_record>);
    /// Sets the pre-shared keys that clients offer in TLS 1.3. Throws (invalid_argument) for more than 8, or for sizes
    /// that external_psk does not allow.
    void set_external_psks(std::vector<external_psk>);
    /// Sets a function that finds a client's pre-shared key on a server. Empty: none.
    void set_find_psk(find_psk_function);
    /// @}

    /// Sets a function that receives a report on each handshake that negotiated a weak version or cipher suite (see
    /// <tls/weakness.hpp>). Any thread that drives a connection may call it, several at the same time. Empty: none.
    void set_weak_handshake_callback(weak_handshake_function);

    /// @name Key log in SSLKEYLOGFILE format, for tools that decrypt captures
    /// @{
    /// Sets a function that receives the lines. Any thread that drives a connection may call it, several at the same
    /// time. Empty: no log.
    void set_key_log(key_log_function);
    /// Appends to a file, which is created with access for its owner only. Lines stay whole even if several threads
    /// write.
    void set_key_log_file(const std::string& path);
    /// Calls set_key_log_file with the environment variable SSLKEYLOGFILE, if it is set and not empty. Returns whether
    /// it was.
    bool use_key_log_environment();
    /// @}

    /// @name Limits and algorithms
    /// @{
    void set_limits(const tls::limits&);
    tls::limits limits() const;
    /// Sets the time limit of async_handshake and async_read_early_some; zero: none. Part of limits().
    void set_handshake_timeout(std::chrono::milliseconds);
    void set_padding(padding_function);
    /// Has an executor generate ephemeral key pairs before handshakes need them: up to `most` per group (at most 1024,
    /// else invalid_argument), for each group that a client sends key shares for, and at least two groups. Each pair is
    /// used once; if none is left, the handshake generates its own, as without this. 0: stops the generation. This
    /// moves work out of the handshake, to other cores if the executor has them, but does not reduce it. See
    /// tls::key_share_pool.
    ///
    /// Set groups and registry first. The executor's context must exist as long as connections are made with this
    /// configuration. The random source must exist until the executor has run or dropped all its jobs. There are no
    /// jobs once all key pairs are there, so io_context::run() can return.
    void prepare_key_shares(const boost::asio::any_io_executor& executor, std::size_t most = 64)
    {
        prepare_key_shares_by([executor](std::function<void()> job) { boost::asio::post(executor, std::move(job)); },
                              most);
    }
    /// Does the same by `run`, which calls its argument after it has returned, for example in a thread pool.
    void prepare_key_shares_by(std::function<void(std::function<void()>)> run, std::size_t most = 64);
    /// Does the same on an execution context: an io_context or a thread_pool.
    template <class ExecutionContext>
    requires std::is_convertible_v<ExecutionContext&, boost::asio::execution_context&>
    void prepare_key_shares(ExecutionContext& where, std::size_t most = 64)
    {
        prepare_key_shares(where.get_executor(), most);
    }
    /// Sets the algorithms to use. Null: invalid_argument. Keeps preferences that were set before.
    void set_registry(std::shared_ptr<const registry>);
    /// @}

private:
    struct TLS_HIDDEN state;
    /// A context whose reference the constructor takes over.
    struct adopted {
        native_context* context;
    };
    explicit context(adopted);
    native_context* native() const noexcept;

    boost::intrusive_ptr<state> state_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
