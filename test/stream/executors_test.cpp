// Executors of every kind that Asio has, of streams and of handlers.

#include "stream/stream_pair.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/executor.hpp>
#include <boost/asio/io_context_strand.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/version.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <concepts>
#include <future>
#include <string>
#include <utility>

#if BOOST_ASIO_VERSION >= 102800
#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_completion_handler.hpp>
#endif

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

using local_protocol = asio::local::stream_protocol;

/// Has no property at all.
struct executor_that_only_executes {
    asio::io_context* io;
    unsigned* count;

    template <class Function>
    void execute(Function function) const
    {
        ++*count;
        io->get_executor().execute(std::move(function));
    }
    bool operator==(const executor_that_only_executes&) const = default;
};

/// Says what it is of, and nothing of blocking.
struct executor_of_a_context : executor_that_only_executes {
    asio::execution_context& query(asio::execution::context_t) const noexcept { return *io; }
};

/// Says that it never blocks, and cannot be required to.
struct executor_that_never_blocks : executor_of_a_context {
    using executor_of_a_context::query;
    static constexpr asio::execution::blocking_t query(asio::execution::blocking_t) noexcept
    {
        return asio::execution::blocking.never;
    }
};

/// Calls what it executes.
struct executor_that_calls : executor_of_a_context {
    template <class Function>
    void execute(Function function) const
    {
        ++*count;
        function();
    }
};

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
/// As in the Networking TS.
struct networking_ts_executor {
    asio::io_context* io;
    unsigned* count;

    asio::execution_context& context() const noexcept { return *io; }
    void on_work_started() const noexcept { io->get_executor().on_work_started(); }
    void on_work_finished() const noexcept { io->get_executor().on_work_finished(); }
    template <class Function, class Allocator>
    void dispatch(Function function, const Allocator& allocator) const
    {
        ++*count;
        io->get_executor().dispatch(std::move(function), allocator);
    }
    template <class Function, class Allocator>
    void post(Function function, const Allocator& allocator) const
    {
        ++*count;
        io->get_executor().post(std::move(function), allocator);
    }
    template <class Function, class Allocator>
    void defer(Function function, const Allocator& allocator) const
    {
        ++*count;
        io->get_executor().defer(std::move(function), allocator);
    }
    bool operator==(const networking_ts_executor&) const = default;
};
#endif

/// Two streams over sockets with this executor.
template <class Executor>
struct streams_on {
    using socket = asio::basic_stream_socket<local_protocol, Executor>;
    using stream = tls::stream<socket>;

    pki authority;
    configurations settings{authority, {authority.leaf()}};
    asio::io_context io;
    stream client, server;
    std::string said;
    unsigned ended = 0;

    explicit streams_on(auto make_executor)
        : client(make_executor(io), std::make_shared<configuration>(settings.client)),
          server(make_executor(io), std::make_shared<configuration>(settings.server))
    {
        socket a(make_executor(io)), b(make_executor(io));
        asio::local::connect_pair(a, b);
        client.next_layer() = std::move(a);
        server.next_layer() = std::move(b);
    }

    /// Every operation, by handlers that `bound` makes of functions.
    template <class Bound>
    void converse(Bound bound)
    {
        char space[100], rest[100];
        auto done = bound([&](error_code e, std::size_t = 0) {
            BOOST_TEST(!e, e.message());
            ++ended;
        });
        const auto expect = [&](unsigned operations) {
            io.restart();
            io.run_for(std::chrono::seconds(60));
            BOOST_TEST(io.stopped());
            BOOST_TEST(std::exchange(ended, 0) == operations);
        };
        client.async_handshake(stream_base::client, done);
        server.async_handshake(stream_base::server, done);
        expect(2);
        server.async_read_some(asio::buffer(space, 2), done);
        client.async_write_some(asio::buffer("hello", 5), done);
        expect(2);
        // These have nothing to wait for.
        server.async_wait(stream::wait_read, done);
        expect(1);
        server.async_read_some(asio::buffer(rest), done);
        expect(1);
        BOOST_TEST(std::string(space, 2) + std::string(rest, 3) == "hello");
        server.async_read_some(asio::mutable_buffer(), done);
        client.async_wait(stream::wait_write, done);
        expect(2);
        const std::string large(300'000, 'x');
        std::string arrived(large.size(), ' ');
        asio::async_read(server, asio::buffer(arrived), done);
        asio::async_write(client, asio::buffer(large), done);
        expect(2);
        BOOST_TEST((arrived == large));
        client.async_update_keys(true, done);
        expect(1);
        client.async_shutdown(std::chrono::seconds(30), done);
        server.async_shutdown(done);
        expect(2);
    }
};

struct any_streams : streams_on<asio::any_io_executor> {
    any_streams() : streams_on([](auto& context) { return context.get_executor(); }) {}

