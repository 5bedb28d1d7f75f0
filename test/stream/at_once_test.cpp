// Operations that have nothing to wait for. They call a handler with an immediate executor at once, and others later.

#include "stream/stream_pair.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/version.hpp>
#include <boost/asio/write.hpp>

#include <memory>
#include <string>
#include <utility>

#if BOOST_ASIO_VERSION >= 102800
#include <boost/asio/bind_immediate_executor.hpp>
#endif

namespace at_once_test {

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

/// Streams after their handshake.
struct open_streams : stream_pair {
    char space[100];
    unsigned ended = 0;

    open_streams() { handshake(); }

    auto note()
    {
        return [this](error_code, std::size_t = 0) { ++ended; };
    }
    /// The server sends it, and it is in the client's socket.
    void server_says(std::size_t size) { asio::write(server, asio::buffer(std::string(size, 'x'))); }
    /// The same, and the client's engine has all of it and has handed out one byte.
    void client_has_plaintext()
    {
        server_says(10);
        BOOST_TEST(client.read_some(asio::buffer(space, 1)) == 1u);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(an_operation_that_has_nothing_to_wait_for, open_streams)

BOOST_AUTO_TEST_CASE(never_calls_a_plain_handler_from_its_initiating_function)
{
    client_has_plaintext();
    const auto starts = [&](auto start) {
        start();
        BOOST_TEST(ended == 0u);
        run();
        BOOST_TEST(std::exchange(ended, 0) == 1u);
    };
    starts([&] { client.async_read_some(asio::buffer(space, 2), note()); });
    starts([&] { client.async_wait(stream_type::wait_read, note()); });
    starts([&] { client.async_read_some(asio::mutable_buffer(), note()); });
    starts([&] { client.async_write_some(asio::const_buffer(), note()); });
    starts([&] { client.async_wait(stream_type::wait_write, note()); });
    starts([&] { client.async_read_some(asio::buffer(space), note()); });
    server_says(10);
    starts([&] { client.async_read_some(asio::buffer(space), note()); });
    client.next_layer().close();
    starts([&] { client.async_read_some(asio::buffer(space), note()); });
}

#if BOOST_ASIO_VERSION >= 102800
namespace {

/// A handler of which only the immediate executor says that it may be called at once.
template <class Handler>
auto at_once(Handler handler)
{
    return asio::bind_immediate_executor(asio::system_executor(), std::move(handler));
}

} // namespace

BOOST_AUTO_TEST_CASE(calls_a_handler_by_its_immediate_executor)
{
    client_has_plaintext();
    const auto at_once_by = [&](auto start) {
        start();
        BOOST_TEST(std::exchange(ended, 0) == 1u);
    };
    at_once_by([&] { client.async_read_some(asio::buffer(space, 2), at_once(note())); });
    at_once_by([&] { client.async_wait(stream_type::wait_read, at_once(note())); });
    at_once_by([&] { client.async_read_some(asio::mutable_buffer(), at_once(note())); });
    at_once_by([&] { client.async_write_some(asio::const_buffer(), at_once(note())); });
#if !defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT) // which never writes at once
    at_once_by([&] { client.async_write_some(asio::buffer("hello", 5), at_once(note())); });
#endif
    at_once_by([&] { client.async_wait(stream_type::wait_write, at_once(note())); });
    at_once_by([&] { client.async_read_some(asio::buffer(space), at_once(note())); });
    server_says(10);
    at_once_by([&] { client.async_read_some(asio::buffer(space), at_once(note())); });
#if !defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT)
    at_once_by([&] { client.async_update_keys(false, at_once(note())); });
    at_once_by([&] { client.async_close_write(at_once(note())); });
    server.shutdown();
    at_once_by([&] { client.async_shutdown(at_once(note())); });
#endif
    client.next_layer().close();
    at_once_by([&] { client.async_read_some(asio::buffer(space), at_once(note())); });
}

BOOST_AUTO_TEST_CASE(calls_a_handler_later_if_it_had_to_wait_nevertheless)
{
    client.async_read_some(asio::buffer(space), at_once(note()));
    BOOST_TEST(ended == 0u);
    server_says(10);
    BOOST_TEST(ended == 0u);
    run();
    BOOST_TEST(ended == 1u);
}

BOOST_AUTO_TEST_CASE(takes_the_handlers_own_executor_beside_its_immediate_one)
{
    auto strand = asio::make_strand(io);
    bool on_strand = false;
    client_has_plaintext();
    client.async_read_some(asio::buffer(space), at_once(asio::bind_executor(strand, [&](error_code, std::size_t) {
                               on_strand = strand.running_in_this_thread();
                           })));
    run();
    BOOST_TEST(on_strand);
}

BOOST_AUTO_TEST_CASE(may_end_a_long_transfer_in_one_call)
{
    const std::string large(100'000, 'x');
    std::string arrived(large.size(), ' ');
    asio::async_read(server, asio::buffer(arrived), note());
    asio::async_write(client, asio::buffer(large), at_once(note()));
    run();
    BOOST_TEST(ended == 2u);
    BOOST_TEST((arrived == large));
}

BOOST_AUTO_TEST_CASE(lets_its_handler_destroy_the_stream)
{
    auto other = std::make_unique<stream_type>(std::move(client));
    other->async_read_some(asio::mutable_buffer(), at_once([&](error_code, std::size_t) { other.reset(); }));
    BOOST_TEST(!other);
}
#endif

BOOST_AUTO_TEST_SUITE_END()

} // namespace at_once_test
