// Raw public keys in place of certificates (RFC 7250), in TLS 1.3 and 1.2, on both sides.

#include "protocol/engine/talk.hpp"

#include <tls/session.hpp>
#include <tls/ticket_keys.hpp>
#include <tls/verify_request.hpp>

using namespace tls;
using namespace tls::test;
using error::reason;
using enum protocol_version;

namespace {

constexpr auto x509_only = certificate_type::x509;
constexpr auto raw = certificate_type::raw_public_key;
constexpr protocol_version versions[] = {tls1_3, tls1_2};

/// Returns a private key, made once for each key type and name.
const private_key& key_of(key_type type, const std::string& name)
{
    static std::map<std::pair<key_type, std::string>, private_key> made;
    auto& result = made[{type, name}];
    if (result.scalar.empty() && result.private_exponent.empty())
        result = pki::make_key(type);
    return result;
}

std::shared_ptr<const credential> raw_credential(const std::string& name = "server",
                                                 key_type type = key_type::secp256r1)
{
    return credential::raw_public_key(key_of(type, name));
}

raw_public_key public_part(const std::string& name = "server", key_type type = key_type::secp256r1)
{
    return raw_public_key::of(key_of(type, name).public_part);
}

/// Returns settings in which the server presents a raw public key, which the client accepts.
configurations with_raw_server(protocol_version version)
{
    configurations settings(authority(), {raw_credential()});
    for (auto* side : {&settings.client, &settings.server})
        side->negotiation.min_version = side->negotiation.max_version = version;
    settings.client.verification.mode = verify_peer;
    settings.client.verification.certificate_types = {raw};
    settings.client.verification.raw_public_keys = {public_part()};
    return settings;
}

/// Returns settings in which the client presents a raw public key as well.
configurations with_raw_peers(protocol_version version)
{
    auto settings = with_raw_server(version);
    settings.client.authentication.credentials = {raw_credential("client")};
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.server.verification.certificate_types = {raw};
    settings.server.verification.raw_public_keys = {public_part("client")};
    return settings;
}

void check_established(const engine_pair& pair)
{
    BOOST_TEST(!pair.client_error, "client: " << pair.client_error.message() << ": " << pair.client.error_detail());
    BOOST_TEST(!pair.server_error, "server: " << pair.server_error.message() << ": " << pair.server.error_detail());
    BOOST_TEST(pair.established());
}

/// Checks that the side in the role fails for the reason, and the other by its alert.
void check_fails(const configurations& settings, role side, reason why, alert_description alert)
{
    auto pair = settings.pair();
    pair.handshake();
    const bool is_client = side == role::client;
    BOOST_TEST((is_client ? pair.client_error : pair.server_error) == why);
    BOOST_TEST((is_client ? pair.server_error : pair.client_error) == error::alert_received(alert));
}

} // namespace

BOOST_AUTO_TEST_SUITE(raw_public_keys)

BOOST_AUTO_TEST_CASE(server_presents_raw_public_key)
{
    for (auto version : versions) {
        auto pair = with_raw_server(version).pair();
        pair.handshake();
        check_established(pair);
        const auto& seen = pair.client.info();
        BOOST_TEST((seen.peer_raw_public_key == public_part()));
        BOOST_TEST(seen.peer_certificates.empty());
        BOOST_TEST(seen.verification.accepted);
        BOOST_TEST((seen.server_certificate_type == raw));
        BOOST_TEST((seen.client_certificate_type == x509_only));
        BOOST_TEST((pair.server.info().server_certificate_type == raw));
        BOOST_TEST(!pair.server.info().peer_raw_public_key);
    }
}

BOOST_AUTO_TEST_CASE(both_peers_present_raw_public_keys)
{
    for (auto version : versions) {
        auto pair = with_raw_peers(version).pair();
        pair.handshake();
        check_established(pair);
        BOOST_TEST((pair.client.info().peer_raw_public_key == public_part("server")));
        BOOST_TEST((pair.server.info().peer_raw_public_key == public_part("client")));
        BOOST_TEST(pair.server.info().verification.accepted);
        BOOST_TEST((pair.client.info().client_certificate_type == raw));
        BOOST_TEST((pair.server.info().client_certificate_type == raw));
        const bytes text{1, 2, 3};
        BOOST_TEST(transfer(pair.client, pair.server, text, whole()) == text);
    }
}