    unsigned count = 0;
    template <class Executor>
    void converse_by(Executor executor)
    {
        converse([&](auto handler) { return asio::bind_executor(executor, handler); });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(handlers_run_on_an_executor, any_streams)

BOOST_AUTO_TEST_CASE(that_only_executes)
{
    converse_by(executor_that_only_executes{&io, &count});
    BOOST_TEST(count >= 13u);
}

BOOST_AUTO_TEST_CASE(that_has_a_context_and_says_nothing_of_blocking)
{
    converse_by(executor_of_a_context{{&io, &count}});
    BOOST_TEST(count >= 13u);
}

BOOST_AUTO_TEST_CASE(that_cannot_be_required_to_block_never)
{
    converse_by(executor_that_never_blocks{{{&io, &count}}});
    BOOST_TEST(count >= 13u);
}

BOOST_AUTO_TEST_CASE(that_calls_at_once)
{
    converse_by(executor_that_calls{{{&io, &count}}});
    BOOST_TEST(count >= 13u);
    // Nevertheless the initiating function does not.
    client.async_read_some(asio::mutable_buffer(), asio::bind_executor(executor_that_calls{{{&io, &count}}},
                                                                       [&](error_code, std::size_t) { ++ended; }));
    BOOST_TEST(ended == 0u);
    io.restart();
    io.run();
    BOOST_TEST(ended == 1u);
}

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
BOOST_AUTO_TEST_CASE(of_the_networking_ts)
{
    converse_by(networking_ts_executor{&io, &count});
    BOOST_TEST(count >= 13u);
}

BOOST_AUTO_TEST_CASE(of_the_networking_ts_of_any_kind)
{
    converse_by(asio::executor(asio::make_strand(io)));
}
#endif

BOOST_AUTO_TEST_CASE(that_is_a_strand)
{
    converse_by(asio::make_strand(io));
    any_streams other;
    other.converse_by(asio::any_io_executor(asio::make_strand(other.io)));
}

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
BOOST_AUTO_TEST_CASE(that_is_an_old_strand)
{
    asio::io_context::strand strand(io);
    converse_by(strand);
}
#endif

#if BOOST_ASIO_VERSION >= 102800
BOOST_AUTO_TEST_CASE(that_is_any_completion_executor)
{
    converse_by(asio::any_completion_executor(io.get_executor()));
}

BOOST_AUTO_TEST_CASE(that_any_completion_handler_brings)
{
    converse([](auto handler) {
        return [handler]<class... Results>(error_code error, Results... results) mutable {
            asio::any_completion_handler<void(error_code, Results...)> any(handler);
            std::move(any)(error, results...);
        };
    });
    any_streams other;
    asio::any_completion_handler<void(error_code)> both[2];
    for (auto& handler : both) {
        handler = asio::bind_executor(asio::make_strand(other.io), [&](error_code e) {
            BOOST_TEST(!e);
            ++other.ended;
        });
    }
    other.client.async_handshake(stream_base::client, std::move(both[0]));
    other.server.async_handshake(stream_base::server, std::move(both[1]));
    other.io.run();
    BOOST_TEST(other.ended == 2u);
}
#endif

BOOST_AUTO_TEST_CASE(of_another_context)
{
    asio::thread_pool pool(1);
    client.async_handshake(stream_base::client, [](error_code e) { BOOST_TEST(!e); });
    std::promise<error_code> over;
    server.async_handshake(stream_base::server,
                           asio::bind_executor(pool, [&](error_code error) { over.set_value(error); }));
    auto outcome = over.get_future();
    while (outcome.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        io.run_one_for(std::chrono::milliseconds(10));
    BOOST_TEST(!outcome.get());
    // The handler of the deadline's cancelled timer is work for the pool until io has passed it on.
    io.restart();
    io.run();
    pool.join();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_stream_may_have_an_executor)

BOOST_AUTO_TEST_CASE(of_its_context)
{
    streams_on<asio::io_context::executor_type> streams([](auto& io) { return io.get_executor(); });
    streams.converse([](auto handler) { return handler; });
}

BOOST_AUTO_TEST_CASE(that_is_a_strand)
{
    using strand = asio::strand<asio::io_context::executor_type>;
    streams_on<strand> streams([](auto& io) { return asio::make_strand(io); });
    streams.converse([](auto handler) { return handler; });
}

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
BOOST_AUTO_TEST_CASE(of_the_networking_ts)
{
    streams_on<asio::executor> streams([](auto& io) { return asio::executor(io.get_executor()); });
    streams.converse([](auto handler) { return handler; });
}

BOOST_AUTO_TEST_CASE(of_the_networking_ts_and_handlers_another_one)
{
    streams_on<asio::executor> streams([](auto& io) { return asio::executor(io.get_executor()); });
    unsigned count = 0;
    streams.converse([&](auto handler) {
        return asio::bind_executor(networking_ts_executor{&streams.io, &count}, handler);
    });
    BOOST_TEST(count >= 13u);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
