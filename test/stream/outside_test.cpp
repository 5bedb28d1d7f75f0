// Signatures, verdicts and choices that are made outside the stream: in other threads, later, or never.

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

struct outside : stream_pair {
    asio::thread_pool pool{2};
    std::shared_ptr<const credential> leaf = authority.leaf(key_type::secp256r1);
    error_code at_client, at_server;

    /// What was asked of outside and has not been answered.
    std::mutex mutex;
    std::deque<std::function<void()>> postponed;

    outside() { settings.server.authentication.credentials = {leaf}; }
    ~outside() { pool.join(); }

    std::function<void(std::function<void()>)> in_the_pool()
    {
        return [this](std::function<void()> work) { asio::post(pool, std::move(work)); };
    }
    static std::function<void(std::function<void()>)> inline_at_once()
    {
        return [](std::function<void()> work) { work(); };
    }
    std::function<void(std::function<void()>)> when_told()
    {
        return [this](std::function<void()> work) {
            std::lock_guard lock(mutex);
            postponed.push_back(std::move(work));
        };
    }
    std::size_t asked()
    {
        std::lock_guard lock(mutex);
        return postponed.size();
    }
    /// Does what was asked first, in another thread.
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

    void sign_outside(runner run)
    {
        settings.server.authentication.credentials = {credential::offload(leaf, std::move(run))};
    }
    void verify_outside(runner run)
    {
        settings.client.hooks.async_verify = [run = std::move(run)](verify_request request, verify_completion done) {
            run([request = std::move(request), done = std::move(done)] {
                x509::verification_result result;
                result.accepted = request.chain.size() == 1 && request.use == x509::purpose::server_auth;
                done(result);
            });
        };
    }
    void select_outside(runner run)
    {
        settings.server.authentication.credentials.clear();
        settings.server.hooks.async_select_credential =
            [this, run = std::move(run)](client_hello_info, select_credential_completion done) {
                run([this, done = std::move(done)] { done({}, leaf); });
            };
    }
    void all_outside(const runner& run)
    {
        select_outside(run);
        auto select = settings.server.hooks.async_select_credential;
        auto signer = credential::offload(leaf, run);
        settings.server.hooks.async_select_credential = [select, signer](client_hello_info info,
                                                                         select_credential_completion done) {
            select(std::move(info), [signer, done = std::move(done)](error_code error, auto) { done(error, signer); });
        };
        verify_outside(run);
    }

