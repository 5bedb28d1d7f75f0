// Asynchronous functions copy lvalue handlers and move rvalue handlers.

#include "stream/stream_pair.hpp"

#include <boost/asio/packaged_task.hpp>

#include <future>
#include <memory>
#include <utility>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

unsigned calls = 0;

/// `whole` is null after a move.
struct copyable_handler {
    std::shared_ptr<int> whole = std::make_shared<int>();
    void operator()(error_code, std::size_t = 0) const
    {
        BOOST_TEST(whole);
        ++calls;
    }
};

struct move_only_handler {
    std::unique_ptr<int> whole = std::make_unique<int>();
    void operator()(error_code, std::size_t = 0)
    {
        BOOST_TEST(whole);
        ++calls;
    }
};

template <class... Arguments>
void function_handler(Arguments...)
{
    ++calls;
}

/// The socket is not open, so every operation fails at once: these tests check handlers only.
struct unconnected {
    asio::io_context io;
    stream_type stream{io, std::make_shared<configuration>()};

    unsigned calls_of_one_run()
    {
        calls = 0;
        io.restart();
        io.run();
        return calls;
    }
};

using error_only = void(error_code);
using error_and_bytes = void(error_code, std::size_t);
constexpr auto client = stream_base::client;
char space[8];

/// Calls `check` with each asynchronous function of a stream and the signature of its handler.
template <class Check>
void for_each_function(Check check)
{
#define TLS_TEST_STARTS(call) [](stream_type& s, auto&& token) { return s.call; }
#define TLS_TEST_TOKEN std::forward<decltype(token)>(token)
    const auto one = [&]<class Signature>(const char* name, Signature* signature, auto start) {
        BOOST_TEST_CONTEXT(name)
        check(signature, start);
    };
    error_only* const error = nullptr;
    error_and_bytes* const bytes = nullptr;
    one("handshake", error, TLS_TEST_STARTS(async_handshake(client, TLS_TEST_TOKEN)));
    one("buffered handshake", bytes, TLS_TEST_STARTS(async_handshake(client, asio::buffer(space, 0), TLS_TEST_TOKEN)));
    one("read", bytes, TLS_TEST_STARTS(async_read_some(asio::buffer(space), TLS_TEST_TOKEN)));
    one("write", bytes, TLS_TEST_STARTS(async_write_some(asio::buffer(space), TLS_TEST_TOKEN)));
    one("wait_read", error, TLS_TEST_STARTS(async_wait(stream_type::wait_read, TLS_TEST_TOKEN)));
    one("wait_write", error, TLS_TEST_STARTS(async_wait(stream_type::wait_write, TLS_TEST_TOKEN)));
    one("wait_error", error, TLS_TEST_STARTS(async_wait(stream_type::wait_error, TLS_TEST_TOKEN)));
    one("shutdown", error, TLS_TEST_STARTS(async_shutdown(TLS_TEST_TOKEN)));
    one("bounded shutdown", error, TLS_TEST_STARTS(async_shutdown(std::chrono::seconds(1), TLS_TEST_TOKEN)));
    one("close_write", error, TLS_TEST_STARTS(async_close_write(TLS_TEST_TOKEN)));
    one("update_keys", error, TLS_TEST_STARTS(async_update_keys(true, TLS_TEST_TOKEN)));
    one("renegotiate", error, TLS_TEST_STARTS(async_renegotiate(TLS_TEST_TOKEN)));
#undef TLS_TEST_TOKEN
#undef TLS_TEST_STARTS
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(completion_handler, unconnected)

BOOST_AUTO_TEST_CASE(lvalue_is_copied)
{
    for_each_function([&](auto*, auto start) {
        copyable_handler handler;
        start(stream, handler);
        BOOST_TEST(handler.whole);
        BOOST_TEST(calls_of_one_run() == 1u);
        start(stream, handler); // the handler can be used again
        BOOST_TEST(calls_of_one_run() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(const_lvalue_is_copied)
{
    for_each_function([&](auto*, auto start) {
        const copyable_handler handler;
        start(stream, handler);
        BOOST_TEST(calls_of_one_run() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(rvalue_is_moved)
{
    for_each_function([&](auto*, auto start) {
        copyable_handler handler;
        start(stream, std::move(handler));
        BOOST_TEST(!handler.whole);
        BOOST_TEST(calls_of_one_run() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(can_be_move_only)
{
    for_each_function([&](auto*, auto start) {
        start(stream, move_only_handler());
        BOOST_TEST(calls_of_one_run() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(can_be_a_function_or_function_pointer)
{
    for_each_function([&]<class Signature>(Signature*, auto start) {
        Signature* const pointer = function_handler;
        start(stream, *pointer);
        BOOST_TEST(calls_of_one_run() == 1u);
        start(stream, pointer);
        BOOST_TEST(calls_of_one_run() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(can_be_a_packaged_task)
{
    for_each_function([&]<class Signature>(Signature*, auto start) {
        std::packaged_task<Signature> task{copyable_handler()};
        auto called = start(stream, std::move(task));
        BOOST_TEST(calls_of_one_run() == 1u);
        BOOST_CHECK_NO_THROW(called.get());
    });
}

BOOST_AUTO_TEST_SUITE_END()
