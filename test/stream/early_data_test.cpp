// Early data through streams.

#include "stream/stream_pair.hpp"
#include "support/early_data.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;
using asio::use_awaitable;

namespace {

constexpr auto report = asio::as_tuple(use_awaitable);
using status = early_data_status;

const bytes request = pattern(700);
const bytes answer = pattern(5000);

struct early_streams {
    early_streams() { settings.prepare(); }

    /// Makes new connected streams with the current settings.
    void connect()
    {
        client = stream_type(io, std::make_shared<configuration>(settings.client));
        server = stream_type(io, std::make_shared<configuration>(settings.server));
        client.set_host_name("localhost");
        asio::local::connect_pair(client.next_layer(), server.next_layer());
    }

    /// Runs both sides concurrently.
    void run(asio::awaitable<void> one, asio::awaitable<void> other)
    {
        using namespace asio::experimental::awaitable_operators;
        std::exception_ptr failure;
        asio::co_spawn(io, std::move(one) && std::move(other), [&](std::exception_ptr e) { failure = e; });
        io.restart();
        io.run_for(std::chrono::seconds(60));
        BOOST_TEST(io.stopped(), "operations did not end within 60 s");
        if (failure)
            std::rethrow_exception(failure);
    }

    /// The client in the documentation: sends the request early, and again if the server has not read it.
    asio::awaitable<void> send_request()
    {
        auto [error, n] = co_await client.async_write_early_some(asio::buffer(request), report);
        if (error)
            first_error = error;
        co_await client.async_handshake(stream_base::client, use_awaitable);
        if (client.info().early_data != status::accepted)
            n = 0;
        co_await asio::async_write(client, asio::buffer(request) + n, use_awaitable);
        bytes received(answer.size());
        co_await asio::async_read(client, asio::buffer(received), use_awaitable);
        BOOST_TEST(received == answer);
        co_await client.async_shutdown(use_awaitable);
    }

    /// A server that answers early data before the handshake is complete, and other data after it.
    asio::awaitable<void> answer_request()
    {
        bytes received;
        bytes space(300);
        for (;;) {
            auto [error, n] = co_await server.async_read_early_some(asio::buffer(space), report);
            received.insert(received.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
            if (error) {
                BOOST_TEST(error == asio::error::eof, error.message());
                break;
            }
            answered_early = received.size() == request.size();
            if (answered_early)
                co_await asio::async_write(server, asio::buffer(answer), use_awaitable);
        }
        co_await server.async_handshake(stream_base::server, use_awaitable);
        co_await finish_answer(received);
    }

    /// A server whose handshake runs meanwhile.
    asio::awaitable<void> handshake_and_answer()
    {
        using namespace asio::experimental::awaitable_operators;
        bytes received;
        co_await (server.async_handshake(stream_base::server, use_awaitable) && read_early(received));
        co_await finish_answer(received);
    }

    asio::awaitable<void> read_early(bytes& received)
    {
        bytes space(300);
        for (;;) {
            auto [error, n] = co_await server.async_read_early_some(asio::buffer(space), report);
            received.insert(received.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
            if (error) {
                BOOST_TEST(error == asio::error::eof, error.message());
                co_return;
            }
        }
    }

    asio::awaitable<void> finish_answer(bytes& received)
    {
        const auto early = received.size();
        received.resize(request.size());
        co_await asio::async_read(server, asio::buffer(received) + early, use_awaitable);
        BOOST_TEST(received == request);
        if (!answered_early)
            co_await asio::async_write(server, asio::buffer(answer), use_awaitable);
        auto [error, n] = co_await server.async_read_some(asio::buffer(received), report);
        BOOST_TEST(error == asio::error::eof, error.message());
        co_await server.async_shutdown(use_awaitable);
    }

    early_settings settings;
    asio::io_context io;
    stream_type client{io, std::make_shared<configuration>()};
    stream_type server{io, std::make_shared<configuration>()};
    bool answered_early = false;
    error_code first_error;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_early_data, early_streams)

BOOST_AUTO_TEST_CASE(is_answered_before_the_handshake_completes)
{
    connect();
    run(send_request(), answer_request());
    BOOST_TEST(answered_early);
    BOOST_TEST(!first_error);
    BOOST_TEST((client.info().early_data == status::accepted));
    BOOST_TEST((server.info().early_data == status::accepted));
}

BOOST_AUTO_TEST_CASE(is_read_while_the_handshake_runs)
{
    connect();
    run(send_request(), handshake_and_answer());
    BOOST_TEST((client.info().early_data == status::accepted));
}

BOOST_AUTO_TEST_CASE(rejected_data_can_be_sent_again)
{
    for (const bool concurrently : {false, true}) {
        settings.server.sessions.replays = settings.new_record();
        settings.prepare();
        settings.server.sessions.replays = nullptr;
        connect();
        run(send_request(), concurrently ? handshake_and_answer() : answer_request());
        BOOST_TEST(!answered_early);
        BOOST_TEST((client.info().early_data == status::rejected));
    }
}

BOOST_AUTO_TEST_CASE(stream_stays_usable_if_it_is_unavailable)
{
    settings.client.sessions.cache->clear();
    connect();
    run(send_request(), answer_request());
    BOOST_TEST(first_error == error::reason::early_data_unavailable);
    BOOST_TEST((client.info().early_data == status::none));
}

BOOST_AUTO_TEST_CASE(synchronous_functions_do_the_same)
{
    connect();
    std::thread peer([&] {
        bytes space(1000);
        error_code error;
        std::size_t total = 0;
        while (!error)
            total += server.read_early_some(asio::buffer(space) + total, error);
        BOOST_TEST(error == asio::error::eof);
        space.resize(total);
        BOOST_TEST(space == request);
        server.handshake(stream_base::server);
        asio::write(server, asio::buffer(answer));
    });
    BOOST_TEST(client.write_early_some(asio::buffer(request)) == request.size());
    client.handshake(stream_base::client);
    BOOST_TEST((client.info().early_data == status::accepted));
    bytes received(answer.size());
    asio::read(client, asio::buffer(received));
    BOOST_TEST(received == answer);
    BOOST_CHECK_THROW(client.write_early_some(asio::buffer(request)), boost::system::system_error);
    peer.join();
}

BOOST_AUTO_TEST_CASE(reading_it_has_the_time_limit_of_handshakes)
{
    settings.server.limits.handshake_timeout = std::chrono::milliseconds(1);
    connect();
    error_code ended;
    bytes space(10);
    server.async_read_early_some(asio::buffer(space), [&](error_code e, std::size_t n) {
        ended = e;
        BOOST_TEST(n == 0u);
    });
    io.run();
    BOOST_TEST(ended == error::reason::handshake_timeout);
}

BOOST_AUTO_TEST_CASE(empty_buffers_do_nothing)
{
    connect();
    unsigned done = 0;
    auto count = [&](error_code e, std::size_t n) { done += !e && n == 0; };
    client.async_write_early_some(asio::const_buffer(), count);
    server.async_read_early_some(asio::mutable_buffer(), count);
    io.run();
    BOOST_TEST(done == 2u);
    run(send_request(), answer_request());
    BOOST_TEST((client.info().early_data == status::accepted));
}

BOOST_AUTO_TEST_SUITE_END()
