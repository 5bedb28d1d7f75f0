// TLS 1.2 between two engines: versions, suites, keys, certificates and data.

#include "support/engine_pair.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/verify_request.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace tls;
using namespace tls::test;

namespace {

const pki& authority()
{
    static const pki instance;
    return instance;
}

configurations localhost(key_type type = key_type::secp256r1)
{
    configurations settings(authority(), {authority().leaf(type)});
    settings.server.verification.anchors = authority().anchors();
    settings.client.negotiation.max_version = protocol_version::tls1_2;
    return settings;
}

void check_established(engine_pair& pair)
{
    BOOST_TEST(!pair.client_error, "client: " << pair.client_error.message() << ": " << pair.client.error_detail());
    BOOST_TEST(!pair.server_error, "server: " << pair.server_error.message() << ": " << pair.server.error_detail());
    BOOST_TEST(pair.established());
    BOOST_TEST((pair.client.info().version == protocol_version::tls1_2));
    BOOST_TEST((pair.server.info().version == protocol_version::tls1_2));
}

void check_data(engine_pair& pair, std::size_t size = 40'000)
{
    if (!pair.established())
        return;
    auto data = pattern(size);
    BOOST_TEST((transfer(pair.client, pair.server, data, pair.size) == data));
    BOOST_TEST((transfer(pair.server, pair.client, data, pair.size) == data));
}

bool is_of_tls12(const cipher_suite& suite)
{
    return suite.min_version <= protocol_version::tls1_2 && suite.max_version >= protocol_version::tls1_2;
}

bool uses_psk(const cipher_suite& suite)
{
    return suite.key_exchange == key_exchange_method::psk || suite.key_exchange == key_exchange_method::dhe_psk ||
           suite.key_exchange == key_exchange_method::rsa_psk || suite.key_exchange == key_exchange_method::ecdhe_psk;
}

/// Returns settings that allow the suite and no other.
configurations for_suite(const cipher_suite& suite)
{
    auto settings =
        localhost(suite.authentication == authentication_method::ecdsa ? key_type::secp256r1 : key_type::rsa);
    settings.client.negotiation.cipher_suites = {suite.id};
    settings.server.negotiation.cipher_suites = {suite.id};
    if (uses_psk(suite)) {
        settings.client.tls12.psk_client = [](std::string_view hint) -> std::optional<pre_shared_key> {
            BOOST_TEST(hint == "who are you?");
            return pre_shared_key{"client", secure_bytes(32, 7)};
        };
        settings.server.tls12.psk_identity_hint = "who are you?";
        settings.server.tls12.psk_server = [](std::string_view identity) {
            return identity == "client" ? secure_bytes(32, 7) : secure_bytes();
        };
    }
    return settings;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_engines)

BOOST_AUTO_TEST_CASE(complete_handshake)
{
    auto pair = localhost().pair();
    pair.client.set_server_name("localhost");
    pair.client.set_verify_host("localhost");
    pair.handshake();
    check_established(pair);
    auto& info = pair.client.info();
    BOOST_TEST(info.cipher_suite->name == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    BOOST_TEST(info.group->name == "x25519");
    BOOST_TEST(info.peer_signature_scheme->name == "ecdsa_secp256r1_sha256");
    BOOST_TEST(info.verification.accepted);
    BOOST_TEST(info.peer_certificates.size() == 1u);
    BOOST_TEST(info.extended_master_secret);
    BOOST_TEST(info.secure_renegotiation);
    BOOST_TEST(pair.server.info().server_name == "localhost");
    check_data(pair);
}

BOOST_AUTO_TEST_CASE(prefer_tls13_if_both_support_it)
{
    auto settings = localhost();
    settings.client.negotiation.max_version = protocol_version::tls1_3;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.established());
    BOOST_TEST((pair.client.info().version == protocol_version::tls1_3));
}

BOOST_AUTO_TEST_CASE(negotiate_tls12_with_tls12_server)
{
    auto settings = localhost();
    settings.client.negotiation.max_version = protocol_version::tls1_3;
    settings.server.negotiation.max_version = protocol_version::tls1_2;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    check_data(pair);
}

BOOST_AUTO_TEST_CASE(complete_mutual_handshake_byte_by_byte_and_in_random_pieces)
{
    auto settings = localhost();
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.client.authentication.credentials = {authority().leaf(key_type::secp384r1, "client")};
    auto slow = settings.pair(byte_by_byte());
    slow.handshake();
    check_established(slow);
    check_data(slow, 1000);
    for (unsigned seed = 1; seed <= 20; ++seed) {
        auto pair = settings.pair(random_pieces(seed));
        pair.handshake();
        check_established(pair);
        BOOST_TEST(pair.server.info().peer_certificates.size() == 1u);
        BOOST_TEST(pair.server.info().verification.accepted);
        check_data(pair);
    }
}

BOOST_AUTO_TEST_CASE(negotiate_every_suite)
{
    for (auto& suite : registry::standard()->cipher_suites()) {
        if (!is_of_tls12(suite) || suite.authentication == authentication_method::dsa ||
            suite.authentication == authentication_method::anonymous || suite.key_exchange == key_exchange_method::dh)
            continue;
        BOOST_TEST_CONTEXT(suite.name)
        {
            auto pair = for_suite(suite).pair(random_pieces(suite.id));
            pair.handshake();
            check_established(pair);
            BOOST_TEST(pair.client.info().cipher_suite->id == suite.id);
            BOOST_TEST(pair.server.info().cipher_suite->id == suite.id);
            BOOST_TEST(pair.server.info().encrypt_then_mac == (suite.cipher != nullptr));
            BOOST_TEST(pair.client.info().encrypt_then_mac == (suite.cipher != nullptr));
            BOOST_TEST(pair.server.info().psk_identity == (uses_psk(suite) ? "client" : ""));
            check_data(pair);
        }
    }
}

BOOST_AUTO_TEST_CASE(negotiate_cbc_suites_without_encrypt_then_mac)
{
    for (auto& suite : registry::standard()->cipher_suites()) {
        if (!is_of_tls12(suite) || suite.cipher == nullptr || suite.key_exchange != key_exchange_method::ecdhe)
            continue;
        BOOST_TEST_CONTEXT(suite.name)
        {
            auto settings = for_suite(suite);
            settings.server.tls12.encrypt_then_mac = false;
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST(!pair.client.info().encrypt_then_mac);
            check_data(pair);
        }
    }
}

BOOST_AUTO_TEST_CASE(accept_every_key_type_from_server_and_client)
{
    for (auto type : {key_type::rsa, key_type::rsa_pss, key_type::secp256r1, key_type::secp384r1, key_type::secp521r1,
                      key_type::ed25519}) {
        BOOST_TEST_CONTEXT(to_string(type))
        {
            auto settings = localhost(type);
            settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
            settings.client.authentication.credentials = {authority().leaf(type, "client")};
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST((pair.client.info().peer_signature_scheme->key == type));
            BOOST_TEST((pair.server.info().peer_signature_scheme->key == type));
        }
    }
}

BOOST_AUTO_TEST_CASE(use_any_hash_with_any_ecdsa_curve)
{
    auto settings = localhost(key_type::secp384r1);
    settings.client.negotiation.signature_schemes = {0x0403, 0x0807}; // ecdsa_sha256, and ed25519 for the root
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().peer_signature_scheme->hash->name == "SHA-256");
    BOOST_TEST((pair.client.info().peer_signature_scheme->key == key_type::secp384r1));
}

BOOST_AUTO_TEST_CASE(negotiate_every_group)
{
    for (auto& group : registry::standard()->groups()) {
        if (!group.usable_in(protocol_version::tls1_2))
            continue;
        BOOST_TEST_CONTEXT(group.name)
        {
            auto settings = localhost(key_type::rsa);
            const bool is_finite_field = group.family == group_family::ffdhe;
            settings.client.negotiation.groups = {group.id};
            if (!group.enabled_by_default)
                settings.server.negotiation.groups = {group.id};
            if (is_finite_field)
                settings.client.negotiation.cipher_suites = {0x009e};
            settings.server.negotiation.cipher_suites = {0xc02f, 0x009e};
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST(pair.server.info().group->id == group.id);
        }
    }
}

BOOST_AUTO_TEST_CASE(negotiate_application_protocol)
{
    auto settings = localhost();
    settings.client.negotiation.alpn_protocols = {"h2", "http/1.1"};
    settings.server.negotiation.alpn_protocols = {"http/1.1"};
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().alpn_protocol == "http/1.1");
    BOOST_TEST(pair.server.info().alpn_protocol == "http/1.1");
}

