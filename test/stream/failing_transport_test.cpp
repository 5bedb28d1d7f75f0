// Transports whose nth operation fails, for every n.

#include "support/engine_pair.hpp"

#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/_experimental/test/fail_count.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::use_awaitable;

namespace {

using stream_type = tls::stream<beast::test::stream>;

constexpr std::size_t message_size = 40'000;
const error_code injected = beast::test::error::test_failure;

/// Handshake, a message to the server and back, shutdown.
asio::awaitable<void> talk(stream_type& stream, stream_base::handshake_type type)
{
    co_await stream.async_handshake(type, use_awaitable);
    auto message = pattern(message_size);
    bytes space(message_size);
    if (type == stream_base::client)
        co_await asio::async_write(stream, asio::buffer(message), use_awaitable);
    co_await asio::async_read(stream, asio::buffer(space), use_awaitable);
    BOOST_TEST((space == message));
    if (type == stream_base::server)
        co_await asio::async_write(stream, asio::buffer(space), use_awaitable);
    co_await stream.async_shutdown(use_awaitable);
}

void talk_synchronously(stream_type& stream, stream_base::handshake_type type)
{
    stream.handshake(type);
    auto message = pattern(message_size);
    bytes space(message_size);
    if (type == stream_base::client)
        asio::write(stream, asio::buffer(message));
    asio::read(stream, asio::buffer(space));
    if (type == stream_base::server)
        asio::write(stream, asio::buffer(space));
    stream.shutdown();
}

error_code code_of(std::exception_ptr failure)
{
    try {
        if (failure)
            std::rethrow_exception(failure);
    } catch (const boost::system::system_error& e) {
        return e.code();
    }
    return {};
}

struct failing_transport {
    pki authority;
    configurations settings{authority, {authority.leaf()}};
    asio::io_context io;

    stream_type make(const configuration& config, beast::test::fail_count& fails)
    {
        return stream_type(beast::test::stream(io, fails), std::make_shared<configuration>(config));
    }

    /// Returns the errors of client and server when operation `n` of one transport fails.
    std::pair<error_code, error_code> run_with_failure(std::size_t n, bool server_fails)
    {
        beast::test::fail_count failing(n), sound(std::size_t(-1));
        auto client = make(settings.client, server_fails ? sound : failing);
        auto server = make(settings.server, server_fails ? failing : sound);
        client.next_layer().connect(server.next_layer());
        std::pair<error_code, error_code> errors;
        // A side that has ended closes its transport.
        auto end = [](error_code& error, stream_type& stream) {
            return [&](std::exception_ptr failure) {
                error = code_of(failure);
                stream.next_layer().close();
            };
        };
        asio::co_spawn(io, talk(client, stream_base::client), end(errors.first, client));
        asio::co_spawn(io, talk(server, stream_base::server), end(errors.second, server));
        io.restart();
        io.run_for(std::chrono::seconds(60));
        BOOST_REQUIRE_MESSAGE(io.stopped(), "hangs when operation " << n << " fails");
        return errors;
    }

    /// Calls `run` for each n until operation n is never reached, and a few times more.
    template <class Run>
    void check_every_failure(Run&& run)
    {
        std::size_t operations = 0, without_error = 0;
        for (std::size_t n = 0; without_error < 5; ++n) {
            BOOST_REQUIRE(n < 1000u);
            error_code error = run(n);
            if (!error) {
                ++without_error;
                continue;
            }
            BOOST_TEST(without_error == 0u, "an error before operation " << n << " was lost");
            BOOST_TEST(error == injected, "operation " << n << ": " << error.message());
            operations = n + 1;
        }
        BOOST_TEST(operations > 6u);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(transport_failure_at_every_operation, failing_transport)

BOOST_AUTO_TEST_CASE(client_reports_the_error_and_nobody_hangs)
{
    check_every_failure([&](std::size_t n) {
        auto [client, server] = run_with_failure(n, false);
        BOOST_TEST(server != injected);
        return client;
    });
}

BOOST_AUTO_TEST_CASE(server_reports_the_error_and_nobody_hangs)
{
    check_every_failure([&](std::size_t n) {
        auto [client, server] = run_with_failure(n, true);
        BOOST_TEST(client != injected);
        return server;
    });
}

BOOST_AUTO_TEST_CASE(synchronous_functions_report_the_error)
{
    check_every_failure([&](std::size_t n) {
        beast::test::fail_count failing(n), sound(std::size_t(-1));
        auto client = make(settings.client, failing);
        auto server = make(settings.server, sound);
        client.next_layer().connect(server.next_layer());
        std::thread peer([&] {
            try {
                talk_synchronously(server, stream_base::server);
            } catch (const boost::system::system_error&) {
            }
            server.next_layer().close();
        });
        error_code error;
        try {
            talk_synchronously(client, stream_base::client);
        } catch (const boost::system::system_error& e) {
            error = e.code();
        }
        client.next_layer().close();
        peer.join();
        return error;
    });
}

BOOST_AUTO_TEST_CASE(works_when_the_transport_reads_single_bytes)
{
    beast::test::fail_count sound(std::size_t(-1));
    auto client = make(settings.client, sound);
    auto server = make(settings.server, sound);
    client.next_layer().connect(server.next_layer());
    for (auto* stream : {&client, &server}) {
        stream->next_layer().read_size(1);
        stream->next_layer().write_size(7);
    }
    unsigned done = 0;
    auto count = [&](std::exception_ptr failure) { done += !failure; };
    asio::co_spawn(io, talk(client, stream_base::client), count);
    asio::co_spawn(io, talk(server, stream_base::server), count);
    io.run_for(std::chrono::seconds(60));
    BOOST_TEST(done == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
