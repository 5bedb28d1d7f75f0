// tls::stream over sockets: all operations, asynchronous and synchronous.

#include "stream/duplex.hpp"

#include <tls/host_name_verification.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

BOOST_FIXTURE_TEST_SUITE(stream_operations, stream_pair)

BOOST_AUTO_TEST_CASE(transfers_data_after_an_asynchronous_handshake)
{
    handshake();
    auto data = pattern(1'000'000);
    bytes arrived(data.size());
    error_code write_error, read_error;
    asio::async_write(client, asio::buffer(data), [&](error_code e, std::size_t) { write_error = e; });
    asio::async_read(server, asio::buffer(arrived), [&](error_code e, std::size_t) { read_error = e; });
    run();
    BOOST_TEST(!write_error);
    BOOST_TEST(!read_error);
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_CASE(transfers_data_in_both_directions_at_once)
{
    handshake();
    check_duplex(*this);
}

BOOST_AUTO_TEST_CASE(works_synchronously_in_two_threads)
{
    std::thread peer([&] {
        server.handshake(stream_base::server);
        bytes space(100'000);
        auto n = asio::read(server, asio::buffer(space));
        asio::write(server, asio::buffer(space, n));
        server.shutdown();
    });
    client.handshake(stream_base::client);
    auto data = pattern(100'000);
    asio::write(client, asio::buffer(data));
    bytes back(data.size());
    asio::read(client, asio::buffer(back));
    BOOST_TEST((back == data));
    error_code error;
    client.read_some(asio::buffer(back), error);
    BOOST_TEST(error == asio::error::eof);
    client.shutdown();
    peer.join();
}

BOOST_AUTO_TEST_CASE(exception_message_contains_the_function_name)
{
    bytes space(1);
    BOOST_CHECK_EXCEPTION(client.read_some(asio::buffer(space)), boost::system::system_error, [](auto& e) {
        return e.code() == tls::error::reason::uninitialized && std::string(e.what()).starts_with("read_some: ");
    });
}

BOOST_AUTO_TEST_CASE(shutdown_succeeds_on_both_sides)
{
    handshake();
    error_code first = asio::error::fault, second = asio::error::fault;
    client.async_shutdown([&](error_code e) { first = e; });
    server.async_shutdown([&](error_code e) { second = e; });
    run();
    BOOST_TEST(!first);
    BOOST_TEST(!second);
    bytes space(1);
    error_code error;
    client.write_some(asio::buffer(space), error);
    BOOST_TEST(error == tls::error::reason::protocol_is_shutdown);
    client.read_some(asio::buffer(space), error);
    BOOST_TEST(error == asio::error::eof);
}

BOOST_AUTO_TEST_CASE(close_write_closes_one_direction_only)
{
    handshake();
    client.async_close_write([](error_code e) { BOOST_TEST(!e); });
    run();
    bytes space(10);
    error_code error;
    server.read_some(asio::buffer(space), error);
    BOOST_TEST(error == asio::error::eof);
    asio::write(server, asio::buffer(space));
    BOOST_TEST(asio::read(client, asio::buffer(space)) == 10u);
}

BOOST_AUTO_TEST_CASE(reports_truncation_without_close_notify)
{
    handshake();
    server.next_layer().close();
    bytes space(10);
    error_code error;
    client.async_read_some(asio::buffer(space), [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(error == tls::error::stream_truncated);
}

BOOST_AUTO_TEST_CASE(empty_operations_succeed_even_before_the_handshake)
{
    unsigned done = 0;
    auto count = [&](error_code e, std::size_t n) { done += !e && n == 0; };
    client.async_read_some(asio::mutable_buffer(), count);
    client.async_write_some(asio::const_buffer(), count);
    BOOST_TEST(done == 0u); // handlers never run within the initiating function
    run();
    BOOST_TEST(done == 2u);
    BOOST_TEST(client.read_some(asio::mutable_buffer()) == 0u);
    BOOST_TEST(client.write_some(asio::const_buffer()) == 0u);
}

BOOST_AUTO_TEST_CASE(cancelled_read_loses_no_data)
{
    handshake();
    for (auto type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        asio::cancellation_signal signal;
        bytes space(100);
        error_code error;
        client.async_read_some(asio::buffer(space), asio::bind_cancellation_slot(
                                                        signal.slot(), [&](error_code e, std::size_t) { error = e; }));
        io.restart();
        io.poll();
        signal.emit(type);
        run();
        BOOST_TEST(error == asio::error::operation_aborted);
        auto data = pattern(100);
        asio::write(server, asio::buffer(data));
        asio::read(client, asio::buffer(space));
        BOOST_TEST((space == data));
    }
}

BOOST_AUTO_TEST_CASE(data_accepted_by_a_cancelled_write_is_sent)
{
    handshake();
    auto data = pattern(8'000'000);
    asio::cancellation_signal signal;
    std::size_t accepted = 0;
    error_code error;
    // The server does not read, so the transport accepts only a part.
    std::size_t total = 0;
    while (!error) {
        error = asio::error::would_block;
        client.async_write_some(asio::buffer(data) + total,
                                asio::bind_cancellation_slot(signal.slot(), [&](error_code e, std::size_t n) {
                                    error = e;
                                    accepted = n;
                                }));
        io.restart();
        io.poll();
        if (error == asio::error::would_block)
            signal.emit(asio::cancellation_type::partial);
        io.restart();
        io.poll();
        total += accepted;
    }
    BOOST_TEST(error == asio::error::operation_aborted);
    BOOST_TEST(accepted != 0u);

    bytes arrived(data.size());
    unsigned done = 0;
    auto count = [&](error_code e, std::size_t) { done += !e; };
    asio::async_read(server, asio::buffer(arrived), count);
    asio::async_write(client, asio::buffer(data) + total, count);
    run();
    BOOST_TEST(done == 2u);
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_CASE(cancelled_handshake_can_be_continued)
{
    asio::cancellation_signal signal;
    error_code error;
    client.async_handshake(stream_base::client,
                           asio::bind_cancellation_slot(signal.slot(), [&](error_code e) { error = e; }));
    io.poll();
    signal.emit(asio::cancellation_type::total);
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
    handshake();
}

BOOST_AUTO_TEST_CASE(handshake_timeout_ends_the_handshake)
{
    settings.client.limits.handshake_timeout = std::chrono::milliseconds(20);
    connect();
    error_code error;
    client.async_handshake(stream_base::client, [&](error_code e) { error = e; });
    run();
    BOOST_TEST(error == tls::error::reason::handshake_timeout);
}

BOOST_AUTO_TEST_CASE(handshake_accepts_bytes_that_were_already_read)
{
    client.async_handshake(stream_base::client, [](error_code e) { BOOST_TEST(!e); });
    io.poll();
    bytes early(10);
    asio::read(server.next_layer(), asio::buffer(early));
    std::size_t consumed = 0;
    server.async_handshake(stream_base::server, asio::buffer(early), [&](error_code e, std::size_t n) {
        BOOST_TEST(!e);
        consumed = n;
    });
    run();
    BOOST_TEST(consumed == early.size());
    BOOST_TEST(server.native_handle()->handshake_complete());
}

BOOST_AUTO_TEST_CASE(can_be_moved_between_operations)
{
    stream_type moved(std::move(client));
    handshake_with(moved);
    stream_type again(io, std::make_shared<configuration>());
    again = std::move(moved);
    asio::write(again, asio::buffer("hello", 5));
    bytes space(5);
    BOOST_TEST(asio::read(server, asio::buffer(space)) == 5u);
}

BOOST_AUTO_TEST_CASE(can_be_destroyed_while_an_operation_is_pending)
{
    auto doomed = std::make_unique<stream_type>(std::move(client));
    error_code error;
    doomed->async_handshake(stream_base::client, [&](error_code e) { error = e; });
    io.poll();
    doomed.reset();
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(supports_completion_tokens)
{
    auto first = client.async_handshake(stream_base::client, asio::use_future);
    auto second = server.async_handshake(stream_base::server, asio::deferred);
    std::move(second)([owned = std::make_unique<int>(1)](error_code e) { BOOST_TEST(!e, *owned); });
    run();
    first.get();
    co_spawn_and_run([](stream_type& from, stream_type& to) -> asio::awaitable<void> {
        char text[5] = {'h', 'e', 'l', 'l', 'o'};
        co_await asio::async_write(from, asio::buffer(text), asio::use_awaitable);
        auto n = co_await to.async_read_some(asio::buffer(text), asio::use_awaitable);
        BOOST_TEST(n == 5u);
    }(client, server));
}

BOOST_AUTO_TEST_CASE(uses_the_handlers_executor)
{
    handshake();
    auto strand = asio::make_strand(io);
    bool called = false;
    bytes space(10);
    client.async_read_some(asio::buffer(space), asio::bind_executor(strand, [&](error_code, std::size_t) {
                               called = strand.running_in_this_thread();
                           }));
    asio::write(server, asio::buffer(space));
    run();
    BOOST_TEST(called);
}

BOOST_AUTO_TEST_CASE(transfers_data_after_key_updates)
{
    handshake();
    client.async_update_keys(true, [](error_code e) { BOOST_TEST(!e); });
    run();
    auto data = pattern(1000);
    bytes arrived(1000);
    for (int i = 0; i < 3; ++i) {
        asio::write(client, asio::buffer(data));
        asio::read(server, asio::buffer(arrived));
        BOOST_TEST((arrived == data));
        asio::write(server, asio::buffer(data));
        asio::read(client, asio::buffer(arrived));
        BOOST_TEST((arrived == data));
    }
    BOOST_TEST(client.native_handle()->read_key_updates() == 1u);
}

BOOST_AUTO_TEST_CASE(refused_certificate_sends_an_alert_and_sets_error_detail)
{
    client.set_host_name("elsewhere.example");
    error_code at_client, at_server;
    client.async_handshake(stream_base::client, [&](error_code e) { at_client = e; });
    server.async_handshake(stream_base::server, [&](error_code e) { at_server = e; });
    run();
    BOOST_TEST(at_client == tls::error::reason::certificate_verify_failed);
    BOOST_TEST(client.error_detail().find("elsewhere.example") != std::string::npos, client.error_detail());
    BOOST_TEST((client.verify_result().error == x509::verify_error::host_name_mismatch));
    if (!at_server) {
        bytes space(1);
        server.read_some(asio::buffer(space), at_server);
    }
    BOOST_TEST(at_server == tls::error::alert_received(alert_description::bad_certificate));
}

BOOST_AUTO_TEST_CASE(host_name_verification_callback_works_as_in_asio)
{
    client.set_verify_mode(verify_peer);
    client.set_verify_callback(host_name_verification("localhost"));
    handshake();
    connect();
    client.set_verify_callback(host_name_verification("elsewhere.example"));
    error_code error;
    client.async_handshake(stream_base::client, [&](error_code e) { error = e; });
    server.async_handshake(stream_base::server, [](error_code) {});
    run();
    BOOST_TEST(error == tls::error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_CASE(non_blocking_transport_loses_no_data)
{
    handshake();
    client.next_layer().non_blocking(true);
    bytes space(10);
    error_code error;
    client.read_some(asio::buffer(space), error);
    BOOST_TEST(error == asio::error::would_block);
    auto data = pattern(4'000'000);
    bytes arrived;
    std::size_t sent = 0;
    while (arrived.size() < data.size()) {
        sent += client.write_some(asio::buffer(data) + sent, error);
        if (sent == data.size()) // the next call sends the queued output
            client.read_some(asio::buffer(space), error);
        bytes part(100'000);
        server.next_layer().non_blocking(true);
        error_code read_error;
        while (auto n = server.read_some(asio::buffer(part), read_error))
            arrived.insert(arrived.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
    }
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_SUITE_END()
