// What the streams of a program have in common: versions, certificates, trust, policy.

#ifndef TLS_CONTEXT_HPP
#define TLS_CONTEXT_HPP

#include <tls/client_hello_info.hpp>
#include <tls/configuration/hooks.hpp>
#include <tls/configuration/limits.hpp>
#include <tls/configuration/verification.hpp>
#include <tls/context_base.hpp>
#include <tls/error.hpp>
#include <tls/impl/handle_types.hpp>
#include <tls/verify_context.hpp>
#include <tls/verify_request.hpp>
#include <tls/version.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class registry;

/// Builds configurations, with boost::asio::ssl::context's interface and more.
///
/// A stream takes the configuration that stands when it is constructed and keeps it: what is changed
/// later applies to streams made later. Every function may be called from any thread at any time, so
/// certificates, keys and anchors can be replaced while connections are being accepted; construction,
/// moving and destruction may not overlap with anything. A moved-from context can only be destroyed or
/// assigned to.
///
/// Functions without an error_code throw boost::system::system_error where their twin reports one. A
/// function that fails changes nothing. Files that cannot be read give the system's error (such as
/// ENOENT in system_category()), content that does not parse the errors of error::reason.
class context : public context_base {
public:
    using error_code = boost::system::error_code;
    using const_buffer = boost::asio::const_buffer;
    /// Asked for the password of an encrypted key, of at most `max_length` bytes; an empty answer means that
    /// there is none. The answer is wiped after use.
    using password_callback = std::function<std::string(std::size_t max_length, password_purpose)>;
    /// native_context*; or SSL_CTX* where stream_settings::native_handle_type is SSL*. It is no handle of OpenSSL's.
    using native_handle_type = context_handle;

    /// Throws (invalid_argument) for sslv2. With a version that is not implemented, and with sslv3, which nobody
    /// should speak, the handshake fails with error::reason::no_protocols_available.
    explicit context(method);
    /// Takes over a reference to what native_handle() of another context, or SSL_CTX_new, gave. Null:
    /// invalid_argument.
    explicit context(native_handle_type handle) : context(adopted{detail::native_of(handle)}) {}
    ~context();
    context(context&&) noexcept;
    context& operator=(context&&) noexcept;

    /// Valid as long as the context, also when that is moved, and any stream made with it.
    native_handle_type native_handle() { return detail::handle_of(native()); }

    /// The configuration as it stands. Immutable, to be shared.
    std::shared_ptr<const configuration> snapshot() const;
    /// Replaces the configuration by a changed copy: for what has no function of its own. `change` must not
    /// call the context.
    void update(const std::function<void(configuration&)>& change);

    /// @name Versions
    /// @{
    void set_options(options);
    void set_options(options, error_code&);
    void clear_options(options);
    void clear_options(options, error_code&);
    /// Replaces the bound that the method gave. no_tlsv1_x options narrow the range further.
    void set_min_version(protocol_version);
    void set_max_version(protocol_version);
    /// @}

    /// @name Verification of the peer
    /// @{
    /// verify_none is the default, also for clients: see stream::set_host_name for all that a client needs.
    void set_verify_mode(tls::verify_mode);
    void set_verify_mode(tls::verify_mode, error_code&);
    /// How many certificates may stand between leaf and anchor. Negative: invalid_argument.
    void set_verify_depth(int);
    void set_verify_depth(int, error_code&);
    /// `bool callback(bool preverified, verify_context&)`: its value is the verdict on the certificate that
    /// it is shown. It does not turn verification on. May be called by several threads at once.
    void set_verify_callback(verify_callback);
    void set_verify_callback(verify_callback, error_code&);
    /// Adds the anchors of a PEM file. All must parse.
    void load_verify_file(const std::string& path);
    void load_verify_file(const std::string& path, error_code&);
    /// Adds a directory of anchors, as `openssl rehash` leaves it: files named by the hash of the subject
    /// ("5ed36f99.0"), each read when it is first needed. Files of other names are not trusted.
    void add_verify_path(const std::string& path);
    void add_verify_path(const std::string& path, error_code&);
    /// Adds the system's anchors: x509::trust_store::system(), which all contexts share. What does not parse in the
    /// system's files is passed over. It is no error if there are none.
    void set_default_verify_paths();
    void set_default_verify_paths(error_code&);
    /// Adds the anchors of a PEM text in memory: one or more, and all must parse.
    void add_certificate_authority(const const_buffer& data);
    void add_certificate_authority(const const_buffer& data, error_code&);
    /// How chains are judged beside anchors, depth and name; and the parts of it that are asked for most.
    void set_verify_rules(const tls::verify_rules&);
    tls::verify_rules verify_rules() const;
    void set_verify_profile(x509::profile);
    /// Whether certificates must be known not to be revoked: by CRLs or a stapled OCSP response. See
    /// tls::ocsp_client for asking the authority.
    void set_revocation_policy(x509::revocation_policy);
    /// Replaces all CRLs.
    void set_crls(std::shared_ptr<const x509::crl_store>);
    /// Adds CRLs, PEM (one or more) or DER. All must parse.
    void add_crl(const const_buffer& data);
    void add_crl(const const_buffer& data, error_code&);
    void load_crl_file(const std::string& path);
    void load_crl_file(const std::string& path, error_code&);
    /// Adds certificates (PEM) that may stand between a peer's and an anchor, for peers that do not send them.
    void add_intermediate_certificates(const const_buffer& data);
    void add_intermediate_certificates(const const_buffer& data, error_code&);
    /// How many verified signatures of certificates are remembered (see x509::verified_link_cache): 1024 unless set.
    /// 0: none, each is verified each time. What was remembered before is forgotten.
    void set_verified_link_cache(std::size_t links);
    /// Has verdicts given elsewhere, in place of the built-in verification and the verify callback.
    void set_async_verify(async_verify_function);
    /// @}

