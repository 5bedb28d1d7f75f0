// Resumption and pre-shared keys in TLS 1.3 between two engines.

#include "crypto/hex.hpp"
#include "protocol/session/session_state.hpp"
#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/external_psk.hpp>
#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>
#include <tls/verify_request.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

/// Settings whose client keeps sessions in a cache and whose server issues tickets. Both use one clock.
struct resuming : configurations {
    explicit resuming(unsigned tickets = 2) : configurations(authority(), {leaf(key_type::secp256r1)})
    {
        client.clock = server.clock = [now = now] { return *now; };
        client.sessions.cache = std::make_shared<client_session_cache>();
        server.sessions.ticket_keys = ticket_keys::rotating();
        server.sessions.tickets = tickets;
    }

    std::size_t cached() const { return client.sessions.cache->size(); }

    std::shared_ptr<std::chrono::system_clock::time_point> now =
        std::make_shared<std::chrono::system_clock::time_point>(std::chrono::system_clock::now());
};

void check_established(const engine_pair& pair)
{
    BOOST_TEST(!pair.client_error, "client: " << pair.client_error.message() << ": " << pair.client.error_detail());
    BOOST_TEST(!pair.server_error, "server: " << pair.server_error.message() << ": " << pair.server.error_detail());
    BOOST_REQUIRE(pair.established());
}

void check_data_flows(engine_pair& pair)
{
    const auto data = pattern(1000);
    BOOST_TEST(transfer(pair.client, pair.server, data, pair.size) == data);
    BOOST_TEST(transfer(pair.server, pair.client, data, pair.size) == data);
}

/// Connects, transfers data in both directions, and checks whether both sides resumed.
void connect(engine_pair pair, bool resumes)
{
    pair.client.set_server_name("localhost");
    pair.client.set_verify_host("localhost");
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().session_reused == resumes);
    BOOST_TEST(pair.server.info().session_reused == resumes);
    BOOST_TEST(pair.client.info().verification.accepted);
    BOOST_TEST(pair.client.info().peer_certificates.size() == 1u);
    check_data_flows(pair);
}

external_psk key(std::string_view identity, psk_hash hash = psk_hash::sha256)
{
    external_psk psk;
    psk.identity = to_bytes(as_bytes(identity));
    psk.key.assign(32, 7);
    psk.hash = hash;
    return psk;
}

/// Settings without certificates: both sides have one external key.
configurations with_external_key(const external_psk& psk)
{
    configurations settings(authority(), {});
    settings.client.verification.mode = verify_none;
    settings.client.sessions.external_psks = {psk};
    settings.server.sessions.find_psk = [psk](byte_view identity) {
        return std::ranges::equal(identity, psk.identity) ? std::optional(psk) : std::nullopt;
    };
    return settings;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_resumption)

BOOST_AUTO_TEST_CASE(resumes_with_a_ticket)
{
    resuming settings;
    connect(settings.pair(), false);
    BOOST_TEST(settings.cached() == 2u);
    connect(settings.pair(), true);
    // One ticket was used, and the server sent one after the resumption.
    BOOST_TEST(settings.cached() == 2u);
    connect(settings.pair(byte_by_byte()), true);
}

BOOST_AUTO_TEST_CASE(client_rounds_the_time_of_receipt_up)
{
    using namespace std::chrono_literals;
    resuming settings;
    *settings.now = std::chrono::floor<std::chrono::milliseconds>(*settings.now) + 900us;
    session received;
    settings.client.sessions.on_new_session = [&](const session& s) { received = s; };
    connect(settings.pair(), false);
    BOOST_TEST((received.issued_at() == *settings.now + 100us));
}

BOOST_AUTO_TEST_CASE(resumption_needs_no_certificates)
{
    resuming settings;
    connect(settings.pair(), false);
    settings.server.authentication.credentials.clear();
    connect(settings.pair(), true);
}

BOOST_AUTO_TEST_CASE(resumes_with_every_suite)
{
    for (const auto& suite : registry::standard()->cipher_suites()) {
        if (!suite.usable_in(protocol_version::tls1_3))
            continue;
        BOOST_TEST_CONTEXT(suite.name)
        {
            resuming settings;
            settings.client.negotiation.cipher_suites = {suite.id};
            settings.server.negotiation.cipher_suites = {suite.id};
            connect(settings.pair(), false);
            connect(settings.pair(), true);
        }
    }
}

