// Streams that have pending output and only read.

#include "stream/faulty_stream.hpp"

#include <tls/stream.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

using local_socket = asio::local::stream_protocol::socket;

/// The result of an operation.
struct outcome {
    asio::cancellation_signal signal;
    error_code error = asio::error::would_block;
    std::size_t n = 0;
    bool ended = false;

    struct note {
        outcome* self;
        void operator()(error_code e, std::size_t count = 0) const
        {
            self->error = e;
            self->n = count;
            self->ended = true;
        }
    };
    auto handler()
    {
        ended = false;
        return asio::bind_cancellation_slot(signal.slot(), note{this});
    }
};

void connect(faulty_stream& one, faulty_stream& other)
{
    one.connect(other);
    transport_plan plan;
    plan.capacity = 3000;
    one.set_plan(plan);
    other.set_plan(plan);
}

void connect(local_socket& one, local_socket& other)
{
    asio::local::connect_pair(one, other);
    one.set_option(local_socket::send_buffer_size(5000));
    other.set_option(local_socket::send_buffer_size(5000));
}

/// Two streams over transports with little capacity.
template <class NextLayer>
struct narrow_pair {
    struct side {
        std::optional<tls::stream<NextLayer>> stream;
        outcome reading, writing;
        bytes space = bytes(30'000);
        bytes received;

        void write(byte_view data)
        {
            stream->async_write_some(asio::const_buffer(data.data(), data.size()), writing.handler());
        }
        void read() { stream->async_read_some(asio::buffer(space), reading.handler()); }
        void take()
        {
            BOOST_TEST(!reading.error, reading.error.message());
            received.insert(received.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(reading.n));
        }
    };

