// The library under test: everything in which the builds of the benchmark differ. Common parts have the names of
// asio::ssl. Implemented by library_tls.cpp and, with BENCH_ASIO_SSL, by library_asio_ssl.cpp (OpenSSL) or
// library_boringssl.cpp (BoringSSL, AWS-LC).

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
enum class group { x25519, x25519_mlkem768 };

/// Makes a client offer these suites, by OpenSSL's names. Throws asio::error::operation_not_supported if the library
/// cannot select suites.
void restrict_offer(ssl::context& client, version, const char* suites);

/// Makes an end support this group only, and secp256r1, which TLS 1.2 needs for certificates on that curve. With
/// X25519MLKEM768 also x25519: a client sends shares for both, as browsers do. Throws
/// asio::error::operation_not_supported if the library does not have the group.
void restrict_groups(ssl::context&, group);

/// Sets whether a server issues tickets for resumption: one, or none.
void issue_ticket(ssl::context& server, bool);

/// Sets whether a context remembers certificate signatures that it has verified. OpenSSL never does.
void remember_verified_links(ssl::context& client, bool);

/// Returns the client's session, to resume it later, once its ticket has been read. Null if not supported.
std::shared_ptr<void> session_of(stream_type& client);
void resume(stream_type& client, const std::shared_ptr<void>& session);
bool was_resumed(stream_type&);
/// Sends the ticket of a resumed TLS 1.3 handshake, if the handshake has not done so: many servers send it with their
/// first data.
void send_ticket(stream_type& server);
/// Keeps the client's session resumable, although connections end without close_notify here.
void keep_session(stream_type& client);

} // namespace bench

#endif