BOOST_AUTO_TEST_CASE(staple_ocsp_response_and_timestamps)
{
    auto settings = localhost();
    settings.client.verification.mode = verify_none;
    settings.client.verification.request_staple = true;
    settings.server.authentication.credentials.front()->staple_ocsp_response(bytes{1, 2, 3});
    settings.server.authentication.credentials.front()->staple_signed_certificate_timestamps(bytes{0, 3, 0, 1, 9});
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST((pair.client.info().peer_ocsp_response == bytes{1, 2, 3}));
    BOOST_TEST((pair.client.info().peer_signed_certificate_timestamps == bytes{0, 3, 0, 1, 9}));
}

BOOST_AUTO_TEST_CASE(continue_without_optional_client_certificate)
{
    auto settings = localhost();
    settings.server.verification.mode = verify_peer;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.server.info().peer_certificates.empty());

    settings.server.verification.mode |= verify_fail_if_no_peer_cert;
    auto refused = settings.pair();
    refused.handshake();
    BOOST_TEST(refused.server_error == error::reason::peer_did_not_return_a_certificate);
    BOOST_TEST(refused.client_error == error::alert_received(alert_description::handshake_failure));
}

BOOST_AUTO_TEST_CASE(reject_psk_in_place_of_required_certificate)
{
    auto settings = for_suite(*registry::standard()->find_cipher_suite(0xccac));
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == error::reason::no_shared_cipher);
}