    /// @name Certificates and keys of our own
    ///
    /// Certificate and key may come in either order. When both of a kind of key are there they become a
    /// credential, which replaces the earlier one of that kind; until then that one stays. The call that
    /// completes a pair reports error::reason::key_values_mismatch if they do not belong together.
    /// @{
    void use_certificate(const const_buffer&, file_format);
    void use_certificate(const const_buffer&, file_format, error_code&);
    void use_certificate_file(const std::string& path, file_format);
    void use_certificate_file(const std::string& path, file_format, error_code&);
    /// PEM, leaf first.
    void use_certificate_chain(const const_buffer& data);
    void use_certificate_chain(const const_buffer& data, error_code&);
    void use_certificate_chain_file(const std::string& path);
    void use_certificate_chain_file(const std::string& path, error_code&);
    /// PKCS#8, PKCS#1 or SEC1; encrypted ones with the password callback.
    void use_private_key(const const_buffer&, file_format);
    void use_private_key(const const_buffer&, file_format, error_code&);
    void use_private_key_file(const std::string& path, file_format);
    void use_private_key_file(const std::string& path, file_format, error_code&);
    /// As use_private_key; another kind of key gives error::reason::unsupported_key_type.
    void use_rsa_private_key(const const_buffer&, file_format);
    void use_rsa_private_key(const const_buffer&, file_format, error_code&);
    void use_rsa_private_key_file(const std::string& path, file_format);
    void use_rsa_private_key_file(const std::string& path, file_format, error_code&);
    /// Key and chain from a PKCS#12 file, as x509::read_pkcs12 finds them; other certificates in the file are not
    /// used. They replace the credential of the key's kind. The errors are those of read_pkcs12; and
    /// error::reason::no_private_key_assigned if the file has no key, no_certificate_found if it has no certificate of
    /// the key. The password may be empty; use_pkcs12_file without one asks the password callback.
    void use_pkcs12(const const_buffer& data, std::string_view password);
    void use_pkcs12(const const_buffer& data, std::string_view password, error_code&);
    void use_pkcs12_file(const std::string& path);
    void use_pkcs12_file(const std::string& path, error_code&);
    void use_pkcs12_file(const std::string& path, std::string_view password);
    void use_pkcs12_file(const std::string& path, std::string_view password, error_code&);
    /// PEM "DH PARAMETERS", for clients of TLS 1.2 that know no groups by name (others: see set_groups), if a suite
    /// with DHE is enabled. error::reason::dh_key_too_small below 2048 bits, as OpenSSL has it, or bad_dh_value.
    void use_tmp_dh(const const_buffer& data);
    void use_tmp_dh(const const_buffer& data, error_code&);
    void use_tmp_dh_file(const std::string& path);
    void use_tmp_dh_file(const std::string& path, error_code&);
    /// Has encrypted keys and PKCS#12 files decrypted. Without a password, error::reason::bad_password_read; with a
    /// wrong one, bad_decrypt; encrypted in another way than x509::read_private_key_pem knows, unsupported_encryption.
    /// The callback is called by use_private_key and its like, once for each that is encrypted, and what it throws
    /// passes through them. Set it before the keys.
    void set_password_callback(password_callback);
    void set_password_callback(password_callback, error_code&);
    /// Adds a credential beside those that are there. Null: invalid_argument.
    void add_credential(std::shared_ptr<const credential>);
    /// Has an OCSPResponse (DER) stapled by the credentials whose certificate it is for, from now on, on connections
    /// of earlier snapshots too. It is not verified. If it is for none, error::reason::no_certificate_found.
    void staple_ocsp_response(const const_buffer& der);
    void staple_ocsp_response(const const_buffer& der, error_code&);
    /// Removes every credential, and certificates and keys that wait for their counterpart.
    void clear_credentials();
    /// Has a server choose the configuration of a connection by what the client says, for example one for each name.
    void set_client_hello_callback(client_hello_function);
    /// Has a server's credential chosen elsewhere, by what the client says.
    void set_async_select_credential(async_select_credential_function);
    /// @}