BOOST_AUTO_TEST_CASE(works_with_every_key_type)
{
    for (auto version : versions) {
        for (auto type : {key_type::rsa, key_type::secp256r1, key_type::secp384r1, key_type::ed25519}) {
            auto settings = with_raw_server(version);
            settings.server.authentication.credentials = {raw_credential("server", type)};
            settings.client.verification.raw_public_keys = {public_part("server", type)};
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
        }
    }
}

BOOST_AUTO_TEST_CASE(each_side_may_use_another_type)
{
    for (auto version : versions) {
        auto settings = with_raw_server(version);
        settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        settings.server.verification.anchors = authority().anchors();
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair);
        BOOST_TEST((pair.client.info().server_certificate_type == raw));
        BOOST_TEST(pair.server.info().peer_certificates.size() != 0u);
        BOOST_TEST(!pair.server.info().peer_raw_public_key);
    }
}

BOOST_AUTO_TEST_CASE(key_may_be_held_elsewhere)
{
    for (auto version : versions) {
        auto settings = with_raw_peers(version);
        for (auto* side : {&settings.client, &settings.server}) {
            auto& ours = side->authentication.credentials.front();
            ours = credential::offload(ours, [](std::function<void()> job) { job(); });
            BOOST_TEST((ours->certificate_type() == raw));
        }
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(raw_public_key_negotiation)

BOOST_AUTO_TEST_CASE(server_prefers_its_first_credential_of_an_accepted_type)
{
    for (auto version : versions) {
        for (bool raw_first : {false, true}) {
            auto settings = with_raw_server(version);
            settings.client.verification.certificate_types = {x509_only, raw};
            auto& ours = settings.server.authentication.credentials;
            ours.insert(raw_first ? ours.end() : ours.begin(), leaf(key_type::secp256r1));
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST((pair.client.info().server_certificate_type == (raw_first ? raw : x509_only)));
            BOOST_TEST(pair.client.info().peer_certificates.empty() == raw_first);
        }
    }
}

BOOST_AUTO_TEST_CASE(server_prefers_its_first_accepted_type_of_client)
{
    for (auto version : versions) {
        for (auto first : {raw, x509_only}) {
            auto settings = with_raw_peers(version);
            settings.client.authentication.credentials.push_back(leaf(key_type::secp256r1, "client"));
            settings.server.verification.certificate_types = {first, first == raw ? x509_only : raw};
            settings.server.verification.anchors = authority().anchors();
            auto pair = settings.pair();
            pair.handshake();
            check_established(pair);
            BOOST_TEST((pair.server.info().client_certificate_type == first));
            BOOST_TEST(pair.server.info().peer_raw_public_key.has_value() == (first == raw));
        }
    }
}

BOOST_AUTO_TEST_CASE(client_without_extension_gets_certificate)
{
    for (auto version : versions) {
        auto settings = with_raw_server(version);
        settings.client.verification.certificate_types = {};
        settings.server.authentication.credentials.push_back(leaf(key_type::secp256r1));
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair);
        BOOST_TEST(!pair.client.info().peer_raw_public_key);
    }
}

BOOST_AUTO_TEST_CASE(server_refuses_client_without_common_type)
{
    constexpr auto alert = alert_description::unsupported_certificate;
    for (auto version : versions) {
        auto settings = with_raw_server(version);
        settings.client.verification.certificate_types = {}; // X.509, which the server does not have
        check_fails(settings, role::server, reason::no_shared_certificate_type, alert);

        settings = with_raw_server(version);
        settings.server.authentication.credentials = {leaf(key_type::secp256r1)};
        check_fails(settings, role::server, reason::no_shared_certificate_type, alert);

        settings = with_raw_peers(version);
        settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
        check_fails(settings, role::server, reason::no_shared_certificate_type, alert);

        settings = with_raw_peers(version);
        settings.server.verification.certificate_types = {};
        check_fails(settings, role::server, reason::no_shared_certificate_type, alert);
    }
}

BOOST_AUTO_TEST_CASE(client_may_decline)
{
    for (auto version : versions) {
        auto settings = with_raw_peers(version);
        settings.client.authentication.credentials = {};
        settings.client.authentication.certificate_types = {raw};
        settings.server.verification.mode = verify_peer;
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair);
        BOOST_TEST(!pair.server.info().peer_raw_public_key);

        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        auto required = settings.pair();
        required.handshake();
        BOOST_TEST(required.server_error == reason::peer_did_not_return_a_certificate);
    }
}

