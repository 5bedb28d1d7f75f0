// Transports whose initiating functions throw, as they do when memory is exhausted.

#include "stream/faulty_stream.hpp"

#include <tls/stream.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <new>
#include <string>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

struct throwing_stream : faulty_stream {
    using faulty_stream::faulty_stream;

    template <class MutableBufferSequence, class Token>
    auto async_read_some(const MutableBufferSequence& buffers, Token&& token)
    {
        return faulty_stream::async_read_some(buffers, throw_or_return(std::forward<Token>(token), throw_on_read));
    }
    template <class ConstBufferSequence, class Token>
    auto async_write_some(const ConstBufferSequence& buffers, Token&& token)
    {
        return faulty_stream::async_write_some(buffers, throw_or_return(std::forward<Token>(token), throw_on_write));
    }

    bool throw_on_read = false, throw_on_write = false;

private:
    /// An exception destroys the handler.
    template <class Handler>
    static std::decay_t<Handler> throw_or_return(Handler&& handler, bool& throws)
    {
        std::decay_t<Handler> mine(std::forward<Handler>(handler));
        if (std::exchange(throws, false))
            throw std::bad_alloc();
        return mine;
    }
};

struct throwing_transport {
    using stream_type = tls::stream<throwing_stream>;

    pki authority;
    configurations settings{authority, {authority.leaf()}};
    asio::io_context io;
    stream_type client{io.get_executor(), std::make_shared<configuration>(settings.client)};
    stream_type server{io.get_executor(), std::make_shared<configuration>(settings.server)};
    bytes space = bytes(1000);
    unsigned done = 0;

    struct count {
        unsigned* done;
        void operator()(error_code e, std::size_t = 0) const
        {
            BOOST_TEST(!e, e.message());
            ++*done;
        }
    };

    throwing_transport()
    {
        client.next_layer().connect(server.next_layer());
        client.async_handshake(stream_base::client, count{&done});
        server.async_handshake(stream_base::server, count{&done});
        run();
        BOOST_REQUIRE(done == 2u);
    }

    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(100));
        BOOST_TEST(io.stopped());
    }
    void read(stream_type& stream) { stream.async_read_some(asio::buffer(space), count{&done}); }
    void write(stream_type& stream) { stream.async_write_some(asio::buffer("hello", 5), count{&done}); }

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

} // namespace

BOOST_FIXTURE_TEST_SUITE(exception_of_a_transport, throwing_transport)

BOOST_AUTO_TEST_CASE(does_not_block_later_reads)
{
    client.next_layer().throw_on_read = true;
    BOOST_CHECK_THROW(read(client), std::bad_alloc);
    exchange();
}

BOOST_AUTO_TEST_CASE(does_not_block_later_writes_which_send_the_remaining_output)
{
    client.next_layer().throw_on_write = true;
    BOOST_CHECK_THROW(write(client), std::bad_alloc);
    write(client);
    run();
    done = 0;
    read(server);
    run();
    BOOST_TEST(done == 1u);
    BOOST_TEST(std::string(space.begin(), space.begin() + 10) == "hellohello");
    exchange();
}

BOOST_AUTO_TEST_CASE(wakes_an_operation_that_waits_for_the_lost_one)
{
    // Half of a record arrives, so that the read continues within the execution context.
    done = 0;
    read(client);
    io.restart();
    io.poll();
    client.async_shutdown(count{&done});
    io.poll();
    client.next_layer().throw_on_read = true;
    server.async_update_keys(false, count{&done});
    BOOST_CHECK_THROW(io.run_for(std::chrono::seconds(100)), std::bad_alloc);
    server.async_shutdown(count{&done});
    run();
    BOOST_TEST(done == 3u);
}

BOOST_AUTO_TEST_CASE(ends_a_reader_with_pending_output)
{
    // The client's next read answers a KeyUpdate.
    done = 0;
    server.async_update_keys(true, count{&done});
    run();
    client.next_layer().throw_on_write = true;
    read(client);
    io.restart();
    BOOST_CHECK_THROW(io.run_for(std::chrono::seconds(100)), std::bad_alloc);
    exchange();
    BOOST_TEST(server.native_handle()->read_key_updates() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
