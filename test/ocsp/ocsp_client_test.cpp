// The OCSP client with well-behaved and misbehaving responders.

#include "ocsp/responder_case.hpp"
#include "x509/der/base64.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <thread>

using namespace tls;
using namespace tls::test;
using x509::certificate_status;
using x509::verify_error;

namespace {

ocsp_http_response with_status(unsigned status)
{
    ocsp_http_response response;
    response.status = status;
    return response;
}

std::string without_percent_encoding(std::string text)
{
    for (auto [encoded, character] : {std::pair("%2B", "+"), {"%2F", "/"}, {"%3D", "="}})
        for (auto at = text.find(encoded); at != std::string::npos; at = text.find(encoded))
            text.replace(at, 3, character);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ocsp_clients)

BOOST_AUTO_TEST_CASE(reports_good_revoked_and_unknown)
{
    for (auto status : {certificate_status::good, certificate_status::revoked, certificate_status::unknown}) {
        responder_case fixture;
        fixture.response_content.status = status;
        auto verdict = fixture.ask();
        BOOST_TEST(verdict.error == verify_error::ok);
        BOOST_TEST((verdict.status == status));
        BOOST_TEST(verdict.revoked.has_value() == (status == certificate_status::revoked));
        BOOST_TEST(fixture.responder.requests.size() == 1);
    }
}

BOOST_AUTO_TEST_CASE(async_check_is_awaitable)
{
    responder_case fixture;
    std::optional<x509::ocsp_verdict> got;
    auto ask = [&]() -> boost::asio::awaitable<void> {
        got = co_await fixture.get_client().async_check(fixture.leaf, fixture.root.certificate,
                                                        boost::asio::use_awaitable);
        fixture.io.stop();
    };
    boost::asio::co_spawn(fixture.io, ask(), boost::asio::detached);
    fixture.run();
    BOOST_REQUIRE(got);
    BOOST_TEST((got->status == certificate_status::good));
}

BOOST_AUTO_TEST_CASE(sends_short_request_by_get)
{
    responder_case fixture;
    fixture.ask();
    BOOST_REQUIRE(fixture.responder.requests.size() == 1);
    const auto& request = fixture.responder.requests[0];
    BOOST_TEST(request.method == "GET");
    BOOST_TEST(request.body.empty());
    secure_bytes decoded;
    BOOST_REQUIRE(x509::decode_base64(without_percent_encoding(request.target.substr(1)), decoded));
    auto expected = x509::make_ocsp_request(fixture.leaf, fixture.root.certificate);
    BOOST_TEST(bytes(decoded.begin(), decoded.end()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sends_long_request_by_post)
{
    responder_case fixture;
    auto path = '/' + std::string(200, 'a');
    fixture.leaf = fixture.leaf_naming({fixture.responder.url() + path});
    BOOST_TEST((fixture.ask().status == certificate_status::good));
    BOOST_REQUIRE(fixture.responder.requests.size() == 1);
    const auto& request = fixture.responder.requests[0];
    BOOST_TEST(request.method == "POST");
    BOOST_TEST(request.target == path);
    BOOST_TEST(request.content_type == "application/ocsp-request");
    BOOST_TEST(request.body == x509::make_ocsp_request(fixture.leaf, fixture.root.certificate),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(silent_responder_times_out)
{
    responder_case fixture;
    fixture.options.timeout = std::chrono::milliseconds(30);
    fixture.responder.answer = [](auto&) { return ocsp_http_response{.silent = true}; };
    BOOST_TEST(fixture.fails_with("did not answer in time"));
}

BOOST_AUTO_TEST_CASE(fails_at_once_if_responder_closes_or_refuses_connection)
{
    responder_case fixture;
    fixture.responder.answer = [](auto&) { return ocsp_http_response{.closes = true}; };
    BOOST_TEST(fixture.fails_with("did not send a valid response"));

    responder_case closed;
    closed.responder.close();
    // Nothing listens, so a work guard keeps the context running.
    auto work = boost::asio::make_work_guard(closed.io);
    BOOST_TEST(closed.fails_with("could not be reached"));
}

BOOST_AUTO_TEST_CASE(rejects_malformed_response)
{
    responder_case fixture;
    fixture.responder.answer = [](auto&) { return ocsp_http_response{.body = bytes{1, 2, 3}}; };
    BOOST_TEST(fixture.fails_with("is malformed"));
    responder_case empty;
    empty.responder.answer = [](auto&) { return ocsp_http_response{}; };
    BOOST_TEST(empty.fails_with("is malformed"));
}

BOOST_AUTO_TEST_CASE(rejects_response_for_another_certificate)
{
    responder_case fixture;
    auto other = fixture.leaf_naming({});
    fixture.responder.answer = [&](auto&) { return ocsp_http_response{.body = fixture.response_about(other)}; };
    BOOST_TEST(fixture.fails_with("is not for the certificate"));
}

BOOST_AUTO_TEST_CASE(rejects_response_over_size_limit)
{
    responder_case fixture;
    fixture.options.max_response_size = fixture.response().size();
    BOOST_TEST((fixture.ask().status == certificate_status::good));

    responder_case larger;
    larger.options.max_response_size = larger.response().size() - 1;
    BOOST_TEST(larger.fails_with("did not send a valid response: body limit exceeded"));
}

BOOST_AUTO_TEST_CASE(accepts_only_http_status_200)
{
    for (unsigned status : {201u, 404u, 500u}) {
        responder_case fixture;
        fixture.responder.answer = [&](auto&) {
            auto response = with_status(status);
            response.body = fixture.response();
            return response;
        };
        BOOST_TEST(fixture.fails_with("answered with HTTP status " + std::to_string(status)));
    }
}

BOOST_AUTO_TEST_CASE(does_not_follow_redirections)
{
    responder_case fixture;
    fixture.responder.answer = [&](auto&) {
        auto response = with_status(302);
        response.location = fixture.responder.url();
        return response;
    };
    BOOST_TEST(fixture.fails_with("HTTP status 302"));
    BOOST_TEST(fixture.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(asks_only_http_urls)
{
    responder_case fixture;
    fixture.leaf = fixture.leaf_naming({});
    BOOST_TEST(fixture.fails_with("names no OCSP responder"));
    fixture.leaf =
        fixture.leaf_naming({"https" + fixture.responder.url().substr(4), "ldap://127.0.0.1/", "file:///etc/passwd"});
    BOOST_TEST(fixture.fails_with("names no OCSP responder"));
    fixture.leaf = fixture.leaf_naming({"ldap://127.0.0.1/", fixture.responder.url()});
    BOOST_TEST((fixture.ask().status == certificate_status::good));
}

BOOST_AUTO_TEST_CASE(refuses_private_addresses_by_default)
{
    BOOST_TEST(!ocsp_client_options().allow_private_addresses);
    responder_case fixture;
    fixture.options.allow_private_addresses = false;
    BOOST_TEST(fixture.fails_with("has no public address"));
    BOOST_TEST(fixture.responder.requests.empty());
}

BOOST_AUTO_TEST_CASE(asks_next_responder_if_first_fails)
{
    responder_case fixture;
    ocsp_responder broken(fixture.io), third(fixture.io);
    broken.answer = third.answer = [](auto&) { return with_status(500); };
    fixture.leaf = fixture.leaf_naming({broken.url(), fixture.responder.url()});
    BOOST_TEST((fixture.ask().status == certificate_status::good));
    BOOST_TEST(broken.requests.size() == 1);

    // But it asks no more than max_responders.
    fixture.leaf = fixture.leaf_naming({broken.url(), third.url(), fixture.responder.url()});
    BOOST_TEST(fixture.fails_with("HTTP status 500"));
    BOOST_TEST(fixture.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(silent_responder_leaves_time_for_the_next)
{
    responder_case fixture;
    fixture.options.timeout = std::chrono::seconds(1);
    ocsp_responder silent(fixture.io);
    silent.answer = [](auto&) { return ocsp_http_response{.silent = true}; };
    fixture.leaf = fixture.leaf_naming({silent.url(), fixture.responder.url()});
    BOOST_TEST((fixture.ask().status == certificate_status::good));
    BOOST_TEST(silent.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(caches_response_until_next_update)
{
    for (auto status : {certificate_status::good, certificate_status::revoked}) {
        responder_case fixture;
        fixture.response_content.status = status;
        fixture.ask();
        fixture.time = *fixture.response_content.next_update - std::chrono::seconds(1);
        BOOST_TEST((fixture.ask().status == status));
        BOOST_TEST(fixture.responder.requests.size() == 1);

        fixture.time = *fixture.response_content.next_update;
        fixture.response_content.next_update = now + 2 * day;
        BOOST_TEST((fixture.ask().status == status));
        BOOST_TEST(fixture.responder.requests.size() == 2);
    }
}

BOOST_AUTO_TEST_CASE(does_not_cache_unknown_status_or_response_without_next_update)
{
    responder_case fixture;
    fixture.response_content.next_update.reset();
    fixture.ask();
    BOOST_TEST((fixture.ask().status == certificate_status::good));
    BOOST_TEST(fixture.responder.requests.size() == 2);

    responder_case unknown;
    unknown.response_content.status = certificate_status::unknown;
    unknown.ask();
    unknown.ask();
    BOOST_TEST(unknown.responder.requests.size() == 2);
}

BOOST_AUTO_TEST_CASE(caches_at_most_max_cached_responses)
{
    responder_case fixture;
    fixture.options.max_cached = 1;
    auto first = fixture.leaf, second = fixture.leaf_naming({fixture.responder.url()});
    fixture.ask();
    fixture.leaf = second;
    fixture.ask();
    fixture.ask();
    BOOST_TEST(fixture.responder.requests.size() == 2);
    fixture.leaf = first;
    fixture.ask();
    BOOST_TEST(fixture.responder.requests.size() == 3);
}

BOOST_AUTO_TEST_CASE(pauses_after_failure_before_asking_again)
{
    responder_case fixture;
    auto good = std::exchange(fixture.responder.answer, [](auto&) { return with_status(500); });
    BOOST_TEST(fixture.fails_with("HTTP status 500"));
    fixture.responder.answer = good;
    BOOST_TEST(fixture.fails_with("HTTP status 500"));
    BOOST_TEST(fixture.responder.requests.size() == 1);
    fixture.time += fixture.options.pause_after_failure;
    BOOST_TEST((fixture.ask().status == certificate_status::good));
    BOOST_TEST(fixture.responder.requests.size() == 2);
}

BOOST_AUTO_TEST_CASE(concurrent_checks_of_same_certificate_share_a_request)
{
    responder_case fixture;
    auto other = fixture.leaf_naming({fixture.responder.url()});
    fixture.responder.answer = [&, leaf = fixture.leaf](auto&) {
        return ocsp_http_response{.body =
                                      fixture.response_about(fixture.responder.requests.size() == 1 ? leaf : other)};
    };
    auto verdicts = fixture.ask({fixture.leaf, fixture.leaf, fixture.leaf, other, fixture.leaf});
    BOOST_TEST(fixture.responder.requests.size() == 2);
    BOOST_TEST(std::ranges::count(verdicts, verify_error::ok, &x509::ocsp_verdict::error) == 5);
}

BOOST_AUTO_TEST_CASE(concurrent_checks_of_same_certificate_share_a_failure)
{
    responder_case fixture;
    fixture.responder.answer = [](auto&) { return with_status(500); };
    for (const auto& verdict : fixture.ask({fixture.leaf, fixture.leaf}))
        BOOST_TEST(verdict.error == verify_error::unknown_revocation_status);
    BOOST_TEST(fixture.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(limits_queries_under_way)
{
    responder_case fixture;
    fixture.options.max_queries = 1;
    auto other = fixture.leaf_naming({fixture.responder.url()});
    auto verdicts = fixture.ask({fixture.leaf, other});
    BOOST_TEST((verdicts[0].status == certificate_status::good));
    BOOST_TEST(verdicts[1].error == verify_error::unknown_revocation_status);
    BOOST_TEST(verdicts[1].detail == "has no valid OCSP response: too many OCSP queries are under way");
}

BOOST_AUTO_TEST_CASE(destroying_client_completes_pending_checks)
{
    responder_case fixture;
    std::size_t completed = 0;
    fixture.responder.answer = [&](auto&) {
        // The request has arrived: destroy the client while its checks are pending.
        fixture.client.reset();
        return ocsp_http_response{.silent = true};
    };
    for (int i = 0; i < 2; ++i)
        fixture.get_client().async_check(
            fixture.leaf, fixture.root.certificate, [&](const x509::ocsp_verdict& verdict) {
                BOOST_TEST(verdict.error == verify_error::unknown_revocation_status);
                BOOST_TEST(verdict.detail == "has no valid OCSP response: the OCSP client has been destroyed");
                if (++completed == 2)
                    fixture.io.stop();
            });
    fixture.run();
    BOOST_TEST(completed == 2);
}

BOOST_AUTO_TEST_CASE(io_context_may_be_destroyed_with_queries_under_way)
{
    responder_case fixture;
    fixture.responder.answer = [&](auto&) {
        fixture.io.stop();
        return ocsp_http_response{.silent = true};
    };
    bool completed = false;
    fixture.get_client().async_check(fixture.leaf, fixture.root.certificate,
                                     [&](const x509::ocsp_verdict&) { completed = true; });
    fixture.run();
    BOOST_TEST(!completed);
}

BOOST_AUTO_TEST_CASE(async_check_is_thread_safe)
{
    constexpr int threads = 4, questions = 25;
    responder_case fixture;
    fixture.options.clock = [] { return now; };
    // The responder runs on one thread, the client on two others.
    boost::asio::thread_pool pool(2);
    std::atomic<int> good = 0, answered = 0;
    {
        ocsp_client client(pool, fixture.options);
        std::thread server([&] { fixture.io.run(); });
        std::vector<std::thread> askers;
        for (int t = 0; t < threads; ++t)
            askers.emplace_back([&] {
                for (int i = 0; i < questions; ++i)
                    client.async_check(fixture.leaf, fixture.root.certificate, [&](const x509::ocsp_verdict& verdict) {
                        good += verdict.error == verify_error::ok && verdict.status == certificate_status::good;
                        if (++answered == threads * questions)
                            fixture.io.stop();
                    });
            });
        for (auto& asker : askers)
            asker.join();
        server.join();
    }
    pool.join();
    BOOST_TEST(good == threads * questions);
    BOOST_TEST(fixture.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
