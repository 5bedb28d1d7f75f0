/* Functions for contexts and connections that programs use together with boost::asio::ssl.
 *
 * Unless stated otherwise, functions return 1 for success and 0 for failure; ERR_get_error then returns the reason.
 * Like OpenSSL's, they are not thread-safe: configure a context before connections use it. Later changes of a context
 * apply only to streams that are made after them. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_SSL_H
#define TLS_OPENSSL_SHIM_OPENSSL_SSL_H

#include <openssl/asio_tls_libcrypto.h>
#include <openssl/asio_tls_sessions.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sslerr_values.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <cstdint>

#pragma GCC visibility push(default)

#define SSL3_VERSION 0x0300
#define TLS1_VERSION 0x0301
#define TLS1_1_VERSION 0x0302
#define TLS1_2_VERSION 0x0303
#define TLS1_3_VERSION 0x0304

/* Contexts, for boost::asio::ssl::context(native_handle_type), which takes ownership of the reference. */
const SSL_METHOD* TLS_method();
const SSL_METHOD* TLS_client_method();
const SSL_METHOD* TLS_server_method();
SSL_CTX* SSL_CTX_new(const SSL_METHOD* method);
int SSL_CTX_up_ref(SSL_CTX* context);
void SSL_CTX_free(SSL_CTX* context);
/* Connections, for boost::asio::ssl::stream(arg, native_handle_type), which takes ownership. */
SSL* SSL_new(SSL_CTX* context);
void SSL_free(SSL* connection);

/* Protocol versions. 0 stands for the library's default, the range of versions that it considers safe. A minimum of TLS
 * 1.1 or 1.0 takes effect once SSL_CTX_set_cipher_list has selected suites for them. */
int SSL_CTX_set_min_proto_version(SSL_CTX* context, int version);
int SSL_CTX_set_max_proto_version(SSL_CTX* context, int version);

#define SSL_OP_ALL 0x80000850UL
#define SSL_OP_NO_SSLv2 0x0UL
#define SSL_OP_NO_SSLv3 0x02000000UL
#define SSL_OP_NO_TLSv1 0x04000000UL
#define SSL_OP_NO_TLSv1_1 0x10000000UL
#define SSL_OP_NO_TLSv1_2 0x08000000UL
#define SSL_OP_NO_TLSv1_3 0x20000000UL
#define SSL_OP_NO_COMPRESSION 0x00020000UL
/* A server uses no tickets: it resumes TLS 1.2 sessions by session ID, if SSL_CTX_set_session_cache_mode has turned its
   cache on, and no TLS 1.3 sessions. */
#define SSL_OP_NO_TICKET 0x00004000UL
/* TLS 1.2 renegotiation is refused by default: SSL_OP_NO_RENEGOTIATION is set. Clear it, or set
   SSL_OP_ALLOW_CLIENT_RENEGOTIATION, to allow renegotiation. */
#define SSL_OP_NO_RENEGOTIATION 0x40000000UL
#define SSL_OP_ALLOW_CLIENT_RENEGOTIATION 0x00000100UL
#define SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION 0x00010000UL
#define SSL_OP_CIPHER_SERVER_PREFERENCE 0x00400000UL
#define SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS 0x00000800UL
#define SSL_OP_SINGLE_DH_USE 0x0UL
#define SSL_OP_SINGLE_ECDH_USE 0x0UL
/* Return the new options. */
std::uint64_t SSL_CTX_set_options(SSL_CTX* context, std::uint64_t options);
std::uint64_t SSL_CTX_clear_options(SSL_CTX* context, std::uint64_t options);
std::uint64_t SSL_CTX_get_options(const SSL_CTX* context);

/* Streams always behave like these modes. Returns the new modes. */
#define SSL_MODE_ENABLE_PARTIAL_WRITE 0x1L
#define SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER 0x2L
#define SSL_MODE_AUTO_RETRY 0x4L
#define SSL_MODE_RELEASE_BUFFERS 0x10L
long SSL_CTX_set_mode(SSL_CTX* context, long modes);

