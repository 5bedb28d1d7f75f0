// Transfers much data in both directions at once.

#ifndef TLS_TEST_STREAM_DUPLEX_HPP
#define TLS_TEST_STREAM_DUPLEX_HPP

#include "stream/stream_pair.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace tls::test {

inline void check_duplex(stream_pair& pair)
{
    const auto data = pattern(2'000'000);
    bytes at_client(data.size()), at_server(data.size());
    unsigned done = 0;
    auto count = [&](error_code e, std::size_t n) {
        BOOST_TEST(!e, e.message() << ": " << pair.client.error_detail() << ", " << pair.server.error_detail());
        done += !e && n == data.size();
    };
    boost::asio::async_write(pair.client, boost::asio::buffer(data), count);
    boost::asio::async_write(pair.server, boost::asio::buffer(data), count);
    boost::asio::async_read(pair.client, boost::asio::buffer(at_client), count);
    boost::asio::async_read(pair.server, boost::asio::buffer(at_server), count);
    pair.run();
    BOOST_TEST(done == 4u);
    BOOST_TEST((at_client == data));
    BOOST_TEST((at_server == data));
}

} // namespace tls::test

#endif