    pki authority;
    configurations settings{authority, {authority.leaf()}};
    bytes data = pattern(200'000);
    asio::io_context io;
    side client, server;

    narrow_pair()
    {
        client.stream.emplace(io.get_executor(), std::make_shared<configuration>(settings.client));
        server.stream.emplace(io.get_executor(), std::make_shared<configuration>(settings.server));
        connect(client.stream->next_layer(), server.stream->next_layer());
        client.stream->async_handshake(stream_base::client, client.writing.handler());
        server.stream->async_handshake(stream_base::server, server.writing.handler());
        run_until([&] { return client.writing.ended && server.writing.ended; });
        BOOST_TEST(!client.writing.error);
        BOOST_TEST(!server.writing.error);
    }

    template <class Reached>
    void run_until(Reached reached)
    {
        io.restart();
        while (!reached())
            BOOST_REQUIRE_MESSAGE(io.run_one_for(std::chrono::seconds(100)) == 1u, "no progress");
    }

    /// Runs all ready handlers.
    void poll()
    {
        io.restart();
        io.poll();
    }

    /// Each side writes more than the transports hold, and the writes are cancelled.
    void leave_output(std::initializer_list<side*> sides)
    {
        for (auto* one : sides)
            one->write(data);
        poll();
        for (auto* one : sides) {
            BOOST_TEST(!one->writing.ended);
            one->writing.signal.emit(asio::cancellation_type::total);
        }
        poll();
        for (auto* one : sides) {
            BOOST_TEST(one->writing.error == asio::error::operation_aborted);
            BOOST_TEST(one->writing.n == data.size());
        }
    }

    /// Both sides only read, until each has received all data of the other.
    void read_all()
    {
        client.read();
        server.read();
        read_on();
    }
    void read_on()
    {
        run_until([&] {
            for (auto* one : {&client, &server}) {
                if (one->reading.ended) {
                    one->take();
                    one->read();
                }
            }
            return client.received.size() == data.size() && server.received.size() == data.size();
        });
        BOOST_TEST((client.received == data));
        BOOST_TEST((server.received == data));
    }

    void end_reading()
    {
        client.reading.signal.emit(asio::cancellation_type::terminal);
        server.reading.signal.emit(asio::cancellation_type::terminal);
        run_until([&] { return client.reading.ended && server.reading.ended; });
        poll();
        BOOST_TEST(io.stopped());
    }
};

struct over_memory : narrow_pair<faulty_stream> {};
struct over_sockets : narrow_pair<local_socket> {};

} // namespace

BOOST_AUTO_TEST_SUITE(stream_that_only_reads)

BOOST_FIXTURE_TEST_CASE(sends_the_output_of_cancelled_writes_when_both_peers_only_read, over_memory)
{
    leave_output({&client, &server});
    read_all();
    end_reading();
}

BOOST_FIXTURE_TEST_CASE(sends_the_output_of_cancelled_writes_over_sockets, over_sockets)
{
    leave_output({&client, &server});
    read_all();
    end_reading();
}

BOOST_FIXTURE_TEST_CASE(sends_the_output_of_cancelled_writes_over_a_splitting_and_delaying_transport, over_memory)
{
    transport_plan plan;
    plan.capacity = 700;
    plan.read_size = plan.write_size = random_pieces(1);
    plan.delay = 3;
    client.stream->next_layer().set_plan(plan);
    server.stream->next_layer().set_plan(plan);
    leave_output({&client, &server});
    read_all();
    end_reading();
}

BOOST_FIXTURE_TEST_CASE(has_no_pending_operation_after_its_read_has_completed, over_sockets)
{
    leave_output({&client});
    server.write(byte_view(data).first(10));
    client.read();
    run_until([&] { return client.reading.ended; });
    client.take();
    BOOST_TEST(client.received.size() == 10u);
    // So the stream can be moved, and used synchronously.
    auto moved = std::move(*client.stream);
    moved.next_layer().non_blocking(true);
    error_code error;
    moved.wait(moved.wait_write, error);
    BOOST_TEST(error == asio::error::would_block);
    poll();
    BOOST_TEST(io.stopped());
    *client.stream = std::move(moved);
    server.writing.ended = false;
    server.write(byte_view(data).subspan(10));
    read_all();
    end_reading();
}

BOOST_FIXTURE_TEST_CASE(lets_a_later_write_send_the_remaining_output, over_memory)
{
    leave_output({&client});
    client.read();
    poll();
    auto more = pattern(10'000);
    client.write(more);
    poll();
    BOOST_TEST(!client.writing.ended);
    while (server.received.size() < data.size() + more.size()) {
        server.read();
        run_until([&] { return server.reading.ended; });
        server.take();
    }
    run_until([&] { return client.writing.ended; });
    BOOST_TEST(!client.writing.error);
    server.read();
    end_reading();
    data.insert(data.end(), more.begin(), more.end());
    BOOST_TEST((server.received == data));
}

BOOST_FIXTURE_TEST_CASE(sends_the_output_of_a_write_cancelled_during_the_read, over_memory)
{
    client.read();
    server.read();
    leave_output({&client, &server});
    read_on();
    end_reading();
}

BOOST_FIXTURE_TEST_CASE(reports_the_error_of_its_concurrent_write, over_memory)
{
    leave_output({&client});
    client.read();
    poll();
    transport_plan plan;
    plan.fails_at = client.stream->next_layer().operations() + 1;
    plan.fails_once = true;
    plan.write_fault = plan.read_fault = asio::error::connection_reset;
    client.stream->next_layer().set_plan(plan);
    // Makes room for the client's next write, which fails. Then the server closes.
    server.read();
    run_until([&] { return server.reading.ended; });
    server.stream->next_layer().close();
    run_until([&] { return client.reading.ended; });
    BOOST_TEST(client.reading.error == asio::error::connection_reset, client.reading.error.message());
}

BOOST_FIXTURE_TEST_CASE(read_can_be_cancelled_while_the_peer_does_nothing, over_memory)
{
    for (auto type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        leave_output({&server});
        server.read();
        poll();
        BOOST_TEST(!server.reading.ended);
        server.reading.signal.emit(type);
        poll();
        BOOST_TEST(server.reading.ended);
        BOOST_TEST(server.reading.error == asio::error::operation_aborted);
        data = pattern(1000);
    }
}

BOOST_FIXTURE_TEST_CASE(read_ends_when_the_stream_is_reset, over_memory)
{
    leave_output({&client, &server});
    client.read();
    poll();
    client.stream->next_layer().close();
    client.stream->reset();
    poll();
    BOOST_TEST(client.reading.error == asio::error::operation_aborted);
    BOOST_TEST(io.stopped());
}

BOOST_FIXTURE_TEST_CASE(read_ends_when_the_stream_is_destroyed, over_memory)
{
    leave_output({&client, &server});
    client.read();
    server.read();
    for (int steps = 0; steps < 5; ++steps)
        io.poll_one();
    client.stream.reset();
    poll();
    BOOST_TEST(client.reading.error == asio::error::operation_aborted);
    server.stream.reset();
    poll();
    BOOST_TEST(io.stopped());
}

BOOST_FIXTURE_TEST_CASE(can_be_destroyed_with_pending_operations, over_sockets)
{
    // The sanitizers report leaks.
    leave_output({&client, &server});
    client.read();
    server.read();
    io.restart();
    io.poll_one();
}

BOOST_FIXTURE_TEST_CASE(read_succeeds_although_its_output_cannot_be_sent, over_memory)
{
    leave_output({&client});
    transport_plan plan;
    plan.fails_at = client.stream->next_layer().operations() + 1;
    plan.fails_once = true;
    plan.write_fault = plan.read_fault = asio::error::broken_pipe;
    client.stream->next_layer().set_plan(plan);
    server.write(byte_view(data).first(10));
    client.read();
    run_until([&] { return client.reading.ended; });
    BOOST_TEST(!client.reading.error, client.reading.error.message());
    BOOST_TEST(client.reading.n == 10u);
}

BOOST_AUTO_TEST_SUITE_END()
