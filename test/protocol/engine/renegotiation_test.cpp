// TLS 1.2 renegotiation between two engines.

#include "protocol/engine/talk.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>
#include <tls/verify_request.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

using namespace tls;
using namespace tls::test;

namespace {

const role both[] = {role::client, role::server};

bytes tls_unique(const engine& e)
{
    return e.binding(channel_binding::tls_unique);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_renegotiation)

BOOST_AUTO_TEST_CASE(can_be_started_by_either_side_repeatedly)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    unsigned times = 0;
    for (auto side : {role::client, role::server, role::server, role::client}) {
        const auto before = tls_unique(pair.client);
        pair.request_renegotiation(side);
        BOOST_TEST((side == role::client ? pair.client : pair.server).renegotiation_pending());
        pair.run_until_idle();
        pair.check_renegotiated(++times);
        BOOST_TEST((tls_unique(pair.client) != before));
        BOOST_TEST((tls_unique(pair.client) == tls_unique(pair.server)));
        pair.check_alive();
    }
    error_code error;
    bytes client_key(20), server_key(20);
    pair.client.export_keying_material("EXPORTER-test", std::nullopt, client_key, error);
    pair.server.export_keying_material("EXPORTER-test", std::nullopt, server_key, error);
    BOOST_TEST((client_key == server_key));
}

// RFC 5246 section 7.4.1.1: "Servers SHOULD NOT repeat" a HelloRequest "before the subsequent handshake negotiation is
// complete".
BOOST_AUTO_TEST_CASE(server_does_not_repeat_its_request)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.request_renegotiation(role::server);
    const auto queued = pair.server.bytes_queued();
    pair.request_renegotiation(role::server);
    BOOST_TEST(pair.server.bytes_queued() == queued);
    pair.run_until_idle();
    pair.check_renegotiated(1);
}

