// The key exchanges that only old peers use, between two engines: anonymous and fixed Diffie-Hellman, export, DSA.

#include "support/engine_pair.hpp"
#include "support/old_key_exchanges.hpp"

#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/temporary_rsa_keys.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
using enum protocol_version;
using tls::error::reason;

namespace {

constexpr protocol_version every_version[] = {tls1_0, tls1_1, tls1_2};
constexpr protocol_version before_tls12[] = {tls1_0, tls1_1};

constexpr std::uint16_t dh_anon_aes = 0x0034, dh_anon_3des = 0x001b, rsa_aes = 0x002f, dhe_rsa_aes = 0x0033;
constexpr std::uint16_t dhe_dss_aes = 0x0032, dhe_dss_3des = 0x0013;
constexpr std::uint16_t dh_rsa_aes = 0x0031, dh_rsa_3des = 0x0010, dh_dss_aes = 0x0030, dh_dss_3des = 0x000d;

using credentials = std::vector<std::shared_ptr<const credential>>;

std::shared_ptr<const credential> rsa_leaf()
{
    static const auto made = rsa_authority().leaf(pki::make_key(key_type::rsa));
    return made;
}

std::shared_ptr<const credential> dsa_leaf(const std::string& name = "localhost")
{
    return dsa_authority().leaf(dsa_key(), name);
}

/// Returns settings that allow one version with one suite. The client verifies the server.
configurations with(protocol_version version, std::uint16_t suite, credentials of_server = {})
{
    configurations settings(pki(), std::move(of_server));
    for (auto* side : {&settings.client, &settings.server}) {
        side->algorithms = decrypting_registry();
        side->negotiation.min_version = side->negotiation.max_version = version;
        side->negotiation.cipher_suites = {suite};
        side->verification.anchors = old_anchors();
        side->verification.rules.allow_dsa = true;
        // DSA on request, for DSS suites and certificates.
        side->negotiation.signature_schemes = {0x0402, 0x0401, 0x0804, 0x0202, 0x0201};
    }
    return settings;
}

/// The same for a suite without authentication, which both sides accept. The client does not verify.
configurations anonymous_in(protocol_version version, std::uint16_t suite = dh_anon_aes)
{
    auto settings = with(version, suite);
    settings.client.verification.mode = verify_none;
    for (auto* side : {&settings.client, &settings.server})
        side->tls12.anonymous_peers = anonymous_peers::without_verification;
    return settings;
}

/// The same for a suite of the export rules.
configurations export_with(std::uint16_t suite, credentials of_server)
{
    auto settings = with(tls1_0, suite, std::move(of_server));
    settings.client.allow_export = settings.server.allow_export = true;
    return settings;
}

void check_established(const engine_pair& pair, protocol_version version, std::uint16_t suite)
{
    BOOST_TEST(!pair.client_error, "client: " << pair.client_error.message() << ": " << pair.client.error_detail());
    BOOST_TEST(!pair.server_error, "server: " << pair.server_error.message() << ": " << pair.server.error_detail());
    BOOST_TEST_REQUIRE(pair.established());
    BOOST_TEST((pair.client.info().version == version));
    BOOST_TEST(pair.client.info().cipher_suite->id == suite);
    BOOST_TEST(pair.server.info().cipher_suite->id == suite);
}

/// Completes a handshake and transfers data.
std::unique_ptr<engine_pair> check_works(const configurations& settings, protocol_version version, std::uint16_t suite)
{
    auto pair = std::make_unique<engine_pair>(std::make_shared<configuration>(settings.client),
                                              std::make_shared<configuration>(settings.server));
    pair->handshake();
    check_established(*pair, version, suite);
    const auto data = pattern(1000);
    BOOST_TEST((transfer(pair->client, pair->server, data, pair->size) == data));
    BOOST_TEST((transfer(pair->server, pair->client, data, pair->size) == data));
    return pair;
}

/// Checks that the side fails by its own settings, before it sends anything.
void check_settings_refused(const configuration& settings, role side, std::string_view word)
{
    engine e(std::make_shared<configuration>(settings));
    error_code error;
    e.handshake(side, error);
    BOOST_TEST(error == reason::no_ciphers_available);
    BOOST_TEST(e.error_detail().find(word) != std::string::npos, e.error_detail());
    BOOST_TEST((side == role::server || !e.has_output()));
}

} // namespace