BOOST_AUTO_TEST_CASE(raw_public_key_serves_any_server_name)
{
    for (auto version : versions) {
        auto settings = with_raw_server(version);
        settings.server.authentication.require_server_name = true;
        auto pair = settings.pair();
        pair.client.set_server_name("other.example");
        pair.handshake();
        check_established(pair);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(raw_public_key_verification)

BOOST_AUTO_TEST_CASE(accepts_key_by_digest)
{
    for (auto version : versions) {
        auto settings = with_raw_server(version);
        settings.client.verification.raw_public_keys = {};
        settings.client.verification.raw_public_key_digests = {public_part().sha256()};
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair);
    }
}

BOOST_AUTO_TEST_CASE(refuses_unlisted_key)
{
    constexpr auto alert = alert_description::certificate_unknown;
    for (auto version : versions) {
        auto settings = with_raw_peers(version);
        settings.client.verification.raw_public_keys = {public_part("another")};
        check_fails(settings, role::client, reason::certificate_verify_failed, alert);

        settings = with_raw_peers(version);
        settings.server.verification.raw_public_keys = {};
        settings.server.verification.raw_public_key_digests = {public_part("another").sha256()};
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.server_error == reason::certificate_verify_failed);
        BOOST_TEST((pair.server.info().verification.error == x509::verify_error::raw_public_key_untrusted));
    }
}

// A setting that is missing must not mean that nothing is checked.
BOOST_AUTO_TEST_CASE(fails_if_verification_has_nothing_to_compare_with)
{
    for (auto version : versions) {
        auto settings = with_raw_peers(version);
        settings.client.verification.raw_public_keys = {};
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.client_error == reason::no_raw_public_keys_accepted);

        settings = with_raw_peers(version);
        settings.server.verification.raw_public_keys = {};
        auto other = settings.pair();
        other.handshake();
        BOOST_TEST(other.server_error == reason::no_raw_public_keys_accepted);

        // An accepted chain has nothing to do with it.
        settings.server.verification.callback = [](bool, verify_context&) { return true; };
        settings.server.hooks.async_verify = [](verify_request, verify_completion done) {
            x509::verification_result yes;
            yes.accepted = true;
            done(yes);
        };
        auto third = settings.pair();
        third.handshake();
        BOOST_TEST(third.server_error == reason::no_raw_public_keys_accepted);
    }
}

BOOST_AUTO_TEST_CASE(without_verification_any_key_is_taken_but_not_accepted)
{
    for (auto version : versions) {
        auto settings = with_raw_server(version);
        settings.client.verification.mode = verify_none;
        settings.client.verification.raw_public_keys = {};
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair);
        BOOST_TEST((pair.client.info().peer_raw_public_key == public_part()));
        BOOST_TEST(!pair.client.info().verification.accepted);
    }
}

