// Clients and servers for each other.

#ifndef TLS_TEST_BENCH_ENDPOINTS_HPP
#define TLS_TEST_BENCH_ENDPOINTS_HPP

#include "figures.hpp"
#include "library.hpp"

#include <tls/crypto/keys.hpp>

#include <optional>
#include <string>

namespace bench {

enum class aead { aes_128_gcm, aes_256_gcm, chacha20_poly1305 };
const char* name_of(aead);
const char* name_of(version);

/// What a connection is like.
struct terms {
    version tls = version::tls1_3;
    tls::key_type key = tls::key_type::ed25519; ///< of the server's certificate and of its authority
    aead suite = aead::aes_128_gcm;
    bool remembers_links = false;
    bool resumes = false;
};

/// Of a server with a chain of one certificate, and of a client that verifies it.
struct contexts {
    explicit contexts(const terms&);

    ssl::context server;
    ssl::context client;
};

enum class role { client, server };

/// A stream that has yet to be connected. A client's will verify the host's name.
class endpoint : public stream_type {
public:
    endpoint(asio::io_context&, contexts&, role);

    role side() const { return role_; }

private:
    role role_;
};

/// With the peer in another process. Throws boost::system::system_error.
void handshake(asio::io_context&, endpoint&);

/// Both ends in one thread, connected by a socket pair.
struct connection {
    connection(asio::io_context&, contexts&);

    void handshake();

    asio::io_context& io;
    endpoint client;
    endpoint server;
};

/// Why there can be no such connection, if the library cannot make one. Only an old version may be missing, or the
/// choice of a suite: in any other case, throws.
std::optional<std::string> refusal(const terms&);

/// Ends the benchmark, by a boost::system::system_error, if there is an error.
void check(const char* where, const error_code&);

} // namespace bench

#endif
