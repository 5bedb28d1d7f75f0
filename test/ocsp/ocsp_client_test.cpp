// The OCSP client against responders of every kind.

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

BOOST_AUTO_TEST_CASE(good_revoked_and_unknown_are_reported)
{
    for (auto status : {certificate_status::good, certificate_status::revoked, certificate_status::unknown}) {
        responder_case at;
        at.says.status = status;
        auto verdict = at.ask();
        BOOST_TEST(verdict.error == verify_error::ok);
        BOOST_TEST((verdict.status == status));
        BOOST_TEST(verdict.revoked.has_value() == (status == certificate_status::revoked));
        BOOST_TEST(at.responder.requests.size() == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_verdict_can_be_awaited)
{
    responder_case at;
    std::optional<x509::ocsp_verdict> got;
    auto ask = [&]() -> boost::asio::awaitable<void> {
        got = co_await at.the_client().async_check(at.leaf, at.root.certificate, boost::asio::use_awaitable);
        at.io.stop();
    };
    boost::asio::co_spawn(at.io, ask(), boost::asio::detached);
    at.run();
    BOOST_REQUIRE(got);
    BOOST_TEST((got->status == certificate_status::good));
}

BOOST_AUTO_TEST_CASE(a_short_request_comes_by_get)
{
    responder_case at;
    at.ask();
    BOOST_REQUIRE(at.responder.requests.size() == 1);
    const auto& request = at.responder.requests[0];
    BOOST_TEST(request.method == "GET");
    BOOST_TEST(request.body.empty());
    secure_bytes decoded;
    BOOST_REQUIRE(x509::decode_base64(without_percent_encoding(request.target.substr(1)), decoded));
    auto expected = x509::make_ocsp_request(at.leaf, at.root.certificate);
    BOOST_TEST(bytes(decoded.begin(), decoded.end()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_long_request_comes_by_post)
{
    responder_case at;
    auto path = '/' + std::string(200, 'a');
    at.leaf = at.named_at({at.responder.url() + path});
    BOOST_TEST((at.ask().status == certificate_status::good));
    BOOST_REQUIRE(at.responder.requests.size() == 1);
    const auto& request = at.responder.requests[0];
    BOOST_TEST(request.method == "POST");
    BOOST_TEST(request.target == path);
    BOOST_TEST(request.content_type == "application/ocsp-request");
    BOOST_TEST(request.body == x509::make_ocsp_request(at.leaf, at.root.certificate), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_is_silent_is_given_up_at_the_deadline)
{
    responder_case at;
    at.options.timeout = std::chrono::milliseconds(30);
    at.responder.answer = [](auto&) { return ocsp_http_response{.silent = true}; };
    BOOST_TEST(at.fails_with("does not answer in time"));
}

BOOST_AUTO_TEST_CASE(who_hangs_up_or_does_not_listen_is_given_up_at_once)
{
    responder_case at;
    at.responder.answer = [](auto&) { return ocsp_http_response{.closes = true}; };
    BOOST_TEST(at.fails_with("does not answer"));

    responder_case deaf;
    deaf.responder.close();
    // Something else has to keep the context from running out of work.
    auto work = boost::asio::make_work_guard(deaf.io);
    BOOST_TEST(deaf.fails_with("cannot be connected to"));
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_response_is_refused)
{
    responder_case at;
    at.responder.answer = [](auto&) { return ocsp_http_response{.body = bytes{1, 2, 3}}; };
    BOOST_TEST(at.fails_with("is malformed"));
    responder_case empty;
    empty.responder.answer = [](auto&) { return ocsp_http_response{}; };
    BOOST_TEST(empty.fails_with("is malformed"));
}

BOOST_AUTO_TEST_CASE(a_response_about_another_certificate_is_refused)
{
    responder_case at;
    auto other = at.named_at({});
    at.responder.answer = [&](auto&) { return ocsp_http_response{.body = at.response_about(other)}; };
    BOOST_TEST(at.fails_with("is not for the certificate"));
}

BOOST_AUTO_TEST_CASE(a_response_over_the_limit_is_refused)
{
    responder_case at;
    at.options.max_response_size = at.response().size();
    BOOST_TEST((at.ask().status == certificate_status::good));

    responder_case larger;
    larger.options.max_response_size = larger.response().size() - 1;
    BOOST_TEST(larger.fails_with("does not answer: body limit exceeded"));
}

BOOST_AUTO_TEST_CASE(only_status_200_is_an_answer)
{
    for (unsigned status : {201u, 404u, 500u}) {
        responder_case at;
        at.responder.answer = [&](auto&) {
            auto response = with_status(status);
            response.body = at.response();
            return response;
        };
        BOOST_TEST(at.fails_with("answers with HTTP status " + std::to_string(status)));
    }
}

BOOST_AUTO_TEST_CASE(redirections_are_not_followed)
{
    responder_case at;
    at.responder.answer = [&](auto&) {
        auto response = with_status(302);
        response.location = at.responder.url();
        return response;
    };
    BOOST_TEST(at.fails_with("HTTP status 302"));
    BOOST_TEST(at.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(only_http_urls_are_asked)
{
    responder_case at;
    at.leaf = at.named_at({});
    BOOST_TEST(at.fails_with("names no OCSP responder"));
    at.leaf = at.named_at({"https" + at.responder.url().substr(4), "ldap://127.0.0.1/", "file:///etc/passwd"});
    BOOST_TEST(at.fails_with("names no OCSP responder"));
    at.leaf = at.named_at({"ldap://127.0.0.1/", at.responder.url()});
    BOOST_TEST((at.ask().status == certificate_status::good));
}

BOOST_AUTO_TEST_CASE(private_addresses_are_asked_only_if_that_is_allowed)
{
    BOOST_TEST(!ocsp_client_options().allow_private_addresses);
    responder_case at;
    at.options.allow_private_addresses = false;
    BOOST_TEST(at.fails_with("has no public address"));
    BOOST_TEST(at.responder.requests.empty());
}

BOOST_AUTO_TEST_CASE(the_next_responder_is_asked_if_the_first_has_no_answer)
{
    responder_case at;
    ocsp_responder broken(at.io), third(at.io);
    broken.answer = third.answer = [](auto&) { return with_status(500); };
    at.leaf = at.named_at({broken.url(), at.responder.url()});
    BOOST_TEST((at.ask().status == certificate_status::good));
    BOOST_TEST(broken.requests.size() == 1);

    // But no more than the options say.
    at.leaf = at.named_at({broken.url(), third.url(), at.responder.url()});
    BOOST_TEST(at.fails_with("HTTP status 500"));
    BOOST_TEST(at.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_silent_responder_leaves_time_for_the_next)
{
    responder_case at;
    at.options.timeout = std::chrono::seconds(1);
    ocsp_responder silent(at.io);
    silent.answer = [](auto&) { return ocsp_http_response{.silent = true}; };
    at.leaf = at.named_at({silent.url(), at.responder.url()});
    BOOST_TEST((at.ask().status == certificate_status::good));
    BOOST_TEST(silent.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_is_kept_until_next_update)
{
    for (auto status : {certificate_status::good, certificate_status::revoked}) {
        responder_case at;
        at.says.status = status;
        at.ask();
        at.time = *at.says.next_update - std::chrono::seconds(1);
        BOOST_TEST((at.ask().status == status));
        BOOST_TEST(at.responder.requests.size() == 1);

        at.time = *at.says.next_update;
        at.says.next_update = now + 2 * day;
        BOOST_TEST((at.ask().status == status));
        BOOST_TEST(at.responder.requests.size() == 2);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_without_next_update_or_of_unknown_is_not_kept)
{
    responder_case at;
    at.says.next_update.reset();
    at.ask();
    BOOST_TEST((at.ask().status == certificate_status::good));
    BOOST_TEST(at.responder.requests.size() == 2);

    responder_case unknown;
    unknown.says.status = certificate_status::unknown;
    unknown.ask();
    unknown.ask();
    BOOST_TEST(unknown.responder.requests.size() == 2);
}

BOOST_AUTO_TEST_CASE(so_many_answers_are_kept_at_most)
{
    responder_case at;
    at.options.max_cached = 1;
    auto first = at.leaf, second = at.named_at({at.responder.url()});
    at.ask();
    at.leaf = second;
    at.ask();
    at.ask();
    BOOST_TEST(at.responder.requests.size() == 2);
    at.leaf = first;
    at.ask();
    BOOST_TEST(at.responder.requests.size() == 3);
}

BOOST_AUTO_TEST_CASE(after_a_failure_there_is_a_pause)
{
    responder_case at;
    auto good = std::exchange(at.responder.answer, [](auto&) { return with_status(500); });
    BOOST_TEST(at.fails_with("HTTP status 500"));
    at.responder.answer = good;
    BOOST_TEST(at.fails_with("HTTP status 500"));
    BOOST_TEST(at.responder.requests.size() == 1);
    at.time += at.options.pause_after_failure;
    BOOST_TEST((at.ask().status == certificate_status::good));
    BOOST_TEST(at.responder.requests.size() == 2);
}

BOOST_AUTO_TEST_CASE(who_asks_the_same_at_the_same_time_shares_a_request)
{
    responder_case at;
    auto other = at.named_at({at.responder.url()});
    at.responder.answer = [&, leaf = at.leaf](auto&) {
        return ocsp_http_response{.body = at.response_about(at.responder.requests.size() == 1 ? leaf : other)};
    };
    auto verdicts = at.ask({at.leaf, at.leaf, at.leaf, other, at.leaf});
    BOOST_TEST(at.responder.requests.size() == 2);
    BOOST_TEST(std::ranges::count(verdicts, verify_error::ok, &x509::ocsp_verdict::error) == 5);
}

BOOST_AUTO_TEST_CASE(they_share_a_failure_too)
{
    responder_case at;
    at.responder.answer = [](auto&) { return with_status(500); };
    for (const auto& verdict : at.ask({at.leaf, at.leaf}))
        BOOST_TEST(verdict.error == verify_error::unknown_revocation_status);
    BOOST_TEST(at.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_CASE(queries_under_way_are_bounded)
{
    responder_case at;
    at.options.max_queries = 1;
    auto other = at.named_at({at.responder.url()});
    auto verdicts = at.ask({at.leaf, other});
    BOOST_TEST((verdicts[0].status == certificate_status::good));
    BOOST_TEST(verdicts[1].error == verify_error::unknown_revocation_status);
    BOOST_TEST(verdicts[1].detail == "has no OCSP response: too many OCSP queries are under way");
}

BOOST_AUTO_TEST_CASE(when_the_client_goes_everyone_who_waits_is_told)
{
    responder_case at;
    std::size_t told = 0;
    at.responder.answer = [&](auto&) {
        // The question has arrived: now nobody waits for an answer any more.
        at.client.reset();
        return ocsp_http_response{.silent = true};
    };
    for (int i = 0; i < 2; ++i)
        at.the_client().async_check(at.leaf, at.root.certificate, [&](const x509::ocsp_verdict& verdict) {
            BOOST_TEST(verdict.error == verify_error::unknown_revocation_status);
            BOOST_TEST(verdict.detail == "has no OCSP response: the OCSP client is gone");
            if (++told == 2)
                at.io.stop();
        });
    at.run();
    BOOST_TEST(told == 2);
}

BOOST_AUTO_TEST_CASE(a_context_may_go_with_queries_under_way)
{
    responder_case at;
    at.responder.answer = [&](auto&) {
        at.io.stop();
        return ocsp_http_response{.silent = true};
    };
    bool told = false;
    at.the_client().async_check(at.leaf, at.root.certificate, [&](const x509::ocsp_verdict&) { told = true; });
    at.run();
    BOOST_TEST(!told);
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_may_ask)
{
    constexpr int threads = 4, questions = 25;
    responder_case at;
    at.options.clock = [] { return now; };
    // The responder has a thread; the client has two of its own.
    boost::asio::thread_pool pool(2);
    std::atomic<int> good = 0, answered = 0;
    {
        ocsp_client client(pool, at.options);
        std::thread server([&] { at.io.run(); });
        std::vector<std::thread> askers;
        for (int t = 0; t < threads; ++t)
            askers.emplace_back([&] {
                for (int i = 0; i < questions; ++i)
                    client.async_check(at.leaf, at.root.certificate, [&](const x509::ocsp_verdict& verdict) {
                        good += verdict.error == verify_error::ok && verdict.status == certificate_status::good;
                        if (++answered == threads * questions)
                            at.io.stop();
                    });
            });
        for (auto& asker : askers)
            asker.join();
        server.join();
    }
    pool.join();
    BOOST_TEST(good == threads * questions);
    BOOST_TEST(at.responder.requests.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
