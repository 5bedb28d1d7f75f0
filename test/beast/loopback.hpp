// A test fixture: client and server configurations, loopback connections, and an io_context that runs coroutines to
// their end.

#ifndef TLS_TEST_BEAST_LOOPBACK_HPP
#define TLS_TEST_BEAST_LOOPBACK_HPP

#include "support/engine_pair.hpp"

#include <tls/beast.hpp>
#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>

namespace tls::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::use_awaitable;
using asio::ip::tcp;

using tcp_socket_stream = tls::stream<tcp::socket>;
using beast_stream = tls::stream<beast::tcp_stream>;

const error_code timed_out = beast::error::timeout;

/// Completion token: the awaited operation stores its error instead of throwing it.
inline auto into(error_code& error)
{
    return asio::redirect_error(use_awaitable, error);
}

struct loopback {
    pki authority;
    configurations settings{authority, {authority.leaf()}};
    std::shared_ptr<const configuration> for_client = std::make_shared<configuration>(settings.client);
    std::shared_ptr<const configuration> for_server = std::make_shared<configuration>(settings.server);
    asio::io_context io;
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};

    template <class Client, class Server>
    void connect(Client& client, Server& server)
    {
        client.connect(acceptor.local_endpoint());
        acceptor.accept(server);
    }

    void spawn(asio::awaitable<void> work)
    {
        asio::co_spawn(io, std::move(work), [&](std::exception_ptr e) {
            if (e && !failure)
                failure = e;
        });
    }

    /// Runs all operations to their end. Rethrows the first exception of a coroutine.
    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(120));
        BOOST_REQUIRE_MESSAGE(io.stopped(), "operations did not end within 120 s");
        if (failure)
            std::rethrow_exception(std::exchange(failure, nullptr));
    }

    template <class Client, class Server>
    void handshake(Client& client, Server& server)
    {
        client.async_handshake(stream_base::client, [](error_code e) { BOOST_TEST(!e, e.message()); });
        server.async_handshake(stream_base::server, [](error_code e) { BOOST_TEST(!e, e.message()); });
        run();
    }

    std::exception_ptr failure;
};

/// Sends `size` bytes from one stream to the other. Returns whether they arrived unchanged.
template <class From, class To>
bool transfers(loopback& test, From& from, To& to, std::size_t size)
{
    const auto sent = pattern(size);
    bytes arrived(size);
    unsigned done = 0;
    asio::async_write(from, asio::buffer(sent), [&](error_code e, std::size_t) { done += !e; });
    asio::async_read(to, asio::buffer(arrived), [&](error_code e, std::size_t) { done += !e; });
    test.run();
    return done == 2 && arrived == sent;
}

/// Closes both streams with close_notify. Returns whether both succeeded.
template <class Client, class Server>
bool close_cleanly(loopback& test, Client& client, Server& server)
{
    unsigned done = 0;
    auto count = [&](error_code e) { done += !e; };
    client.async_shutdown(count);
    server.async_shutdown(count);
    test.run();
    return done == 2;
}

/// Checks the handshake, data in both directions and the shutdown, over connected next layers.
template <class Client, class Server>
void check_connection(loopback& test, Client& client, Server& server)
{
    test.handshake(client, server);
    BOOST_TEST(transfers(test, client, server, 100'000));
    BOOST_TEST(transfers(test, server, client, 100'000));
    BOOST_TEST(close_cleanly(test, client, server));
}

} // namespace tls::test

#endif
