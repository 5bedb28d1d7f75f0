// Data that this module attaches to contexts and connections.

#ifndef TLS_SRC_OPENSSL_SHIM_ATTACHMENTS_HPP
#define TLS_SRC_OPENSSL_SHIM_ATTACHMENTS_HPP

#include "openssl_shim/objects.hpp"

#include <tls/context.hpp>
#include <tls/impl/native_handles.hpp>

#include <openssl/ssl.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>

struct ssl_cipher_st {
    std::string name;
};

namespace tls::openssl_shim {

// Return the objects behind OpenSSL's opaque handles. OpenSSL's struct tags are never defined.

inline native_context& native(SSL_CTX* context) noexcept
{
    return *tls::detail::native_of(context);
}
inline const native_context& native(const SSL_CTX* context) noexcept
{
    return *tls::detail::native_of(const_cast<SSL_CTX*>(context));
}
inline native_stream& native(SSL* connection) noexcept
{
    return *tls::detail::native_of(connection);
}
inline const native_stream& native(const SSL* connection) noexcept
{
    return *tls::detail::native_of(const_cast<SSL*>(connection));
}
inline native_verification& native(X509_STORE_CTX* store_context) noexcept
{
    return *tls::detail::native_of(store_context);
}
inline const native_verification& native(const X509_STORE_CTX* store_context) noexcept
{
    return *tls::detail::native_of(const_cast<X509_STORE_CTX*>(store_context));
}
using tls::detail::handle_of;

/// The callbacks that are set on a context.
struct callbacks {
    asio_tls_servername_callback servername = nullptr;
    void* servername_argument = nullptr;
    SSL_CTX_alpn_select_cb_func alpn_select = nullptr;
    void* alpn_select_argument = nullptr;
    SSL_CTX_keylog_cb_func key_log = nullptr;
    asio_tls_cert_verify_callback verify_certificate = nullptr;
    void* verify_certificate_argument = nullptr;
    bool refuses_wildcards = false; ///< X509_CHECK_FLAG_NO_WILDCARDS
    int (*new_session)(SSL*, SSL_SESSION*) = nullptr;
    bool reports_new_sessions = false; ///< SSL_SESS_CACHE_CLIENT
};

struct context_attachment {
    explicit context_attachment(native_context& c) noexcept : context(c) {}
    ~context_attachment();
    context_attachment(const context_attachment&) = delete;
    context_attachment& operator=(const context_attachment&) = delete;

    /// Makes the context refer to another store, and that store to the context. The caller holds ownership_mutex().
    void replace_store(boost::intrusive_ptr<x509_store_st>);

    native_context& context;
    boost::intrusive_ptr<x509_store_st> store; ///< guarded by ownership_mutex()
    std::mutex mutex;                          ///< guards the following: other threads may make streams
    tls::openssl_shim::callbacks callbacks;
    std::optional<protocol_version> wanted_min_version; ///< as set by SSL_CTX_set_min_proto_version
    /// The settings' minimum after that call. If theirs differs now, another function has set the version since.
    std::optional<protocol_version> applied_min_version;
    long modes = 0;
    long session_cache_mode = SSL_SESS_CACHE_SERVER;
    long session_cache_size = SSL_SESSION_CACHE_MAX_SIZE_DEFAULT;
    secure_bytes ticket_keys; ///< as set by SSL_CTX_set_tlsext_ticket_keys
};

/// Guards which store belongs to which contexts, and the content of stores: several contexts may share a store. A
/// holder may take a context's own mutex, but must not release the last reference to a context, whose destructor takes
/// this mutex.
std::mutex& ownership_mutex();

/// A server's handshake while its callbacks run.
struct client_hello_step {
    const client_hello_info& hello;
    configuration& settings; ///< for the rest of the handshake; the connection's own cannot be changed any more
};

struct peer_certificates {
    certificate_list all;
    stack_st_X509 chain; ///< as SSL_get_peer_cert_chain returns it
};

struct connection_attachment {
    std::optional<peer_certificates> peer;
    std::string version;
    SSL_CIPHER cipher;
    boost::intrusive_ptr<ssl_session_st> session;  ///< the last result of SSL_get0_session
    client_hello_step* step = nullptr;             ///< null unless a server's callbacks run
    boost::intrusive_ptr<native_context> replaced; ///< the context before SSL_set_SSL_CTX in the servername callback
    X509_VERIFY_PARAM parameters;
};

/// Return the attachment, which the first call makes. Several threads may make the first call at the same time.
context_attachment& attachment_of(native_context&);
connection_attachment& attachment_of(native_stream&);

/// Returns a context object that shares this state.
context context_of(SSL_CTX*);

/// Parses a list of length-prefixed protocol names (RFC 7301 section 3.1). Throws boost::system::system_error with
/// invalid_argument if it is malformed.
std::vector<std::string> read_protocols(const unsigned char* data, unsigned int size);

/// Applies `change` to the connection's own copy of its configuration, or in a server's callbacks to that of the
/// handshake. Returns 1, or 0 with an error in the queue.
int change_configuration(SSL*, const std::function<void(configuration&)>& change);

/// Changes the context's callbacks and makes new connections call them.
void change_callbacks(SSL_CTX*, const std::function<void(callbacks&)>& change);

/// A callback with OpenSSL's signature as a verify callback.
struct adapted_verify_callback {
    SSL_verify_cb callback;

    bool operator()(bool preverified, verify_context&) const;
};

/// Returns a function that leaves the verdict on the peer's chain to the callback. The connection must outlive it.
async_verify_function verify_by_callback(native_stream& connection, asio_tls_cert_verify_callback, void* argument);

/// Adds a rule to `verdict`, or to the library's verification if that is empty: the leaf must have the host's name
/// itself, not only a wildcard. Removes it if `refuse` is false. The connection must outlive the result.
async_verify_function refuse_wildcards(native_stream& connection, async_verify_function verdict, bool refuse);
/// Returns whether the function has that rule.
bool refuses_wildcards(const async_verify_function& verdict) noexcept;

} // namespace tls::openssl_shim

#endif
