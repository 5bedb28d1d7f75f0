// The library that is measured: all in which the two builds of the benchmark differ. What they have in common goes
// by the names of asio::ssl. Implemented by library_tls.cpp and, with BENCH_ASIO_SSL, by library_asio_ssl.cpp
// (OpenSSL) or library_boringssl.cpp.

#ifndef TLS_TEST_BENCH_LIBRARY_HPP
#define TLS_TEST_BENCH_LIBRARY_HPP

#ifdef BENCH_ASIO_SSL
#include <boost/asio/ssl.hpp>
#else
#include <tls/context.hpp>
#include <tls/host_name_verification.hpp>
#include <tls/stream.hpp>
#endif

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <memory>

namespace bench {

namespace asio = boost::asio;
#ifdef BENCH_ASIO_SSL
namespace ssl = boost::asio::ssl;
#else
namespace ssl = tls;
#endif

using error_code = boost::system::error_code;
using socket_type = asio::local::stream_protocol::socket;
using stream_type = ssl::stream<socket_type>;

enum class version { tls1_2, tls1_3 };

/// Has a client offer these suites, by OpenSSL's names, and x25519 for the key exchange (secp256r1 too, or certificates
/// of that curve would be no use in TLS 1.2). Throws asio::error::operation_not_supported if the library cannot choose.
void restrict_offer(ssl::context& client, version, const char* suites);

/// Whether a server hands out tickets for resumption: one, or none.
void issue_ticket(ssl::context& server, bool);

/// Whether a context remembers the certificate signatures that it has verified; OpenSSL never does.
void remember_verified_links(ssl::context& client, bool);

/// What resumes a client's connection, once its ticket has been read; null if the library cannot.
std::shared_ptr<void> session_of(stream_type& client);
void resume(stream_type& client, const std::shared_ptr<void>& session);
bool was_resumed(stream_type&);
/// Connections end without closing alerts here; has the client's session stay good all the same.
void keep_session(stream_type& client);

} // namespace bench

#endif
