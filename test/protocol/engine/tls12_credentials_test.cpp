// Credentials that only TLS 1.2 supports: DSA keys and pre-shared keys. The settings leave both versions enabled.

#include "support/dsa_key.hpp"
#include "support/engine_pair.hpp"

#include <boost/test/unit_test.hpp>

namespace tls12_credentials_test {

using namespace tls;
using namespace tls::test;

namespace {

constexpr std::uint16_t dsa_sha256 = 0x0402;
constexpr std::uint16_t ed25519 = 0x0807;
constexpr std::uint16_t dhe_dss = 0x00a2; // TLS_DHE_DSS_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t psk = 0x00a8;     // TLS_PSK_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t tls13_suite = 0x1301;

const pki& authority()
{
    static const pki instance;
    return instance;
}

std::shared_ptr<const credential> dsa_leaf()
{
    static const auto leaf = [] {
        x509::certificate_template says;
        says.common_name = "localhost";
        says.dns_names = {"localhost"};
        return std::make_shared<credential>(std::vector{authority().issue(says, dsa_key())}, dsa_key());
    }();
    return leaf;
}

/// Returns settings with a DSA server key and a client that asks for it.
configurations with_dsa()
{
    configurations settings(authority(), {dsa_leaf()});
    settings.server.verification.anchors = authority().anchors();
    for (auto* config : {&settings.client, &settings.server}) {
        config->negotiation.cipher_suites = {dhe_dss};
        config->negotiation.signature_schemes = {dsa_sha256, ed25519};
    }
    return settings;
}

configurations with_psk(std::vector<std::shared_ptr<const credential>> of_server = {})
{
    configurations settings(authority(), std::move(of_server));
    settings.client.tls12.psk_client = [](std::string_view) { return pre_shared_key{"client", secure_bytes(32, 7)}; };
    settings.server.tls12.psk_server = [](std::string_view) { return secure_bytes(32, 7); };
    settings.client.negotiation.cipher_suites = {psk};
    settings.server.negotiation.cipher_suites = {psk};
    return settings;
}

void check_tls12(engine_pair& pair, std::string_view suite)
{
    pair.handshake();
    BOOST_TEST(!pair.client_error, "client: " << pair.client_error.message() << ": " << pair.client.error_detail());
    BOOST_TEST(!pair.server_error, "server: " << pair.server_error.message() << ": " << pair.server.error_detail());
    BOOST_TEST_REQUIRE(pair.established());
    BOOST_TEST((pair.client.info().version == protocol_version::tls1_2));
    BOOST_TEST(pair.client.info().cipher_suite->name == suite);
    const auto data = pattern(1000);
    BOOST_TEST((transfer(pair.client, pair.server, data, pair.size) == data));
}

} // namespace

BOOST_AUTO_TEST_SUITE(dsa_keys)

BOOST_AUTO_TEST_CASE(sign_for_every_dsa_suite)
{
    auto settings = with_dsa();
    for (auto& suite : registry::standard()->cipher_suites()) {
        if (suite.authentication != authentication_method::dsa || suite.key_exchange != key_exchange_method::dhe ||
            !suite.usable_in(protocol_version::tls1_2))
            continue;
        BOOST_TEST_CONTEXT(suite.name)
        {
            settings.client.negotiation.cipher_suites = {suite.id};
            settings.server.negotiation.cipher_suites = {suite.id};
            auto pair = settings.pair();
            check_tls12(pair, suite.name);
            BOOST_TEST(pair.client.info().peer_signature_scheme->name == "dsa_sha256");
            BOOST_TEST(pair.client.info().verification.accepted);
        }
    }
}

BOOST_AUTO_TEST_CASE(authenticate_client)
{
    auto settings = with_dsa();
    settings.client.authentication.credentials = {dsa_leaf()};
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    auto pair = settings.pair();
    check_tls12(pair, "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256");
    BOOST_TEST(pair.server.info().peer_signature_scheme->name == "dsa_sha256");
    BOOST_TEST(pair.server.info().verification.accepted);
}

BOOST_AUTO_TEST_CASE(are_off_by_default)
{
    auto settings = with_dsa();
    settings.client.negotiation.signature_schemes.clear();
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == error::reason::no_shared_signature_algorithms);
    settings.client = with_dsa().client;
    settings.client.negotiation.cipher_suites.clear();
    auto other = settings.pair();
    other.handshake();
    BOOST_TEST(other.server_error == error::reason::no_shared_cipher);
}