BOOST_AUTO_TEST_CASE(resumes_with_a_registry_without_sha256)
{
    const auto& all = *registry::standard();
    auto few = std::make_shared<registry>();
    few->add(*all.find_cipher_suite("TLS_AES_256_GCM_SHA384"));
    few->add(*all.find_group("x25519"));
    few->add(*all.find_signature_scheme("ecdsa_secp256r1_sha256"));
    BOOST_REQUIRE(few->find_hash("SHA-256") == nullptr);
    resuming settings;
    settings.server.algorithms = few;
    settings.server.negotiation.min_version = protocol_version::tls1_3;
    connect(settings.pair(), false);
    connect(settings.pair(), true);
}

// RFC 8446 section 4.2.11: a binder has 32 bytes or more, so that no ClientHello can offer such a session.
BOOST_AUTO_TEST_CASE(issues_and_keeps_no_session_with_a_digest_below_32_bytes)
{
    auto with_sha224 = std::make_shared<registry>(*registry::standard());
    auto suite = *with_sha224->find_cipher_suite("TLS_AES_128_GCM_SHA256");
    suite.id = 0xff01;
    suite.name = "TLS_AES_128_GCM_SHA224";
    suite.hash = with_sha224->find_hash("SHA-224");
    with_sha224->add(suite);
    resuming settings;
    for (auto* side : {&settings.client, &settings.server}) {
        side->algorithms = with_sha224;
        side->negotiation.cipher_suites = {suite.id};
        side->negotiation.min_version = protocol_version::tls1_3;
    }
    connect(settings.pair(), false);
    BOOST_TEST(settings.cached() == 0u);
    connect(settings.pair(), false);
}

BOOST_AUTO_TEST_CASE(resumes_after_a_hello_retry_request)
{
    resuming settings;
    connect(settings.pair(), false);
    settings.client.negotiation.groups = {0x001d, 0x0017};
    settings.server.negotiation.groups = {0x0017};
    auto pair = settings.pair();
    pair.client.set_server_name("localhost");
    pair.client.set_verify_host("localhost");
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().hello_retry);
    BOOST_TEST(pair.client.info().session_reused);
    BOOST_TEST(pair.server.info().session_reused);
    BOOST_TEST(pair.server.info().group->name == "secp256r1");
    check_data_flows(pair);
}

BOOST_AUTO_TEST_CASE(keeps_the_client_certificate)
{
    resuming settings;
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.server.verification.anchors = authority().anchors();
    settings.client.authentication.credentials = {leaf(key_type::secp384r1, "client")};
    connect(settings.pair(), false);
    auto pair = settings.pair();
    pair.client.set_server_name("localhost");
    pair.client.set_verify_host("localhost");
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.server.info().session_reused);
    BOOST_REQUIRE(pair.server.info().peer_certificates.size() == 1u);
    BOOST_TEST(
        (pair.server.info().peer_certificates.front() == settings.client.authentication.credentials.front()->leaf()));
    BOOST_TEST(pair.server.info().verification.accepted);
}

BOOST_AUTO_TEST_CASE(server_sends_tickets_with_its_first_data)
{
    resuming settings;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(!pair.server.has_output());
    BOOST_TEST(settings.cached() == 0u);
    const byte_view data = as_bytes("response");
    std::size_t n = 0;
    error_code error;
    pair.server.write({&data, 1}, n, error);
    pair.exchange();
    bytes space(100);
    byte_span into(space);
    BOOST_TEST((pair.client.read({&into, 1}, n, error) == want::nothing));
    BOOST_TEST(n == data.size());
    BOOST_TEST(settings.cached() == 2u);
}

BOOST_AUTO_TEST_CASE(server_sends_tickets_while_it_waits_for_data)
{
    resuming settings(3);
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    error_code error;
    BOOST_TEST((pair.server.wait_readable(error) == want::input));
    BOOST_TEST(pair.server.has_output());
    pair.exchange();
    BOOST_TEST((pair.client.wait_readable(error) == want::input));
    BOOST_TEST(settings.cached() == 3u);
}

BOOST_AUTO_TEST_CASE(server_that_only_shuts_down_sends_no_tickets)
{
    resuming settings;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    error_code error;
    pair.server.shutdown(error);
    pair.exchange();
    pair.client.wait_readable(error);
    BOOST_TEST(settings.cached() == 0u);
}

