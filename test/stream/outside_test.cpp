// External operations: signing, verification and credential selection in other threads, later, or never.

#include "stream/stream_pair.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

struct external_test : stream_pair {
    asio::thread_pool pool{2};
    std::shared_ptr<const credential> leaf = authority.leaf(key_type::secp256r1);
    error_code at_client, at_server;

    /// External operations that have been started and not answered.
    std::mutex mutex;
    std::deque<std::function<void()>> postponed;

    external_test() { settings.server.authentication.credentials = {leaf}; }
    ~external_test() { pool.join(); }

    std::function<void(std::function<void()>)> in_pool()
    {
        return [this](std::function<void()> work) { asio::post(pool, std::move(work)); };
    }
    static std::function<void(std::function<void()>)> at_once()
    {
        return [](std::function<void()> work) { work(); };
    }
    std::function<void(std::function<void()>)> on_demand()
    {
        return [this](std::function<void()> work) {
            std::lock_guard lock(mutex);
            postponed.push_back(std::move(work));
        };
    }
    std::size_t postponed_count()
    {
        std::lock_guard lock(mutex);
        return postponed.size();
    }
    /// Runs the first postponed operation in another thread.
    void answer()
    {
        std::function<void()> work;
        {
            std::lock_guard lock(mutex);
            work = std::move(postponed.front());
            postponed.pop_front();
        }
        std::thread(work).join();
    }

    using select_completions = std::vector<select_credential_completion>;
    using runner = std::function<void(std::function<void()>)>;

    void sign_externally(runner run)
    {
        settings.server.authentication.credentials = {credential::offload(leaf, std::move(run))};
    }
    void verify_externally(runner run)
    {
        settings.client.hooks.async_verify = [run = std::move(run)](verify_request request, verify_completion done) {
            run([request = std::move(request), done = std::move(done)] {
                x509::verification_result result;
                result.accepted = request.chain.size() == 1 && request.use == x509::purpose::server_auth;
                done(result);
            });
        };
    }
    void select_externally(runner run)
    {
        settings.server.authentication.credentials.clear();
        settings.server.hooks.async_select_credential =
            [this, run = std::move(run)](client_hello_info, select_credential_completion done) {
                run([this, done = std::move(done)] { done({}, leaf); });
            };
    }
    void all_externally(const runner& run)
    {
        select_externally(run);
        auto select = settings.server.hooks.async_select_credential;
        auto signer = credential::offload(leaf, run);
        settings.server.hooks.async_select_credential = [select, signer](client_hello_info info,
                                                                         select_credential_completion done) {
            select(std::move(info), [signer, done = std::move(done)](error_code error, auto) { done(error, signer); });
        };
        verify_externally(run);
    }

    /// Performs an asynchronous and a synchronous handshake with new streams.
    void handshake_asynchronously_and_synchronously()
    {
        connect();
        handshake();
        connect();
        std::thread peer([&] { server.handshake(stream_base::server, at_server); });
        client.handshake(stream_base::client, at_client);
        peer.join();
        BOOST_TEST(!at_client, at_client.message());
        BOOST_TEST(!at_server, at_server.message());
        exchange();
    }

    void exchange()
    {
        bytes space(5);
        asio::write(client, asio::buffer("hello", 5));
        asio::read(server, asio::buffer(space));
        BOOST_TEST(as_text(space) == "hello");
    }

    void start_client()
    {
        at_client = asio::error::would_block;
        client.async_handshake(stream_base::client, [this](error_code e) { at_client = e; });
    }
    static bool has_failed(error_code error) { return error && error != asio::error::would_block; }
    /// Starts the server's handshake. `signal` cancels it.
    void start_server()
    {
        at_server = asio::error::would_block;
        server.async_handshake(stream_base::server,
                               asio::bind_cancellation_slot(signal.slot(), [this](error_code e) { at_server = e; }));
    }
    void run_until(const std::function<bool()>& reached)
    {
        io.restart();
        while (!reached())
            BOOST_REQUIRE(io.run_one_for(std::chrono::seconds(60)) == 1u);
    }