BOOST_AUTO_TEST_SUITE(anonymous_suites)

BOOST_AUTO_TEST_CASE(work_if_both_sides_accept_them)
{
    for (auto version : every_version) {
        for (auto suite : {dh_anon_aes, dh_anon_3des}) {
            const auto pair = check_works(anonymous_in(version, suite), version, suite);
            BOOST_TEST(pair->client.info().peer_certificates.empty());
            BOOST_TEST(!pair->client.info().peer_signature_scheme);
            BOOST_TEST(!pair->server.info().local_credential);
            BOOST_TEST(!pair->client.info().verification.accepted);
        }
    }
}

BOOST_AUTO_TEST_CASE(are_never_enabled_by_default)
{
    for (auto& suite : registry::standard()->cipher_suites())
        BOOST_TEST((suite.authentication != authentication_method::anonymous || !suite.enabled_by_default));
    for (auto accepted : {anonymous_peers::without_verification, anonymous_peers::despite_verification}) {
        auto settings = anonymous_in(tls1_2);
        for (auto* side : {&settings.client, &settings.server}) {
            side->tls12.anonymous_peers = accepted;
            side->negotiation.cipher_suites.clear();
        }
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error == reason::no_shared_signature_algorithms); // the defaults need a certificate
    }
}

BOOST_AUTO_TEST_CASE(naming_does_not_accept_them)
{
    for (auto side : {role::client, role::server}) {
        auto settings = anonymous_in(tls1_0).client;
        settings.tls12.anonymous_peers = anonymous_peers::refused;
        check_settings_refused(settings, side, "anonymous_peers");
        settings.negotiation.cipher_suites = {rsa_aes, dh_anon_aes};
        check_settings_refused(settings, side, "anonymous_peers");
    }
}

BOOST_AUTO_TEST_CASE(verify_peer_refuses_them_with_a_clear_error)
{
    for (auto side : {role::client, role::server}) {
        for (auto mode : {verify_mode(verify_peer), verify_mode(verify_peer | verify_fail_if_no_peer_cert)}) {
            auto settings = anonymous_in(tls1_0).client;
            settings.verification.mode = mode;
            check_settings_refused(settings, side, "verify_peer");
        }
    }
    // Also when it is set for one connection only.
    engine e(std::make_shared<configuration>(anonymous_in(tls1_0).client));
    e.set_verify_mode(verify_peer);
    error_code error;
    e.handshake(role::client, error);
    BOOST_TEST(error == reason::no_ciphers_available);
}

BOOST_AUTO_TEST_CASE(verify_peer_can_be_overruled_explicitly)
{
    for (auto version : every_version) {
        auto settings = anonymous_in(version);
        settings.client.verification.mode = verify_peer;
        settings.client.tls12.anonymous_peers = anonymous_peers::despite_verification;
        check_works(settings, version, dh_anon_aes);
    }
}

BOOST_AUTO_TEST_CASE(server_that_requires_certificates_never_chooses_them)
{
    auto settings = anonymous_in(tls1_1);
    settings.server.tls12.anonymous_peers = anonymous_peers::despite_verification;
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == reason::no_shared_cipher);
}

BOOST_AUTO_TEST_CASE(client_that_does_not_accept_them_is_not_given_one)
{
    auto settings = anonymous_in(tls1_0);
    settings.client = with(tls1_0, rsa_aes).client;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == reason::no_shared_cipher);
}

