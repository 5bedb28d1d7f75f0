// The stream type of the command-line programs: TLS over TCP with timeouts.

#ifndef TLS_EXAMPLES_COMMON_STREAM_HPP
#define TLS_EXAMPLES_COMMON_STREAM_HPP

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace tool {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using boost::system::system_error;
using tcp_stream = beast::tcp_stream;
using tls_stream = tls::stream<tcp_stream>;

/// Completion token: the awaited operation stores its error instead of throwing it.
inline auto into(error_code& error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

} // namespace tool

#endif
