// Transports that store handlers in a std::function, as was usual before C++11. They copy the stream's internal
// handlers.

#include "stream/faulty_stream.hpp"

#include <tls/stream.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace copied_handlers_test {

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

/// Uses a copy of each handler, and destroys the original before. On request it throws and destroys both.
struct copying_stream : faulty_stream {
    using function = std::function<void(error_code, std::size_t)>;
    using faulty_stream::faulty_stream;

    template <class MutableBufferSequence>
    void async_read_some(const MutableBufferSequence& buffers, function handler)
    {
        faulty_stream::async_read_some(buffers, copied(std::move(handler), throw_on_read));
    }
    template <class ConstBufferSequence>
    void async_write_some(const ConstBufferSequence& buffers, function handler)
    {
        faulty_stream::async_write_some(buffers, copied(std::move(handler), throw_on_write));
    }

    bool throw_on_read = false, throw_on_write = false;
    unsigned copies = 0;

private:
    function copied(function handler, bool& throws)
    {
        ++copies;
        auto copy = handler;
        if (std::exchange(throws, false))
            throw std::bad_alloc();
        return copy;
    }
};

struct over_copies {
    using stream_type = tls::stream<copying_stream>;

    pki authority;
    configurations settings{authority, {authority.leaf()}};
    bytes data = pattern(50'000);
    asio::io_context io;
    stream_type client{io.get_executor(), std::make_shared<configuration>(settings.client)};
    stream_type server{io.get_executor(), std::make_shared<configuration>(settings.server)};
    bytes space = bytes(100'000);
    unsigned done = 0;

    over_copies()
    {
        transport_plan plan;
        plan.capacity = 3000;
        client.next_layer().connect(server.next_layer());
        client.next_layer().set_plan(plan);
        server.next_layer().set_plan(plan);
        client.async_handshake(stream_base::client, note());
        server.async_handshake(stream_base::server, note());
        run();
        BOOST_REQUIRE(done == 2u);
    }

    struct noted {
        over_copies* self;
        void operator()(error_code e, std::size_t = 0) const
        {
            BOOST_TEST(!e, e.message());
            ++self->done;
        }
    };
    noted note() { return {this}; }

    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(60));
        BOOST_TEST(io.stopped());
    }

    void read(stream_type& stream) { stream.async_read_some(asio::buffer(space), note()); }
    void write(stream_type& stream) { stream.async_write_some(asio::buffer("hello", 5), note()); }

    /// Reads until all of `data` has arrived.
    void read_all(stream_type& stream, bytes& received)
    {
        auto buffer = std::make_shared<bytes>(data.size());
        stream.async_read_some(asio::buffer(*buffer), [this, &stream, &received, buffer](error_code e, std::size_t n) {
            BOOST_TEST(!e, e.message());
            received.insert(received.end(), buffer->begin(), buffer->begin() + static_cast<std::ptrdiff_t>(n));
            if (!e && received.size() < data.size())
                read_all(stream, received);
        });
    }

    /// Sends one message in each direction.
    void exchange()
    {
        done = 0;
        read(client);
        read(server);
        write(client);
        write(server);
        run();
        BOOST_TEST(done == 4u);
    }
};

struct move_only_handler {
    std::unique_ptr<int> owned;
    void operator()(error_code) {}
};
using handshake_op = detail::io_op<copying_stream, detail::handshake_operation, false>;
template <class Handler>
using handshake = detail::composed<handshake_op, Handler, copying_stream::executor_type>;
static_assert(std::is_copy_constructible_v<handshake<over_copies::noted>>);
static_assert(!std::is_copy_constructible_v<handshake<move_only_handler>>);
static_assert(std::is_move_constructible_v<handshake<move_only_handler>>);

} // namespace

BOOST_FIXTURE_TEST_SUITE(transport_that_copies_handlers, over_copies)

BOOST_AUTO_TEST_CASE(transfers_data)
{
    for (int i = 0; i < 10; ++i)
        exchange();
    BOOST_TEST(client.next_layer().copies > 20u);
}

BOOST_AUTO_TEST_CASE(sends_output_during_a_read)
{
    asio::cancellation_signal signal;
    client.async_write_some(asio::buffer(data),
                            asio::bind_cancellation_slot(signal.slot(), [](error_code e, std::size_t) {
                                BOOST_TEST(e == asio::error::operation_aborted);
                            }));
    signal.emit(asio::cancellation_type::terminal); // most of the data has not been sent yet
    io.restart();
    io.poll();
    done = 0;
    read(client);
    bytes received;
    read_all(server, received);
    io.restart();
    while (received.size() < data.size() && io.run_one_for(std::chrono::seconds(10)) != 0)
        ;
    BOOST_TEST((received == data));
    BOOST_TEST(done == 0u);
    write(server);
    run();
    BOOST_TEST(done == 2u);
}

BOOST_AUTO_TEST_CASE(exception_does_not_block_later_operations)
{
    client.next_layer().throw_on_read = true;
    BOOST_CHECK_THROW(read(client), std::bad_alloc);
    exchange();
    client.next_layer().throw_on_write = true;
    BOOST_CHECK_THROW(write(client), std::bad_alloc);
    done = 0;
    read(server); // the next operation sends the output that was accepted
    write(client);
    run();
    BOOST_TEST(done == 2u);
}

BOOST_AUTO_TEST_CASE(can_be_destroyed_with_pending_operations)
{
    // The sanitizers report leaks.
    read(client);
    read(server);
    server.async_write_some(asio::buffer(data), note());
    io.restart();
    io.poll_one();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace copied_handlers_test
