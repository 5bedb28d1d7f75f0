// A client stream and a server stream over TCP, where a peer can reset the connection.

#ifndef TLS_TEST_STREAM_TCP_PAIR_HPP
#define TLS_TEST_STREAM_TCP_PAIR_HPP

#include "support/engine_pair.hpp"

#include <tls/stream.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>

namespace tls::test {

/// Connects two sockets over loopback.
template <class Layer>
void connect_over_tcp(Layer& client, Layer& server)
{
    using boost::asio::ip::tcp;
    tcp::acceptor acceptor(client.get_executor(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    client.connect(acceptor.local_endpoint());
    acceptor.accept(server);
}

struct tcp_pair {
    using stream_type = tls::stream<boost::asio::ip::tcp::socket>;

    tcp_pair()
    {
        connect_over_tcp(client.next_layer(), server.next_layer());
        handshake();
    }

    void handshake()
    {
        client.async_handshake(stream_base::client, [](error_code e) { BOOST_TEST(!e); });
        server.async_handshake(stream_base::server, [](error_code e) { BOOST_TEST(!e); });
        io.run();
        io.restart();
    }

    pki authority;
    configurations settings{authority, {authority.leaf()}};
    boost::asio::io_context io;
    stream_type client{io, std::make_shared<configuration>(settings.client)};
    stream_type server{io, std::make_shared<configuration>(settings.server)};
};

} // namespace tls::test

#endif