BOOST_AUTO_TEST_CASE(each_ticket_is_offered_once)
{
    resuming settings(1);
    connect(settings.pair(), false);
    auto first = settings.pair(), second = settings.pair();
    for (auto* pair : {&first, &second}) {
        pair->client.set_server_name("localhost");
        pair->client.set_verify_host("localhost");
        pair->handshake();
        check_established(*pair);
    }
    BOOST_TEST(first.client.info().session_reused);
    BOOST_TEST(!second.client.info().session_reused);
}

BOOST_AUTO_TEST_CASE(expired_session_leads_to_a_full_handshake)
{
    resuming settings;
    connect(settings.pair(), false);
    *settings.now += settings.server.sessions.lifetime + std::chrono::seconds(1);
    connect(settings.pair(), false);
}

BOOST_AUTO_TEST_CASE(changed_certificate_policies_lead_to_a_full_handshake)
{
    resuming settings;
    auto& policies = settings.client.verification.rules.policies;
    policies = {{"1.2.3.4"}};
    connect(settings.pair(), false);
    connect(settings.pair(), true);
    policies = {{"1.2.3.5"}};
    connect(settings.pair(), false);
    policies = {{"1.2.3.4", "1.2.3.5"}};
    connect(settings.pair(), false);
    policies.reset();
    connect(settings.pair(), false);
    policies = {{"1.2.3.4"}};
    connect(settings.pair(), true);
}

// A full handshake would refuse the certificate.
BOOST_AUTO_TEST_CASE(does_not_resume_when_the_certificate_has_expired_or_is_not_valid_yet)
{
    for (const auto offset : {31, -31}) {
        resuming settings;
        x509::certificate_template contents;
        contents.common_name = "localhost";
        contents.dns_names = {"localhost"};
        contents.not_before = *settings.now - std::chrono::minutes(30);
        contents.not_after = *settings.now + std::chrono::minutes(30);
        settings.server.authentication.credentials = {authority().leaf(contents, key_type::secp256r1)};
        connect(settings.pair(), false);
        connect(settings.pair(), true);
        *settings.now += std::chrono::minutes(offset);
        auto pair = settings.pair();
        pair.client.set_server_name("localhost");
        pair.client.set_verify_host("localhost");
        pair.handshake();
        BOOST_TEST(!pair.client.info().session_reused);
        BOOST_TEST((pair.client_error == error::reason::certificate_verify_failed));
    }
}

BOOST_AUTO_TEST_CASE(server_issues_no_ticket_with_a_client_certificate_that_is_too_long)
{
    resuming settings;
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.server.verification.anchors = authority().anchors();
    for (const std::size_t size : {1'000u, 17'000u}) {
        x509::certificate_template contents;
        contents.common_name = "client";
        auto extension = from_hex("30 82 0000 06 03 2a0304 04 82 0000");
        const auto put = [&](std::size_t at, std::size_t value) {
            extension[at] = static_cast<std::uint8_t>(value >> 8);
            extension[at + 1] = static_cast<std::uint8_t>(value);
        };
        put(2, size + 9);
        put(11, size);
        extension.resize(extension.size() + size);
        contents.extra_extensions = {extension};
        settings.client.authentication.credentials = {authority().leaf(contents, key_type::secp384r1)};
        settings.client.sessions.cache = std::make_shared<client_session_cache>();
        connect(settings.pair(), false);
        BOOST_TEST(settings.cached() == (size < 16 * 1024 ? 2u : 0u));
    }
}

BOOST_AUTO_TEST_CASE(verifies_again_if_the_settings_ask_for_it)
{
    for (bool again : {false, true}) {
        resuming settings;
        unsigned verified = 0;
        bool accepts = true;
        settings.client.sessions.verify_again = again;
        settings.client.verification.callback = [&](bool preverified, verify_context&) {
            ++verified;
            return preverified && accepts;
        };
        connect(settings.pair(), false);
        const auto first = std::exchange(verified, 0u);
        BOOST_TEST(first != 0u);
        connect(settings.pair(), true);
        BOOST_TEST(verified == (again ? first : 0u));
        accepts = false;
        auto pair = settings.pair();
        pair.client.set_server_name("localhost");
        pair.client.set_verify_host("localhost");
        pair.handshake();
        BOOST_TEST(pair.established() == !again);
        if (again)
            BOOST_TEST((pair.client_error == error::reason::certificate_verify_failed));
    }
}

