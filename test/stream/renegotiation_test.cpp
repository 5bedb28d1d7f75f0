// TLS 1.2 renegotiation while data is sent in both directions, with external operations in other threads.

#include "stream/duplex.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

struct renegotiating_pair : stream_pair {
    renegotiating_pair()
    {
        settings.client.negotiation.max_version = protocol_version::tls1_2;
        settings.client.authentication.credentials = {authority.leaf(key_type::secp256r1, "client")};
        settings.server.verification.anchors = authority.anchors();
        for (auto* config : {&settings.client, &settings.server})
            config->tls12.renegotiation = renegotiation::by_either;
        connect();
    }

    void check_renegotiated(unsigned times)
    {
        BOOST_TEST(client.info().renegotiations == times);
        BOOST_TEST(server.info().renegotiations == times);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_renegotiation, renegotiating_pair)

BOOST_AUTO_TEST_CASE(reading_and_writing_continue)
{
    handshake();
    client.async_renegotiate([](error_code e) { BOOST_TEST(!e); });
    run();
    check_duplex(*this);
    check_renegotiated(1);
    server.renegotiate();
    check_duplex(*this);
    check_renegotiated(2);
}

BOOST_AUTO_TEST_CASE(server_requests_a_client_certificate_verified_in_another_thread)
{
    asio::thread_pool pool(2);
    auto verify_in_pool = [&](const configuration& config) {
        return [&pool, config](verify_request request, verify_completion done) {
            asio::post(pool, [=, request = std::move(request)] { done(verify(request, config)); });
        };
    };
    auto run_in_pool = [&](std::function<void()> work) { asio::post(pool, std::move(work)); };
    settings.server.authentication.credentials = {
        credential::offload(settings.server.authentication.credentials.front(), run_in_pool)};
    settings.client.authentication.credentials = {
        credential::offload(settings.client.authentication.credentials.front(), run_in_pool)};
    settings.client.hooks.async_verify = verify_in_pool(settings.client);
    settings.server.hooks.async_verify = verify_in_pool(settings.server);
    for (int i = 0; i < 10; ++i) {
        connect();
        handshake();
        BOOST_TEST(server.info().peer_certificates.empty());
        server.set_verify_mode(verify_peer | verify_fail_if_no_peer_cert);
        server.renegotiate();
        check_duplex(*this);
        check_renegotiated(1);
        BOOST_TEST(server.info().peer_certificates.size() == 1u);
        BOOST_TEST(server.verify_result().accepted);
    }
    pool.join();
}

BOOST_AUTO_TEST_CASE(async_handshake_waits_for_the_requested_client_certificate)
{
    for (bool refuses : {false, true}) {
        settings.client.tls12.renegotiation = refuses ? renegotiation::refused : renegotiation::by_either;
        connect();
        handshake();
        server.set_verify_mode(verify_peer | verify_fail_if_no_peer_cert);
        server.renegotiate();
        char secret = 0;
        error_code read_error, handshake_error;
        client.async_read_some(asio::buffer(&secret, 1), [&](error_code e, std::size_t) { read_error = e; });
        server.async_handshake(stream_base::server, [&](error_code e) {
            handshake_error = e;
            if (!e)
                server.async_write_some(asio::buffer("s", 1),
                                        [](error_code failure, std::size_t) { BOOST_TEST(!failure); });
        });
        run();
        BOOST_TEST(server.info().peer_certificates.size() == (refuses ? 0u : 1u));
        BOOST_TEST(secret == (refuses ? 0 : 's'));
        BOOST_TEST(bool(read_error) == refuses);
        BOOST_TEST(handshake_error == (refuses ? make_error_code(tls::error::reason::no_renegotiation) : error_code()));
    }
}

BOOST_AUTO_TEST_CASE(refused_renegotiation_reports_no_renegotiation)
{
    settings.client.tls12.renegotiation = renegotiation::refused;
    connect();
    handshake();
    error_code error;
    client.renegotiate(error);
    BOOST_TEST(error == tls::error::reason::no_renegotiation);
    server.renegotiate();
    check_duplex(*this);
    check_renegotiated(0);
}

BOOST_AUTO_TEST_SUITE_END()
