/* Session resumption: the part of OpenSSL's <openssl/ssl.h> about sessions. See docs/sessions.md.
 *
 * An SSL_SESSION is a reference-counted tls::session, which only clients have. Servers resume sessions by tickets
 * without being told to. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_SESSIONS_H
#define TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_SESSIONS_H

#include <openssl/asio_tls.h>

#include <cstddef>
#include <cstdint>

#pragma GCC visibility push(default)

/* Return the newest session that a client has received on the connection: in TLS 1.2 after the handshake, in TLS 1.3
 * usually after the first data. Null if there is none, and on servers. The result of SSL_get_session and
 * SSL_get0_session is valid until the next call of one of these functions, at most as long as the connection. The
 * caller must SSL_SESSION_free the result of SSL_get1_session. */
SSL_SESSION* SSL_get_session(const SSL* connection);
SSL_SESSION* SSL_get0_session(const SSL* connection);
SSL_SESSION* SSL_get1_session(SSL* connection);
/* Sets the session that a client offers. Null: none. Set the server name, the host to verify and the verify mode as for
 * the session's connection: a session that does not fit is not offered. Returns 0 once the handshake has begun. */
int SSL_set_session(SSL* connection, SSL_SESSION* session);
/* Returns 1 if the handshake has resumed a session. */
int SSL_session_reused(const SSL* connection);

/* SSL_SESSION_free releases one reference; it ignores null. */
int SSL_SESSION_up_ref(SSL_SESSION* session);
void SSL_SESSION_free(SSL_SESSION* session);

/* Write and read the form of tls::session::to_bytes(). It is not OpenSSL's, and cannot be exchanged with OpenSSL. It
 * contains secrets and is not encrypted. The parameters are used as by i2d_X509 and d2i_X509, but the session must be
 * all of the `size` bytes. */
int i2d_SSL_SESSION(const SSL_SESSION* session, unsigned char** out);
SSL_SESSION* d2i_SSL_SESSION(SSL_SESSION** out, const unsigned char** in, long size);

/* Properties of a session. Pointers are valid as long as the session. A null session has none: 0 or null. */
#define SSL_MAX_SSL_SESSION_ID_LENGTH 32
#define SSL_MAX_SID_CTX_LENGTH 32
/* An identifier for logs, of 16 bytes: not the session ID of TLS 1.2. */
const unsigned char* SSL_SESSION_get_id(const SSL_SESSION* session, unsigned int* size);
/* Return the time when the session was received, in seconds since 1970, and its lifetime in seconds. */
long SSL_SESSION_get_time(const SSL_SESSION* session);
long SSL_SESSION_get_timeout(const SSL_SESSION* session);
/* Returns 1 until the session expires. */
int SSL_SESSION_is_resumable(const SSL_SESSION* session);
int SSL_SESSION_get_protocol_version(const SSL_SESSION* session);
/* The server name that the client sent; null if it sent none. */
const char* SSL_SESSION_get0_hostname(const SSL_SESSION* session);
void SSL_SESSION_get0_alpn_selected(const SSL_SESSION* session, const unsigned char** data, std::size_t* size);
/* Null if the server sent no certificate. */
X509* SSL_SESSION_get0_peer(SSL_SESSION* session);
int SSL_SESSION_has_ticket(const SSL_SESSION* session);
unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION* session);
std::uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION* session);

#define SSL_EARLY_DATA_NOT_SENT 0
#define SSL_EARLY_DATA_REJECTED 1
#define SSL_EARLY_DATA_ACCEPTED 2
int SSL_get_early_data_status(const SSL* connection);

/* Contexts. A session is resumed only by servers with the same session id context, of up to 32 bytes. */
int SSL_CTX_set_session_id_context(SSL_CTX* context, const unsigned char* data, unsigned int size);
int SSL_set_session_id_context(SSL* connection, const unsigned char* data, unsigned int size);
/* Sets and returns the lifetime of a server's sessions, in seconds: at most 7 days. Return the earlier lifetime. */
long SSL_CTX_set_timeout(SSL_CTX* context, long seconds);
long SSL_CTX_get_timeout(const SSL_CTX* context);
/* The number of tickets after a full TLS 1.3 handshake, at most 8. */
int SSL_CTX_set_num_tickets(SSL_CTX* context, std::size_t tickets);
std::size_t SSL_CTX_get_num_tickets(const SSL_CTX* context);
int SSL_set_num_tickets(SSL* connection, std::size_t tickets);
std::size_t SSL_get_num_tickets(const SSL* connection);

/* SSL_SESS_CACHE_SERVER: servers also resume TLS 1.2 sessions by session ID, from a cache in memory; unlike in OpenSSL,
 * only after this function has been called. SSL_SESS_CACHE_CLIENT: clients call the new-session callback. Clients never
 * offer a session by themselves: see tls::context::resume_sessions. Returns the earlier mode. */
#define SSL_SESS_CACHE_OFF 0x0000L
#define SSL_SESS_CACHE_CLIENT 0x0001L
#define SSL_SESS_CACHE_SERVER 0x0002L
#define SSL_SESS_CACHE_BOTH 0x0003L
#define SSL_SESS_CACHE_NO_AUTO_CLEAR 0x0080L
#define SSL_SESS_CACHE_NO_INTERNAL_LOOKUP 0x0100L
#define SSL_SESS_CACHE_NO_INTERNAL_STORE 0x0200L
#define SSL_SESS_CACHE_NO_INTERNAL 0x0300L
#define SSL_SESS_CACHE_UPDATE_TIME 0x0400L
long SSL_CTX_set_session_cache_mode(SSL_CTX* context, long mode);
long SSL_CTX_get_session_cache_mode(const SSL_CTX* context);
/* The size of the cache in sessions, of about 1 KiB each. 0: the default, 20480. Returns the earlier size. Drops the
 * cached sessions. */
#define SSL_SESSION_CACHE_MAX_SIZE_DEFAULT (1024 * 20)
long SSL_CTX_sess_set_cache_size(SSL_CTX* context, long sessions);
long SSL_CTX_sess_get_cache_size(const SSL_CTX* context);
/* Sets a callback that gets each new session of a client, if SSL_CTX_set_session_cache_mode has set
 * SSL_SESS_CACHE_CLIENT. The callback returns 1 if it keeps the reference. It must not call SSL_free or I/O functions
 * of the connection. */
void SSL_CTX_sess_set_new_cb(SSL_CTX* context, int (*callback)(SSL* connection, SSL_SESSION* session));

/* The key of a server's tickets: a name of 16 bytes and key material of 64 bytes; or of 32 bytes, as in OpenSSL 1.0.
 * Servers with the same key resume each other's sessions. Without a buffer both return the size, 80. The getter fails
 * unless a key of this size has been set: the library's own keys do not leave it. */
long SSL_CTX_set_tlsext_ticket_keys(SSL_CTX* context, void* keys, long size);
long SSL_CTX_get_tlsext_ticket_keys(SSL_CTX* context, void* keys, long size);

#pragma GCC visibility pop

#endif
