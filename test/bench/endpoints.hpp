// Clients and servers that connect to each other.

#ifndef TLS_TEST_BENCH_ENDPOINTS_HPP
#define TLS_TEST_BENCH_ENDPOINTS_HPP

#include "figures.hpp"
#include "library.hpp"

#include <tls/crypto/keys.hpp>

#include <memory>
#include <optional>
#include <string>

namespace bench {

enum class aead { aes_128_gcm, aes_256_gcm, chacha20_poly1305 };
const char* name_of(aead);
const char* name_of(version);

/// The properties of a connection.
struct terms {
    version tls = version::tls1_3;
    tls::key_type key = tls::key_type::ed25519; ///< of the server's certificate and of its CA
    group key_exchange = group::x25519;
    aead suite = aead::aes_128_gcm;
    bool remembers_links = false;
    bool resumes = false;
};

/// The contexts of a server with a one-certificate chain, and of a client that verifies it.
struct contexts {
    explicit contexts(const terms&);

    ssl::context server;
    ssl::context client;
};

enum class role { client, server };

/// A stream that is not connected yet. Clients verify the host name.
class endpoint : public stream_type {
public:
    endpoint(asio::io_context&, contexts&, role);

    role side() const { return role_; }

private:
    role role_;
};

/// Performs a handshake with a peer in another process. Throws boost::system::system_error.
void handshake(asio::io_context&, endpoint&);

/// Both ends in one thread, connected by a socket pair.
struct connection {
    connection(asio::io_context&, contexts&);

    void handshake();

    asio::io_context& io;
    endpoint client;
    endpoint server;
};

/// Connects and returns the client's new session, once its ticket has been read. Null if not supported.
std::shared_ptr<void> make_session(contexts&);

/// Returns why the library cannot make such a connection, or nothing if it can. Only an old version or the choice of a
/// suite or group may be unsupported; other failures throw.
std::optional<std::string> unsupported_reason(const terms&);

/// Ends the benchmark by throwing boost::system::system_error if there is an error.
void check(const char* where, const error_code&);

} // namespace bench

#endif
