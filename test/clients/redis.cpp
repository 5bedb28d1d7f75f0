// Boost.Redis over TLS: pipelined requests and a large value. Arguments: folder of root.pem, port.

#include <boost/redis/connection.hpp>
#include <boost/redis/src.hpp>

#include "clients/client.hpp"

namespace redis = boost::redis;

asio::awaitable<void> talk(std::string folder, unsigned short port)
{
    redis::config config;
    config.use_ssl = true;
    config.addr = {"localhost", std::to_string(port)};
    auto connection = std::make_shared<redis::connection>(co_await asio::this_coro::executor, make_context(folder));
    connection->async_run(config, {redis::logger::level::err}, asio::consign(asio::detached, connection));

    const std::string large(1'000'000, 'x');
    redis::request request;
    request.push("SET", "large", large);
    request.push("GET", "large");
    request.push("INCRBY", "number", "42");
    redis::response<redis::ignore_t, std::string, int> response;
    co_await connection->async_exec(request, response);
    expect(std::get<1>(response).value() == large, "a large value comes back");
    expect(std::get<2>(response).value() == 42, "a number comes back");

    redis::request ping;
    ping.push("PING", "hello");
    for (int i = 0; i < 20; ++i) {
        redis::response<std::string> pong;
        co_await connection->async_exec(ping, pong);
        expect(std::get<0>(pong).value() == "hello", "the server answers");
    }
    connection->cancel();
}
