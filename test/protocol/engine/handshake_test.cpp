// Handshakes between two engines, split at any byte boundary, and their results.

#include "support/engine_pair.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(tls13_engines)

using namespace tls;
using namespace tls::test;

namespace {

const pki& authority()
{
    static const pki instance;
    return instance;
}

configurations localhost(key_type type = key_type::ed25519)
{
    return configurations(authority(), {authority().leaf(type)});
}

void check_established(engine_pair& pair)
{
    BOOST_TEST(!pair.client_error, "client: " << pair.client_error.message() << ": " << pair.client.error_detail());
    BOOST_TEST(!pair.server_error, "server: " << pair.server_error.message() << ": " << pair.server.error_detail());
    BOOST_TEST(pair.established());
}

} // namespace

BOOST_AUTO_TEST_CASE(complete_handshake)
{
    auto pair = localhost().pair();
    pair.client.set_server_name("localhost");
    pair.client.set_verify_host("localhost");
    pair.handshake();
    check_established(pair);
    auto& info = pair.client.info();
    BOOST_TEST((info.version == protocol_version::tls1_3));
    BOOST_TEST(info.cipher_suite->name == "TLS_AES_128_GCM_SHA256");
    BOOST_TEST(info.group->name == "X25519MLKEM768");
    BOOST_TEST(info.peer_signature_scheme->name == "ed25519");
    BOOST_TEST(info.verification.accepted);
    BOOST_TEST(info.peer_certificates.size() == 1u);
    BOOST_TEST(pair.server.info().server_name == "localhost");
    BOOST_TEST(!info.hello_retry);
}

BOOST_AUTO_TEST_CASE(complete_handshake_byte_by_byte)
{
    auto pair = localhost().pair(byte_by_byte());
    pair.handshake();
    check_established(pair);
    auto data = pattern(1000);
    BOOST_TEST(transfer(pair.client, pair.server, data, pair.size) == data);
    BOOST_TEST(transfer(pair.server, pair.client, data, pair.size) == data);
}

BOOST_AUTO_TEST_CASE(complete_handshake_in_random_pieces)
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        auto settings = localhost();
        settings.server.verification.mode = verify_peer;
        auto pair = settings.pair(random_pieces(seed));
        pair.handshake();
        check_established(pair);
        auto data = pattern(100'000);
        BOOST_TEST((transfer(pair.client, pair.server, data, pair.size, seed * 331) == data));
        BOOST_TEST((transfer(pair.server, pair.client, data, pair.size, seed * 331) == data));
    }
}

BOOST_AUTO_TEST_CASE(negotiate_every_suite)
{
    for (auto& suite : registry::standard()->cipher_suites()) {
        if (suite.min_version < protocol_version::tls1_3)
            continue;
        BOOST_TEST_CONTEXT(suite.name)
        {
            auto settings = localhost();
            settings.client.negotiation.cipher_suites = {suite.id};
            settings.server.negotiation.cipher_suites = {suite.id};
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST(pair.server.info().cipher_suite->id == suite.id);
            auto data = pattern(40'000);
            BOOST_TEST((transfer(pair.client, pair.server, data, pair.size) == data));
            BOOST_TEST((transfer(pair.server, pair.client, data, pair.size) == data));
        }
    }
}

BOOST_AUTO_TEST_CASE(use_expensive_groups_only_if_both_sides_list_them)
{
    for (auto& group : registry::standard()->groups()) {
        if (group.enabled_by_default)
            continue;
        auto settings = localhost();
        settings.client.negotiation.groups = {group.id};
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error == error::reason::no_shared_groups, group.name);
    }
}

BOOST_AUTO_TEST_CASE(negotiate_every_group_with_and_without_hello_retry_request)
{
    for (auto& group : registry::standard()->groups()) {
        BOOST_TEST_CONTEXT(group.name)
        {
            auto settings = localhost();
            settings.client.negotiation.groups = {group.id};
            if (!group.enabled_by_default)
                settings.server.negotiation.groups = {group.id};
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST(pair.server.info().group->id == group.id);
            BOOST_TEST(!pair.server.info().hello_retry);

            auto other = group.id == 0x001d ? std::uint16_t(0x0017) : std::uint16_t(0x001d);
            settings.client.negotiation.groups = {other, group.id};
            settings.client.negotiation.key_shares = 1;
            settings.server.negotiation.groups = {group.id};
            settings.server.negotiation.hello_retry_cookie = true;
            auto retried = settings.pair(random_pieces(group.id));
            retried.handshake();
            check_established(retried);
            BOOST_TEST(retried.client.info().group->id == group.id);
            BOOST_TEST(retried.client.info().hello_retry);
            BOOST_TEST(retried.server.info().hello_retry);
        }
    }
}