/* Cipher suites: up to TLS 1.2 an OpenSSL cipher list, for TLS 1.3 a list of names. */
int SSL_CTX_set_cipher_list(SSL_CTX* context, const char* list);
int SSL_CTX_set_ciphersuites(SSL_CTX* context, const char* names);
int SSL_set_cipher_list(SSL* connection, const char* list);
int SSL_CTX_set1_groups_list(SSL_CTX* context, const char* names);
int SSL_CTX_set1_curves_list(SSL_CTX* context, const char* names);
int SSL_CTX_set1_sigalgs_list(SSL_CTX* context, const char* names);

typedef void (*SSL_CTX_keylog_cb_func)(const SSL* connection, const char* line);
void SSL_CTX_set_keylog_callback(SSL_CTX* context, SSL_CTX_keylog_cb_func callback);

/* Files. */
#define SSL_FILETYPE_PEM 1
#define SSL_FILETYPE_ASN1 2
int SSL_CTX_use_certificate_file(SSL_CTX* context, const char* path, int type);
int SSL_CTX_use_certificate_chain_file(SSL_CTX* context, const char* path);
int SSL_CTX_use_PrivateKey_file(SSL_CTX* context, const char* path, int type);
int SSL_CTX_load_verify_locations(SSL_CTX* context, const char* file, const char* directory);
int SSL_CTX_set_default_verify_paths(SSL_CTX* context);

/* Certificates and keys in memory. A private key replaces that of its kind, see tls::context.
 * SSL_CTX_add_extra_chain_cert appends to the chains of the certificates that SSL_CTX_use_certificate or
 * SSL_CTX_use_certificate_file set, whether they are set before or after, and takes ownership of a reference. */
int SSL_CTX_use_certificate(SSL_CTX* context, X509* certificate);
int SSL_CTX_use_PrivateKey(SSL_CTX* context, EVP_PKEY* key);
long SSL_CTX_add_extra_chain_cert(SSL_CTX* context, X509* certificate);
/* Returns 1 if there is a certificate and each certificate has its key. Pairs that do not match have been refused when
 * they were set. */
int SSL_CTX_check_private_key(const SSL_CTX* context);

/* Restricts ephemeral ECDH, and all other key exchange in TLS 1.3, to the key's curve, as OpenSSL 3 does. */
long SSL_CTX_set_tmp_ecdh(SSL_CTX* context, const EC_KEY* key);
/* Does nothing: the choice is always automatic. */
#define SSL_CTX_set_ecdh_auto(context, on) ((on) != 0)

/* Verification. */
#define SSL_VERIFY_NONE 0x00
#define SSL_VERIFY_PEER 0x01
#define SSL_VERIFY_FAIL_IF_NO_PEER_CERT 0x02
#define SSL_VERIFY_CLIENT_ONCE 0x04
typedef int (*SSL_verify_cb)(int preverified, X509_STORE_CTX* store_context);
/* A null callback keeps the present one. */
void SSL_CTX_set_verify(SSL_CTX* context, int mode, SSL_verify_cb callback);
void SSL_CTX_set_verify_depth(SSL_CTX* context, int depth);
int SSL_CTX_get_verify_mode(const SSL_CTX* context);
/* Null if the present one was not set by SSL_CTX_set_verify. */
SSL_verify_cb SSL_CTX_get_verify_callback(const SSL_CTX* context);
void SSL_set_verify(SSL* connection, int mode, SSL_verify_cb callback);
void SSL_set_verify_depth(SSL* connection, int depth);
/* Sets a callback that replaces the library's verification. It gets the chain as the peer sent it, and returns 1 to
 * accept it. It may call X509_verify_cert for the library's verification. Null: the library verifies. */
