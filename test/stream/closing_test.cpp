// Shutting down while the peer sends, does not read, or never answers.

#include "stream/stream_pair.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

/// Short enough to wait for. No test depends on an exact time.
constexpr std::chrono::milliseconds soon{30};
constexpr std::chrono::minutes later{10};

struct closing : stream_pair {
    bytes space = bytes(100'000);
    error_code error = asio::error::in_progress;

    closing() { handshake(); }

    auto note()
    {
        return [this](error_code e) { error = e; };
    }

    /// Fills the transport from the client to the server, which does not read.
    void fill_the_transport()
    {
        client.next_layer().non_blocking(true);
        error_code full;
        while (!full)
            client.write_some(asio::buffer(space), full);
        BOOST_TEST(full == asio::error::would_block);
        client.next_layer().non_blocking(false);
    }

    bool server_sees_the_end()
    {
        error_code end;
        while (!end)
            server.read_some(asio::buffer(space), end);
        return end == asio::error::eof;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_shutdown, closing)

BOOST_AUTO_TEST_CASE(times_out_when_the_peer_never_answers)
{
    client.async_shutdown(soon, note());
    run();
    BOOST_TEST(error == asio::error::timed_out);
    BOOST_TEST(server_sees_the_end());
}

BOOST_AUTO_TEST_CASE(times_out_when_the_transport_is_full)
{
    fill_the_transport();
    client.async_shutdown(soon, note());
    run();
    BOOST_TEST(error == asio::error::timed_out);
    client.shutdown(soon, error);
    BOOST_TEST(error == asio::error::timed_out);
}

BOOST_AUTO_TEST_CASE(times_out_when_the_peer_sends_and_never_closes)
{
    std::function<void(error_code, std::size_t)> send = [&](error_code e, std::size_t) {
        if (!e)
            server.async_write_some(asio::buffer(space), [&](error_code sent, std::size_t n) { send(sent, n); });
    };
    send({}, 0);
    client.async_shutdown(soon, [&](error_code e) {
        error = e;
        client.next_layer().close();
    });
    run();
    BOOST_TEST(error == asio::error::timed_out);
}

BOOST_AUTO_TEST_CASE(times_out_while_a_read_and_a_write_are_pending)
{
    fill_the_transport();
    unsigned ended = 0;
    auto count = [&](error_code e, std::size_t) { ended += e.failed(); };
    client.async_read_some(asio::buffer(space), count);
    client.async_write_some(asio::buffer(space), count);
    client.async_shutdown(soon, [&](error_code e) {
        error = e;
        client.next_layer().close();
    });
    run();
    BOOST_TEST(error == asio::error::timed_out);
    BOOST_TEST(ended == 2u);
}

BOOST_AUTO_TEST_CASE(succeeds_within_the_time_limit)
{
    client.async_shutdown(later, note());
    error_code at_server = asio::error::in_progress;
    server.async_shutdown(later, [&](error_code e) { at_server = e; });
    run();
    BOOST_TEST(!error);
    BOOST_TEST(!at_server);
}

BOOST_AUTO_TEST_CASE(can_be_cancelled_before_the_timeout)
{
    asio::cancellation_signal signal;
    client.async_shutdown(later, asio::bind_cancellation_slot(signal.slot(), note()));
    io.poll();
    signal.emit(asio::cancellation_type::total);
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(times_out_synchronously)
{
    client.shutdown(soon, error);
    BOOST_TEST(error == asio::error::timed_out);
    BOOST_TEST(server_sees_the_end());
    client.shutdown(std::chrono::seconds(0), error);
    BOOST_TEST(error == asio::error::timed_out);
    server.close_write();
    client.shutdown(std::chrono::seconds(0));
    BOOST_CHECK_EXCEPTION(client.read_some(asio::buffer(space)), boost::system::system_error,
                          [](auto& e) { return e.code() == asio::error::eof; });
}

BOOST_AUTO_TEST_CASE(succeeds_synchronously_within_the_time_limit)
{
    std::thread peer([&] { server.shutdown(later); });
    client.shutdown(std::chrono::steady_clock::duration::max());
    peer.join();
}

BOOST_AUTO_TEST_CASE(discards_data_that_the_peer_still_sends)
{
    std::thread peer([&] {
        auto data = pattern(8'000'000);
        asio::write(server, asio::buffer(data));
        server.shutdown();
    });
    client.shutdown();
    peer.join();
    BOOST_TEST(client.pending() == 0u);
    client.read_some(asio::buffer(space), error);
    BOOST_TEST(error == asio::error::eof);
}

BOOST_AUTO_TEST_CASE(discards_data_asynchronously)
{
    auto data = pattern(8'000'000);
    error_code at_server = asio::error::in_progress;
    asio::async_write(server, asio::buffer(data), [&](error_code e, std::size_t) {
        BOOST_TEST(!e);
        server.async_shutdown([&](error_code closed) { at_server = closed; });
    });
    client.async_shutdown(note());
    run();
    BOOST_TEST(!error);
    BOOST_TEST(!at_server);
}

BOOST_AUTO_TEST_SUITE_END()