// A server without a certificate cannot authenticate in TLS 1.3.
BOOST_AUTO_TEST_CASE(server_without_certificate_does_not_choose_tls13)
{
    auto settings = anonymous_in(tls1_2);
    for (auto* side : {&settings.client, &settings.server}) {
        side->negotiation.max_version = tls1_3;
        side->negotiation.cipher_suites = {0x1301, dh_anon_aes};
    }
    check_works(settings, tls1_2, dh_anon_aes);
}

BOOST_AUTO_TEST_CASE(resume_by_id_while_they_are_accepted)
{
    for (auto version : every_version) {
        auto settings = anonymous_in(version);
        settings.server.sessions.store = std::make_shared<memory_session_store>();
        const auto session = check_works(settings, version, dh_anon_aes)->client.session();
        BOOST_TEST_REQUIRE(!session.empty());
        auto second = settings.pair();
        second.client.set_session(session);
        second.handshake();
        check_established(second, version, dh_anon_aes);
        BOOST_TEST(second.server.info().session_reused);

        // Neither side goes on with the session once it is not accepted any more.
        auto other = with(version, dhe_rsa_aes, {rsa_leaf()});
        other.server.sessions.store = settings.server.sessions.store;
        auto third = other.pair();
        third.client.set_session(session);
        third.handshake();
        check_established(third, version, dhe_rsa_aes);
        BOOST_TEST(!third.client.info().session_reused);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dss_suites_before_tls12)

BOOST_AUTO_TEST_CASE(authenticate_both_sides)
{
    for (auto version : before_tls12) {
        for (auto suite : {dhe_dss_aes, dhe_dss_3des}) {
            auto settings = with(version, suite, {dsa_leaf()});
            settings.client.authentication.credentials = {dsa_leaf("client")};
            settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
            const auto pair = check_works(settings, version, suite);
            BOOST_TEST(pair->client.info().peer_signature_scheme->name == "dsa_sha1");
            BOOST_TEST(pair->server.info().peer_signature_scheme->name == "dsa_sha1");
            BOOST_TEST(pair->server.info().verification.accepted);
        }
    }
}

BOOST_AUTO_TEST_CASE(need_a_scheme_for_dsa_keys)
{
    for (auto version : before_tls12) {
        auto settings = with(version, dhe_dss_aes, {dsa_leaf()});
        settings.server.negotiation.signature_schemes = {0x0401};
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error == reason::no_shared_signature_algorithms);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(fixed_diffie_hellman)

constexpr std::pair<std::uint16_t, authentication_method> suites[] = {
    {dh_rsa_aes, authentication_method::rsa},
    {dh_rsa_3des, authentication_method::rsa},
    {dh_dss_aes, authentication_method::dsa},
    {dh_dss_3des, authentication_method::dsa},
};

BOOST_AUTO_TEST_CASE(works_in_every_version)
{
    for (auto version : every_version) {
        for (auto& [suite, signed_with] : suites) {
            const auto pair = check_works(with(version, suite, {fixed_dh_leaf(signed_with)}), version, suite);
            BOOST_TEST(pair->client.info().verification.accepted);
            BOOST_TEST(!pair->client.info().peer_signature_scheme);
            BOOST_TEST(pair->client.info().group->name == "ffdhe2048");
        }
    }
}

// rsa_fixed_dh and dss_fixed_dh: whoever has the key knows the secret, so there is no CertificateVerify.
BOOST_AUTO_TEST_CASE(authenticates_clients_with_a_key_in_the_same_group)
{
    for (auto version : every_version) {
        for (auto client_signed_with : {authentication_method::rsa, authentication_method::dsa}) {
            auto settings = with(version, dh_rsa_aes, {fixed_dh_leaf(authentication_method::rsa)});
            settings.client.authentication.credentials = {fixed_dh_leaf(client_signed_with, "client")};
            settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
            const auto pair = check_works(settings, version, dh_rsa_aes);
            BOOST_TEST_REQUIRE(pair->server.info().peer_certificates.size() == 1u);
            BOOST_TEST(pair->server.info().verification.accepted);
            BOOST_TEST(!pair->server.info().peer_signature_scheme);
            BOOST_TEST(!pair->client.info().local_signature_scheme);
        }
    }
}

BOOST_AUTO_TEST_CASE(authenticates_clients_with_a_key_that_signs)
{
    for (auto version : every_version) {
        auto settings = with(version, dh_rsa_aes, {fixed_dh_leaf(authentication_method::rsa)});
        settings.client.authentication.credentials = {rsa_authority().leaf(pki::make_key(key_type::rsa), "client")};
        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        const auto pair = check_works(settings, version, dh_rsa_aes);
        BOOST_TEST(pair->server.info().peer_signature_scheme != nullptr);
    }
}

BOOST_AUTO_TEST_CASE(client_does_not_use_a_key_of_another_group)
{
    auto settings = with(tls1_0, dh_rsa_aes, {fixed_dh_leaf(authentication_method::rsa)});
    settings.client.authentication.credentials = {
        rsa_authority().leaf(make_dh_key(*dh_parameters_of(0x0101)), "client")};
    settings.server.verification.mode = verify_peer;
    const auto pair = check_works(settings, tls1_0, dh_rsa_aes);
    BOOST_TEST(pair->server.info().peer_certificates.empty());
}

// A key that is no longer secret would let an attacker play any server to its owner, so the key is used only where the
// server has one in the same group.
BOOST_AUTO_TEST_CASE(client_does_not_use_a_fixed_key_with_other_suites)
{
    for (auto version : every_version) {
        auto settings = with(version, dhe_rsa_aes, {rsa_leaf()});
        settings.client.authentication.credentials = {fixed_dh_leaf(authentication_method::rsa, "client")};
        settings.server.verification.mode = verify_peer;
        const auto pair = check_works(settings, version, dhe_rsa_aes);
        BOOST_TEST(pair->server.info().peer_certificates.empty());
    }
}

BOOST_AUTO_TEST_CASE(needs_a_certificate_signed_as_the_suite_says_before_tls12)
{
    for (auto version : every_version) {
        auto settings = with(version, dh_dss_aes, {fixed_dh_leaf(authentication_method::rsa)});
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.established() == (version == tls1_2));
        if (version != tls1_2)
            BOOST_TEST(pair.server_error == reason::no_shared_signature_algorithms);
    }
}

BOOST_AUTO_TEST_CASE(needs_the_key_usage_key_agreement)
{
    const auto key = x509::generate_private_key(key_type::dh);
    for (auto usage : {x509::key_usage::key_agreement, x509::key_usage::digital_signature}) {
        const auto credential = rsa_authority().leaf(key, "localhost", static_cast<std::uint16_t>(usage));
        auto pair = with(tls1_0, dh_rsa_aes, {credential}).pair();
        pair.handshake();
        BOOST_TEST(pair.established() == (usage == x509::key_usage::key_agreement));
    }
}

// Logjam, CVE-2015-4000
BOOST_AUTO_TEST_CASE(short_keys_are_not_used)
{
    const auto short_key = rsa_authority().leaf(make_dh_key(export_dh_parameters()));
    auto settings = with(tls1_0, dh_rsa_aes, {short_key});
    settings.client.tls12.min_dh_bits = settings.server.tls12.min_dh_bits = 0;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == reason::no_shared_signature_algorithms);

    auto strict = with(tls1_0, dh_rsa_aes, {fixed_dh_leaf(authentication_method::rsa)});
    strict.client.tls12.min_dh_bits = 3072;
    auto refused = strict.pair();
    refused.handshake();
    BOOST_TEST(refused.client_error == reason::dh_key_too_small);
    BOOST_TEST(refused.server_error == error::alert_received(alert_description::insufficient_security));
}

