// External signatures, verdicts and credential choices.

#include "support/engine_pair.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/verify_request.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <future>

using namespace tls;
using namespace tls::test;

namespace {

struct external_test {
    pki authority;
    boost::asio::thread_pool pool{2};
    configurations settings{authority, {authority.leaf()}};

    std::function<void(std::function<void()>)> run_elsewhere()
    {
        return [this](std::function<void()> work) { boost::asio::post(pool, std::move(work)); };
    }

    /// Runs a handshake whose answers come from other threads. Only this thread touches the engines.
    static void handshake(engine_pair& pair)
    {
        pair.client_done = pair.server_done = false;
        for (int idle = 0; idle < 2;) {
            bool progress = step(pair.client, role::client, pair.client_done, pair.client_error);
            progress |= step(pair.server, role::server, pair.server_done, pair.server_error);
            progress |= move_piece(pair.client, pair.server, pair.size);
            progress |= move_piece(pair.server, pair.client, pair.size);
            idle = progress ? 0 : idle + 1;
        }
    }

    static bool step(engine& e, role r, bool& done, error_code& error)
    {
        if (done)
            return false;
        auto wants = e.handshake(r, error);
        done = wants == want::nothing;
        if (wants != want::answer)
            return done;
        std::promise<external_answer> arrived;
        auto answer = arrived.get_future();
        e.take_external_operation()([&](external_answer a) { arrived.set_value(std::move(a)); });
        e.answer(answer.get());
        return true;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(external_operations, external_test)

BOOST_AUTO_TEST_CASE(sign_on_another_thread)
{
    settings.server.authentication.credentials = {
        credential::offload(authority.leaf(key_type::secp256r1), run_elsewhere())};
    auto pair = settings.pair();
    handshake(pair);
    BOOST_TEST(pair.established(), pair.client_error.message());
    BOOST_TEST(pair.client.info().peer_signature_scheme->name == "ecdsa_secp256r1_sha256");
}

BOOST_AUTO_TEST_CASE(verify_on_another_thread)
{
    settings.client.hooks.async_verify = [&](verify_request request, verify_completion done) {
        boost::asio::post(pool, [request = std::move(request), done = std::move(done)] {
            x509::verification_result result;
            result.accepted = request.chain.size() == 1 && request.host == "localhost";
            done(result);
        });
    };
    auto pair = settings.pair();
    pair.client.set_verify_host("localhost");
    handshake(pair);
    BOOST_TEST(pair.established());

    auto refused = settings.pair();
    refused.client.set_verify_host("elsewhere");
    handshake(refused);
    BOOST_TEST(refused.client_error == tls::error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_CASE(select_credential_on_another_thread)
{
    auto second = authority.leaf(key_type::secp256r1, "second.example");
    settings.server.hooks.async_select_credential = [&](client_hello_info hello, select_credential_completion done) {
        boost::asio::post(pool, [hello = std::move(hello), done = std::move(done), second] {
            if (hello.server_name == "second.example")
                done({}, second);
            else
                done(boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory), nullptr);
        });
    };
    auto pair = settings.pair();
    pair.client.set_server_name("second.example");
    handshake(pair);
    BOOST_TEST(pair.established());
    BOOST_TEST((pair.server.info().local_credential == second));

    auto unknown = settings.pair();
    unknown.client.set_server_name("third.example");
    handshake(unknown);
    BOOST_TEST(unknown.server_error == tls::error::reason::no_usable_credential);
    BOOST_TEST(unknown.client_error == tls::error::alert_received(alert_description::internal_error));
}

BOOST_AUTO_TEST_CASE(refuse_client_with_alert_of_credential_error)
{
    const auto alert_for = [&](error_code refusal) {
        settings.server.hooks.async_select_credential = [=](client_hello_info, select_credential_completion done) {
            done(refusal, nullptr);
        };
        auto pair = settings.pair();
        handshake(pair);
        return pair.client_error;
    };
    using namespace tls::error;
    BOOST_TEST(alert_for(reason::unrecognized_name) == alert_received(alert_description::unrecognized_name));
    BOOST_TEST(alert_for(reason::no_application_protocol) ==
               alert_received(alert_description::no_application_protocol));
    BOOST_TEST(alert_for(reason::internal_error) == alert_received(alert_description::internal_error));
}

BOOST_AUTO_TEST_CASE(end_handshake_if_signing_fails)
{
    auto leaf = authority.leaf();
    settings.server.authentication.credentials = {
        std::make_shared<credential>(leaf->chain(), [](sign_request, sign_completion done) {
            done(boost::system::errc::make_error_code(boost::system::errc::io_error), {});
        })};
    auto pair = settings.pair();
    handshake(pair);
    BOOST_TEST(pair.server_error == tls::error::reason::signing_failed);
    BOOST_TEST(pair.client_error == tls::error::alert_received(alert_description::internal_error));
}

BOOST_AUTO_TEST_CASE(drop_second_answer_to_same_question)
{
    sign_completion late;
    auto leaf = authority.leaf();
    settings.server.authentication.credentials = {std::make_shared<credential>(
        leaf->chain(), [&](sign_request, sign_completion done) { late = std::move(done); })};
    auto pair = settings.pair();
    error_code error;
    pair.client.handshake(role::client, error);
    move_piece(pair.client, pair.server, whole());
    BOOST_TEST((pair.server.handshake(role::server, error) == want::answer));
    BOOST_TEST(pair.server.waiting_for() == "signature");
    external_answer kept;
    pair.server.take_external_operation()([&](external_answer a) { kept = std::move(a); });
    BOOST_TEST((pair.server.handshake(role::server, error) == want::answer));
    late({}, bytes(64));
    pair.server.answer(kept);
    pair.server.handshake(role::server, error);
    pair.server.answer(kept);
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
}

BOOST_AUTO_TEST_SUITE_END()