BOOST_AUTO_TEST_CASE(sign_with_every_handshake_signature_scheme)
{
    unsigned tried = 0;
    for (auto& scheme : registry::standard()->signature_schemes()) {
        if (!scheme.in_tls13_handshake)
            continue;
        ++tried;
        BOOST_TEST_CONTEXT(scheme.name)
        {
            auto settings = localhost(scheme.key);
            settings.client.negotiation.signature_schemes = {scheme.id, 0x0807};
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST(pair.client.info().peer_signature_scheme->id == scheme.id);
        }
    }
    BOOST_TEST(tried == 10u);
}

BOOST_AUTO_TEST_CASE(prefer_group_with_key_share_over_hello_retry_request)
{
    auto settings = localhost();
    settings.client.negotiation.groups = {0x0017, 0x001d};
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().group->name == "secp256r1");
    BOOST_TEST(!pair.client.info().hello_retry);
}

BOOST_AUTO_TEST_CASE(send_configured_number_of_key_shares)
{
    auto settings = localhost();
    settings.client.negotiation.key_shares = 2;
    settings.client.negotiation.groups = {0x0018, 0x0017};
    settings.server.negotiation.groups = {0x0017};
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(!pair.client.info().hello_retry);
}

BOOST_AUTO_TEST_CASE(complete_handshake_without_middlebox_compatibility)
{
    auto settings = localhost();
    settings.client.negotiation.middlebox_compatibility = false;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
}

BOOST_AUTO_TEST_CASE(choose_application_protocol_by_server_or_client_preference)
{
    auto settings = localhost();
    settings.client.negotiation.alpn_protocols = {"a", "b", "c"};
    settings.server.negotiation.alpn_protocols = {"c", "b"};
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().alpn_protocol == "c");
    BOOST_TEST(pair.server.info().alpn_protocol == "c");

    settings.server.negotiation.server_preference = false;
    auto other = settings.pair();
    other.handshake();
    BOOST_TEST(other.client.info().alpn_protocol == "b");
}

BOOST_AUTO_TEST_CASE(continue_without_application_protocol_if_alpn_is_optional)
{
    auto settings = localhost();
    settings.client.negotiation.alpn_protocols = {"a"};
    settings.server.negotiation.alpn_protocols = {"b"};
    settings.server.negotiation.alpn_required = false;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().alpn_protocol.empty());
}

BOOST_AUTO_TEST_CASE(choose_certificate_by_server_name_and_signature_scheme)
{
    configurations settings(authority(), {authority().leaf(key_type::secp256r1, "first.example"),
                                          authority().leaf(key_type::ed25519, "second.example"),
                                          authority().leaf(key_type::rsa, "second.example")});
    auto first = settings.pair();
    first.client.set_server_name("second.example");
    first.handshake();
    check_established(first);
    BOOST_TEST(first.client.info().peer_signature_scheme->name == "ed25519");

    settings.client.negotiation.signature_schemes = {0x0804, 0x0807};
    settings.server.negotiation.signature_schemes = {0x0804};
    auto second = settings.pair();
    second.client.set_server_name("second.example");
    second.handshake();
    check_established(second);
    BOOST_TEST(second.client.info().peer_signature_scheme->name == "rsa_pss_rsae_sha256");

    auto unknown = settings.pair();
    unknown.client.set_server_name("third.example");
    unknown.handshake();
    check_established(unknown);
}

BOOST_AUTO_TEST_CASE(send_no_ip_address_as_server_name)
{
    auto pair = localhost().pair();
    pair.client.set_server_name("127.0.0.1");
    pair.client.set_verify_host("127.0.0.1");
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.server.info().server_name.empty());
}

BOOST_AUTO_TEST_CASE(verify_address_with_zone_without_the_zone)
{
    auto says = x509::certificate_template{};
    says.common_name = "router";
    says.ip_addresses = {"fe80::1"};
    auto settings = localhost();
    settings.server.authentication.credentials = {authority().leaf(says)};
    for (auto* host : {"fe80::1%eth0", "fe80::1", "[fe80::1%25eth0]"}) {
        auto pair = settings.pair();
        pair.client.set_server_name(host);
        pair.client.set_verify_host(host);
        pair.handshake();
        check_established(pair);
        BOOST_TEST(pair.server.info().server_name.empty());
    }
    auto other = settings.pair();
    other.client.set_verify_host("fe80::2%eth0");
    other.handshake();
    BOOST_TEST(!other.established());
}