BOOST_AUTO_TEST_CASE(loses_no_data_in_either_direction)
{
    for (auto side : both) {
        for (unsigned seed = 0; seed < 12; ++seed) {
            auto settings = settings_that_allow(renegotiation::by_either);
            settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
            talk pair(settings, seed == 0 ? whole() : seed == 1 ? byte_by_byte() : random_pieces(seed));
            // Much data is in transit before the renegotiation, and much is written during it.
            pair.client_to_send = pattern(30'000 + seed);
            pair.server_to_send = pattern(20'000 + seed);
            const auto client_data = pair.client_to_send, server_data = pair.server_to_send;
            for (unsigned i = 0; i < 3 + seed % 3; ++i) {
                talk::write(pair.client, pair.client_to_send, pair.client_error);
                talk::write(pair.server, pair.server_to_send, pair.server_error);
            }
            pair.request_renegotiation(side);
            if (seed % 2 != 0)
                talk::write(pair.server, pair.server_to_send, pair.server_error);
            pair.run_until_idle();
            pair.check_renegotiated(1);
            BOOST_TEST((pair.server_received == client_data));
            BOOST_TEST((pair.client_received == server_data));
            BOOST_TEST(pair.server.info().peer_certificates.size() == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(requests_client_certificate_late)
{
    talk pair(settings_that_allow(renegotiation::by_server));
    BOOST_TEST(pair.server.info().peer_certificates.empty());
    pair.check_alive();
    auto stricter = *pair.server.config();
    stricter.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    pair.server.configure(std::make_shared<configuration>(stricter));
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    pair.check_renegotiated(1);
    BOOST_REQUIRE(pair.server.info().peer_certificates.size() == 1u);
    BOOST_TEST(pair.server.info().verification.accepted);
    BOOST_TEST(pair.client.info().local_credential != nullptr);
    pair.check_alive();
}

// RFC 5246 section 7.3: a renegotiation begins a session of its own. Its ticket or its entry in the store has the suite
// whose PRF made the secret, and the certificate that the client has presented.
BOOST_AUTO_TEST_CASE(begins_session_with_its_own_results)
{
    constexpr std::uint16_t aes_128_gcm_sha256 = 0xc02b, aes_256_gcm_sha384 = 0xc02c;
    for (bool by_ticket : {true, false}) {
        BOOST_TEST_CONTEXT((by_ticket ? "ticket" : "store"))
        {
            auto settings = settings_that_allow(renegotiation::by_server);
            settings.server.sessions.ticket_keys = by_ticket ? ticket_keys::rotating() : nullptr;
            settings.server.sessions.store = by_ticket ? nullptr : std::make_shared<memory_session_store>();
            settings.server.negotiation.cipher_suites = {aes_128_gcm_sha256};
            talk pair(settings);
            BOOST_TEST(pair.client.session().cipher_suite() == aes_128_gcm_sha256);

            auto& stricter = settings.server;
            stricter.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
            stricter.negotiation.cipher_suites = {aes_256_gcm_sha384};
            pair.server.configure(std::make_shared<configuration>(stricter));
            pair.request_renegotiation(role::server);
            pair.run_until_idle();
            pair.check_renegotiated(1);
            BOOST_REQUIRE(pair.server.info().peer_certificates.size() == 1u);
            BOOST_TEST(pair.client.session().cipher_suite() == aes_256_gcm_sha384);

            auto again = settings.pair();
            again.client.set_session(pair.client.session());
            again.handshake();
            BOOST_REQUIRE_MESSAGE(again.established(), again.server_error.message() << again.server.error_detail());
            BOOST_TEST(again.server.info().session_reused);
            BOOST_TEST(again.server.info().cipher_suite->id == aes_256_gcm_sha384);
            BOOST_TEST((again.server.info().peer_certificates == pair.server.info().peer_certificates));
            BOOST_TEST(again.server.info().verification.accepted);
        }
    }
}

// RFC 5246 section 7.2.2: "Any connection terminated with a fatal alert MUST NOT be resumed", in whichever store or
// cache its sessions are.
BOOST_AUTO_TEST_CASE(fatal_alert_forgets_sessions_of_all_handshakes)
{
    for (bool renegotiates : {false, true}) {
        auto settings = settings_that_allow(renegotiation::by_server);
        settings.server.sessions.ticket_keys = nullptr;
        const auto store = std::make_shared<memory_session_store>(),
                   second_store = std::make_shared<memory_session_store>();
        const auto cache = std::make_shared<client_session_cache>();
        settings.server.sessions.store = store;
        settings.client.sessions.cache = cache;
        talk pair(settings);
        BOOST_TEST(store->size() == 1u);
        BOOST_TEST(cache->size() == 1u);

        settings.server.sessions.store = second_store;
        pair.server.configure(std::make_shared<configuration>(settings.server));
        settings.client.sessions.cache = std::make_shared<client_session_cache>();
        pair.client.configure(std::make_shared<configuration>(settings.client));
        if (renegotiates) {
            pair.request_renegotiation(role::server);
            pair.run_until_idle();
            pair.check_renegotiated(1);
            BOOST_TEST(second_store->size() == 1u);
        }
        const bytes too_long{23, 3, 3, 0xff, 0xff};
        pair.server.received(too_long);
        pair.run_until_idle();
        BOOST_TEST(!!pair.server_error);
        BOOST_TEST(!!pair.client_error);
        BOOST_TEST(store->size() == 0u);
        BOOST_TEST(second_store->size() == 0u);
        BOOST_TEST(settings.client.sessions.cache->size() == 0u);
        if (!renegotiates)
            BOOST_TEST(cache->size() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(updates_info_only_at_the_end)
{
    talk pair(settings_that_allow(renegotiation::by_server));
    auto stricter = *pair.server.config();
    stricter.verification.mode = verify_peer;
    pair.server.configure(std::make_shared<configuration>(stricter));
    pair.request_renegotiation(role::server);
    const auto& info = pair.server.info();
    while (pair.server.renegotiation_pending()) {
        BOOST_TEST(info.peer_certificates.empty());
        BOOST_REQUIRE(info.cipher_suite != nullptr);
        talk::read(pair.server, pair.server_received, pair.server_error);
        move_piece(pair.server, pair.client, byte_by_byte());
        talk::read(pair.client, pair.client_received, pair.client_error);
        move_piece(pair.client, pair.server, byte_by_byte());
    }
    BOOST_TEST(info.peer_certificates.size() == 1u);
    BOOST_TEST(&info == &pair.server.info());
}

BOOST_AUTO_TEST_CASE(does_not_mix_data_from_before_and_after_in_one_read)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.request_renegotiation(role::client);
    talk::write(pair.server, pair.server_to_send = bytes(10, 'a'), pair.server_error);
    while (pair.client.info().renegotiations == 0) {
        move_piece(pair.client, pair.server, whole());
        talk::read(pair.server, pair.server_received, pair.server_error);
        if (pair.server.info().renegotiations != 0) {
            // Data that the server sends now directly follows its Finished.
            talk::write(pair.server, pair.server_to_send = bytes(10, 'b'), pair.server_error);
        }
        while (move_piece(pair.server, pair.client, whole())) {}
        talk::read(pair.client, pair.client_received, pair.client_error);
        if (!pair.client_received.empty() && pair.client.info().renegotiations == 0)
            BOOST_TEST((pair.client_received == bytes(10, 'a')));
    }
    pair.run_until_idle();
    BOOST_TEST(pair.client_received.size() == 20u);
}

BOOST_AUTO_TEST_CASE(keeps_received_data_while_writer_drives_it)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.server_to_send = pattern(100'000);
    const auto server_data = pair.server_to_send;
    while (talk::write(pair.server, pair.server_to_send, pair.server_error)) {}
    pair.request_renegotiation(role::client);
    pair.client_to_send = bytes(100, 'x');
    for (int i = 0; i < 1000 && !pair.client_to_send.empty(); ++i) {
        talk::write(pair.client, pair.client_to_send, pair.client_error);
        move_piece(pair.client, pair.server, pair.size);
        talk::read(pair.server, pair.server_received, pair.server_error);
        move_piece(pair.server, pair.client, pair.size);
    }
    BOOST_TEST(pair.client_to_send.empty());
    pair.check_renegotiated(1);
    BOOST_TEST(pair.client.pending() >= 50'000u);
    pair.run_until_idle();
    BOOST_TEST((pair.client_received == server_data));
}

BOOST_AUTO_TEST_CASE(limits_data_kept_for_reader)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.server_to_send = pattern(400'000);
    const auto server_data = pair.server_to_send;
    pair.request_renegotiation(role::client);
    pair.client_to_send = bytes(1, 'x');
    auto wants = want::input;
    for (int i = 0; i < 1000 && wants == want::input; ++i) {
        talk::write(pair.server, pair.server_to_send, pair.server_error);
        move_piece(pair.server, pair.client, pair.size);
        const byte_view part(pair.client_to_send);
        std::size_t n = 0;
        wants = pair.client.write({&part, 1}, n, pair.client_error);
    }
    BOOST_TEST((wants == want::reader));
    error_code error;
    BOOST_TEST((pair.client.handshake(role::client, error) == want::nothing));
    BOOST_TEST(error == boost::asio::error::no_buffer_space);
    BOOST_TEST(pair.client.pending() <= 272u * 1024); // plus the record being read
    pair.run_until_idle();
    pair.check_renegotiated(1);
    BOOST_TEST((pair.client_received == server_data));
    BOOST_TEST((pair.server_received == bytes(1, 'x')));
}

BOOST_AUTO_TEST_CASE(can_be_driven_by_handshake_calls)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.request_renegotiation(role::client);
    for (int i = 0; i < 100 && pair.client.renegotiation_pending(); ++i) {
        error_code error;
        BOOST_TEST((pair.client.handshake(role::client, error) != want::output));
        pair.server.handshake(role::server, error);
        move_piece(pair.client, pair.server, pair.size);
        talk::read(pair.server, pair.server_received, pair.server_error);
        move_piece(pair.server, pair.client, pair.size);
    }
    pair.check_renegotiated(1);
    pair.check_alive();
}

BOOST_AUTO_TEST_CASE(signs_and_verifies_externally)
{
    auto settings = settings_that_allow(renegotiation::by_either);
    int answered = 0;
    auto run = [&](std::function<void()> work) {
        ++answered;
        work();
    };
    settings.server.authentication.credentials = {
        credential::offload(settings.server.authentication.credentials.front(), run)};
    settings.client.authentication.credentials = {
        credential::offload(settings.client.authentication.credentials.front(), run)};
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    for (auto* config : {&settings.client, &settings.server})
        config->hooks.async_verify = [&, plain = *config](verify_request request, verify_completion done) {
            ++answered;
            done(verify(request, plain));
        };
    for (auto side : both) {
        talk pair(settings, random_pieces(3));
        answered = 0;
        pair.request_renegotiation(side);
        pair.client_to_send = pair.server_to_send = pattern(20'000);
        const auto client_data = pair.client_to_send;
        pair.run_until_idle();
        pair.check_renegotiated(1);
        BOOST_TEST(answered == 4);
        BOOST_TEST((pair.server_received == client_data));
        BOOST_TEST((pair.client_received == client_data));
    }
}

BOOST_AUTO_TEST_CASE(renegotiates_record_sizes)
{
    auto settings = settings_that_allow(renegotiation::by_either);
    settings.client.negotiation.record_size_limit = 512;
    talk pair(settings);
    auto other = *pair.client.config();
    other.negotiation.record_size_limit = 0;
    pair.client.configure(std::make_shared<configuration>(other));
    const auto overhead = [&] {
        const auto before = pair.server.bytes_queued();
        auto data = pattern(10'240);
        BOOST_TEST((transfer(pair.server, pair.client, data, pair.size) == data));
        return pair.server.bytes_queued() - before - data.size();
    };
    BOOST_TEST(overhead() >= 20 * 21u);
    pair.request_renegotiation(role::client);
    pair.run_until_idle();
    pair.check_renegotiated(1);
    BOOST_TEST(overhead() < 5 * 30u);
}

BOOST_AUTO_TEST_CASE(keeps_application_protocol)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.client.negotiation.alpn_protocols = settings.server.negotiation.alpn_protocols = {"one", "two"};
    talk pair(settings);
    auto other = *pair.client.config();
    other.negotiation.alpn_protocols = {"two"};
    pair.client.configure(std::make_shared<configuration>(other));
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    pair.check_renegotiated(1);
    BOOST_TEST(pair.client.info().alpn_protocol == "one");
    BOOST_TEST(pair.server.info().alpn_protocol == "one");
}

BOOST_AUTO_TEST_CASE(does_not_request_certificate_again_with_verify_client_once)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert | verify_client_once;
    talk pair(settings);
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    pair.check_renegotiated(1);
    BOOST_TEST(pair.client.info().local_credential == nullptr);
    BOOST_REQUIRE(pair.server.info().peer_certificates.size() == 1u);
    BOOST_TEST(pair.server.info().verification.accepted);
}

// The session would say that the new anchors have accepted the certificate.
BOOST_AUTO_TEST_CASE(requests_certificate_again_for_other_anchors_with_verify_client_once)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert | verify_client_once;
    talk pair(settings);
    settings.server.verification.anchors = std::make_shared<x509::trust_store>();
    pair.server.configure(std::make_shared<configuration>(settings.server));
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    BOOST_TEST(pair.server_error == error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(renegotiation_not_allowed)

BOOST_AUTO_TEST_CASE(rejects_renegotiate_call)
{
    for (auto side : both) {
        talk pair(settings_that_allow(renegotiation::refused));
        error_code error;
        auto& asker = side == role::client ? pair.client : pair.server;
        asker.renegotiate(error);
        BOOST_TEST(error == error::reason::no_renegotiation);
        BOOST_TEST(!asker.renegotiation_pending());
        BOOST_CHECK_THROW(asker.configure(asker.config()), boost::system::system_error);
        pair.check_alive();
    }
}

BOOST_AUTO_TEST_CASE(connection_continues_if_peer_refuses)
{
    for (auto side : both) {
        auto settings = settings_that_allow(renegotiation::by_either);
        (side == role::client ? settings.server : settings.client).tls12.renegotiation = renegotiation::refused;
        talk pair(settings);
        const auto before = tls_unique(pair.client);
        pair.request_renegotiation(side);
        pair.client_to_send = pair.server_to_send = pattern(50'000);
        const auto client_data = pair.client_to_send;
        pair.run_until_idle();
        pair.check_renegotiated(0);
        BOOST_TEST((pair.server_received == client_data));
        BOOST_TEST((pair.client_received == client_data));
        BOOST_TEST((tls_unique(pair.client) == before));
        pair.check_alive();
    }
}

BOOST_AUTO_TEST_CASE(client_cannot_start_if_only_servers_may)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    talk pair(settings);
    error_code error;
    pair.client.renegotiate(error);
    BOOST_TEST(error == error::reason::no_renegotiation);

    settings.client.tls12.renegotiation = renegotiation::by_either;
    talk insisting(settings);
    insisting.request_renegotiation(role::client);
    insisting.run_until_idle();
    insisting.check_renegotiated(0);
    insisting.check_alive();
}

BOOST_AUTO_TEST_CASE(tls13_does_not_support_renegotiation)
{
    auto settings = settings_that_allow(renegotiation::by_either);
    settings.client.negotiation.max_version = protocol_version::tls1_3;
    auto pair = settings.pair();
    pair.handshake();
    for (auto* e : {&pair.client, &pair.server}) {
        error_code error;
        e->renegotiate(error);
        BOOST_TEST(error == boost::asio::error::operation_not_supported);
    }
}

BOOST_AUTO_TEST_CASE(rejects_renegotiate_before_handshake_and_after_close)
{
    const auto settings = settings_that_allow(renegotiation::by_either);
    auto fresh = settings.pair();
    error_code error;
    fresh.client.renegotiate(error);
    BOOST_TEST(error == error::reason::uninitialized);

    talk closed(settings);
    closed.client.close_write(error);
    closed.client.renegotiate(error);
    BOOST_TEST(error == error::reason::protocol_is_shutdown);
    closed.exchange();
    talk::read(closed.server, closed.server_received, closed.server_error);
    closed.server.renegotiate(error);
    BOOST_TEST(error == error::reason::protocol_is_shutdown);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rejected_renegotiation)

BOOST_AUTO_TEST_CASE(rejects_changed_server_certificate)
{
    talk pair(settings_that_allow(renegotiation::by_server));
    auto other = *pair.server.config();
    other.authentication.credentials = {leaf(key_type::secp384r1)};
    pair.server.configure(std::make_shared<configuration>(other));
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    BOOST_TEST(pair.client_error == error::reason::peer_changed);
    BOOST_TEST(pair.server_error == error::alert_received(alert_description::illegal_parameter));
    BOOST_TEST((pair.client.info().peer_certificates.front().key()->type == key_type::secp256r1));
}

BOOST_AUTO_TEST_CASE(rejects_loss_of_encrypt_then_mac)
{
    for (auto side : both) {
        auto settings = settings_that_allow(renegotiation::by_either);
        for (auto* config : {&settings.client, &settings.server})
            config->negotiation.cipher_suites = {0xc023}; // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
        talk pair(settings);
        BOOST_TEST(pair.client.info().encrypt_then_mac);
        auto& changed = side == role::client ? pair.client : pair.server;
        auto other = *changed.config();
        other.tls12.encrypt_then_mac = false;
        changed.configure(std::make_shared<configuration>(other));
        pair.request_renegotiation(role::client);
        pair.run_until_idle();
        BOOST_TEST(pair.server_error == error::reason::renegotiation_mismatch);
        BOOST_TEST(pair.client_error == error::alert_received(alert_description::handshake_failure));
    }
}

BOOST_AUTO_TEST_CASE(rejects_changed_or_missing_client_certificate)
{
    for (bool none : {false, true}) {
        auto settings = settings_that_allow(renegotiation::by_server);
        settings.server.verification.mode = verify_peer;
        talk pair(settings);
        auto other = *pair.client.config();
        other.authentication.credentials = {leaf(key_type::secp256r1, "another")};
        if (none)
            other.authentication.credentials.clear();
        pair.client.configure(std::make_shared<configuration>(other));
        pair.request_renegotiation(role::server);
        pair.run_until_idle();
        BOOST_TEST(pair.server_error == error::reason::peer_changed);
        BOOST_TEST((pair.server.info().peer_certificates.front().key()->type == key_type::secp384r1));
    }
}

BOOST_AUTO_TEST_CASE(rejects_untrusted_late_certificate_and_hides_it)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    talk pair(settings);
    auto stricter = *pair.server.config();
    stricter.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    stricter.verification.anchors = std::make_shared<x509::trust_store>();
    pair.server.configure(std::make_shared<configuration>(stricter));
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    BOOST_TEST(pair.server_error == error::reason::certificate_verify_failed);
    BOOST_TEST(pair.client_error == error::alert_received(alert_description::unknown_ca));
    BOOST_TEST(pair.server.info().peer_certificates.empty());
}

BOOST_AUTO_TEST_CASE(rejects_too_many_renegotiations_without_data)
{
    for (auto side : both) {
        talk pair(settings_that_allow(renegotiation::by_either));
        for (unsigned i = 1; i <= 2; ++i) {
            pair.request_renegotiation(side);
            pair.run_until_idle();
            pair.check_renegotiated(i);
        }
        pair.check_alive();
        for (unsigned i = 3; i <= 4; ++i) {
            pair.request_renegotiation(side);
            pair.run_until_idle();
            pair.check_renegotiated(i);
        }
        pair.request_renegotiation(side);
        pair.run_until_idle();
        auto& refuses = side == role::client ? pair.server_error : pair.client_error;
        BOOST_TEST(refuses == error::reason::too_many_renegotiations);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(close_during_renegotiation)

BOOST_AUTO_TEST_CASE(works_at_every_step_for_both_sides)
{
    for (auto side : both) {
        for (int steps = 0; steps < 12; ++steps) {
            BOOST_TEST_CONTEXT("after " << steps)
            {
                auto settings = settings_that_allow(renegotiation::by_either);
                settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
                talk pair(settings);
                pair.request_renegotiation(role::client);
                for (int i = 0; i < steps; ++i) {
                    auto& from = i % 4 < 2 ? pair.client : pair.server;
                    auto& to = i % 4 < 2 ? pair.server : pair.client;
                    if (i % 2 == 0)
                        move_piece(from, to, whole());
                    else
                        talk::read(to, pair.client_received, pair.client_error);
                }
                auto& closer = side == role::client ? pair.client : pair.server;
                auto& other = side == role::client ? pair.server : pair.client;
                error_code error, eof;
                closer.close_write(error);
                BOOST_TEST(!error, error.message());
                pair.exchange();
                for (int i = 0; i < 4 && !eof; ++i) {
                    talk::read(other, pair.server_received, eof);
                    pair.exchange();
                }
                BOOST_TEST(eof == boost::asio::error::eof);
                other.shutdown(error);
                BOOST_TEST(!error, error.message());
                pair.exchange();
                BOOST_TEST((closer.shutdown(error) == want::nothing));
                BOOST_TEST(!error, error.message() << ": " << closer.error_detail());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(sends_no_warning_after_close_notify)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.client.tls12.renegotiation = renegotiation::refused;
    talk pair(settings);
    pair.request_renegotiation(role::server);
    error_code error;
    pair.client.close_write(error);
    const auto queued = pair.client.bytes_queued();
    pair.exchange();
    BOOST_TEST((pair.client.shutdown(error) == want::input));
    BOOST_TEST(pair.client.bytes_queued() == queued);
}

BOOST_AUTO_TEST_CASE(reports_truncation_if_transport_ends)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.request_renegotiation(role::client);
    pair.client.input_buffer();
    pair.client.end_of_input();
    error_code error;
    talk::write(pair.client, pair.client_to_send = bytes(1), error);
    BOOST_TEST(error == error::stream_truncated);
    error = {};
    talk::read(pair.client, pair.client_received, error);
    BOOST_TEST(error == error::stream_truncated);
}

BOOST_AUTO_TEST_SUITE_END()
