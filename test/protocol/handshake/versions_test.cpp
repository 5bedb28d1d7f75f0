// A side avoids a version in which it could only fail, if another version is possible.

#include "protocol/handshake/fixed.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/versions.hpp"
#include "support/dsa_key.hpp"
#include "support/pki.hpp"

#include <boost/test/unit_test.hpp>

namespace versions_test {

using namespace tls;
using namespace tls::test;
using alert = alert_description;
using error::reason;

namespace {

constexpr auto tls1_2 = protocol_version::tls1_2;
constexpr auto tls1_3 = protocol_version::tls1_3;
constexpr std::uint16_t psk = 0x00a8; // TLS_PSK_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t rsa_pkcs1_sha256 = 0x0401;

std::shared_ptr<const credential> leaf(const private_key& key)
{
    static const pki authority;
    return std::make_shared<credential>(std::vector{authority.issue({}, key)}, key);
}

configuration server_with(key_type type)
{
    configuration config;
    config.authentication.credentials = {leaf(pki::make_key(type))};
    return config;
}

configuration server_with_dsa()
{
    configuration config;
    config.authentication.credentials = {leaf(dsa_key())};
    return config;
}

configuration server_with_psk()
{
    configuration config;
    config.tls12.psk_server = [](std::string_view) { return secure_bytes(32); };
    return config;
}

configuration with_psk()
{
    configuration config;
    config.tls12.psk_client = [](std::string_view) { return pre_shared_key{"client", secure_bytes(32)}; };
    return config;
}

configuration only(protocol_version version)
{
    configuration config;
    config.negotiation.min_version = config.negotiation.max_version = version;
    return config;
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_version_choice)

BOOST_AUTO_TEST_CASE(chooses_tls12_without_tls13_credentials)
{
    const auto hello = an_offer().hello;
    BOOST_TEST((choose_version(hello, server_with(key_type::secp256r1)) == tls1_3));
    BOOST_TEST((choose_version(hello, server_with_dsa()) == tls1_2));
    BOOST_TEST((choose_version(hello, server_with_psk()) == tls1_2));
    auto by_pkcs1 = server_with(key_type::rsa);
    BOOST_TEST((choose_version(hello, by_pkcs1) == tls1_3));
    by_pkcs1.negotiation.signature_schemes = {rsa_pkcs1_sha256};
    BOOST_TEST((choose_version(hello, by_pkcs1) == tls1_2));
}

BOOST_AUTO_TEST_CASE(chooses_tls13_with_credential_hook)
{
    auto config = server_with_psk();
    config.hooks.async_select_credential = [](client_hello_info, select_credential_completion) {};
    BOOST_TEST((choose_version(an_offer().hello, config) == tls1_3));
}

BOOST_AUTO_TEST_CASE(chooses_tls13_without_credentials_if_it_is_the_only_version)
{
    BOOST_TEST((choose_version(an_offer(only(tls1_3)).hello, server_with_psk()) == tls1_3));
    auto config = server_with_psk();
    config.negotiation.min_version = tls1_3;
    BOOST_TEST((choose_version(an_offer().hello, config) == tls1_3));
}

BOOST_AUTO_TEST_CASE(sends_no_downgrade_mark_if_limited_to_tls12)
{
    auto hello = an_offer(only(tls1_2)).hello;
    hello.cipher_suites.push_back(scsv::fallback);
    for (auto& config : {server_with_dsa(), server_with_psk()}) {
        message::server_hello answer;
        mark_downgrade(answer, config);
        accepts([&] { check_not_downgraded(answer, an_offer().hello); });
        BOOST_TEST((choose_version(hello, config) == tls1_2));
    }
    message::server_hello answer;
    mark_downgrade(answer, server_with(key_type::secp256r1));
    refuses(alert::illegal_parameter, reason::downgrade_detected,
            [&] { check_not_downgraded(answer, an_offer().hello); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(psk_suites)

BOOST_AUTO_TEST_CASE(psk_only_list_excludes_tls13)
{
    auto config = with_psk();
    config.negotiation.cipher_suites = {psk};
    BOOST_TEST(std::ranges::equal(allowed_versions(config), std::vector{tls1_2}));
    const auto hello = an_offer(config).hello;
    BOOST_TEST(!hello.extensions.supported_versions);
    BOOST_TEST(!hello.extensions.key_share);
    BOOST_TEST((hello.cipher_suites == std::vector{psk}));
}

BOOST_AUTO_TEST_CASE(mixed_list_keeps_tls13)
{
    auto config = with_psk();
    for (std::uint16_t other : {0x1301, 0xc02b}) {
        config.negotiation.cipher_suites = {psk, other};
        BOOST_TEST(std::ranges::equal(allowed_versions(config), std::vector{tls1_3, tls1_2}));
    }
}

BOOST_AUTO_TEST_CASE(psk_only_list_is_rejected_without_tls12)
{
    for (auto config : {with_psk(), server_with_psk(), configuration()}) {
        config.negotiation.cipher_suites = {psk};
        accepts([&] { check_configuration(config); });
        config.negotiation.min_version = tls1_3;
        BOOST_TEST(allowed_versions(config).empty());
        refuses(alert::internal_error, reason::no_ciphers_available, [&] { check_configuration(config); });
    }
    auto no_version = with_psk();
    no_version.negotiation.cipher_suites = {psk};
    no_version.negotiation.max_version = protocol_version::tls1_1; // below the lowest version
    refuses(alert::internal_error, reason::no_protocols_available, [&] { check_configuration(no_version); });
}

BOOST_AUTO_TEST_CASE(psk_only_list_needs_client_key)
{
    for (auto config : {only(tls1_2), configuration()}) {
        config.negotiation.cipher_suites = {psk};
        refuses(alert::internal_error, reason::psk_no_client_callback, [&] { an_offer(config); });
    }
}

BOOST_AUTO_TEST_CASE(psk_only_server_without_keys_rejects_tls13_clients)
{
    auto config = server_with(key_type::secp256r1);
    config.negotiation.cipher_suites = {psk};
    BOOST_TEST((choose_version(an_offer().hello, config) == tls1_2));
    refuses(alert::protocol_version, reason::unsupported_protocol,
            [&] { choose_version(an_offer(only(tls1_3)).hello, config); });
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace versions_test