BOOST_AUTO_TEST_CASE(send_server_name_without_trailing_dot)
{
    auto pair = localhost().pair();
    pair.client.set_server_name("localhost.");
    pair.client.set_verify_host("localhost.");
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.server.info().server_name == "localhost");
}

BOOST_AUTO_TEST_CASE(authenticate_client_by_certificate)
{
    for (auto type : {key_type::ed25519, key_type::secp384r1, key_type::rsa}) {
        auto settings = localhost();
        settings.client.authentication.credentials = {authority().leaf(type, "client")};
        settings.server.verification.anchors = authority().anchors();
        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        auto pair = settings.pair(random_pieces(7));
        pair.handshake();
        check_established(pair);
        BOOST_TEST(pair.server.info().peer_certificates.size() == 1u);
        BOOST_TEST(pair.server.info().verification.accepted);
        BOOST_TEST((pair.client.info().local_credential == settings.client.authentication.credentials.front()));
    }
}

// RFC 8446 section 4.2.4, RFC 5246 section 7.4.4
BOOST_AUTO_TEST_CASE(present_client_certificate_only_if_server_names_required_issuer)
{
    for (auto version : {protocol_version::tls1_3, protocol_version::tls1_2}) {
        for (bool named : {true, false}) {
            auto settings = localhost(key_type::secp256r1);
            settings.client.negotiation.max_version = version;
            settings.client.authentication.credentials = {authority().leaf(key_type::secp256r1, "client")};
            settings.client.authentication.credentials.front()->require_named_issuer();
            settings.server.verification.mode = verify_peer;
            settings.server.verification.anchors = authority().anchors();
            settings.server.verification.send_certificate_authorities = named;
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST(pair.server.info().peer_certificates.size() == (named ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(continue_without_optional_client_certificate)
{
    auto settings = localhost();
    settings.server.verification.anchors = authority().anchors();
    settings.server.verification.mode = verify_peer;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.server.info().peer_certificates.empty());
}

BOOST_AUTO_TEST_CASE(deliver_stapled_ocsp_response_and_timestamps)
{
    x509::certificate_template says;
    says.common_name = "localhost";
    says.dns_names = {"localhost"};
    auto key = pki::make_key(key_type::ed25519);
    auto stapled = std::make_shared<credential>(std::vector{authority().issue(says, key)}, key);
    stapled->staple_ocsp_response({0x30, 0x03, 0x0a, 0x01, 0x00});
    stapled->staple_signed_certificate_timestamps({0, 5, 0, 3, 1, 2, 3});
    configurations settings(authority(), {stapled});
    settings.client.verification.request_staple = true;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().peer_ocsp_response == stapled->ocsp_response());
    BOOST_TEST(pair.client.info().peer_signed_certificate_timestamps == stapled->signed_certificate_timestamps());
}

BOOST_AUTO_TEST_CASE(log_same_secrets_on_both_sides)
{
    std::vector<std::string> client_lines, server_lines;
    auto settings = localhost();
    settings.client.hooks.key_log = [&](std::string_view line) { client_lines.emplace_back(line); };
    settings.server.hooks.key_log = [&](std::string_view line) { server_lines.emplace_back(line); };
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    std::ranges::sort(client_lines);
    std::ranges::sort(server_lines);
    BOOST_TEST(client_lines.size() == 5u);
    BOOST_TEST(client_lines == server_lines);
    BOOST_TEST(client_lines.front().starts_with("CLIENT_HANDSHAKE_TRAFFIC_SECRET "));
}

BOOST_AUTO_TEST_CASE(report_awaited_message)
{
    auto pair = localhost().pair();
    error_code error;
    BOOST_TEST((pair.client.handshake(role::client, error) == want::input));
    BOOST_TEST(pair.client.waiting_for() == "server_hello");
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
    BOOST_TEST(pair.server.waiting_for() == "client_hello");
}

BOOST_AUTO_TEST_CASE(hide_padding_from_reader)
{
    auto settings = localhost();
    unsigned padded = 0;
    settings.client.hooks.padding = [&](std::size_t size, std::size_t room) {
        ++padded;
        return std::min<std::size_t>(room, 512 - size % 512);
    };
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    auto data = pattern(50'000);
    BOOST_TEST((transfer(pair.client, pair.server, data, pair.size) == data));
    BOOST_TEST(padded >= 4u);
}

BOOST_AUTO_TEST_SUITE_END()
