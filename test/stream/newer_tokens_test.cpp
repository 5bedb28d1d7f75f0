// Completion tokens that later versions of Boost have brought, each where it is there.

#include "stream/stream_pair.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/version.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <string>
#include <type_traits>
#include <utility>

#if __has_include(<boost/asio/cancel_after.hpp>)
#include <boost/asio/cancel_after.hpp>
#include <boost/asio/cancel_at.hpp>
#endif
#if __has_include(<boost/asio/any_completion_handler.hpp>)
#include <boost/asio/any_completion_handler.hpp>
#endif

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

struct open_streams : stream_pair {
    char space[100];

    open_streams() { handshake(); }
    void server_says_hello() { asio::write(server, asio::buffer("hello", 5)); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(operations_of_a_stream_take, open_streams)

BOOST_AUTO_TEST_CASE(a_lambda_in_any_version)
{
    std::size_t read = 0;
    server_says_hello();
    client.async_read_some(asio::buffer(space), [&](error_code, std::size_t n) { read = n; });
    run();
    BOOST_TEST(read == 5u);
}

#if __has_include(<boost/asio/cancel_after.hpp>)
BOOST_AUTO_TEST_CASE(cancel_after_and_lose_nothing)
{
    using namespace std::chrono_literals;
    error_code error;
    client.async_read_some(asio::buffer(space),
                           asio::cancel_after(10ms, [&](error_code e, std::size_t) { error = e; }));
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
    server_says_hello();
    std::size_t read = 0;
    client.async_read_some(asio::buffer(space), asio::cancel_after(60s, [&](error_code e, std::size_t n) {
                               error = e;
                               read = n;
                           }));
    run();
    BOOST_TEST(!error);
    BOOST_TEST(read == 5u);
}

BOOST_AUTO_TEST_CASE(cancel_after_on_every_function)
{
    using namespace std::chrono_literals;
    unsigned done = 0;
    const auto in_time = [&] {
        return asio::cancel_after(60s, [&](error_code e, std::size_t = 0) {
            BOOST_TEST(!e, e.message());
            ++done;
        });
    };
    connect();
    client.async_handshake(stream_base::client, in_time());
    server.async_handshake(stream_base::server, asio::buffer(space, 0), in_time());
    run();
    client.async_write_some(asio::buffer("hello", 5), in_time());
    client.async_wait(stream_type::wait_write, in_time());
    server.async_wait(stream_type::wait_read, in_time());
    run();
    asio::async_read(server, asio::buffer(space, 5), in_time());
    run();
    client.async_update_keys(true, in_time());
    run();
    client.async_close_write(in_time());
    run();
    client.async_shutdown(30s, in_time());
    server.async_shutdown(in_time());
    run();
    BOOST_TEST(done == 10u);
}

BOOST_AUTO_TEST_CASE(cancel_at_in_a_coroutine)
{
    co_spawn_and_run([](open_streams& s) -> asio::awaitable<void> {
        const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(10);
        auto [error, n] = co_await s.client.async_read_some(asio::buffer(s.space),
                                                            asio::cancel_at(soon, asio::as_tuple(asio::use_awaitable)));
        BOOST_TEST(error == asio::error::operation_aborted);
        BOOST_TEST(n == 0u);
    }(*this));
}

BOOST_AUTO_TEST_CASE(cancel_after_without_another_token)
{
    co_spawn_and_run([](open_streams& s) -> asio::awaitable<void> {
        s.server_says_hello();
        auto n = co_await s.client.async_read_some(asio::buffer(s.space), asio::cancel_after(std::chrono::minutes(1)));
        BOOST_TEST(n == 5u);
    }(*this));
}
#endif

#if __has_include(<boost/asio/default_completion_token.hpp>)
BOOST_AUTO_TEST_CASE(none_since_deferred_is_the_default)
{
    static_assert(std::is_same_v<asio::default_completion_token_t<stream_type::executor_type>, asio::deferred_t>);
    connect();
    co_spawn_and_run([](open_streams& s) -> asio::awaitable<void> {
        // The client's handshake ends before the server's.
        s.server.async_handshake(stream_base::server, [&](error_code) { s.server_says_hello(); });
        co_await s.client.async_handshake(stream_base::client);
        co_await s.client.async_wait(stream_type::wait_read);
        const auto n = co_await s.client.async_read_some(asio::buffer(s.space));
        BOOST_TEST(n == 5u);
        co_await s.client.async_write_some(asio::buffer(s.space, n));
        co_await s.client.async_update_keys(false);
        co_await s.client.async_close_write();
        s.server.async_shutdown(asio::detached);
        co_await s.client.async_shutdown(std::chrono::seconds(30));
    }(*this));
}

BOOST_AUTO_TEST_CASE(as_tuple_of_the_default)
{
    co_spawn_and_run([](open_streams& s) -> asio::awaitable<void> {
        s.server_says_hello();
        auto [error, n] = co_await s.client.async_read_some(asio::buffer(s.space), asio::as_tuple);
        BOOST_TEST(!error);
        BOOST_TEST(n == 5u);
    }(*this));
}
#endif

#if __has_include(<boost/asio/any_completion_handler.hpp>)
BOOST_AUTO_TEST_CASE(any_completion_handler)
{
    std::size_t read = 0;
    asio::any_completion_handler<void(error_code, std::size_t)> handler = [&](error_code, std::size_t n) { read = n; };
    server_says_hello();
    client.async_read_some(asio::buffer(space), std::move(handler));
    run();
    BOOST_TEST(read == 5u);
}

BOOST_AUTO_TEST_CASE(any_completion_handler_of_a_compiled_function)
{
    // As libraries with a compiled part have it: the token becomes an any_completion_handler at their border.
    const auto read_some = [&](asio::completion_token_for<void(error_code, std::size_t)> auto&& token) {
        return asio::async_initiate<decltype(token), void(error_code, std::size_t)>(
            [&](asio::any_completion_handler<void(error_code, std::size_t)> handler) {
                asio::async_read(client, asio::buffer(space, 5), std::move(handler));
            },
            token);
    };
    server_says_hello();
    co_spawn_and_run([](auto& function) -> asio::awaitable<void> {
        const auto n = co_await function(asio::use_awaitable);
        BOOST_TEST(n == 5u);
    }(read_some));
}
#endif

BOOST_AUTO_TEST_SUITE_END()