BOOST_AUTO_TEST_CASE(resumes_by_id)
{
    for (auto version : every_version) {
        auto settings = with(version, dh_rsa_aes, {fixed_dh_leaf(authentication_method::rsa)});
        settings.client.authentication.credentials = {fixed_dh_leaf(authentication_method::rsa, "client")};
        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        settings.server.sessions.store = std::make_shared<memory_session_store>();
        const auto session = check_works(settings, version, dh_rsa_aes)->client.session();
        auto second = settings.pair();
        second.client.set_session(session);
        second.handshake();
        check_established(second, version, dh_rsa_aes);
        BOOST_TEST(second.server.info().session_reused);
        BOOST_TEST(second.server.info().peer_certificates.size() == 1u);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(export_key_exchanges)

BOOST_AUTO_TEST_CASE(rsa_uses_a_signed_temporary_key)
{
    auto settings = export_with(export_suites::rsa, {rsa_leaf()});
    const auto pair = check_works(settings, tls1_0, export_suites::rsa);
    BOOST_TEST(pair->client.info().peer_signature_scheme->name == "rsa_pkcs1_md5_sha1");
    BOOST_TEST(pair->client.info().verification.accepted);
}

BOOST_AUTO_TEST_CASE(rsa_shares_a_temporary_key_until_it_is_spent)
{
    auto settings = export_with(export_suites::rsa, {rsa_leaf()});
    temporary_rsa_keys::rules rules;
    rules.max_uses = 2;
    rules.spare_keys = 2;
    settings.server.tls12.temporary_rsa_keys = std::make_shared<temporary_rsa_keys>(rules);
    auto& keys = *settings.server.tls12.temporary_rsa_keys;
    keys.refill();
    for (std::size_t spare : {1u, 1u, 0u, 0u}) {
        check_works(settings, tls1_0, export_suites::rsa);
        BOOST_TEST(keys.ready() == spare);
    }
}

BOOST_AUTO_TEST_CASE(rsa_without_temporary_keys_is_not_chosen)
{
    auto settings = export_with(export_suites::rsa, {rsa_leaf()});
    settings.server.tls12.temporary_rsa_keys = nullptr;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == reason::no_shared_cipher);
}

BOOST_AUTO_TEST_CASE(diffie_hellman_uses_512_bits)
{
    const auto short_key = rsa_authority().leaf(make_dh_key(export_dh_parameters()));
    check_works(export_with(export_suites::dhe_rsa, {rsa_leaf()}), tls1_0, export_suites::dhe_rsa);
    check_works(export_with(export_suites::dh_rsa, {short_key}), tls1_0, export_suites::dh_rsa);
    auto anonymous = anonymous_in(tls1_0, export_suites::dh_anon);
    anonymous.client.allow_export = anonymous.server.allow_export = true;
    check_works(anonymous, tls1_0, export_suites::dh_anon);
}

BOOST_AUTO_TEST_CASE(fixed_keys_of_other_suites_are_too_long)
{
    auto pair = export_with(export_suites::dh_rsa, {fixed_dh_leaf(authentication_method::rsa)}).pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == reason::no_shared_signature_algorithms);
}

BOOST_AUTO_TEST_CASE(need_allow_export_besides_their_names)
{
    for (auto side : {role::client, role::server}) {
        auto settings = export_with(export_suites::rsa, {rsa_leaf()}).server;
        settings.allow_export = false;
        check_settings_refused(settings, side, "allow_export");
    }
}

BOOST_AUTO_TEST_CASE(resume_by_id)
{
    auto settings = export_with(export_suites::rsa, {rsa_leaf()});
    settings.server.sessions.store = std::make_shared<memory_session_store>();
    const auto session = check_works(settings, tls1_0, export_suites::rsa)->client.session();
    auto second = settings.pair();
    second.client.set_session(session);
    second.handshake();
    check_established(second, tls1_0, export_suites::rsa);
    BOOST_TEST(second.server.info().session_reused);
}

BOOST_AUTO_TEST_SUITE_END()
