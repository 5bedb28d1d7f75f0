// A client stream and a server stream over a connected pair of sockets.

#ifndef TLS_TEST_STREAM_STREAM_PAIR_HPP
#define TLS_TEST_STREAM_STREAM_PAIR_HPP

#include "support/engine_pair.hpp"

#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>

namespace tls::test {

using stream_type = tls::stream<boost::asio::local::stream_protocol::socket>;

struct stream_pair {
    stream_pair() { connect(); }

    /// Makes new connected streams with the current settings.
    void connect()
    {
        client = stream_type(io, std::make_shared<configuration>(settings.client));
        server = stream_type(io, std::make_shared<configuration>(settings.server));
        boost::asio::local::connect_pair(client.next_layer(), server.next_layer());
    }

    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(60));
        BOOST_TEST(io.stopped(), "operations did not end within 60 s");
    }

    void handshake() { handshake_with(client); }

    void handshake_with(stream_type& other)
    {
        other.async_handshake(stream_base::client, [&](error_code e) {
            BOOST_TEST(!e, "client: " << e.message() << ": " << other.error_detail());
        });
        server.async_handshake(stream_base::server, [&](error_code e) {
            BOOST_TEST(!e, "server: " << e.message() << ": " << server.error_detail());
        });
        run();
    }

    void co_spawn_and_run(boost::asio::awaitable<void> work)
    {
        std::exception_ptr failure;
        boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr e) { failure = e; });
        run();
        if (failure)
            std::rethrow_exception(failure);
    }

    pki authority;
    configurations settings{authority, {authority.leaf()}};
    boost::asio::io_context io;
    stream_type client{io, std::make_shared<configuration>()};
    stream_type server{io, std::make_shared<configuration>()};
};

} // namespace tls::test

#endif