BOOST_AUTO_TEST_CASE(hook_decides)
{
    for (auto version : versions) {
        for (bool accept : {true, false}) {
            auto settings = with_raw_server(version);
            settings.client.verification.raw_public_keys = {};
            unsigned calls = 0;
            settings.client.hooks.async_verify_raw_public_key = [&](verify_request request, verify_completion done) {
                ++calls;
                BOOST_TEST(request.chain.empty());
                BOOST_TEST((request.raw_public_key == public_part()));
                x509::verification_result result;
                result.accepted = accept;
                result.error = accept ? x509::verify_error::ok : x509::verify_error::rejected;
                done(result);
            };
            settings.client.hooks.async_verify = [](verify_request, verify_completion) {
                BOOST_ERROR("the hook for certificates got a raw public key");
            };
            auto pair = settings.pair();
            pair.handshake();
            BOOST_TEST(calls == 1u);
            BOOST_TEST(pair.established() == accept);
            if (!accept)
                BOOST_TEST(pair.client_error == reason::certificate_verify_failed);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(raw_public_key_sessions)

BOOST_AUTO_TEST_CASE(resumption_keeps_type_and_key)
{
    for (auto version : versions) {
        for (bool verify_again : {false, true}) {
            auto settings = with_raw_peers(version);
            settings.server.sessions.ticket_keys =
                std::make_shared<ticket_keys>(std::vector{ticket_key{{}, secure_bytes(32, 2)}});
            settings.client.sessions.verify_again = settings.server.sessions.verify_again = verify_again;
            session received;
            settings.client.sessions.on_new_session = [&](const session& s) { received = s; };
            auto first = settings.pair();
            first.handshake();
            check_established(first);
            const bytes text{1};
            transfer(first.server, first.client, text, whole());
            BOOST_REQUIRE(received);
            BOOST_TEST((received.peer_raw_public_key() == public_part()));

            auto second = settings.pair();
            second.client.set_session(session::from_bytes(received.to_bytes()));
            second.handshake();
            check_established(second);
            BOOST_TEST(second.client.info().session_reused);
            BOOST_TEST((second.client.info().peer_raw_public_key == public_part("server")));
            BOOST_TEST((second.server.info().peer_raw_public_key == public_part("client")));
            BOOST_TEST((second.client.info().server_certificate_type == raw));
            BOOST_TEST((second.server.info().client_certificate_type == raw));
        }
    }
}

BOOST_AUTO_TEST_CASE(session_is_not_resumed_if_accepted_keys_change)
{
    for (auto version : versions) {
        auto settings = with_raw_peers(version);
        settings.server.sessions.ticket_keys =
            std::make_shared<ticket_keys>(std::vector{ticket_key{{}, secure_bytes(32, 2)}});
        session received;
        settings.client.sessions.on_new_session = [&](const session& s) { received = s; };
        auto first = settings.pair();
        first.handshake();
        transfer(first.server, first.client, bytes{1}, whole());
        BOOST_REQUIRE(received);

        settings.server.verification.raw_public_keys = {public_part("another")};
        auto second = settings.pair();
        second.client.set_session(received);
        second.handshake();
        BOOST_TEST(second.server_error == reason::certificate_verify_failed);
    }
}

BOOST_AUTO_TEST_CASE(renegotiation_needs_the_same_key)
{
    auto settings = with_raw_peers(tls1_2);
    settings.client.tls12.renegotiation = settings.server.tls12.renegotiation = renegotiation::by_either;
    talk pair(settings);
    unsigned times = 0;
    for (auto side : {role::client, role::server}) {
        pair.request_renegotiation(side);
        pair.run_until_idle();
        pair.check_renegotiated(++times);
        pair.check_alive();
    }
    BOOST_TEST((pair.client.info().peer_raw_public_key == public_part("server")));
    BOOST_TEST((pair.server.info().peer_raw_public_key == public_part("client")));
}

BOOST_AUTO_TEST_CASE(has_no_tls_server_end_point)
{
    for (auto version : versions) {
        auto pair = with_raw_server(version).pair();
        pair.handshake();
        check_established(pair);
        BOOST_TEST(pair.client.binding(channel_binding::tls_server_end_point).empty());
        BOOST_TEST(pair.server.binding(channel_binding::tls_server_end_point).empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
