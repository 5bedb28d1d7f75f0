// Names in the drop-in headers that differ between Boost versions.

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <concepts>
#include <cstdint>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using tcp_stream = ssl::stream<tcp::socket>;
using beast_stream = beast::ssl_stream<beast::tcp_stream>;

// Since Boost 1.86, Beast's ssl_stream is derived from Asio's stream and has its constructors.
static_assert(std::constructible_from<beast_stream, tcp::socket, ssl::context&>);
static_assert(std::constructible_from<beast_stream, beast::tcp_stream, ssl::context&>);
static_assert(std::move_constructible<beast_stream>);
static_assert(std::same_as<beast_stream::next_layer_type, beast::tcp_stream>);
#if BOOST_VERSION >= 108600
static_assert(std::derived_from<beast_stream, ssl::stream<beast::tcp_stream>>);
#endif

// Options have 64 bits since Boost 1.82. In this library they have 64 bits with every version.
static_assert(std::same_as<ssl::context::options, std::uint64_t>);

// Asio 1.38 has a constructor with buffer sizes.
static_assert(std::constructible_from<tcp_stream, tcp::socket, ssl::context&, std::size_t, std::size_t>);

/// The calls of a program that uses Beast's WebSocket streams.
void use(beast::websocket::stream<beast_stream>& stream, ssl::context& context, beast::flat_buffer& buffer)
{
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_tlsv1_1);
    auto done = [](boost::system::error_code, std::size_t = 0) {};
    stream.next_layer().set_verify_callback(ssl::host_name_verification("localhost"));
    stream.next_layer().async_handshake(ssl::stream_base::client, done);
    stream.async_handshake("localhost", "/", done);
    stream.async_read(buffer, done);
    stream.async_close(beast::websocket::close_code::normal, done);
    stream.close(beast::websocket::close_code::normal);
    stream.next_layer().async_shutdown(done);
}