    asio::cancellation_signal signal;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(external_operation, external_test)

BOOST_AUTO_TEST_CASE(signs_in_a_thread_pool)
{
    sign_externally(in_pool());
    handshake_asynchronously_and_synchronously();
    BOOST_TEST(client.info().peer_signature_scheme->name == "ecdsa_secp256r1_sha256");
}

BOOST_AUTO_TEST_CASE(verifies_in_a_thread_pool)
{
    verify_externally(in_pool());
    handshake_asynchronously_and_synchronously();
    BOOST_TEST(client.verify_result().accepted);
}

BOOST_AUTO_TEST_CASE(selects_a_credential_in_a_thread_pool)
{
    select_externally(in_pool());
    handshake_asynchronously_and_synchronously();
    BOOST_TEST((server.info().local_credential == leaf));
}

BOOST_AUTO_TEST_CASE(all_kinds_in_one_handshake)
{
    all_externally(in_pool());
    handshake_asynchronously_and_synchronously();
}

BOOST_AUTO_TEST_CASE(can_complete_before_the_initiating_call_returns)
{
    all_externally(at_once());
    handshake_asynchronously_and_synchronously();
}

BOOST_AUTO_TEST_CASE(works_with_streams_on_several_threads)
{
    all_externally(in_pool());
    asio::thread_pool threads(2);
    auto strand_of_client = asio::make_strand(threads), strand_of_server = asio::make_strand(threads);
    using strand_stream = tls::stream<
        asio::basic_stream_socket<asio::local::stream_protocol, asio::strand<asio::thread_pool::executor_type>>>;
    strand_stream one(strand_of_client, std::make_shared<configuration>(settings.client));
    strand_stream two(strand_of_server, std::make_shared<configuration>(settings.server));
    asio::local::connect_pair(one.next_layer(), two.next_layer());
    asio::post(strand_of_client,
               [&] { one.async_handshake(stream_base::client, [&](error_code e) { at_client = e; }); });
    asio::post(strand_of_server,
               [&] { two.async_handshake(stream_base::server, [&](error_code e) { at_server = e; }); });
    threads.join();
    BOOST_TEST(!at_client, at_client.message());
    BOOST_TEST(!at_server, at_server.message());
    BOOST_TEST(two.native_handle()->handshake_complete());
}

BOOST_AUTO_TEST_CASE(refused_certificate_fails_both_handshakes)
{
    settings.client.hooks.async_verify = [this](verify_request, verify_completion done) {
        asio::post(pool, [done = std::move(done)] {
            x509::verification_result refused;
            refused.error = x509::verify_error::expired;
            refused.detail = "expired long ago";
            done(refused);
        });
    };
    connect();
    start_client();
    start_server();
    run();
    BOOST_TEST(at_client == tls::error::reason::certificate_verify_failed);
    BOOST_TEST(client.error_detail().find("expired long ago") != std::string::npos, client.error_detail());
}

BOOST_AUTO_TEST_CASE(error_fails_both_handshakes)
{
    settings.server.authentication.credentials = {
        std::make_shared<credential>(leaf->chain(), [this](sign_request, sign_completion done) {
            asio::post(pool, [done = std::move(done)] { done(asio::error::timed_out, {}); });
        })};
    connect();
    start_client();
    start_server();
    run();
    BOOST_TEST(at_server == tls::error::reason::signing_failed);
    BOOST_TEST(at_client == tls::error::alert_received(alert_description::internal_error));
}

BOOST_AUTO_TEST_CASE(exception_of_a_hook_fails_both_handshakes_and_is_not_rethrown)
{
    const runner throwing = [](std::function<void()>) { throw std::runtime_error("the key store is gone"); };
    auto check = [&](stream_type& ours, error_code here, error_code there) {
        BOOST_TEST(here == tls::error::reason::internal_error, here.message());
        BOOST_TEST(ours.error_detail() == "the key store is gone");
        BOOST_TEST(there == tls::error::alert_received(alert_description::internal_error), there.message());
    };
    auto run_handshake = [&] {
        connect();
        start_client();
        start_server();
        run();
    };
    sign_externally(throwing);
    run_handshake();
    check(server, at_server, at_client);

    select_externally(throwing);
    run_handshake();
    check(server, at_server, at_client);

    connect();
    start_client();
    std::thread peer([&] { run(); });
    server.handshake(stream_base::server, at_server);
    peer.join();
    check(server, at_server, at_client);

    select_externally(at_once());
    verify_externally(throwing);
    run_handshake();
    check(client, at_client, at_server);
}

BOOST_AUTO_TEST_CASE(exception_after_the_answer_is_ignored)
{
    verify_externally([](std::function<void()> work) {
        work();
        throw std::runtime_error("too late");
    });
    handshake_asynchronously_and_synchronously();
}

BOOST_AUTO_TEST_CASE(answer_is_dropped_after_the_stream_is_destroyed)
{
    sign_externally(on_demand());
    connect();
    start_client();
    {
        stream_type doomed(std::move(server));
        server = stream_type(io, std::make_shared<configuration>());
        doomed.async_handshake(stream_base::server, [this](error_code e) { at_server = e; });
        run_until([&] { return postponed_count() == 1; });
    }
    run();
    BOOST_TEST(at_server == asio::error::operation_aborted);
    BOOST_TEST(has_failed(at_client));
    answer();
    io.restart();
    BOOST_TEST(io.poll() == 0u);
}

BOOST_AUTO_TEST_CASE(answer_is_dropped_after_the_execution_context_is_destroyed)
{
    sign_externally(on_demand());
    auto config = std::make_shared<configuration>(settings.server);
    {
        asio::io_context short_lived;
        stream_type doomed(short_lived, config);
        client = stream_type(io, std::make_shared<configuration>(settings.client));
        asio::local::connect_pair(client.next_layer(), doomed.next_layer());
        start_client();
        doomed.async_handshake(stream_base::server, [](error_code) {});
        for (int i = 0; i < 1000 && postponed_count() == 0; ++i) {
            io.restart();
            io.poll();
            short_lived.poll();
        }
        BOOST_REQUIRE(postponed_count() == 1u);
    }
    answer();
    run();
    BOOST_TEST(has_failed(at_client));
}

BOOST_AUTO_TEST_CASE(answer_may_arrive_while_the_stream_is_destroyed)
{
    for (int i = 0; i < 50; ++i) {
        sign_externally(in_pool());
        connect();
        start_client();
        auto doomed = std::make_unique<stream_type>(std::move(server));
        server = stream_type(io, std::make_shared<configuration>());
        doomed->async_handshake(stream_base::server, [this](error_code e) { at_server = e; });
        io.restart();
        for (int steps = 0; steps < 4 + i % 8; ++steps)
            io.poll_one();
        doomed.reset();
        run();
        BOOST_TEST(at_client != asio::error::would_block, "with " << i);
    }
}

BOOST_AUTO_TEST_CASE(answer_after_a_cancellation_is_used_by_the_next_handshake_call)
{
    sign_externally(on_demand());
    connect();
    start_client();
    start_server();
    run_until([&] { return postponed_count() == 1; });
    BOOST_TEST(server.native_handle()->waiting_for() == "signature");
    signal.emit(asio::cancellation_type::total);
    run_until([&] { return at_server != asio::error::would_block; });
    BOOST_TEST(at_server == asio::error::operation_aborted);

    start_server();
    io.poll();
    BOOST_TEST(postponed_count() == 1u, "the external operation is not started twice");
    answer();
    run();
    BOOST_TEST(!at_server, at_server.message());
    BOOST_TEST(!at_client, at_client.message());
    exchange();
}

BOOST_AUTO_TEST_CASE(answer_between_two_handshake_calls_is_used_by_the_second)
{
    verify_externally(on_demand());
    connect();
    start_server();
    at_client = asio::error::would_block;
    asio::cancellation_signal stop;
    client.async_handshake(stream_base::client,
                           asio::bind_cancellation_slot(stop.slot(), [this](error_code e) { at_client = e; }));
    run_until([&] { return postponed_count() == 1; });
    stop.emit(asio::cancellation_type::terminal);
    run_until([&] { return at_client != asio::error::would_block; });
    BOOST_TEST(at_client == asio::error::operation_aborted);
    answer();
    io.poll();
    start_client();
    run();
    BOOST_TEST(!at_client, at_client.message());
    exchange();
}

BOOST_AUTO_TEST_CASE(synchronous_handshake_waits_for_the_answer_after_a_cancellation)
{
    sign_externally(on_demand());
    connect();
    start_client();
    start_server();
    run_until([&] { return postponed_count() == 1; });
    signal.emit(asio::cancellation_type::partial);
    run_until([&] { return at_server != asio::error::would_block; });
    std::thread peer([&] {
        answer();
        run();
    });
    server.handshake(stream_base::server, at_server);
    peer.join();
    BOOST_TEST(!at_server, at_server.message());
    BOOST_TEST(!at_client, at_client.message());
    exchange();
}

BOOST_AUTO_TEST_CASE(missing_answer_ends_with_handshake_timeout)
{
    settings.server.limits.handshake_timeout = std::chrono::milliseconds(50);
    sign_externally(on_demand());
    connect();
    start_client();
    start_server();
    run_until([&] { return at_server != asio::error::would_block; });
    BOOST_TEST(at_server == tls::error::reason::handshake_timeout);
    BOOST_TEST(postponed_count() == 1u);
    answer();
    server.next_layer().close();
    run();
    BOOST_TEST(has_failed(at_client));
}

BOOST_AUTO_TEST_CASE(second_answer_is_ignored)
{
    sign_externally(in_pool());
    auto signer = settings.server.authentication.credentials.front();
    select_completions repeated;
    settings.server.hooks.async_select_credential = [&](client_hello_info, select_credential_completion done) {
        done({}, signer);
        done({}, nullptr);
        repeated.push_back(done);
    };
    settings.server.authentication.credentials = {std::make_shared<credential>(
        leaf->chain(), [&, sign = signer->async_sign()](sign_request request, sign_completion done) {
            for (auto& again : repeated)
                again({}, nullptr);
            sign(std::move(request), std::move(done));
        })};
    signer = settings.server.authentication.credentials.front();
    handshake_asynchronously_and_synchronously();
}

BOOST_AUTO_TEST_SUITE_END()