    /// @name Preferences
    ///
    /// In order of preference, as code points or as names separated by colons or commas; names compare
    /// case-insensitively, and OpenSSL's are understood too. Empty: the registry's default. Throws
    /// (invalid_argument) for what the registry does not have, and says which it is.
    /// @{
    void set_cipher_suites(std::vector<std::uint16_t>);
    void set_cipher_suites(std::string_view names);
    /// The suites of TLS 1.2, in OpenSSL's language, such as "ECDHE+AESGCM:!aNULL:@STRENGTH", with OpenSSL's words and
    /// order; those of TLS 1.3 stay. DEFAULT is what the registry enables by default. Throws invalid_argument if
    /// nothing is selected.
    void set_cipher_list(std::string_view);
    /// Versions, suites, groups and order after Mozilla's "Server Side TLS" profiles: "modern" (TLS 1.3 alone),
    /// "intermediate" (and TLS 1.2, for clients of the last ten years) or "old", which is also called "legacy" (and
    /// CBC, and key exchange by RSA; but no version before 1.2). Throws invalid_argument for another name.
    void set_policy(std::string_view name);
    void set_groups(std::vector<std::uint16_t>);
    void set_groups(std::string_view names);
    void set_signature_schemes(std::vector<std::uint16_t>);
    void set_signature_schemes(std::string_view names);
    /// Whether a server chooses by its own order (the default) or by the client's.
    void set_server_preference(bool);
    /// Offered by a client, accepted by a server (RFC 7301). Throws (invalid_argument) unless each has 1 to
    /// 255 bytes.
    void set_alpn_protocols(std::vector<std::string>);
    /// @}

    /// @name Key log (for tools that decrypt captures): lines in the format of SSLKEYLOGFILE.
    /// @{
    /// Called by any thread that drives a connection, by several at once. Empty: no log.
    void set_key_log(key_log_function);
    /// Appends to a file, which is created for its owner alone. Whole lines, also from several threads.
    void set_key_log_file(const std::string& path);
    /// set_key_log_file with the environment variable SSLKEYLOGFILE, if it is set and not empty. Returns
    /// whether it was.
    bool use_key_log_environment();
    /// @}

    /// @name Bounds and algorithms
    /// @{
    void set_limits(const tls::limits&);
    tls::limits limits() const;
    /// Of async_handshake; zero: none. A part of limits().
    void set_handshake_timeout(std::chrono::milliseconds);
    void set_padding(padding_function);
    /// Has an executor make ephemeral key pairs before handshakes need them: up to `most` (1024 at most, else
    /// invalid_argument) of each of the groups that a client sends key shares of, and at least of two groups. Each is
    /// used once; when none is left it is made in the handshake, as without. 0: makes no more. This moves work out of
    /// the handshake, to other cores if the executor has others, and saves none of it. See tls::key_share_pool.
    ///
    /// Set groups and registry before. The executor's context must be there as long as connections of this
    /// configuration are made; the random source, until the executor has run what it was given, or dropped it. Jobs
    /// for the executor end when all key pairs are there, so that io_context::run() returns.
    void prepare_key_shares(const boost::asio::any_io_executor& executor, std::size_t most = 64);
    /// The same, on an execution context: an io_context or a thread_pool.
    template <class ExecutionContext>
    requires std::is_convertible_v<ExecutionContext&, boost::asio::execution_context&>
    void prepare_key_shares(ExecutionContext& where, std::size_t most = 64)
    {
        prepare_key_shares(where.get_executor(), most);
    }
    /// The algorithms to use. Null: invalid_argument. Preferences set before stay.
    void set_registry(std::shared_ptr<const registry>);
    /// @}

private:
    struct TLS_HIDDEN state;
    /// Whose reference is taken over.
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