BOOST_AUTO_TEST_CASE(report_reason_for_rejected_certificate)
{
    auto settings = localhost();
    settings.client.verification.mode = verify_peer;
    auto pair = settings.pair();
    pair.client.set_verify_host("other.example");
    pair.handshake();
    BOOST_TEST(pair.client_error == error::reason::certificate_verify_failed);
    BOOST_TEST((pair.client.info().verification.error == x509::verify_error::host_name_mismatch));
    BOOST_TEST(!pair.client.info().peer_certificates.empty());
}

BOOST_AUTO_TEST_CASE(choose_certificate_for_client_suites)
{
    configurations settings(authority(), {authority().leaf(key_type::secp256r1), authority().leaf(key_type::rsa)});
    settings.client.negotiation.max_version = protocol_version::tls1_2;
    settings.client.negotiation.cipher_suites = {0xc02f};
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST((pair.client.info().peer_signature_scheme->key == key_type::rsa));
}

BOOST_AUTO_TEST_CASE(fail_without_common_suite_key_group_or_version)
{
    auto no_suite = localhost(key_type::rsa);
    no_suite.client.negotiation.cipher_suites = {0xc02b};
    no_suite.server.negotiation.cipher_suites = {0xc02f};
    auto pair = no_suite.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == error::reason::no_shared_cipher);
    BOOST_TEST(pair.client_error == error::alert_received(alert_description::handshake_failure));

    auto no_key = localhost(key_type::rsa);
    no_key.client.negotiation.cipher_suites = {0xc02b};
    auto keyless = no_key.pair();
    keyless.handshake();
    BOOST_TEST(keyless.server_error == error::reason::no_shared_signature_algorithms);

    auto no_group = localhost();
    no_group.client.negotiation.groups = {0x0018};
    no_group.server.negotiation.groups = {0x001d};
    auto groupless = no_group.pair();
    groupless.handshake();
    BOOST_TEST(groupless.server_error == error::reason::no_shared_groups);

    auto no_version = localhost();
    no_version.server.negotiation.min_version = protocol_version::tls1_3;
    auto versionless = no_version.pair();
    versionless.handshake();
    BOOST_TEST(versionless.server_error == error::reason::unsupported_protocol);
    BOOST_TEST(versionless.client_error == error::alert_received(alert_description::protocol_version));
}

BOOST_AUTO_TEST_CASE(reject_unneeded_version_fallback)
{
    auto settings = localhost();
    settings.client.tls12.send_fallback_scsv = true;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == error::reason::inappropriate_fallback);
    BOOST_TEST(pair.client_error == error::alert_received(alert_description::inappropriate_fallback));

    settings.server.negotiation.max_version = protocol_version::tls1_2;
    auto justified = settings.pair();
    justified.handshake();
    check_established(justified);
}

BOOST_AUTO_TEST_CASE(fail_identically_for_unknown_psk_identity_and_wrong_key)
{
    const auto* suite = registry::standard()->find_cipher_suite(0xccac);
    for (bool known : {false, true}) {
        auto settings = for_suite(*suite);
        settings.client.tls12.psk_client = [known](std::string_view) -> std::optional<pre_shared_key> {
            return pre_shared_key{known ? "client" : "stranger", secure_bytes(32, 8)};
        };
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error == error::reason::bad_record_mac);
        BOOST_TEST(pair.client_error == error::alert_received(alert_description::bad_record_mac));
    }
}

