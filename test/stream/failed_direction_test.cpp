// A transport that has failed in one direction: every operation ends, and received data can be read.

#include "stream/faulty_stream.hpp"
#include "stream/tcp_pair.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context_strand.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/version.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <random>
#include <string>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

constexpr std::string_view answer = "413 Content Too Large";

/// The server answers a request before it has read all of it, and closes. The client's next write fails.
struct early_answer : tcp_pair {
    std::string arrived = std::string(1000, 0);
    std::size_t size = 0;
    error_code error = asio::error::in_progress;

    early_answer()
    {
        error_code written;
        asio::write(client, asio::buffer("request"), written);
        asio::write(server, asio::buffer(answer), written);
        BOOST_TEST(!written);
        server.next_layer().close(); // the request is unread, so the client gets a reset
        for (unsigned i = 0; i < 1000 && !written; ++i)
            asio::write(client, asio::buffer(std::string(16'000, 'u')), written);
        BOOST_TEST(is_reset(written), written.message());
    }

    static bool is_reset(error_code e) { return e == asio::error::broken_pipe || e == asio::error::connection_reset; }
    auto note()
    {
        return [this](error_code e, std::size_t n) {
            error = e;
            size = n;
        };
    }
    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(60));
        BOOST_TEST(io.stopped(), "operations did not end within 60 s");
    }
    void check_answer()
    {
        BOOST_TEST(!error, error.message());
        BOOST_TEST(arrived.substr(0, size) == answer);
    }
    void read() { size = client.read_some(asio::buffer(arrived), error); }
};

/// A client stream and a server stream over fault-injecting transports in memory.
struct faulty_pair {
    using stream_type = tls::stream<faulty_stream>;

    explicit faulty_pair(std::function<void(configuration&)> change = {})
    {
        if (change) {
            change(settings.client);
            change(settings.server);
        }
        client = std::make_unique<stream_type>(io, std::make_shared<configuration>(settings.client));
        server = std::make_unique<stream_type>(io, std::make_shared<configuration>(settings.server));
        client->next_layer().connect(server->next_layer());
        client->async_handshake(stream_base::client, [](error_code e) { BOOST_TEST(!e); });
        server->async_handshake(stream_base::server, [](error_code e) { BOOST_TEST(!e); });
        run();
    }

    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(60));
        BOOST_TEST(io.stopped(), "operations did not end within 60 s");
    }

    pki authority;
    configurations settings{authority, {authority.leaf()}};
    asio::io_context io;
    std::unique_ptr<stream_type> client, server;
};

const error_code reset = asio::error::connection_reset;

} // namespace

BOOST_FIXTURE_TEST_SUITE(after_a_failed_write, early_answer)

BOOST_AUTO_TEST_CASE(read_some_returns_data_that_had_arrived)
{
    read();
    check_answer();
    read();
    BOOST_TEST(is_reset(error), error.message());
}

BOOST_AUTO_TEST_CASE(wait_read_succeeds_if_data_had_arrived)
{
    client.wait(stream_type::wait_read, error);
    BOOST_TEST(!error, error.message());
    read();
    check_answer();
}

BOOST_AUTO_TEST_CASE(async_read_some_returns_data_that_had_arrived)
{
    client.async_read_some(asio::buffer(arrived), note());
    run();
    check_answer();
    client.async_read_some(asio::buffer(arrived), note());
    run();
    BOOST_TEST(is_reset(error), error.message());
}

BOOST_AUTO_TEST_CASE(async_wait_read_succeeds_if_data_had_arrived)
{
    client.async_wait(stream_type::wait_read, [&](error_code e) { error = e; });
    run();
    BOOST_TEST(!error, error.message());
    read();
    check_answer();
}

#if !defined(BOOST_ASIO_NO_DEPRECATED)
BOOST_AUTO_TEST_CASE(read_with_strand_wrap_returns_data_that_had_arrived)
{
    asio::io_context::strand strand(io);
    client.async_read_some(asio::buffer(arrived), strand.wrap(note()));
    run();
    check_answer();
}
#endif

BOOST_AUTO_TEST_CASE(every_later_write_reports_the_failure)
{
    for (unsigned i = 0; i < 3; ++i) {
        client.write_some(asio::buffer("more"), error);
        BOOST_TEST(is_reset(error), error.message());
        client.async_write_some(asio::buffer("more"), note());
        run();
        BOOST_TEST(is_reset(error), error.message());
    }
    read();
    check_answer();
    client.shutdown(error);
    BOOST_TEST(is_reset(error), error.message());
}