    /// Both ways of a handshake over new streams.
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
    /// Starts the server's handshake; it can be cancelled by the signal.
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

BOOST_FIXTURE_TEST_SUITE(an_external_answer, outside)

BOOST_AUTO_TEST_CASE(may_be_a_signature_made_in_a_thread_pool)
{
    sign_outside(in_the_pool());
    handshake_asynchronously_and_synchronously();
    BOOST_TEST(client.info().peer_signature_scheme->name == "ecdsa_secp256r1_sha256");
}

BOOST_AUTO_TEST_CASE(may_be_a_verdict_given_in_a_thread_pool)
{
    verify_outside(in_the_pool());
    handshake_asynchronously_and_synchronously();
    BOOST_TEST(client.verify_result().accepted);
}

BOOST_AUTO_TEST_CASE(may_be_a_credential_chosen_in_a_thread_pool)
{
    select_outside(in_the_pool());
    handshake_asynchronously_and_synchronously();
    BOOST_TEST((server.info().local_credential == leaf));
}

BOOST_AUTO_TEST_CASE(may_be_all_of_these_in_one_handshake)
{
    all_outside(in_the_pool());
    handshake_asynchronously_and_synchronously();
}

BOOST_AUTO_TEST_CASE(may_come_before_the_question_returns)
{
    all_outside(inline_at_once());
    handshake_asynchronously_and_synchronously();
}

BOOST_AUTO_TEST_CASE(may_come_while_the_stream_runs_on_several_threads)
{
    all_outside(in_the_pool());
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

BOOST_AUTO_TEST_CASE(that_refuses_the_certificate_ends_both_handshakes)
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

BOOST_AUTO_TEST_CASE(that_is_an_error_ends_both_handshakes)
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

BOOST_AUTO_TEST_CASE(that_is_an_exception_ends_both_handshakes_and_reaches_nobody_else)
{
    const runner throwing = [](std::function<void()>) { throw std::runtime_error("the key store is gone"); };
    auto check = [&](stream_type& ours, error_code here, error_code there) {
        BOOST_TEST(here == tls::error::reason::internal_error, here.message());
        BOOST_TEST(ours.error_detail() == "the key store is gone");
        BOOST_TEST(there == tls::error::alert_received(alert_description::internal_error), there.message());
    };
    auto shake_hands = [&] {
        connect();
        start_client();
        start_server();
        run();
    };
    sign_outside(throwing);
    shake_hands();
    check(server, at_server, at_client);

    select_outside(throwing);
    shake_hands();
    check(server, at_server, at_client);

    connect();
    start_client();
    std::thread peer([&] { run(); });
    server.handshake(stream_base::server, at_server);
    peer.join();
    check(server, at_server, at_client);

    select_outside(inline_at_once());
    verify_outside(throwing);
    shake_hands();
    check(client, at_client, at_server);
}

BOOST_AUTO_TEST_CASE(that_was_given_counts_whatever_is_thrown_afterwards)
{
    verify_outside([](std::function<void()> work) {
        work();
        throw std::runtime_error("too late");
    });
    handshake_asynchronously_and_synchronously();
}

BOOST_AUTO_TEST_CASE(is_dropped_if_the_stream_was_destroyed)
{
    sign_outside(when_told());
    connect();
    start_client();
    {
        stream_type doomed(std::move(server));
        server = stream_type(io, std::make_shared<configuration>());
        doomed.async_handshake(stream_base::server, [this](error_code e) { at_server = e; });
        run_until([&] { return asked() == 1; });
    }
    run();
    BOOST_TEST(at_server == asio::error::operation_aborted);
    BOOST_TEST(has_failed(at_client));
    answer();
    io.restart();
    BOOST_TEST(io.poll() == 0u);
}

BOOST_AUTO_TEST_CASE(is_dropped_if_the_execution_context_is_gone_too)
{
    sign_outside(when_told());
    auto config = std::make_shared<configuration>(settings.server);
    {
        asio::io_context short_lived;
        stream_type doomed(short_lived, config);
        client = stream_type(io, std::make_shared<configuration>(settings.client));
        asio::local::connect_pair(client.next_layer(), doomed.next_layer());
        start_client();
        doomed.async_handshake(stream_base::server, [](error_code) {});
        for (int i = 0; i < 1000 && asked() == 0; ++i) {
            io.restart();
            io.poll();
            short_lived.poll();
        }
        BOOST_REQUIRE(asked() == 1u);
    }
    answer();
    run();
    BOOST_TEST(has_failed(at_client));
}

BOOST_AUTO_TEST_CASE(that_comes_while_the_stream_is_being_destroyed_does_no_harm)
{
    for (int i = 0; i < 50; ++i) {
        sign_outside(in_the_pool());
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

BOOST_AUTO_TEST_CASE(that_comes_after_a_cancellation_serves_the_next_handshake)
{
    sign_outside(when_told());
    connect();
    start_client();
    start_server();
    run_until([&] { return asked() == 1; });
    BOOST_TEST(server.native_handle()->waiting_for() == "signature");
    signal.emit(asio::cancellation_type::total);
    run_until([&] { return at_server != asio::error::would_block; });
    BOOST_TEST(at_server == asio::error::operation_aborted);

    start_server();
    io.poll();
    BOOST_TEST(asked() == 1u, "the question is not asked twice");
    answer();
    run();
    BOOST_TEST(!at_server, at_server.message());
    BOOST_TEST(!at_client, at_client.message());
    exchange();
}

BOOST_AUTO_TEST_CASE(that_comes_between_two_handshakes_serves_the_second)
{
    verify_outside(when_told());
    connect();
    start_server();
    at_client = asio::error::would_block;
    asio::cancellation_signal stop;
    client.async_handshake(stream_base::client,
                           asio::bind_cancellation_slot(stop.slot(), [this](error_code e) { at_client = e; }));
    run_until([&] { return asked() == 1; });
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

BOOST_AUTO_TEST_CASE(can_be_waited_for_synchronously_after_a_cancellation)
{
    sign_outside(when_told());
    connect();
    start_client();
    start_server();
    run_until([&] { return asked() == 1; });
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

BOOST_AUTO_TEST_CASE(that_does_not_come_ends_with_handshake_timeout)
{
    settings.server.limits.handshake_timeout = std::chrono::milliseconds(50);
    sign_outside(when_told());
    connect();
    start_client();
    start_server();
    run_until([&] { return at_server != asio::error::would_block; });
    BOOST_TEST(at_server == tls::error::reason::handshake_timeout);
    BOOST_TEST(asked() == 1u);
    answer();
    server.next_layer().close();
    run();
    BOOST_TEST(has_failed(at_client));
}

BOOST_AUTO_TEST_CASE(that_is_given_twice_counts_once)
{
    sign_outside(in_the_pool());
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