BOOST_AUTO_TEST_CASE(do_not_prevent_tls13_with_other_certificates)
{
    auto settings = with_dsa();
    settings.server.authentication.credentials = {dsa_leaf(), authority().leaf()};
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.established());
    BOOST_TEST((pair.client.info().version == protocol_version::tls1_3));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pre_shared_keys)

BOOST_AUTO_TEST_CASE(work_without_version_limit)
{
    auto pair = with_psk().pair();
    check_tls12(pair, "TLS_PSK_WITH_AES_128_GCM_SHA256");
    BOOST_TEST(pair.server.info().psk_identity == "client");
}

BOOST_AUTO_TEST_CASE(make_server_without_certificate_choose_tls12)
{
    auto settings = with_psk();
    settings.client.negotiation.cipher_suites = {tls13_suite, psk};
    settings.server.negotiation.cipher_suites = {tls13_suite, psk};
    auto pair = settings.pair();
    check_tls12(pair, "TLS_PSK_WITH_AES_128_GCM_SHA256");
}

BOOST_AUTO_TEST_CASE(are_used_by_psk_only_client_even_if_server_has_certificate)
{
    auto settings = with_psk({authority().leaf()});
    settings.server.negotiation.cipher_suites = {tls13_suite, psk};
    auto pair = settings.pair();
    check_tls12(pair, "TLS_PSK_WITH_AES_128_GCM_SHA256");
    settings.client.negotiation.cipher_suites = {tls13_suite, psk};
    auto other = settings.pair();
    other.handshake();
    BOOST_TEST(other.established());
    BOOST_TEST((other.client.info().version == protocol_version::tls1_3));
}

BOOST_AUTO_TEST_CASE(psk_only_client_without_keys_does_not_fall_back_to_certificates)
{
    auto settings = with_psk({authority().leaf()});
    settings.client.tls12.psk_client = nullptr;
    settings.client.verification.mode = verify_none;
    settings.server.negotiation.cipher_suites.clear();
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.client_error == error::reason::psk_no_client_callback);
}

BOOST_AUTO_TEST_CASE(client_with_external_psk_does_not_fall_back_to_unverified_tls12_server)
{
    configurations settings(authority(), {authority().leaf()});
    settings.server.negotiation.max_version = protocol_version::tls1_2;
    external_psk psk;
    psk.identity = {1};
    psk.key = secure_bytes(32, 1);
    settings.client.sessions.external_psks = {psk};
    settings.client.verification.mode = verify_none;
    auto unverified = settings.pair();
    unverified.handshake();
    BOOST_TEST(unverified.client_error == error::reason::psk_identity_not_found);
    BOOST_TEST((unverified.client.alert_sent() == alert_description::handshake_failure));
    settings.client.verification.mode = verify_peer;
    auto verified = settings.pair();
    verified.handshake();
    BOOST_TEST(verified.established());
}

BOOST_AUTO_TEST_CASE(psk_only_server_without_keys_accepts_no_client)
{
    for (auto has_certificate : {true, false}) {
        auto settings = with_psk();
        if (has_certificate)
            settings.server.authentication.credentials = {authority().leaf()};
        settings.server.tls12.psk_server = nullptr;
        settings.client.negotiation.cipher_suites.clear();
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error ==
                   (has_certificate ? error::reason::no_shared_cipher : error::reason::no_certificate_set));
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls12_credentials_test