BOOST_AUTO_TEST_CASE(reset_clears_the_failure)
{
    client.next_layer().close();
    client.reset();
    server.reset();
    connect_over_tcp(client.next_layer(), server.next_layer());
    handshake();
    client.write_some(asio::buffer("request"), error);
    BOOST_TEST(!error, error.message());
    BOOST_TEST(server.read_some(asio::buffer(arrived)) > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_failed_direction)

// A server that requires a client certificate refuses the client after the client's TLS 1.3 handshake is complete.
BOOST_FIXTURE_TEST_CASE(alert_certificate_required_can_still_be_read, tcp_pair)
{
    client.next_layer().close();
    server.next_layer().close();
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    client = stream_type(io, std::make_shared<configuration>(settings.client));
    server = stream_type(io, std::make_shared<configuration>(settings.server));
    connect_over_tcp(client.next_layer(), server.next_layer());
    error_code of_client = asio::error::in_progress, of_server;
    client.async_handshake(stream_base::client, [&](error_code e) {
        of_client = e;
        asio::write(client, asio::buffer("request"), e); // the server never reads it, so its close is a reset
    });
    server.async_handshake(stream_base::server, [&](error_code e) { of_server = e; });
    io.run();
    BOOST_TEST(!of_client, of_client.message());
    BOOST_TEST(of_server);
    server.next_layer().close();
    error_code error;
    for (unsigned i = 0; i < 1000 && !error; ++i)
        asio::write(client, asio::buffer(std::string(16'000, 'u')), error);
    BOOST_TEST(error);
    char space[10];
    client.read_some(asio::buffer(space), error);
    BOOST_TEST(error == alert_received(alert_description::certificate_required), error.message());
}

// The write fails in the flush_op that sends the output of a cancelled write.
BOOST_FIXTURE_TEST_CASE(ends_a_write_that_waits_for_the_output_of_a_cancelled_write, faulty_pair)
{
    transport_plan plan;
    plan.capacity = 20'000;
    client->next_layer().set_plan(plan);
    error_code read, cancelled, waiting = asio::error::in_progress;
    bytes in(1000), out(200'000);
    asio::cancellation_signal cancel;
    client->async_read_some(asio::buffer(in), [&](error_code e, std::size_t) { read = e; });
    client->async_write_some(asio::buffer(out), asio::bind_cancellation_slot(
                                                    cancel.slot(), [&](error_code e, std::size_t) { cancelled = e; }));
    io.restart();
    io.poll();
    cancel.emit(asio::cancellation_type::partial);
    io.poll();
    BOOST_TEST(cancelled == asio::error::operation_aborted);
    client->async_write_some(asio::buffer(in), [&](error_code e, std::size_t) { waiting = e; });
    io.poll();
    server->next_layer().close();
    run();
    BOOST_TEST(read);
    BOOST_TEST(waiting == asio::error::broken_pipe, waiting.message());
}

// During a renegotiation, a write reads from the transport, and a read waits for the write.
BOOST_AUTO_TEST_CASE(ends_a_read_that_waits_for_a_write_in_renegotiation)
{
    faulty_pair pair([](configuration& c) {
        c.max_version = protocol_version::tls1_2;
        c.tls12.renegotiation = renegotiation::by_either;
    });
    error_code write = asio::error::in_progress, read = asio::error::in_progress;
    bytes in(1000), out(1000);
    pair.client->async_renegotiate([&](error_code e) {
        BOOST_TEST(!e);
        transport_plan plan;
        plan.fails_at = pair.client->next_layer().operations() + 1;
        plan.read_fault = plan.write_fault = reset;
        pair.client->next_layer().set_plan(plan);
        pair.client->async_write_some(asio::buffer(out), [&](error_code failure, std::size_t) { write = failure; });
        pair.client->async_read_some(asio::buffer(in), [&](error_code failure, std::size_t) { read = failure; });
    });
    pair.run();
    BOOST_TEST(write == reset, write.message());
    BOOST_TEST(read == reset, read.message());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(operations_over_a_socket, tcp_pair)

// Each round ends the operations in another order: by cancellation, by the peer, by reset, or by several of these.
BOOST_AUTO_TEST_CASE(all_end_with_cancellations_failures_and_resets_in_any_order)
{
    std::mt19937 random(1);
    bytes in(1000), out(3'000'000);
    for (unsigned round = 0; round < 300; ++round) {
        asio::cancellation_signal cancel_read, cancel_write;
        unsigned ended = 0;
        const auto count = [&](error_code, std::size_t) { ++ended; };
        client.async_read_some(asio::buffer(in), asio::bind_cancellation_slot(cancel_read.slot(), count));
        asio::async_write(client, asio::buffer(out), asio::bind_cancellation_slot(cancel_write.slot(), count));
        const auto type = random() % 2 ? asio::cancellation_type::partial : asio::cancellation_type::terminal;
        std::vector<std::function<void()>> acts{
            [&] { cancel_read.emit(type); },
            [&] { cancel_write.emit(type); },
            [&] { server.next_layer().close(); },
            [&] {
                client.next_layer().close();
                client.reset();
            },
        };
        std::shuffle(acts.begin(), acts.end(), random);
        io.restart();
        for (auto& act : acts) {
            for (auto turns = random() % 4; turns > 0; --turns)
                io.poll_one();
            act();
        }
        io.run_for(std::chrono::seconds(60));
        BOOST_TEST_CONTEXT("round " << round)
        {
            BOOST_TEST(io.stopped());
            BOOST_TEST(ended == 2u);
        }
        io.restart();
        client.reset();
        server.reset();
        connect_over_tcp(client.next_layer(), server.next_layer());
        handshake();
    }
}

BOOST_AUTO_TEST_SUITE_END()
