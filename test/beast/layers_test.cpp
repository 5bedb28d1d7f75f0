// tls::stream over many kinds of AsyncStream, and below streams that wrap one.

#include "beast/loopback.hpp"

#include <boost/asio/buffered_stream.hpp>
#include <boost/asio/connect_pipe.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/writable_pipe.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/buffered_read_stream.hpp>
#include <boost/beast/core/detect_ssl.hpp>
#include <boost/beast/core/flat_stream.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <future>
#include <pty.h>
#include <termios.h>

using namespace tls;
using namespace tls::test;

namespace {

using nested_stream = tls::stream<tcp_socket_stream>;
using strand = asio::strand<asio::io_context::executor_type>;
using strand_tcp_stream = beast::basic_stream<tcp, strand, beast::simple_rate_policy>;

// As with boost::asio::ssl::stream, lowest_layer_type is the socket, also below a Beast stream.
// beast::lowest_layer_type is Beast's stream.
template <class Stream, class Lowest>
constexpr bool has_lowest = std::is_same_v<typename Stream::lowest_layer_type, Lowest>;

static_assert(has_lowest<tcp_socket_stream, tcp::socket::lowest_layer_type>);
static_assert(has_lowest<tls::stream<tcp::socket&>, tcp::socket::lowest_layer_type>);
static_assert(has_lowest<nested_stream, tcp::socket::lowest_layer_type>);
static_assert(has_lowest<beast_stream, tcp::socket>);
static_assert(has_lowest<tls::stream<beast::tcp_stream&>, tcp::socket>);
static_assert(has_lowest<tls::stream<strand_tcp_stream>, asio::basic_stream_socket<tcp, strand>>);
static_assert(has_lowest<tls::stream<beast_stream>, tcp::socket>);
static_assert(has_lowest<tls::stream<beast::test::stream>, beast::test::stream>);
static_assert(std::is_same_v<beast::lowest_layer_type<beast_stream>, beast::tcp_stream>);
static_assert(std::is_same_v<beast::lowest_layer_type<beast::websocket::stream<tcp_socket_stream>>, tcp::socket>);
static_assert(std::is_same_v<tls::stream<strand_tcp_stream>::executor_type, strand>);
static_assert(std::is_move_constructible_v<beast_stream> && !std::is_copy_constructible_v<beast_stream>);
static_assert(beast::is_async_stream<tcp_socket_stream>::value && beast::is_sync_stream<tcp_socket_stream>::value);
static_assert(beast::is_async_stream<nested_stream>::value && beast::is_sync_stream<nested_stream>::value);

/// A stream made of two one-way pipes.
class pipe_stream {
public:
    using executor_type = asio::any_io_executor;

    explicit pipe_stream(asio::io_context& io) : in_(io), out_(io) {}

    executor_type get_executor() { return in_.get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return in_.async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return out_.async_write_some(buffers, std::forward<Token>(token));
    }

