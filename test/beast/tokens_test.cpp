// The operations of tls::stream with every kind of Asio completion token.

#include "beast/loopback.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/consign.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/coro.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/experimental/promise.hpp>
#include <boost/asio/experimental/use_promise.hpp>
#include <boost/asio/prepend.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <thread>

using namespace tls;
using namespace tls::test;
using namespace asio::experimental::awaitable_operators;

namespace {

struct connected_streams : loopback {
    tcp_socket_stream client{io, for_client};
    tcp_socket_stream server{io, for_server};
    bytes space = bytes(1000);

    connected_streams() { connect(client.next_layer(), server.next_layer()); }

    /// Starts sending `text` from the server. It arrives when the io_context runs.
    void server_sends(std::string text)
    {
        auto kept = std::make_shared<std::string>(std::move(text));
        asio::async_write(server, asio::buffer(*kept), asio::consign(asio::detached, kept));
    }

    std::string received(std::size_t size) const
    {
        return std::string(space.begin(), space.begin() + std::ptrdiff_t(size));
    }
};

struct streams : connected_streams {
    streams() { handshake(client, server); }
};

/// Counts its allocations.
template <class T>
struct counting_allocator {
    using value_type = T;

    explicit counting_allocator(std::size_t& c) noexcept : count(&c) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other) noexcept : count(other.count)
    {
    }
    T* allocate(std::size_t n)
    {
        ++*count;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) { std::allocator<T>().deallocate(p, n); }
    friend bool operator==(const counting_allocator&, const counting_allocator&) = default;

    std::size_t* count;
};

error_code code_of(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& e) {
        return e.code();
    }
}

