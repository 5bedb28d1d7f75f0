// Waiting reads and async_wait, and the events that end the wait.

#include "stream/stream_pair.hpp"
#include "stream/tcp_pair.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct waiting : stream_pair {
    bytes space = bytes(100'000);
    error_code error = asio::error::in_progress;
    std::size_t size = 0;

    waiting() { handshake(); }

    auto note()
    {
        return [this](error_code e, std::size_t n) {
            error = e;
            size = n;
        };
    }
    auto note_wait()
    {
        return [this](error_code e) { error = e; };
    }
    void poll()
    {
        io.restart();
        io.poll();
    }
    bool is_pending() const { return error == asio::error::in_progress; }

    /// Starts a read that waits, calls `end`, and returns the read's error.
    template <class End>
    error_code outcome(End&& end)
    {
        client.async_read_some(asio::buffer(space), note());
        poll();
        BOOST_TEST(is_pending());
        end();
        run();
        return error;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(waiting_read, waiting)

BOOST_AUTO_TEST_CASE(returns_data_when_it_arrives)
{
    outcome([&] { asio::write(server, asio::buffer("hello", 5)); });
    BOOST_TEST(!error);
    BOOST_TEST(size == 5u);
}

BOOST_AUTO_TEST_CASE(is_aborted_when_the_socket_is_closed)
{
    BOOST_TEST(outcome([&] { client.next_layer().close(); }) == asio::error::operation_aborted);
    client.async_read_some(asio::buffer(space), note());
    run();
    BOOST_TEST(error == asio::error::bad_descriptor);
}

BOOST_AUTO_TEST_CASE(is_aborted_when_the_socket_is_closed_just_as_data_arrives)
{
    outcome([&] {
        asio::post(io, [&] { client.next_layer().close(); });
        asio::write(server, asio::buffer("hello", 5));
    });
    BOOST_TEST((error == asio::error::operation_aborted || (!error && size == 5u)), error.message());
}

BOOST_AUTO_TEST_CASE(is_aborted_by_the_sockets_cancel)
{
    BOOST_TEST(outcome([&] { client.next_layer().cancel(); }) == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(reports_truncation_at_the_end_of_the_transport)
{
    BOOST_TEST(outcome([&] { server.next_layer().close(); }) == tls::error::stream_truncated);
}

BOOST_AUTO_TEST_CASE(works_on_a_non_blocking_socket)
{
    client.next_layer().non_blocking(true);
    outcome([&] { asio::write(server, asio::buffer("hello", 5)); });
    BOOST_TEST(!error);
    BOOST_TEST(size == 5u);
}

BOOST_AUTO_TEST_CASE(continues_after_a_partial_record)
{
    // Forwards the server's output byte by byte.
    asio::local::stream_protocol::socket ours(io), theirs(io);
    asio::local::connect_pair(ours, theirs);
    asio::write(server, asio::buffer("hello", 5));
    bytes record(1000);
    record.resize(client.next_layer().read_some(asio::buffer(record)));
    std::swap(client.next_layer(), ours);
    client.async_read_some(asio::buffer(space), note());
    for (auto byte : record) {
        BOOST_TEST(is_pending());
        asio::write(theirs, asio::buffer(&byte, 1));
        poll();
    }
    BOOST_TEST(!error);
    BOOST_TEST(size == 5u);
}

BOOST_AUTO_TEST_CASE(retried_synchronous_read_continues_after_a_partial_record)
{
    asio::local::stream_protocol::socket ours(io), theirs(io);
    asio::local::connect_pair(ours, theirs);
    asio::write(server, asio::buffer("hello", 5));
    bytes record(1000);
    record.resize(client.next_layer().read_some(asio::buffer(record)));
    std::swap(client.next_layer(), ours);
    client.next_layer().non_blocking(true);
    for (auto byte : record) {
        BOOST_TEST(client.read_some(asio::buffer(space), error) == 0u);
        BOOST_TEST(error == asio::error::would_block);
        asio::write(theirs, asio::buffer(&byte, 1));
    }
    BOOST_TEST(client.read_some(asio::buffer(space), error) == 5u);
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(synchronous_handshakes_in_one_thread_work_in_non_blocking_mode)
{
    connect();
    client.next_layer().non_blocking(true);
    server.next_layer().non_blocking(true);
    error_code at_client = asio::error::would_block, at_server = at_client;
    for (int turn = 0; turn < 20 && (at_client || at_server); ++turn) {
        client.handshake(stream_base::client, at_client);
        server.handshake(stream_base::server, at_server);
        for (auto& e : {at_client, at_server})
            BOOST_TEST((!e || e == asio::error::would_block), e.message());
    }
    BOOST_TEST(!at_client);
    BOOST_TEST(!at_server);
}

BOOST_FIXTURE_TEST_CASE(reports_a_reset_connection, tcp_pair)
{
    bytes space(10);
    error_code error;
    client.async_read_some(asio::buffer(space), [&](error_code e, std::size_t) { error = e; });
    io.poll();
    server.next_layer().set_option(asio::socket_base::linger(true, 0));
    server.next_layer().close();
    io.restart();
    io.run();
    BOOST_TEST(error == asio::error::connection_reset);
}

BOOST_FIXTURE_TEST_CASE(does_not_starve_other_handlers, tcp_pair)
{
    // Megabytes have arrived. One operation discards them.
    server.next_layer().set_option(asio::socket_base::send_buffer_size(8 << 20));
    client.next_layer().set_option(asio::socket_base::receive_buffer_size(8 << 20));
    server.next_layer().non_blocking(true);
    bytes data(16 * 1024);
    error_code error;
    std::size_t sent = 0;
    while (!error && sent < (4u << 20))
        sent += server.write_some(asio::buffer(data), error);
    bool done = false;
    unsigned turns = 0;
    std::function<void()> turn = [&] {
        ++turns;
        if (!done)
            asio::post(io, turn);
    };
    turn();
    client.async_shutdown([&](error_code) { done = true; });
    server.async_shutdown([](error_code) {});
    io.run();
    BOOST_TEST(done);
    BOOST_TEST(turns > sent / (16u * 66u * 1024u));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(stream_wait, waiting)

BOOST_AUTO_TEST_CASE(wait_read_ends_when_data_can_be_read_and_consumes_none)
{
    client.async_wait(stream_type::wait_read, note_wait());
    poll();
    BOOST_TEST(is_pending());
    asio::write(server, asio::buffer("hello", 5));
    run();
    BOOST_TEST(!error);
    BOOST_TEST(client.pending() == 5u);
    client.next_layer().non_blocking(true);
    BOOST_TEST(client.read_some(asio::buffer(space)) == 5u);
    BOOST_TEST(client.pending() == 0u);
}

BOOST_AUTO_TEST_CASE(wait_read_completes_at_once_but_not_within_the_call_when_data_is_pending)
{
    asio::write(server, asio::buffer("hello", 5));
    BOOST_TEST(client.read_some(asio::buffer(space, 1)) == 1u);
    client.async_wait(stream_type::wait_read, note_wait());
    BOOST_TEST(is_pending());
    run();
    BOOST_TEST(!error);
    client.wait(stream_type::wait_read);
    BOOST_TEST(client.pending() == 4u);
}

BOOST_AUTO_TEST_CASE(wait_read_ignores_records_without_application_data)
{
    client.async_wait(stream_type::wait_read, note_wait());
    server.async_update_keys(true, [](error_code e) { BOOST_TEST(!e); });
    poll();
    BOOST_TEST(is_pending());
    BOOST_TEST(client.native_handle()->read_key_updates() == 1u);
    asio::write(server, asio::buffer("hello", 5));
    run();
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(wait_read_succeeds_at_eof)
{
    server.close_write();
    client.wait(stream_type::wait_read);
    client.async_wait(stream_type::wait_read, note_wait());
    run();
    BOOST_TEST(!error);
    client.read_some(asio::buffer(space), error);
    BOOST_TEST(error == asio::error::eof);
}

BOOST_AUTO_TEST_CASE(wait_read_reports_the_error_of_a_read)
{
    server.next_layer().close();
    client.async_wait(stream_type::wait_read, note_wait());
    run();
    BOOST_TEST(error == tls::error::stream_truncated);
    client.read_some(asio::buffer(space), error);
    BOOST_TEST(error == tls::error::stream_truncated);
    connect();
    client.wait(stream_type::wait_read, error);
    BOOST_TEST(error == tls::error::reason::uninitialized);
    client.wait(stream_type::wait_write, error);
    BOOST_TEST(error == tls::error::reason::uninitialized);
}

BOOST_AUTO_TEST_CASE(wait_read_can_be_cancelled_with_each_cancellation_type)
{
    for (auto type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        asio::cancellation_signal signal;
        error = asio::error::in_progress;
        client.async_wait(stream_type::wait_read, asio::bind_cancellation_slot(signal.slot(), note_wait()));
        poll();
        signal.emit(type);
        run();
        BOOST_TEST(error == asio::error::operation_aborted);
    }
}

BOOST_AUTO_TEST_CASE(wait_write_ends_when_the_accepted_data_has_been_sent)
{
    client.wait(stream_type::wait_write);
    client.next_layer().non_blocking(true);
    std::size_t sent = 0;
    error_code full;
    while (!full)
        sent += client.write_some(asio::buffer(space), full);
    BOOST_TEST(full == asio::error::would_block);
    client.wait(stream_type::wait_write, error);
    BOOST_TEST(error == asio::error::would_block);
    error = asio::error::in_progress;
    client.async_wait(stream_type::wait_write, note_wait());
    poll();
    BOOST_TEST(is_pending());
    std::size_t received = 0;
    while (received < sent) {
        received += server.read_some(asio::buffer(space));
        poll();
    }
    BOOST_TEST(!error);
    BOOST_TEST(client.write_some(asio::buffer(space)) == space.size());
}

BOOST_AUTO_TEST_CASE(wait_write_fails_after_close_write)
{
    client.close_write();
    client.async_wait(stream_type::wait_write, note_wait());
    run();
    BOOST_TEST(error == tls::error::reason::protocol_is_shutdown);
}

BOOST_AUTO_TEST_CASE(wait_error_waits_on_the_socket)
{
    client.async_wait(stream_type::wait_error, note_wait());
    poll();
    BOOST_TEST(is_pending());
    client.next_layer().cancel();
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(works_with_use_awaitable)
{
    co_spawn_and_run([](stream_type& from, stream_type& to) -> asio::awaitable<void> {
        char text[5] = {'h', 'e', 'l', 'l', 'o'};
        co_await from.async_wait(stream_type::wait_write, asio::use_awaitable);
        co_await asio::async_write(from, asio::buffer(text), asio::use_awaitable);
        co_await to.async_wait(stream_type::wait_read, asio::use_awaitable);
        BOOST_TEST(to.pending() == 5u);
    }(client, server));
}

BOOST_AUTO_TEST_CASE(pending_counts_a_second_record_that_arrived_with_the_first)
{
    // Two records arrive in one read of the transport. The reader's buffer has room for the first only.
    asio::write(server, asio::buffer("hello", 5));
    asio::write(server, asio::buffer("world!", 6));
    BOOST_TEST(client.read_some(asio::buffer(space, 5)) == 5u);
    BOOST_TEST(client.pending() == 6u);
    BOOST_TEST(client.read_some(asio::buffer(space)) == 6u);
    BOOST_TEST(client.pending() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