typedef int (*asio_tls_cert_verify_callback)(X509_STORE_CTX* store_context, void* argument);
void SSL_CTX_set_cert_verify_callback(SSL_CTX* context, asio_tls_cert_verify_callback callback, void* argument);
/* SSL_CTX_set_cert_store takes ownership of a reference to the store; SSL_CTX_set1_cert_store adds one. Null: a store
 * without anchors. */
void SSL_CTX_set_cert_store(SSL_CTX* context, X509_STORE* store);
void SSL_CTX_set1_cert_store(SSL_CTX* context, X509_STORE* store);
/* Owned by the context. */
X509_STORE* SSL_CTX_get_cert_store(const SSL_CTX* context);
int SSL_CTX_set1_param(SSL_CTX* context, X509_VERIFY_PARAM* parameters);
/* Owned by the connection; for setting the host name to verify. */
X509_VERIFY_PARAM* SSL_get0_param(SSL* connection);
/* The DNS name or IP address that the peer's certificate must be for. As in OpenSSL, null or "" removes the name: any
 * certificate of a trusted authority is then accepted. Returns 0 for other text that is not a DNS name or an IP
 * address, such as ".example.com" or "host:443": no certificate is accepted then. */
int SSL_set1_host(SSL* connection, const char* name);
void SSL_set_hostflags(SSL* connection, unsigned int flags);

/* The server name that a client sends (SNI). Null: none. Returns 0 if it is empty, or not a DNS name or an IP address.
 * An IP address is not sent. */
#define TLSEXT_NAMETYPE_host_name 0
int SSL_set_tlsext_host_name(SSL* connection, const char* name);
const char* SSL_get_servername(const SSL* connection, int type);
/* A server calls this callback for each ClientHello. The callback may call SSL_set_SSL_CTX to use the certificates of
 * another context for the connection, with its store, certificate callback and CRLs to verify the client, and functions
 * such as SSL_set_verify for other settings of the handshake. */
#define SSL_TLSEXT_ERR_OK 0
#define SSL_TLSEXT_ERR_ALERT_WARNING 1
#define SSL_TLSEXT_ERR_ALERT_FATAL 2
#define SSL_TLSEXT_ERR_NOACK 3
typedef int (*asio_tls_servername_callback)(SSL* connection, int* alert, void* argument);
long SSL_CTX_set_tlsext_servername_callback(SSL_CTX* context, asio_tls_servername_callback callback);
long SSL_CTX_set_tlsext_servername_arg(SSL_CTX* context, void* argument);
SSL_CTX* SSL_get_SSL_CTX(const SSL* connection);
/* Null: the context before the servername callback chose another. */
SSL_CTX* SSL_set_SSL_CTX(SSL* connection, SSL_CTX* context);

/* ALPN protocols, as lists of length-prefixed names. SSL_CTX_set_alpn_protos and SSL_set_alpn_protos return 0 for
 * success. */
int SSL_CTX_set_alpn_protos(SSL_CTX* context, const unsigned char* protocols, unsigned int size);
int SSL_set_alpn_protos(SSL* connection, const unsigned char* protocols, unsigned int size);
typedef int (*SSL_CTX_alpn_select_cb_func)(SSL* connection, const unsigned char** out, unsigned char* out_size,
                                           const unsigned char* in, unsigned int in_size, void* argument);
void SSL_CTX_set_alpn_select_cb(SSL_CTX* context, SSL_CTX_alpn_select_cb_func callback, void* argument);
void SSL_get0_alpn_selected(const SSL* connection, const unsigned char** data, unsigned int* size);
#define OPENSSL_NPN_UNSUPPORTED 0
#define OPENSSL_NPN_NEGOTIATED 1
#define OPENSSL_NPN_NO_OVERLAP 2
/* Selects the first protocol of `server` that is also in `client`, or else the first protocol of `client`. */
int SSL_select_next_proto(unsigned char** out, unsigned char* out_size, const unsigned char* server,
                          unsigned int server_size, const unsigned char* client, unsigned int client_size);