BOOST_AUTO_TEST_CASE(fail_if_client_callback_gives_no_usable_psk)
{
    using answer = std::optional<pre_shared_key>;
    const std::pair<answer, error::reason> cases[] = {
        {std::nullopt, error::reason::psk_identity_not_found},
        {answer({"client", {}}), error::reason::bad_psk},
        {answer({"client", secure_bytes(257, 7)}), error::reason::bad_psk},
        {answer({std::string(129, 'c'), secure_bytes(32, 7)}), error::reason::bad_psk},
    };
    for (auto& row : cases) {
        const auto& given = row.first;
        auto settings = for_suite(*registry::standard()->find_cipher_suite(0xccac));
        settings.client.tls12.psk_client = [&](std::string_view) { return given; };
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.client_error == row.second);
        BOOST_TEST(pair.server_error == error::alert_received(given ? alert_description::internal_error
                                                                    : alert_description::handshake_failure));
    }
}

BOOST_AUTO_TEST_CASE(fail_if_server_callback_gives_too_long_psk)
{
    auto settings = for_suite(*registry::standard()->find_cipher_suite(0xccac));
    settings.server.tls12.psk_server = [](std::string_view) { return secure_bytes(257, 7); };
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.server_error == error::reason::bad_psk);
    BOOST_TEST(pair.client_error == error::alert_received(alert_description::internal_error));
}

BOOST_AUTO_TEST_CASE(server_without_psk_callback_chooses_certificate_suite)
{
    auto settings = for_suite(*registry::standard()->find_cipher_suite(0xccac));
    for (auto* side : {&settings.client, &settings.server})
        side->negotiation.cipher_suites = {0xccac, 0xc02f};
    settings.server.authentication.credentials = {authority().leaf(key_type::rsa)};
    settings.server.tls12.psk_server = nullptr;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().cipher_suite->id == 0xc02f);
}

BOOST_AUTO_TEST_CASE(fail_with_unusable_dh_parameters)
{
    const bytes prime(256, 0xff), even(256, 0xfe);
    auto before_prime = prime;
    before_prime.back() = 0xfe;
    auto longer = prime;
    longer.push_back(0xff);
    const dh_parameters cases[] = {
        {{}, {2}},      {even, {2}},     {prime, {}},   {prime, {0, 2}},         {prime, {1}}, {prime, before_prime},
        {prime, prime}, {prime, longer}, {{0xff}, {2}}, {bytes(2048, 0xff), {2}}};
    for (auto& parameters : cases) {
        auto settings = for_suite(*registry::standard()->find_cipher_suite(0x009e));
        settings.client.negotiation.groups = {0x001d};
        settings.server.tls12.dh = parameters;
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error == error::reason::missing_tmp_dh_key);
        BOOST_TEST(pair.client_error == error::alert_received(alert_description::internal_error));
    }
}

BOOST_AUTO_TEST_CASE(fail_before_anything_is_sent_without_known_group_or_signature_scheme)
{
    constexpr std::uint16_t unknown = 0xfafa;
    auto no_group = localhost();
    no_group.client.negotiation.groups = {unknown};
    auto groupless = no_group.pair();
    groupless.handshake();
    BOOST_TEST(groupless.client_error == error::reason::no_groups_available);

    auto no_scheme = localhost();
    no_scheme.client.negotiation.signature_schemes = {unknown};
    auto schemeless = no_scheme.pair();
    schemeless.handshake();
    BOOST_TEST(schemeless.client_error == error::reason::no_signature_schemes_available);
}

BOOST_AUTO_TEST_CASE(sign_verify_and_select_credential_externally)
{
    auto settings = localhost(key_type::rsa);
    int answered = 0;
    auto run = [&](std::function<void()> work) {
        ++answered;
        work();
    };
    const auto offloaded = credential::offload(settings.server.authentication.credentials.front(), run);
    settings.server.authentication.credentials.clear();
    settings.server.hooks.async_select_credential = [&](client_hello_info hello, select_credential_completion done) {
        ++answered;
        BOOST_TEST((hello.supported_versions == std::vector<std::uint16_t>{0x0303, 0x0302, 0x0301}));
        done({}, offloaded);
    };
    settings.client.authentication.credentials = {
        credential::offload(authority().leaf(key_type::secp384r1, "client"), run)};
    settings.client.negotiation.signature_schemes = {0x0403, 0x0804, 0x0807};
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    auto verdict = [&](const configuration& config) {
        return [&answered, config](verify_request request, verify_completion done) {
            ++answered;
            done(verify(request, config));
        };
    };
    settings.client.hooks.async_verify = verdict(settings.client);
    settings.server.hooks.async_verify = verdict(settings.server);
    auto pair = settings.pair(byte_by_byte());
    pair.handshake();
    check_established(pair);
    BOOST_TEST(answered == 5);
}

