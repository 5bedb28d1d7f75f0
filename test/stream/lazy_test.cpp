// Deferred operations, which start later than their function is called, and synchronous operations that are retried.

#include "stream/stream_pair.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context_strand.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

BOOST_FIXTURE_TEST_SUITE(deferred_operation, stream_pair)

BOOST_AUTO_TEST_CASE(uses_the_connection_at_the_time_of_its_start)
{
    auto later = client.async_handshake(stream_base::client, asio::deferred);
    client.reset();
    error_code at_client = asio::error::would_block, at_server = at_client;
    std::move(later)([&](error_code e) { at_client = e; });
    server.async_handshake(stream_base::server, [&](error_code e) { at_server = e; });
    run();
    BOOST_TEST(!at_client, at_client.message());
    BOOST_TEST(!at_server, at_server.message());
}

BOOST_AUTO_TEST_CASE(can_be_awaited_after_a_reset)
{
    auto later = client.async_handshake(stream_base::client, asio::use_awaitable);
    client.reset();
    error_code at_server = asio::error::would_block;
    server.async_handshake(stream_base::server, [&](error_code e) { at_server = e; });
    co_spawn_and_run(std::move(later));
    BOOST_TEST(!at_server, at_server.message());
}

BOOST_AUTO_TEST_SUITE_END()

#if !defined(BOOST_ASIO_NO_DEPRECATED) && BOOST_ASIO_VERSION < 102900
BOOST_FIXTURE_TEST_CASE(operation_runs_in_the_strand_that_wraps_its_handler, stream_pair)
{
    asio::io_context::strand strand(io);
    unsigned done = 0;
    bytes space(10);
    auto note = [&](error_code e, std::size_t = 0) { done += !e && strand.running_in_this_thread(); };
    client.async_handshake(stream_base::client, strand.wrap(note));
    server.async_handshake(stream_base::server, strand.wrap(note));
    run();
    client.async_read_some(asio::buffer(space), strand.wrap(note));
    server.async_write_some(asio::buffer("hello", 5), strand.wrap(note));
    run();
    BOOST_TEST(done == 4u);
}

namespace {

using asio_strand = asio::io_context::strand;
using wrapped = decltype(std::declval<asio_strand&>().wrap(std::declval<void (*)(error_code, std::size_t)>()));

// If only a hook determines where a handler runs, no second operation may run concurrently: it would run outside the
// strand.
static_assert(detail::told_by_hook<wrapped>);
static_assert(!detail::told_by_hook<asio::executor_binder<wrapped, asio::any_io_executor>>);
static_assert(!detail::told_by_hook<void (*)(error_code, std::size_t)>);
using plain = decltype([](error_code, std::size_t) {});
static_assert(!detail::told_by_hook<plain>);

// The same holds for a handler inside another handler that forwards its hooks.
template <class Handler>
struct handler_of_async_read {
    using socket = asio::ip::tcp::socket;
    using type = asio::detail::read_op<socket, asio::mutable_buffers_1, const asio::mutable_buffer*,
                                       asio::detail::transfer_all_t, Handler>;
};
static_assert(detail::told_by_hook<handler_of_async_read<wrapped>::type>);
static_assert(!detail::told_by_hook<handler_of_async_read<plain>::type>);

} // namespace
#endif

BOOST_FIXTURE_TEST_SUITE(full_non_blocking_transport, stream_pair)

BOOST_AUTO_TEST_CASE(retried_update_keys_sends_one_key_update)
{
    handshake();
    client.next_layer().non_blocking(true);
    auto data = pattern(100'000);
    error_code error;
    std::size_t written = 0;
    while (!error) {
        written += client.write_some(asio::buffer(data), error);
        if (!error)
            client.wait(client.wait_write, error);
    }
    BOOST_TEST(error == asio::error::would_block);
    for (int i = 0; i < 3; ++i) {
        client.update_keys(false, error);
        BOOST_TEST(error == asio::error::would_block);
        BOOST_TEST(client.native_handle()->write_key_updates() == 0u);
    }
    server.next_layer().non_blocking(true);
    bytes space(data.size());
    std::size_t received = 0;
    auto receive = [&] {
        error_code ended;
        while (!ended)
            received += server.read_some(asio::buffer(space), ended);
    };
    while (error) {
        receive();
        client.update_keys(false, error);
    }
    receive();
    BOOST_TEST(received == written);
    BOOST_TEST(client.native_handle()->write_key_updates() == 1u);
    BOOST_TEST(server.native_handle()->read_key_updates() == 1u);
}

BOOST_AUTO_TEST_CASE(wait_read_succeeds)
{
    handshake();
    client.next_layer().non_blocking(true);
    auto data = pattern(100'000);
    error_code error;
    while (!error) {
        client.write_some(asio::buffer(data), error);
        if (!error)
            client.wait(client.wait_write, error);
    }
    server.write_some(asio::buffer("hello", 5));
    client.wait(client.wait_read, error);
    BOOST_TEST(!error, error.message());
    client.write_some(asio::const_buffer(), error);
    BOOST_TEST(!error, error.message());
}

BOOST_AUTO_TEST_SUITE_END()