/* Results of the negotiation. */
#define SSL_SENT_SHUTDOWN 1
#define SSL_RECEIVED_SHUTDOWN 2
int SSL_is_init_finished(const SSL* connection);
const char* SSL_get_version(const SSL* connection);
const SSL_CIPHER* SSL_get_current_cipher(const SSL* connection);
const char* SSL_CIPHER_get_name(const SSL_CIPHER* cipher);
/* Returns 1 in TLS 1.2 if the peer supports RFC 5746. */
long SSL_get_secure_renegotiation_support(const SSL* connection);
/* Starts a TLS 1.2 renegotiation. Returns 1, or 0 with an error in the queue if it is not allowed. Once the client has
   sent its ClientHello, the stream's reads and writes continue the handshake. The stream's handshake function waits for
   its end, and reports an error if it does not take place. Until then a server must not assume that the client has
   presented a certificate. */
int SSL_renegotiate(SSL* connection);
/* Returns 1 from SSL_renegotiate until the renegotiation is over or refused, or the connection is closed. */
int SSL_renegotiate_pending(const SSL* connection);
/* Exports keying material (RFC 5705). Returns 1, or 0 with an error in the queue. Fails for TLS 1.2 without
 * extended_master_secret. */
int SSL_export_keying_material(SSL* connection, unsigned char* out, std::size_t out_size, const char* label,
                               std::size_t label_size, const unsigned char* context, std::size_t context_size,
                               int use_context);
/* Also returns X509_V_OK if the peer sent no certificate. */
long SSL_get_verify_result(const SSL* connection);
/* The caller must X509_free the result. Null if the peer sent no certificate. */
X509* SSL_get_peer_certificate(const SSL* connection);
X509* SSL_get1_peer_certificate(const SSL* connection);
/* Valid as long as the connection. Null if the peer sent no certificate. */
X509* SSL_get0_peer_certificate(const SSL* connection);
/* The certificates that the peer sent; on a server without the client's own, the first. Valid as above. */
STACK_OF(X509) * SSL_get_peer_cert_chain(const SSL* connection);

/* OpenSSL defines these as macros, and programs check for them with #ifdef. */
#define SSL_set_tlsext_host_name SSL_set_tlsext_host_name
#define SSL_CTX_set_min_proto_version SSL_CTX_set_min_proto_version
#define SSL_CTX_set_max_proto_version SSL_CTX_set_max_proto_version
#define SSL_CTX_set1_groups_list SSL_CTX_set1_groups_list
#define SSL_CTX_set1_curves_list SSL_CTX_set1_curves_list
#define SSL_CTX_set1_sigalgs_list SSL_CTX_set1_sigalgs_list
#define SSL_CTX_set_mode SSL_CTX_set_mode
#define SSL_CTX_set_session_cache_mode SSL_CTX_set_session_cache_mode
#define SSL_CTX_get_session_cache_mode SSL_CTX_get_session_cache_mode
#define SSL_CTX_sess_set_cache_size SSL_CTX_sess_set_cache_size
#define SSL_CTX_sess_get_cache_size SSL_CTX_sess_get_cache_size
#define SSL_CTX_set_tlsext_ticket_keys SSL_CTX_set_tlsext_ticket_keys
#define SSL_CTX_get_tlsext_ticket_keys SSL_CTX_get_tlsext_ticket_keys
#define SSL_CTX_add_extra_chain_cert SSL_CTX_add_extra_chain_cert
#define SSL_CTX_set_tmp_ecdh SSL_CTX_set_tmp_ecdh
#define SSL_CTX_set_tlsext_servername_callback SSL_CTX_set_tlsext_servername_callback
#define SSL_CTX_set_tlsext_servername_arg SSL_CTX_set_tlsext_servername_arg
#define SSL_get_peer_certificate SSL_get_peer_certificate

#pragma GCC visibility pop

#endif