BOOST_AUTO_TEST_CASE(respect_negotiated_record_sizes)
{
    for (auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        auto settings = localhost();
        settings.client.negotiation.max_version = version;
        settings.client.negotiation.record_size_limit = 512;
        settings.server.negotiation.record_size_limit = 1024;
        auto limited = settings.pair();
        limited.handshake();
        BOOST_TEST(limited.established());
        const auto before = limited.server.bytes_queued();
        check_data(limited, 10'240);
        // Twenty records, each with header, tag and the version's other overhead: 22 to 29 bytes.
        BOOST_TEST(limited.server.bytes_queued() - before >= 10'240 + 20 * 22u);

        settings.client.negotiation.record_size_limit = 0;
        settings.client.negotiation.max_fragment_length = 1024;
        auto fragmented = settings.pair();
        fragmented.handshake();
        BOOST_TEST(fragmented.established());
        const auto begin = fragmented.server.bytes_queued();
        check_data(fragmented, 10'240);
        BOOST_TEST(fragmented.server.bytes_queued() - begin >= 10'240 + 10 * 22u);
        BOOST_TEST(fragmented.server.bytes_queued() - begin < 10'240 + 20 * 22u);
    }
}

// RFC 6066 section 4: the limit applies to handshake messages too.
BOOST_AUTO_TEST_CASE(apply_max_fragment_length_to_unencrypted_messages)
{
    auto settings = localhost();
    settings.client.negotiation.max_version = protocol_version::tls1_2;
    settings.client.negotiation.max_fragment_length = 512;
    auto pair = settings.pair();
    error_code error;
    pair.client.handshake(role::client, error);
    while (move_piece(pair.client, pair.server, pair.size)) {}
    pair.server.handshake(role::server, error);
    BOOST_TEST(!error);
    std::size_t longest = 0;
    for (auto flight = pair.server.output(); !flight.empty();) {
        const std::size_t length = flight[3] * 256u + flight[4];
        longest = std::max(longest, length);
        flight = flight.subspan(5 + length);
    }
    BOOST_TEST(longest == 512u);
    pair.handshake();
    BOOST_TEST(pair.established());
}

BOOST_AUTO_TEST_CASE(shut_down_cleanly)
{
    auto pair = localhost().pair();
    pair.handshake();
    check_established(pair);
    error_code error;
    BOOST_TEST((pair.client.shutdown(error) == want::input));
    pair.exchange();
    BOOST_TEST((pair.server.shutdown(error) == want::nothing));
    BOOST_TEST(!error);
    pair.exchange();
    BOOST_TEST((pair.client.shutdown(error) == want::nothing));
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(reject_key_update_calls)
{
    auto pair = localhost().pair();
    pair.handshake();
    check_established(pair);
    error_code error;
    pair.client.update_keys(true, error);
    BOOST_TEST(error == boost::asio::error::operation_not_supported);
    check_data(pair);
}

BOOST_AUTO_TEST_CASE(export_same_keying_material_on_both_sides)
{
    auto settings = localhost();
    for (auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        settings.client.negotiation.max_version = version;
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.established());
        error_code error;
        bytes of_client(40), of_server(40), other(40);
        pair.client.export_keying_material("EXPORTER-test", std::nullopt, of_client, error);
        BOOST_TEST(!error);
        pair.server.export_keying_material("EXPORTER-test", std::nullopt, of_server, error);
        BOOST_TEST((of_client == of_server));
        pair.server.export_keying_material("EXPORTER-test", byte_view(of_client), other, error);
        BOOST_TEST((other != of_server));
        for (auto kind :
             {channel_binding::tls_unique, channel_binding::tls_server_end_point, channel_binding::tls_exporter}) {
            const auto client_binding = pair.client.binding(kind);
            BOOST_TEST((client_binding == pair.server.binding(kind)));
            // The root signs by EdDSA, which has no hash for tls-server-end-point (RFC 5929).
            const bool has_none = kind == channel_binding::tls_server_end_point ||
                                  (kind == channel_binding::tls_unique && version == protocol_version::tls1_3);
            BOOST_TEST(client_binding.empty() == has_none);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
