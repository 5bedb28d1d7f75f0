// Settings of a single stream.

#include "stream/stream_pair.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

struct settings_test : stream_pair {
    context ctx{context::tls_client};

    /// Performs a handshake. Returns the client's error.
    error_code outcome()
    {
        error_code error;
        client.async_handshake(stream_base::client, [&](error_code e) {
            error = e;
            if (e)
                client.next_layer().close();
        });
        server.async_handshake(stream_base::server, [](error_code) {});
        run();
        return error;
    }
};

template <class Change>
error_code refusal(Change&& change)
{
    try {
        change();
        return {};
    } catch (const boost::system::system_error& e) {
        return e.code();
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_settings, settings_test)

BOOST_AUTO_TEST_CASE(set_suites_groups_and_schemes_by_name)
{
    client.set_cipher_suites("TLS_CHACHA20_POLY1305_SHA256");
    client.set_groups("P-384");
    BOOST_TEST(!outcome());
    BOOST_TEST(client.info().cipher_suite->name == "TLS_CHACHA20_POLY1305_SHA256");
    BOOST_TEST(client.info().group->name == "secp384r1");
    connect();
    client.set_signature_schemes("ed25519:ecdsa_secp256r1_sha256");
    BOOST_TEST(!outcome());
    BOOST_TEST(client.info().peer_signature_scheme->name == "ed25519");
    connect();
    client.set_signature_schemes(
        std::vector<std::uint16_t>{0x0804}); // rsa_pss_rsae_sha256, for which the server has no key
    BOOST_TEST(outcome() == tls::error::alert_received(alert_description::handshake_failure));
}

BOOST_AUTO_TEST_CASE(refuse_host_names_that_are_not_hosts)
{
    client.set_verify_mode(verify_none);
    for (auto* host :
         {"", "localhost:443", "https://localhost", "127.1", "2130706433", "foo.123", "[::1", "b\xc3\xbc.de"}) {
        BOOST_TEST(refusal([&] { client.set_host_name(host); }) == asio::error::invalid_argument, host);
        BOOST_TEST(refusal([&] { client.set_server_name(host); }) == asio::error::invalid_argument, host);
    }
    // A refused name changes nothing, and one that is accepted afterwards is verified.
    BOOST_TEST(!outcome());
    connect();
    refusal([&] { client.set_host_name(""); });
    client.set_host_name("elsewhere.example");
    BOOST_TEST(outcome() == tls::error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_CASE(set_suites_and_groups_by_code_point_for_a_server)
{
    server.set_cipher_suites(std::vector<std::uint16_t>{0x1302});
    server.set_groups(std::vector<std::uint16_t>{0x0017});
    BOOST_TEST(!outcome());
    BOOST_TEST(server.info().cipher_suite->id == 0x1302);
    BOOST_TEST(server.info().group->id == 0x0017);
}

BOOST_AUTO_TEST_CASE(set_tls12_suites_by_cipher_list)
{
    client.set_cipher_list("ECDHE+CHACHA20");
    BOOST_TEST(!outcome());
    BOOST_TEST((client.info().version == protocol_version::tls1_3));
    connect();
    client.set_max_version(protocol_version::tls1_2);
    client.set_cipher_list("ECDHE+CHACHA20");
    BOOST_TEST(!outcome());
    BOOST_TEST(client.info().cipher_suite->name == "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    auto before = client.native_handle()->config();
    BOOST_TEST(refusal([&] { client.set_cipher_list("no-such-suite"); }) == asio::error::invalid_argument);
    BOOST_TEST((client.native_handle()->config() == before));
}

BOOST_AUTO_TEST_CASE(set_policy_sets_versions_and_preferences)
{
    client.set_policy("modern");
    server.set_max_version(protocol_version::tls1_2);
    BOOST_TEST(outcome() == tls::error::alert_received(alert_description::protocol_version));
    connect();
    client.set_policy("intermediate");
    server.set_policy("old");
    server.set_max_version(protocol_version::tls1_2);
    BOOST_TEST(!outcome());
    BOOST_TEST((client.info().version == protocol_version::tls1_2));
    BOOST_TEST(server.native_handle()->config()->negotiation.server_preference);
    connect();
    BOOST_TEST(refusal([&] { client.set_policy("ancient"); }) == asio::error::invalid_argument);
}

BOOST_AUTO_TEST_CASE(set_policy_stays_within_the_versions_of_the_context)
{
    const auto versions = [this](std::string_view policy) {
        stream_type made(io, ctx);
        made.set_policy(policy);
        const auto config = made.native_handle()->config();
        return std::vector{config->negotiation.min_version, config->negotiation.max_version};
    };
    using enum protocol_version;
    for (auto* policy : {"intermediate", "old", "legacy"})
        BOOST_TEST((versions(policy) == std::vector{tls1_2, tls1_3}));
    BOOST_TEST((versions("modern") == std::vector{tls1_3, tls1_3}));
    ctx.set_options(context::no_tlsv1_2);
    BOOST_TEST((versions("intermediate") == std::vector{tls1_3, tls1_3}));
    ctx.clear_options(context::no_tlsv1_2);
    ctx.set_options(context::no_tlsv1_3);
    BOOST_TEST((versions("intermediate") == std::vector{tls1_2, tls1_2}));
    BOOST_TEST((versions("modern") == std::vector{tls1_3, tls1_2}), "no version is left");
}

BOOST_AUTO_TEST_CASE(set_min_and_max_version)
{
    client.set_min_version(protocol_version::tls1_3);
    client.set_max_version(protocol_version::tls1_0);
    BOOST_TEST(outcome() == tls::error::reason::no_protocols_available);
    connect();
    client.set_max_version(protocol_version::tls1_0);
    client.set_max_version(protocol_version::tls1_3);
    client.set_min_version(protocol_version::tls1_3);
    BOOST_TEST(!outcome());
    BOOST_TEST((client.info().version == protocol_version::tls1_3));
}

BOOST_AUTO_TEST_CASE(set_key_log_applies_to_one_connection)
{
    std::vector<std::string> lines;
    client.set_key_log([&](std::string_view line) { lines.emplace_back(line); });
    BOOST_TEST(!outcome());
    BOOST_TEST(lines.size() >= 4u);
    auto count = lines.size();
    connect();
    BOOST_TEST(!outcome());
    BOOST_TEST(lines.size() == count);
}

BOOST_AUTO_TEST_CASE(do_not_change_the_context)
{
    auto before = ctx.snapshot();
    stream_type one(io, ctx), other(io, ctx);
    one.set_groups("P-521");
    one.set_min_version(protocol_version::tls1_3);
    BOOST_TEST((ctx.snapshot() == before));
    BOOST_TEST((other.native_handle()->config() == before));
    BOOST_TEST(one.native_handle()->config()->negotiation.groups.size() == 1u);
}

BOOST_AUTO_TEST_CASE(unknown_names_and_code_points_are_refused)
{
    auto before = client.native_handle()->config();
    BOOST_TEST(refusal([&] { client.set_cipher_suites("TLS_NULL_WITH_NULL_NULL"); }) == asio::error::invalid_argument);
    BOOST_TEST(refusal([&] { client.set_groups("x25519:x25520"); }) == asio::error::invalid_argument);
    BOOST_TEST(refusal([&] { client.set_signature_schemes(std::vector<std::uint16_t>{0xfefe}); }) ==
               asio::error::invalid_argument);
    BOOST_TEST((client.native_handle()->config() == before));
}

BOOST_AUTO_TEST_CASE(fail_with_settings_too_late_after_the_handshake_has_started)
{
    client.async_handshake(stream_base::client, [](error_code) {});
    io.poll();
    auto late = tls::error::reason::settings_too_late;
    BOOST_TEST(refusal([&] { client.set_min_version(protocol_version::tls1_3); }) == late);
    BOOST_TEST(refusal([&] { client.set_max_version(protocol_version::tls1_3); }) == late);
    BOOST_TEST(refusal([&] { client.set_cipher_suites("TLS_AES_128_GCM_SHA256"); }) == late);
    BOOST_TEST(refusal([&] { client.set_cipher_list("ALL"); }) == late);
    BOOST_TEST(refusal([&] { client.set_policy("modern"); }) == late);
    BOOST_TEST(refusal([&] { client.set_groups("x25519"); }) == late);
    BOOST_TEST(refusal([&] { client.set_signature_schemes("ed25519"); }) == late);
    BOOST_TEST(refusal([&] { client.set_key_log({}); }) == late);
}

BOOST_AUTO_TEST_CASE(configure_keeps_verify_peer_of_host_name)
{
    client.set_host_name("localhost");
    client.native_handle()->configure(ctx.snapshot());
    BOOST_TEST(client.native_handle()->config()->verification.mode == verify_peer);
    BOOST_TEST(outcome() == error::reason::certificate_verify_failed); // ctx has no anchors
    client.reset();
    client.native_handle()->configure(ctx.snapshot());
    BOOST_TEST(client.native_handle()->config()->verification.mode == verify_peer);
    client.set_verify_mode(verify_none);
    client.native_handle()->configure(ctx.snapshot());
    BOOST_TEST(client.native_handle()->config()->verification.mode == verify_none);
}

BOOST_AUTO_TEST_CASE(refuses_a_negative_verify_depth)
{
    const auto depth = [&] { return client.native_handle()->config()->verification.depth; };
    client.set_verify_depth(3);
    BOOST_TEST(depth() == 3u);
    BOOST_TEST(refusal([&] { client.set_verify_depth(-1); }) == asio::error::invalid_argument);
    error_code error;
    client.set_verify_depth(-1, error);
    BOOST_TEST(error == asio::error::invalid_argument);
    BOOST_TEST(depth() == 3u);
    client.set_verify_depth(0, error);
    BOOST_TEST(!error);
    BOOST_TEST(depth() == 0u);
    // The server's root is the leaf's issuer: no intermediate is needed.
    BOOST_TEST(!outcome());
}

BOOST_AUTO_TEST_CASE(functions_with_error_code_verify_like_those_that_throw)
{
    error_code error = error::reason::internal_error;
    client.set_verify_mode(verify_peer, error);
    BOOST_TEST(!error);
    unsigned calls = 0;
    error = error::reason::internal_error;
    client.set_verify_callback(
        [&](bool, verify_context&) {
            ++calls;
            return false;
        },
        error);
    BOOST_TEST(!error);
    BOOST_TEST(outcome() == error::reason::certificate_verify_failed);
    BOOST_TEST(calls > 0u);
}

BOOST_AUTO_TEST_CASE(refuses_settings_that_cannot_be_applied)
{
    auto config = std::make_shared<configuration>();
    config->negotiation.max_fragment_length = 600;
    BOOST_TEST(refusal([&] { client.native_handle()->configure(config); }) == asio::error::invalid_argument);
    BOOST_TEST(refusal([&] { stream_type(io, config); }) == asio::error::invalid_argument);
}

BOOST_AUTO_TEST_CASE(exception_of_failed_handshake_names_certificate_and_rule)
{
    client.set_host_name("elsewhere.example");
    std::thread peer([&] {
        error_code error;
        server.handshake(stream_base::server, error);
    });
    BOOST_CHECK_EXCEPTION(client.handshake(stream_base::client), boost::system::system_error, [](auto& e) {
        const std::string_view text = e.what();
        BOOST_TEST_MESSAGE(text);
        return text.starts_with("handshake: ") && text.find("CN=localhost") != text.npos &&
               text.find("elsewhere.example") != text.npos && text.find("certificate verify failed") != text.npos;
    });
    client.next_layer().close();
    peer.join();
}

BOOST_AUTO_TEST_SUITE_END()
