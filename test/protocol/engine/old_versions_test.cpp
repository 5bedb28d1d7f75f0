// TLS 1.1 and 1.0 between two engines: who may use them, suites, keys, sessions, renegotiation and records.

#include "protocol/engine/talk.hpp"

#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>
#include <tls/weakness.hpp>

using namespace tls;
using namespace tls::test;
using enum protocol_version;
using tls::error::reason;

namespace {

constexpr protocol_version old_versions[] = {tls1_1, tls1_0};

constexpr std::uint16_t aes_128_gcm_tls13 = 0x1301;
constexpr std::uint16_t ecdhe_ecdsa_aes_gcm = 0xc02b;
constexpr std::uint16_t ecdhe_ecdsa_aes_cbc = 0xc009;
constexpr std::uint16_t ecdhe_rsa_aes_cbc = 0xc013;
constexpr std::uint16_t rsa_aes_cbc = 0x002f;

/// Allows the versions in the range, with a suite for each.
void allow(configuration& config, protocol_version least, protocol_version most)
{
    config.negotiation.min_version = least;
    config.negotiation.max_version = most;
    config.negotiation.cipher_suites = {aes_128_gcm_tls13, ecdhe_ecdsa_aes_gcm, ecdhe_ecdsa_aes_cbc, ecdhe_rsa_aes_cbc,
                                        rsa_aes_cbc};
}

/// Returns settings that allow one version, with a certificate for each side.
configurations in_version(protocol_version version, key_type key = key_type::secp256r1)
{
    configurations settings(authority(), {leaf(key)});
    settings.server.verification.anchors = authority().anchors();
    settings.client.authentication.credentials = {leaf(key, "client")};
    allow(settings.client, version, version);
    allow(settings.server, version, version);
    return settings;
}

void check_established(const engine_pair& pair, protocol_version version)
{
    BOOST_TEST(!pair.client_error, "client: " << pair.client_error.message() << ": " << pair.client.error_detail());
    BOOST_TEST(!pair.server_error, "server: " << pair.server_error.message() << ": " << pair.server.error_detail());
    BOOST_TEST(pair.established());
    BOOST_TEST((pair.client.info().version == version));
    BOOST_TEST((pair.server.info().version == version));
}

void check_data(engine_pair& pair, std::size_t size = 40'000)
{
    if (!pair.established())
        return;
    const auto data = pattern(size);
    BOOST_TEST((transfer(pair.client, pair.server, data, pair.size) == data));
    BOOST_TEST((transfer(pair.server, pair.client, data, pair.size) == data));
}

bool is_psk(const cipher_suite& suite)
{
    return suite.key_exchange == key_exchange_method::psk || suite.key_exchange == key_exchange_method::dhe_psk ||
           suite.key_exchange == key_exchange_method::rsa_psk || suite.key_exchange == key_exchange_method::ecdhe_psk;
}

/// Returns settings that allow the suite in the version and nothing else.
configurations for_suite(const cipher_suite& suite, protocol_version version)
{
    auto settings =
        in_version(version, suite.authentication == authentication_method::ecdsa ? key_type::secp256r1 : key_type::rsa);
    for (auto* side : {&settings.client, &settings.server})
        side->negotiation.cipher_suites = {suite.id};
    settings.client.allow_export = settings.server.allow_export = suite.is_export;
    settings.client.tls12.psk_client = [](std::string_view) { return pre_shared_key{"client", secure_bytes(32, 7)}; };
    settings.server.tls12.psk_server = [](std::string_view) { return secure_bytes(32, 7); };
    return settings;
}

/// Returns the content sizes of the records in the output, which must be whole.
std::vector<std::size_t> fragment_sizes(engine& e)
{
    std::vector<std::size_t> sizes;
    for (auto output = e.output(); output.size() >= 5;) {
        sizes.push_back(output[3] * 256u + output[4]);
        output = output.subspan(5 + sizes.back());
    }
    return sizes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(old_version_refusals)

// Neither a default nor a list of suites alone enables TLS 1.1 or 1.0.
BOOST_AUTO_TEST_CASE(are_refused_by_default)
{
    for (auto version : old_versions) {
        for (bool with_suites : {false, true}) {
            configurations settings(authority(), {leaf(key_type::secp256r1)});
            allow(settings.client, version, version);
            if (with_suites)
                settings.server.negotiation.cipher_suites = settings.client.negotiation.cipher_suites;
            auto old_client = settings.pair();
            old_client.handshake();
            BOOST_TEST(old_client.server_error == reason::unsupported_protocol);
            BOOST_TEST(old_client.client_error == error::alert_received(alert_description::protocol_version));

            auto turned = settings;
            std::swap(turned.client.negotiation, turned.server.negotiation);
            auto old_server = turned.pair();
            old_server.handshake();
            BOOST_TEST(old_server.server_error == reason::unsupported_protocol);
            BOOST_TEST(old_server.client_error == error::alert_received(alert_description::protocol_version));
        }
    }
}

BOOST_AUTO_TEST_CASE(version_without_suite_fails_before_anything_is_sent)
{
    for (auto version : old_versions) {
        auto settings = in_version(version);
        settings.client.negotiation.cipher_suites = {};
        auto pair = settings.pair();
        error_code error;
        pair.client.handshake(role::client, error);
        BOOST_TEST(error == reason::no_ciphers_available);
        BOOST_TEST(pair.client.error_detail().find(to_string(version)) != std::string::npos);
        BOOST_TEST(!pair.client.has_output());
    }
}

BOOST_AUTO_TEST_CASE(best_common_version_wins)
{
    for (auto client_best : {tls1_0, tls1_1, tls1_2, tls1_3}) {
        for (auto server_best : {tls1_0, tls1_1, tls1_2, tls1_3}) {
            auto settings = in_version(tls1_0);
            allow(settings.client, tls1_0, client_best);
            allow(settings.server, tls1_0, server_best);
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair, std::min(client_best, server_best));
            check_data(pair, 1000);
        }
    }
}

// RFC 7507
BOOST_AUTO_TEST_CASE(unneeded_fallback_is_refused)
{
    for (auto version : old_versions) {
        auto settings = in_version(version);
        allow(settings.server, tls1_0, tls1_2);
        settings.client.tls12.send_fallback_scsv = true;
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error == reason::inappropriate_fallback);
        allow(settings.server, tls1_0, version);
        auto justified = settings.pair();
        justified.handshake();
        check_established(justified, version);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(old_version_handshakes)

BOOST_AUTO_TEST_CASE(negotiate_every_suite_with_and_without_encrypt_then_mac)
{
    for (auto version : old_versions) {
        for (auto& suite : registry::standard()->cipher_suites()) {
            if (!suite.usable_in(version) || suite.authentication == authentication_method::dsa ||
                suite.authentication == authentication_method::anonymous ||
                suite.key_exchange == key_exchange_method::dh)
                continue;
            for (bool encrypt_then_mac : {true, false}) {
                if (!encrypt_then_mac && suite.key_exchange != key_exchange_method::ecdhe)
                    continue;
                BOOST_TEST_CONTEXT(to_string(version) << " " << suite.name << " " << encrypt_then_mac)
                {
                    auto settings = for_suite(suite, version);
                    settings.server.tls12.encrypt_then_mac = encrypt_then_mac;
                    auto pair = settings.pair(random_pieces(suite.id));
                    pair.handshake();
                    check_established(pair, version);
                    BOOST_TEST(pair.client.info().cipher_suite->id == suite.id);
                    BOOST_TEST(pair.client.info().encrypt_then_mac == (encrypt_then_mac && suite.cipher != nullptr));
                    BOOST_TEST(pair.client.info().extended_master_secret);
                    BOOST_TEST(pair.server.info().psk_identity == (is_psk(suite) ? "client" : ""));
                    check_data(pair);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(never_negotiate_aead_or_sha256_suites)
{
    for (auto& suite : registry::standard()->cipher_suites()) {
        const bool is_old = suite.mac != nullptr && (suite.mac->name == "SHA-1" || suite.mac->name == "MD5");
        // RFC 4346 appendix A.5: export suites are for TLS 1.0 only.
        for (auto version : old_versions)
            BOOST_TEST(suite.usable_in(version) == (is_old && (!suite.is_export || version == tls1_0)), suite.name);
    }
}

BOOST_AUTO_TEST_CASE(authenticate_both_sides_with_every_key_type_that_can_sign)
{
    const std::pair<key_type, std::string_view> types[] = {{key_type::rsa, "rsa_pkcs1_md5_sha1"},
                                                           {key_type::secp256r1, "ecdsa_sha1"},
                                                           {key_type::secp384r1, "ecdsa_secp384r1_with_SHA-1"},
                                                           {key_type::secp521r1, "ecdsa_secp521r1_with_SHA-1"}};
    for (auto version : old_versions) {
        for (auto& [type, scheme] : types) {
            auto settings = in_version(version, type);
            settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
            auto pair = settings.pair(byte_by_byte());
            pair.handshake();
            check_established(pair, version);
            BOOST_TEST(pair.server.info().verification.accepted);
            BOOST_TEST_REQUIRE(pair.client.info().peer_signature_scheme != nullptr);
            BOOST_TEST(pair.client.info().peer_signature_scheme->name == scheme);
            BOOST_TEST(pair.server.info().peer_signature_scheme->name == scheme);
            check_data(pair, 100);
        }
        for (auto type : {key_type::rsa_pss, key_type::ed25519}) {
            auto pair = in_version(version, type).pair();
            pair.handshake();
            BOOST_TEST(pair.server_error == reason::no_shared_signature_algorithms);
        }
    }
}

// RFC 4346 section 7.4.6: a client without a suitable certificate sends none.
BOOST_AUTO_TEST_CASE(client_sends_only_certificates_of_requested_types)
{
    for (auto version : old_versions) {
        auto settings = in_version(version);
        settings.server.verification.mode = verify_peer;
        settings.server.negotiation.signature_schemes = {0x0403, 0x0807}; // no RSA
        for (auto type : {key_type::rsa, key_type::rsa_pss, key_type::ed25519, key_type::secp256r1}) {
            settings.client.authentication.credentials = {leaf(type, "client")};
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair, version);
            BOOST_TEST(pair.server.info().peer_certificates.empty() == (type != key_type::secp256r1));
        }
        settings.server.verification.mode |= verify_fail_if_no_peer_cert;
        settings.client.authentication.credentials = {};
        auto refused = settings.pair();
        refused.handshake();
        BOOST_TEST(refused.server_error == reason::peer_did_not_return_a_certificate);
        BOOST_TEST(refused.client_error == error::alert_received(alert_description::handshake_failure));
    }
}

BOOST_AUTO_TEST_CASE(sign_externally)
{
    for (auto version : old_versions) {
        auto settings = in_version(version, key_type::rsa);
        int signed_messages = 0;
        auto run = [&](std::function<void()> work) {
            ++signed_messages;
            work();
        };
        for (auto* side : {&settings.client, &settings.server})
            side->authentication.credentials = {credential::offload(side->authentication.credentials.front(), run)};
        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair, version);
        BOOST_TEST(signed_messages == 2);
    }
}

BOOST_AUTO_TEST_CASE(export_same_keying_material_on_both_sides)
{
    for (auto version : old_versions) {
        auto pair = in_version(version).pair();
        pair.handshake();
        check_established(pair, version);
        error_code error;
        bytes of_client(40), of_server(40);
        pair.client.export_keying_material("EXPORTER-test", std::nullopt, of_client, error);
        BOOST_TEST(!error);
        pair.server.export_keying_material("EXPORTER-test", std::nullopt, of_server, error);
        BOOST_TEST((of_client == of_server));
        BOOST_TEST(
            (pair.client.binding(channel_binding::tls_unique) == pair.server.binding(channel_binding::tls_unique)));
    }
}

BOOST_AUTO_TEST_CASE(renegotiate_in_the_same_version)
{
    for (auto version : old_versions) {
        // A better version is possible on one side, but a renegotiation does not change it.
        for (bool client_is_better : {false, true}) {
            auto settings = in_version(version);
            settings.client.tls12.renegotiation = settings.server.tls12.renegotiation = renegotiation::by_either;
            allow(settings.client, tls1_0, client_is_better ? tls1_2 : version);
            allow(settings.server, tls1_0, client_is_better ? version : tls1_2);
            talk pair(settings, whole(), version);
            unsigned times = 0;
            for (auto side : {role::client, role::server}) {
                pair.request_renegotiation(side);
                pair.run_until_idle();
                pair.check_renegotiated(++times);
                pair.check_alive();
            }
            BOOST_TEST((pair.client.info().version == version));
            BOOST_TEST((pair.server.info().version == version));
        }
    }
}

BOOST_AUTO_TEST_CASE(report_weak_versions_and_suites_once_per_handshake)
{
    using enum weakness;
    struct expectation {
        protocol_version version;
        std::string_view suite;
        std::vector<weakness> weaknesses;
    };
    const expectation expectations[] = {{tls1_0, "AES128-SHA", {old_version}},
                                        {tls1_1, "RC4-SHA", {old_version, rc4}},
                                        {tls1_0, "IDEA-CBC-SHA", {old_version, idea}},
                                        {tls1_2, "RC4-MD5", {rc4}},
                                        {tls1_2, "NULL-SHA256", {unencrypted}},
                                        {tls1_2, "DES-CBC3-SHA", {triple_des}},
                                        {tls1_2, "AES128-SHA", {}},
                                        {tls1_2, "ECDHE-RSA-AES128-GCM-SHA256", {}}};
    for (auto& expected : expectations) {
        BOOST_TEST_CONTEXT(to_string(expected.version) << " " << expected.suite)
        {
            auto settings = for_suite(*registry::standard()->find_cipher_suite(expected.suite), expected.version);
            std::vector<weak_handshake> reports;
            for (auto* side : {&settings.client, &settings.server})
                side->hooks.on_weak_handshake = [&](const weak_handshake& report) { reports.push_back(report); };
            settings.server.sessions.store = std::make_shared<memory_session_store>();
            auto first = settings.pair();
            first.handshake();
            check_established(first, expected.version);
            auto second = settings.pair();
            second.client.set_session(first.client.session());
            second.handshake();
            check_established(second, expected.version);
            BOOST_TEST(second.client.info().session_reused);
            BOOST_TEST_REQUIRE(reports.size() == (expected.weaknesses.empty() ? 0u : 4u));
            for (std::size_t i = 0; i < reports.size(); ++i) {
                BOOST_TEST((reports[i].weaknesses == expected.weaknesses));
                BOOST_TEST((reports[i].version == expected.version));
                BOOST_TEST(reports[i].cipher_suite->openssl_name == expected.suite);
                BOOST_TEST(reports[i].session_reused == (i >= 2));
                BOOST_TEST(describe(reports[i]).find(reports[i].cipher_suite->name) != std::string::npos);
            }
            for (std::size_t i = 0; i < reports.size(); i += 2)
                BOOST_TEST((reports[i].role != reports[i + 1].role));
        }
    }
}

BOOST_AUTO_TEST_CASE(end_if_the_report_throws)
{
    auto settings = in_version(tls1_0);
    settings.server.hooks.on_weak_handshake = [](const weak_handshake&) { throw std::runtime_error("refused"); };
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(!!pair.server_error);
    BOOST_TEST(!pair.established());
}

BOOST_AUTO_TEST_CASE(shut_down_cleanly)
{
    for (auto version : old_versions) {
        auto pair = in_version(version).pair();
        pair.handshake();
        check_established(pair, version);
        error_code error;
        BOOST_TEST((pair.client.shutdown(error) == want::input));
        pair.exchange();
        BOOST_TEST((pair.server.shutdown(error) == want::nothing));
        pair.exchange();
        BOOST_TEST((pair.client.shutdown(error) == want::nothing));
        BOOST_TEST(!error);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(old_version_records)

// RFC 5246 appendix E.1: before and after the handshake, records carry the negotiated version.
BOOST_AUTO_TEST_CASE(carry_the_version)
{
    for (auto version : old_versions) {
        auto pair = in_version(version).pair();
        error_code error;
        pair.client.handshake(role::client, error);
        while (move_piece(pair.client, pair.server, pair.size)) {}
        pair.server.handshake(role::server, error);
        auto check = [&](byte_view output) {
            for (; output.size() >= 5; output = output.subspan(5 + output[3] * 256u + output[4]))
                BOOST_TEST((output[1] * 256u + output[2]) == static_cast<unsigned>(version));
        };
        BOOST_TEST(pair.server.has_output());
        check(pair.server.output());
        while (move_piece(pair.server, pair.client, pair.size)) {}
        pair.client.handshake(role::client, error);
        BOOST_TEST(pair.client.has_output());
        check(pair.client.output());
    }
}

// BEAST, CVE-2011-3389
BOOST_AUTO_TEST_CASE(first_byte_of_a_tls10_write_has_its_own_record)
{
    for (auto version : {tls1_0, tls1_1, tls1_2}) {
        for (bool splits : {true, false}) {
            auto settings = for_suite(*registry::standard()->find_cipher_suite(ecdhe_ecdsa_aes_cbc), version);
            settings.client.tls12.record_splitting = splits;
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair, version);
            for (int i = 0; i < 2; ++i) {
                const auto data = pattern(100);
                const byte_view whole_data = data;
                std::size_t n = 0;
                error_code error;
                pair.client.write({&whole_data, 1}, n, error);
                BOOST_TEST(n == 100u);
                BOOST_TEST(fragment_sizes(pair.client).size() == (version == tls1_0 && splits ? 2u : 1u));
                pair.exchange();
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(old_version_sessions)

BOOST_AUTO_TEST_CASE(resume_by_ticket_and_by_id_in_their_version_only)
{
    for (auto version : old_versions) {
        for (bool by_ticket : {true, false}) {
            auto settings = in_version(version);
            settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
            allow(settings.server, tls1_0, version);
            settings.server.sessions.ticket_keys = by_ticket ? ticket_keys::rotating() : nullptr;
            settings.server.sessions.store = by_ticket ? nullptr : std::make_shared<memory_session_store>();
            auto first = settings.pair();
            first.handshake();
            check_established(first, version);
            const auto session = first.client.session();
            BOOST_TEST(!session.empty());
            BOOST_TEST((session.version() == version));

            auto second = settings.pair();
            second.client.set_session(session);
            second.handshake();
            check_established(second, version);
            BOOST_TEST(second.client.info().session_reused);
            BOOST_TEST(second.server.info().session_reused);
            BOOST_TEST(second.server.info().peer_certificates.size() == 1u);
            check_data(second, 1000);

            // Both sides can do better now.
            allow(settings.client, tls1_0, tls1_2);
            allow(settings.server, tls1_0, tls1_2);
            auto better = settings.pair();
            better.client.set_session(session);
            better.handshake();
            check_established(better, tls1_2);
            BOOST_TEST(!better.client.info().session_reused);

            // The version is not allowed any more.
            settings.client.negotiation.min_version = tls1_2;
            auto without = settings.pair();
            without.client.set_session(session);
            without.handshake();
            check_established(without, tls1_2);
            BOOST_TEST(!without.client.info().session_reused);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