BOOST_AUTO_TEST_CASE(server_verifies_client_again)
{
    resuming settings;
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.server.verification.anchors = authority().anchors();
    settings.client.authentication.credentials = {leaf(key_type::secp384r1, "client")};
    bool accepts = true;
    unsigned asked = 0;
    settings.server.hooks.async_verify = [&](const verify_request& request, auto done) {
        ++asked;
        auto verdict = verify(request, settings.server);
        verdict.accepted &= accepts;
        done(std::move(verdict));
    };
    settings.server.sessions.verify_again = true;
    connect(settings.pair(), false);
    connect(settings.pair(), true);
    BOOST_TEST(asked == 2u);
    // A refused session leads to a full handshake, in which the client proves its identity again.
    accepts = false;
    auto pair = settings.pair();
    pair.client.set_server_name("localhost");
    pair.client.set_verify_host("localhost");
    pair.handshake();
    BOOST_TEST(!pair.server.info().session_reused);
    BOOST_TEST((pair.server_error == error::reason::certificate_verify_failed));
    BOOST_TEST(asked == 4u);
}

BOOST_AUTO_TEST_CASE(single_use_tickets_are_accepted_once)
{
    for (bool sealed : {true, false}) {
        resuming settings(1);
        const auto store = std::make_shared<memory_session_store>();
        settings.server.sessions.store = store;
        settings.server.sessions.single_use_tickets = true;
        if (!sealed)
            settings.server.sessions.ticket_keys = nullptr;
        session ticket;
        settings.client.sessions.cache = nullptr;
        settings.client.sessions.on_new_session = [&](const session& s) { ticket = s; };
        connect(settings.pair(), false);
        BOOST_TEST(store->size() == 1u);
        BOOST_TEST(ticket.state()->ticket.size() == 32u);
        const auto used = ticket;
        for (bool resumes : {true, false}) {
            auto pair = settings.pair();
            pair.client.set_server_name("localhost");
            pair.client.set_verify_host("localhost");
            pair.client.set_session(used);
            pair.handshake();
            check_established(pair);
            BOOST_TEST(pair.server.info().session_reused == resumes);
        }
    }
}