    static void connect(pipe_stream& a, pipe_stream& b)
    {
        asio::connect_pipe(a.in_, b.out_);
        asio::connect_pipe(b.in_, a.out_);
    }

private:
    asio::readable_pipe in_;
    asio::writable_pipe out_;
};

static_assert(has_lowest<tls::stream<pipe_stream>, pipe_stream>);

/// Opens a pseudo-terminal. Its near end acts as a serial port.
void open_serial_line(asio::posix::stream_descriptor& line, asio::serial_port& port)
{
    int far = -1, near = -1;
    BOOST_REQUIRE(::openpty(&far, &near, nullptr, nullptr, nullptr) == 0);
    termios settings{};
    BOOST_REQUIRE(::tcgetattr(near, &settings) == 0);
    ::cfmakeraw(&settings);
    BOOST_REQUIRE(::tcsetattr(near, TCSANOW, &settings) == 0);
    line.assign(far);
    port.assign(near);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_stream_works_over, loopback)

BOOST_AUTO_TEST_CASE(local_sockets)
{
    using stream_type = tls::stream<asio::local::stream_protocol::socket>;
    stream_type client(io, for_client), server(io, for_server);
    asio::local::connect_pair(client.next_layer(), server.next_layer());
    check_connection(*this, client, server);
}

BOOST_AUTO_TEST_CASE(pipes)
{
    tls::stream<pipe_stream> client(io, for_client), server(io, for_server);
    pipe_stream::connect(client.next_layer(), server.next_layer());
    check_connection(*this, client, server);
}

BOOST_AUTO_TEST_CASE(serial_ports)
{
    tls::stream<asio::posix::stream_descriptor> client(io, for_client);
    tls::stream<asio::serial_port> server(io, for_server);
    open_serial_line(client.next_layer(), server.next_layer());
    check_connection(*this, client, server);
}

BOOST_AUTO_TEST_CASE(a_beast_stream_on_a_strand)
{
    auto executor = asio::make_strand(io.get_executor());
    tls::stream<strand_tcp_stream> client(executor, for_client), server(executor, for_server);
    connect(client.lowest_layer(), server.lowest_layer());
    check_connection(*this, client, server);
}

BOOST_AUTO_TEST_CASE(another_tls_stream)
{
    nested_stream client(tcp_socket_stream(io, for_client), for_client);
    nested_stream server(tcp_socket_stream(io, for_server), for_server);
    connect(client.lowest_layer(), server.next_layer().next_layer());
    handshake(client.next_layer(), server.next_layer());
    check_connection(*this, client, server);
    BOOST_TEST(close_cleanly(*this, client.next_layer(), server.next_layer()));
}

BOOST_AUTO_TEST_CASE(a_reference_to_a_socket)
{
    tcp::socket at_client(io), at_server(io);
    connect(at_client, at_server);
    tls::stream<tcp::socket&> client(at_client, for_client), server(at_server, for_server);
    check_connection(*this, client, server);
    BOOST_TEST(&client.next_layer() == &at_client);
}

BOOST_AUTO_TEST_CASE(a_buffered_stream_with_data_already_read)
{
    using buffered = beast::buffered_read_stream<tcp::socket, beast::flat_buffer>;
    tcp_socket_stream client(io, for_client);
    tls::stream<buffered> server(io, for_server);
    connect(client.next_layer(), server.next_layer().next_layer());
    client.async_handshake(stream_base::client, [](error_code e) { BOOST_TEST(!e, e.message()); });
    auto& read_ahead = server.next_layer().buffer();
    server.next_layer().next_layer().async_read_some(read_ahead.prepare(100), [&](error_code e, std::size_t n) {
        BOOST_TEST(!e);
        read_ahead.commit(n);
        server.async_handshake(stream_base::server, [](error_code error) { BOOST_TEST(!error, error.message()); });
    });
    run();
    BOOST_TEST(transfers(*this, client, server, 100'000));
    BOOST_TEST(transfers(*this, server, client, 100'000));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(tls_stream_works_below, loopback)

BOOST_AUTO_TEST_CASE(beasts_flat_stream)
{
    using flat = beast::flat_stream<tcp_socket_stream>;
    flat client(io, for_client), server(io, for_server);
    connect(beast::get_lowest_layer(client), beast::get_lowest_layer(server));
    handshake(client.next_layer(), server.next_layer());
    BOOST_TEST(transfers(*this, client, server, 100'000));
    std::vector<asio::const_buffer> pieces(100, asio::buffer("piece", 5));
    bytes arrived(500);
    unsigned done = 0;
    asio::async_write(server, pieces, [&](error_code e, std::size_t) { done += !e; });
    asio::async_read(client, asio::buffer(arrived), [&](error_code e, std::size_t) { done += !e; });
    run();
    BOOST_TEST(done == 2u);
    BOOST_TEST(as_text(bytes(arrived.end() - 10, arrived.end())) == "piecepiece");
}

BOOST_AUTO_TEST_CASE(beasts_buffered_read_stream)
{
    beast::buffered_read_stream<tcp_socket_stream, beast::multi_buffer> client(io, for_client), server(io, for_server);
    connect(beast::get_lowest_layer(client), beast::get_lowest_layer(server));
    handshake(client.next_layer(), server.next_layer());
    BOOST_TEST(transfers(*this, client, server, 100'000));
    BOOST_TEST(transfers(*this, server, client, 100'000));
}

BOOST_AUTO_TEST_CASE(asios_buffered_stream)
{
    tcp_socket_stream client(io, for_client), server(io, for_server);
    connect(client.next_layer(), server.next_layer());
    handshake(client, server);
    asio::buffered_stream<tcp_socket_stream&> buffered(client);
    BOOST_TEST(&buffered.lowest_layer() == &client.lowest_layer());
    BOOST_TEST(transfers(*this, server, buffered, 100'000));
}

BOOST_AUTO_TEST_SUITE_END()

// One port for TLS and plain text: beast::async_detect_ssl reads the first bytes, and the handshake starts with them.
BOOST_FIXTURE_TEST_SUITE(beast_detect_ssl, loopback)

BOOST_AUTO_TEST_CASE(serves_tls_and_plain_clients_asynchronously)
{
    tcp_socket_stream encrypted(io, for_client), server(io, for_server);
    connect(encrypted.next_layer(), server.next_layer());
    spawn([](tcp_socket_stream& stream) -> asio::awaitable<void> {
        co_await stream.async_handshake(stream_base::client, use_awaitable);
        co_await asio::async_write(stream, asio::buffer("hello", 5), use_awaitable);
    }(encrypted));
    spawn([](tcp_socket_stream& stream) -> asio::awaitable<void> {
        beast::flat_buffer buffer;
        bool is_tls = co_await beast::async_detect_ssl(stream.next_layer(), buffer, use_awaitable);
        BOOST_TEST(is_tls);
        BOOST_TEST(buffer.size() != 0u);
        auto n = co_await stream.async_handshake(stream_base::server, buffer.data(), use_awaitable);
        BOOST_TEST(n == buffer.size());
        bytes space(5);
        co_await asio::async_read(stream, asio::buffer(space), use_awaitable);
        BOOST_TEST(as_text(space) == "hello");
    }(server));
    run();

    tcp::socket plain(io), accepted(io);
    connect(plain, accepted);
    asio::write(plain, asio::buffer("GET / HTTP/1.1\r\n\r\n", 18));
    beast::flat_buffer buffer;
    bool is_tls = true;
    beast::async_detect_ssl(accepted, buffer, [&](error_code e, bool result) { is_tls = e || result; });
    run();
    BOOST_TEST(!is_tls);
    BOOST_TEST(beast::buffers_to_string(buffer.data()) == "GET / HTTP/1.1\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(serves_tls_and_plain_clients_synchronously)
{
    tcp_socket_stream encrypted(io, for_client), server(io, for_server);
    connect(encrypted.next_layer(), server.next_layer());
    auto sent = std::async(std::launch::async, [&] {
        encrypted.handshake(stream_base::client);
        asio::write(encrypted, asio::buffer("hello", 5));
    });
    beast::flat_buffer buffer;
    error_code error;
    BOOST_TEST(beast::detect_ssl(server.next_layer(), buffer, error));
    server.handshake(stream_base::server, buffer.data());
    bytes space(5);
    asio::read(server, asio::buffer(space));
    BOOST_TEST(as_text(space) == "hello");
    sent.get();

    tcp::socket plain(io), accepted(io);
    connect(plain, accepted);
    asio::write(plain, asio::buffer("GET / HTTP/1.1\r\n\r\n", 18));
    buffer.clear();
    BOOST_TEST(!beast::detect_ssl(accepted, buffer, error));
}

BOOST_AUTO_TEST_SUITE_END()
