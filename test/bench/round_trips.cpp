// Round trips of small messages, with and without TLS.

#include "measurements.hpp"

#include "ping_pong.hpp"

#include <boost/asio/local/connect_pair.hpp>

namespace bench {

namespace {

template <class Stream>
double round_trip_rate(const settings& s, asio::io_context& io, Stream& client, Stream& server)
{
    ping_pong<Stream> game(io, client, server);
    stopwatch warm_up(s.time / 10);
    game.run([&] { return warm_up.is_running(); });
    auto before = game.round_trips();
    stopwatch watch(s.time);
    game.run([&] { return watch.is_running(); });
    return static_cast<double>(game.round_trips() - before) / watch.cpu_seconds();
}

} // namespace

void measure_round_trips(const settings& s)
{
    const std::string name = "round trips of 64 bytes", bare = name + ", bare socket";
    asio::io_context io(1);
    {
        socket_type client(io), server(io);
        asio::local::connect_pair(client, server);
        print(bare, round_trip_rate(s, io, client, server), "/s");
    }
    contexts c({.tls = s.tls});
    connection one(io, c);
    one.handshake();
    print(name, round_trip_rate<stream_type>(s, io, one.client, one.server), "/s", bare);
}

} // namespace bench