BOOST_AUTO_TEST_CASE(client_forgets_sessions_of_a_failed_connection)
{
    resuming settings(3);
    auto pair = settings.pair();
    pair.client.set_server_name("localhost");
    pair.client.set_verify_host("localhost");
    pair.handshake();
    check_established(pair);
    check_data_flows(pair);
    BOOST_TEST(settings.cached() == 3u);
    pair.client.received(bytes{23, 3, 3, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    error_code error;
    pair.client.wait_readable(error);
    BOOST_TEST(error.failed());
    BOOST_TEST(settings.cached() == 0u);
}

BOOST_AUTO_TEST_CASE(client_forgets_sessions_that_the_server_refuses)
{
    resuming settings(1);
    settings.client.sessions.reuse_tickets = true;
    connect(settings.pair(), false);
    settings.server.sessions.ticket_keys = nullptr;
    connect(settings.pair(), false);
    BOOST_TEST(settings.cached() == 0u);
}

BOOST_AUTO_TEST_CASE(resumptions_do_not_extend_the_lifetime)
{
    resuming settings;
    connect(settings.pair(), false);
    *settings.now += settings.server.sessions.lifetime / 2;
    connect(settings.pair(), true);
    *settings.now += settings.server.sessions.lifetime / 2 + std::chrono::seconds(1);
    connect(settings.pair(), false);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls13_external_keys)

BOOST_AUTO_TEST_CASE(external_key_authenticates_both_sides)
{
    for (auto hash : {psk_hash::sha256, psk_hash::sha384}) {
        for (bool imported : {false, true}) {
            auto psk = key("client 1", hash);
            psk.imported = imported;
            auto pair = with_external_key(psk).pair();
            pair.handshake();
            check_established(pair);
            for (auto* side : {&pair.client, &pair.server}) {
                BOOST_TEST(side->info().psk_identity == "client 1");
                BOOST_TEST(!side->info().session_reused);
                BOOST_TEST(side->info().peer_certificates.empty());
                BOOST_TEST(side->info().group != nullptr);
            }
            BOOST_TEST(pair.client.info().cipher_suite->hash->name ==
                       (hash == psk_hash::sha256 ? "SHA-256" : "SHA-384"));
            check_data_flows(pair);
        }
    }
}

BOOST_AUTO_TEST_CASE(key_alone_needs_both_sides_consent)
{
    for (bool client_allows : {false, true}) {
        for (bool server_allows : {false, true}) {
            auto settings = with_external_key(key("k"));
            settings.client.sessions.psk_ke = client_allows;
            settings.server.sessions.psk_ke = server_allows;
            // No common group: only the key alone can work.
            settings.client.negotiation.groups = {0x001d};
            settings.server.negotiation.groups = {0x0017};
            auto pair = settings.pair();
            pair.handshake();
            BOOST_TEST(pair.established() == (client_allows && server_allows));
            if (!pair.established())
                continue;
            BOOST_TEST(pair.client.info().group == nullptr);
            BOOST_TEST(pair.server.info().group == nullptr);
            check_data_flows(pair);
        }
    }
}

BOOST_AUTO_TEST_CASE(prefers_key_with_dhe)
{
    auto settings = with_external_key(key("k"));
    settings.client.sessions.psk_ke = settings.server.sessions.psk_ke = true;
    auto pair = settings.pair();
    pair.handshake();
    check_established(pair);
    BOOST_TEST(pair.client.info().group != nullptr);
    settings.client.negotiation.groups = {0x001d, 0x0017};
    settings.server.negotiation.groups = {0x0017};
    auto retried = settings.pair();
    retried.handshake();
    check_established(retried);
    BOOST_TEST(retried.server.info().hello_retry);
    BOOST_TEST(retried.server.info().psk_identity == "k");
}

BOOST_AUTO_TEST_CASE(unknown_identity_and_wrong_key_look_the_same)
{
    for (bool wrong_key : {false, true}) {
        auto settings = with_external_key(key("k"));
        auto& offered = settings.client.sessions.external_psks.front();
        if (wrong_key)
            offered.key.front() ^= 1;
        else
            offered.identity.front() ^= 1;
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(!pair.established());
        BOOST_TEST((pair.server.alert_sent() == alert_description::decrypt_error));
        BOOST_TEST((pair.server_error == error::reason::binder_does_not_verify), pair.server_error.message());
    }
}

BOOST_AUTO_TEST_CASE(unverified_certificate_does_not_replace_the_key)
{
    auto settings = with_external_key(key("k"));
    settings.server.sessions.find_psk = nullptr;
    settings.server.authentication.credentials = {leaf(key_type::secp256r1)};
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST((pair.client.alert_sent() == alert_description::handshake_failure));
    settings.client.verification.mode = verify_peer;
    auto verified = settings.pair();
    verified.handshake();
    check_established(verified);
    BOOST_TEST(verified.client.info().psk_identity.empty());
}

// A server cannot request a certificate beside a pre-shared key (RFC 8446 section 4.3.2). TLS 1.2 has the same rule.
BOOST_AUTO_TEST_CASE(key_does_not_replace_required_certificate)
{
    for (auto mode : {verify_peer, verify_peer | verify_fail_if_no_peer_cert}) {
        for (bool has_certificate : {false, true}) {
            auto settings = with_external_key(key("k"));
            settings.server.authentication.credentials = {leaf(key_type::secp256r1)};
            settings.server.verification.anchors = authority().anchors();
            settings.server.verification.mode = mode;
            settings.client.verification.mode = verify_peer;
            if (has_certificate)
                settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
            auto pair = settings.pair();
            pair.handshake();
            const bool requires_certificate = mode != verify_peer;
            BOOST_TEST(pair.established() == (!requires_certificate || has_certificate));
            if (!pair.established()) {
                BOOST_TEST((pair.server_error == error::reason::peer_did_not_return_a_certificate),
                           pair.server_error.message());
                continue;
            }
            BOOST_TEST(pair.server.info().psk_identity == (requires_certificate ? "" : "k"));
            BOOST_TEST(pair.server.info().peer_certificates.size() == (requires_certificate ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(resumes_a_session_that_began_with_an_external_key)
{
    auto settings = with_external_key(key("k"));
    settings.client.sessions.cache = std::make_shared<client_session_cache>();
    settings.server.sessions.ticket_keys = ticket_keys::rotating();
    for (bool resumes : {false, true}) {
        auto pair = settings.pair();
        pair.handshake();
        check_established(pair);
        BOOST_TEST(pair.client.info().session_reused == resumes);
        BOOST_TEST(pair.server.info().session_reused == resumes);
        BOOST_TEST(pair.client.info().psk_identity == "k");
        BOOST_TEST(pair.server.info().psk_identity == "k");
        check_data_flows(pair);
    }
    // A key that the server has withdrawn ends its sessions, too.
    settings.server.sessions.find_psk = [](byte_view) { return std::nullopt; };
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST((pair.server.alert_sent() == alert_description::decrypt_error));
}

BOOST_AUTO_TEST_SUITE_END()