asio::experimental::coro<std::string> read_texts(asio::any_io_executor, streams& s)
{
    for (;;) {
        const auto n = co_await s.client.async_read_some(asio::buffer(s.space), asio::deferred);
        co_yield s.received(n);
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(handshake_and_read_complete_with, connected_streams)

BOOST_AUTO_TEST_CASE(use_future)
{
    auto guard = asio::make_work_guard(io);
    std::thread thread([&] { io.run(); });
    auto at_client = client.async_handshake(stream_base::client, asio::use_future);
    auto at_server = server.async_handshake(stream_base::server, asio::use_future);
    at_client.get();
    at_server.get();
    auto written = server.async_write_some(asio::buffer("hello", 5), asio::use_future);
    BOOST_TEST(written.get() == 5u);
    auto read = client.async_read_some(asio::buffer(space), asio::use_future);
    BOOST_TEST(read.get() == 5u);
    guard.reset();
    thread.join();
    server.lowest_layer().close();
    io.restart();
    auto fails = client.async_read_some(asio::buffer(space), asio::use_future);
    io.run();
    BOOST_CHECK_EXCEPTION(fails.get(), boost::system::system_error,
                          [](const auto& e) { return e.code() == error::stream_truncated; });
}

BOOST_AUTO_TEST_CASE(use_awaitable_that_throws)
{
    spawn([](connected_streams& s) -> asio::awaitable<void> {
        co_await s.client.async_handshake(stream_base::client, use_awaitable);
        const auto n = co_await s.client.async_read_some(asio::buffer(s.space), use_awaitable);
        BOOST_TEST(s.received(n) == "hello");
        error_code error;
        try {
            co_await s.client.async_read_some(asio::buffer(s.space), use_awaitable);
        } catch (const boost::system::system_error& e) {
            error = e.code();
        }
        BOOST_TEST(error == asio::error::eof);
    }(*this));
    server.async_handshake(stream_base::server, [&](error_code) {
        server_sends("hello");
        server.async_close_write(asio::detached);
    });
    run();
}

BOOST_AUTO_TEST_CASE(as_tuple)
{
    spawn([](connected_streams& s) -> asio::awaitable<void> {
        constexpr auto token = asio::as_tuple(use_awaitable);
        auto [error] = co_await s.client.async_handshake(stream_base::client, token);
        BOOST_TEST(!error);
        auto [of_read, n] = co_await s.client.async_read_some(asio::buffer(s.space), token);
        BOOST_TEST(!of_read);
        BOOST_TEST(s.received(n) == "hello");
        auto [at_the_end, none] = co_await s.client.async_read_some(asio::buffer(s.space), token);
        BOOST_TEST(at_the_end == asio::error::eof);
        BOOST_TEST(none == 0u);
    }(*this));
    server.async_handshake(stream_base::server, [&](error_code) {
        server_sends("hello");
        server.async_close_write(asio::detached);
    });
    run();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(operations_complete_with, streams)

BOOST_AUTO_TEST_CASE(deferred_that_starts_when_called)
{
    auto read = client.async_read_some(asio::buffer(space), asio::deferred);
    server_sends("hello");
    run();
    std::size_t size = 0;
    std::move(read)([&](error_code, std::size_t n) { size = n; });
    run();
    BOOST_TEST(received(size) == "hello");

    // A chain of operations with one initiation.
    auto echo = client.async_read_some(asio::buffer(space), asio::deferred([&](error_code, std::size_t n) {
                                           return asio::async_write(client, asio::buffer(space, n), asio::deferred);
                                       }));
    server_sends("again");
    std::move(echo)([&](error_code, std::size_t n) { size = n; });
    run();
    bytes back(5);
    server.async_read_some(asio::buffer(back), [&](error_code, std::size_t n) { size += n; });
    run();
    BOOST_TEST(size == 10u);
}

BOOST_AUTO_TEST_CASE(deferred_as_default_token)
{
    using deferred_stream = asio::deferred_t::as_default_on_t<tcp_socket_stream>;
    deferred_stream other(std::move(client));
    server_sends("hello");
    std::size_t size = 0;
    auto read = other.async_read_some(asio::buffer(space));
    std::move(read)([&](error_code, std::size_t n) { size = n; });
    run();
    BOOST_TEST(received(size) == "hello");
}

BOOST_AUTO_TEST_CASE(use_awaitable_as_default_token)
{
    using awaitable_stream = asio::use_awaitable_t<>::as_default_on_t<tcp_socket_stream>;
    using awaitable_socket = asio::use_awaitable_t<>::as_default_on_t<tcp::socket>;
    static_assert(std::is_same_v<awaitable_stream::next_layer_type, awaitable_socket>);
    auto at_client = use_awaitable.as_default_on(tcp_socket_stream(io, for_client));
    static_assert(std::is_same_v<decltype(at_client), awaitable_stream>);
    awaitable_stream at_server(io, for_server);
    connect(at_client.next_layer(), at_server.next_layer());
    spawn([](awaitable_stream& stream) -> asio::awaitable<void> {
        co_await stream.async_handshake(stream_base::client);
        bytes data = pattern(1000);
        co_await stream.async_write_some(asio::buffer(data));
        co_await stream.async_update_keys(true);
        co_await stream.async_close_write();
        co_await stream.async_shutdown();
    }(at_client));
    spawn([](awaitable_stream& stream) -> asio::awaitable<void> {
        bytes none;
        co_await stream.async_handshake(stream_base::server, asio::buffer(none));
        bytes into_this(2000);
        auto n = co_await stream.async_read_some(asio::buffer(into_this));
        BOOST_TEST(n == 1000u);
        co_await stream.async_shutdown();
    }(at_server));
    run();
}

BOOST_AUTO_TEST_CASE(append_prepend_and_consign)
{
    server_sends("hello");
    std::string said;
    client.async_read_some(asio::buffer(space),
                           asio::append([&](error_code, std::size_t n, std::string end) { said = received(n) + end; },
                                        std::string(" there")));
    run();
    BOOST_TEST(said == "hello there");

    auto kept = std::make_shared<int>(1);
    server_sends("hello");
    client.async_read_some(asio::buffer(space), asio::consign(asio::prepend(
                                                                  [&](std::string start, error_code, std::size_t n) {
                                                                      said = start + received(n);
                                                                      BOOST_TEST(kept.use_count() == 2);
                                                                  },
                                                                  std::string("oh ")),
                                                              kept));
    run();
    BOOST_TEST(said == "oh hello");
    BOOST_TEST(kept.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(bind_executor_on_that_executor)
{
    auto strand = asio::make_strand(io);
    bool on_strand = false;
    server_sends("hello");
    client.async_read_some(asio::buffer(space), asio::bind_executor(strand, [&](error_code, std::size_t) {
                               on_strand = strand.running_in_this_thread();
                           }));
    run();
    BOOST_TEST(on_strand);
}

BOOST_AUTO_TEST_CASE(bind_allocator_that_is_used)
{
    std::size_t count = 0;
    server_sends("hello");
    client.async_read_some(
        asio::buffer(space),
        asio::bind_allocator(counting_allocator<void>(count), [](error_code e, std::size_t) { BOOST_TEST(!e); }));
    run();
    BOOST_TEST(count > 0u);
}

BOOST_AUTO_TEST_CASE(use_promise)
{
    auto promise = client.async_read_some(asio::buffer(space), asio::experimental::use_promise);
    server_sends("hello");
    run();
    BOOST_REQUIRE(promise.completed());
    std::size_t size = 0;
    std::move(promise)([&](error_code, std::size_t n) { size = n; });
    run();
    BOOST_TEST(received(size) == "hello");
}

BOOST_AUTO_TEST_CASE(experimental_coro)
{
    auto reader = read_texts(io.get_executor(), *this);
    for (const std::string said : {"one", "two"}) {
        server_sends(said);
        std::string text_read;
        reader.async_resume([&](std::exception_ptr e, std::optional<std::string> text) {
            BOOST_TEST(!e);
            text_read = text.value_or("");
        });
        run();
        BOOST_TEST(text_read == said);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(cancellation_loses_no_data, streams)

BOOST_AUTO_TEST_CASE(by_a_slot_with_each_cancellation_type)
{
    for (auto type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        asio::cancellation_signal signal;
        error_code error;
        client.async_read_some(asio::buffer(space), asio::bind_cancellation_slot(
                                                        signal.slot(), [&](error_code e, std::size_t) { error = e; }));
        asio::post(io, [&] { signal.emit(type); });
        run();
        BOOST_TEST(error == asio::error::operation_aborted);
        BOOST_TEST(transfers(*this, server, client, 20'000));
    }
}

BOOST_AUTO_TEST_CASE(by_a_timer_that_expires_first)
{
    spawn([](streams& s) -> asio::awaitable<void> {
        asio::steady_timer timer(s.io, std::chrono::milliseconds(10));
        auto first = co_await (s.client.async_read_some(asio::buffer(s.space), use_awaitable) ||
                               timer.async_wait(use_awaitable));
        BOOST_TEST(first.index() == 1u);
        s.server_sends("late, but not lost");
        timer.expires_after(std::chrono::hours(1));
        auto second = co_await (s.client.async_read_some(asio::buffer(s.space), use_awaitable) ||
                                timer.async_wait(use_awaitable));
        BOOST_TEST(second.index() == 0u);
        BOOST_TEST(s.received(std::get<0>(second)) == "late, but not lost");
    }(*this));
    run();
}

BOOST_AUTO_TEST_CASE(by_the_failure_of_an_operation_awaited_with_it)
{
    spawn([](streams& s) -> asio::awaitable<void> {
        tcp::socket unconnected(s.io);
        error_code error;
        try {
            co_await (unconnected.async_wait(tcp::socket::wait_read, use_awaitable) &&
                      s.client.async_read_some(asio::buffer(s.space), use_awaitable));
        } catch (const asio::multiple_exceptions& e) { // the failure, and the resulting cancellation
            error = code_of(e.first_exception());
        }
        BOOST_TEST(error == asio::error::bad_descriptor);
    }(*this));
    run();
    BOOST_TEST(transfers(*this, server, client, 20'000));
}

BOOST_AUTO_TEST_CASE(by_a_parallel_group_with_wait_for_one)
{
    asio::steady_timer timer(io, std::chrono::milliseconds(10));
    std::array<std::size_t, 2> order{9, 9};
    error_code of_read, of_timer;
    asio::experimental::make_parallel_group(client.async_read_some(asio::buffer(space), asio::deferred),
                                            timer.async_wait(asio::deferred))
        .async_wait(asio::experimental::wait_for_one(),
                    [&](std::array<std::size_t, 2> o, error_code r, std::size_t, error_code t) {
                        order = o;
                        of_read = r;
                        of_timer = t;
                    });
    run();
    BOOST_TEST(order[0] == 1u);
    BOOST_TEST(!of_timer);
    BOOST_TEST(of_read == asio::error::operation_aborted);
    BOOST_TEST(transfers(*this, server, client, 20'000));
}

BOOST_AUTO_TEST_CASE(parallel_group_with_wait_for_all_cancels_nothing)
{
    const auto sent = pattern(200'000);
    bytes arrived(sent.size());
    unsigned failures = 9;
    asio::experimental::make_parallel_group(asio::async_write(client, asio::buffer(sent), asio::deferred),
                                            asio::async_read(server, asio::buffer(arrived), asio::deferred))
        .async_wait(asio::experimental::wait_for_all(),
                    [&](std::array<std::size_t, 2>, error_code w, std::size_t, error_code r, std::size_t) {
                        failures = unsigned(bool(w)) + unsigned(bool(r));
                    });
    run();
    BOOST_TEST(failures == 0u);
    BOOST_TEST((arrived == sent));
}

BOOST_AUTO_TEST_SUITE_END()
