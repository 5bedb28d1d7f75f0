// Sends messages of every type at every point of the TLS 1.3 handshake. Only the expected type is accepted. For the
// wait at EndOfEarlyData see protocol/engine/early_data_rules_test.cpp.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/encrypted_extensions.hpp"
#include "protocol/message/key_update.hpp"
#include "protocol/message/new_session_ticket.hpp"
#include "support/sweep.hpp"

#include <set>

using namespace tls;
using namespace tls::test;
using enum moment;

namespace {

const scenario with_retry{.retry = true};
const scenario with_client_auth{.client_auth = true};

/// Both sides have an external key, so that the server sends no certificate.
void share_key(configurations& settings)
{
    external_psk psk;
    psk.identity = {1};
    psk.key.assign(32, 7);
    settings.client.sessions.external_psks = {psk};
    settings.server.sessions.find_psk = [psk](byte_view) { return psk; };
}

const scenario with_psk{.change = share_key};
const scenario with_psk_and_retry{.retry = true, .change = share_key};

struct wait {
    role engine_role;
    moment due;
    std::set<handshake_type> expected;
    scenario in = {};
};

const std::vector<wait>& waits()
{
    using enum handshake_type;
    static const std::vector<wait> all{
        {role::server, moment::client_hello, {handshake_type::client_hello}},
        {role::server, second_client_hello, {handshake_type::client_hello}, with_retry},
        {role::server, moment::certificate, {handshake_type::certificate}, with_client_auth},
        {role::server, moment::certificate_verify, {handshake_type::certificate_verify}, with_client_auth},
        {role::server, moment::finished, {handshake_type::finished}, with_client_auth},
        {role::server, moment::finished, {handshake_type::finished}},
        {role::server, moment::client_hello, {handshake_type::client_hello}, with_psk},
        {role::server, second_client_hello, {handshake_type::client_hello}, with_psk_and_retry},
        {role::server, moment::finished, {handshake_type::finished}, with_psk},
        {role::client, moment::hello_retry_request, {handshake_type::server_hello}, with_retry},
        {role::client, moment::server_hello, {handshake_type::server_hello}, with_retry},
        {role::client, moment::server_hello, {handshake_type::server_hello}},
        {role::client, moment::encrypted_extensions, {handshake_type::encrypted_extensions}},
        {role::client,
         moment::certificate_request,
         {handshake_type::certificate_request, handshake_type::certificate},
         with_client_auth},
        {role::client, moment::certificate, {handshake_type::certificate}, with_client_auth},
        {role::client, moment::certificate, {handshake_type::certificate_request, handshake_type::certificate}},
        {role::client, moment::certificate_verify, {handshake_type::certificate_verify}},
        {role::client, moment::finished, {handshake_type::finished}},
    };
    return all;
}

/// Returns a well-formed message of every TLS 1.3 type.
std::vector<bytes> well_formed()
{
    const auto settings = settings_for(with_client_auth);
    const auto key = settings.server.authentication.credentials.front().get();
    auto offer = make_offer(settings.client, "localhost", *settings.client.random);
    message::server_hello hello;
    hello.cipher_suite = 0x1301;
    hello.extensions.supported_versions.emplace();
    hello.extensions.key_share = extension::key_share_server_hello{{0x001d, bytes(32, 9)}};
    message::hello_retry_request retry;
    retry.cipher_suite = 0x1301;
    retry.extensions.supported_versions.emplace();
    retry.extensions.cookie = extension::cookie{bytes(8)};
    message::new_session_ticket ticket;
    ticket.ticket = bytes(8);
    return {
        raw_message(handshake_type::hello_request),
        encode_message(offer.hello),
        encode_message(hello),
        encode_message(retry),
        encode_message(ticket),
        raw_message(handshake_type::end_of_early_data),
        encode_message(message::encrypted_extensions{}),
        encode_message(certificate_for(key, {}, false, false)),
        encode_message(message::certificate{}),
        encode_message(certificate_request_for(settings.server)),
        encode_message(message::certificate_verify{0x0807, bytes(64)}),
        encode_message(message::finished{bytes(32)}),
        encode_message(message::key_update{}),
        encode_message(message::key_update{message::key_update_request::update_requested}),
        raw_message(handshake_type::message_hash, bytes(32)),
    };
}

/// Sends `m` before the expected message. Checks that the engine rejects it with unexpected_message.
void check_unexpected(const wait& w, const bytes& m)
{
    conversation c(w.engine_role, settings_for(w.in), at(w.due, preceded_by(m)));
    c.run();
    const auto where = "type " + std::to_string(m[0]) + " at moment " + std::to_string(static_cast<int>(w.due));
    BOOST_TEST(c.error == reason::unexpected_message, where << ": " << c.error.message());
    BOOST_TEST((c.engine.alert_sent() == alert::unexpected_message), where);
    BOOST_TEST(!c.engine.handshake_complete(), where);
    BOOST_TEST(c.delivered.empty(), where);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_message_matrix)

BOOST_AUTO_TEST_CASE(rejects_all_unexpected_message_types)
{
    for (auto& w : waits()) {
        for (unsigned type = 0; type < 256; type = next_handshake_type(type)) {
            if (w.expected.contains(static_cast<handshake_type>(type)))
                continue;
            for (std::size_t size : {0, 3, 70})
                check_unexpected(w, raw_message(static_cast<handshake_type>(type), bytes(size, 1)));
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_all_unexpected_well_formed_messages)
{
    for (auto& w : waits()) {
        for (auto& m : well_formed()) {
            if (!w.expected.contains(static_cast<handshake_type>(m[0])))
                check_unexpected(w, m);
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_expected_type_with_malformed_body)
{
    for (auto& w : waits()) {
        for (auto type : w.expected) {
            // Size 2 is left out: two zeros are the valid body of an empty EncryptedExtensions.
            for (std::size_t size : {0, 1, 3, 5, 40, 41, 100, 1000}) {
                for (int value : {0, 1, 255}) {
                    const auto m = raw_message(type, bytes(size, static_cast<std::uint8_t>(value)));
                    conversation c(w.engine_role, settings_for(w.in), at(w.due, replaced_by(m)));
                    c.run();
                    BOOST_TEST((c.error == tls::error::condition::peer_message ||
                                c.error == tls::error::condition::peer_certificate ||
                                c.error == tls::error::condition::peer_offer),
                               c.error.message() << ": type " << int(m[0]) << " of " << size << " bytes");
                    BOOST_TEST(c.engine.alert_sent().has_value());
                    BOOST_TEST(c.delivered.empty());
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_handshake_with_missing_message)
{
    for (auto& w : waits()) {
        // CertificateRequest is the only optional message.
        if (w.due == moment::certificate_request)
            continue;
        conversation c(w.engine_role, settings_for(w.in), at(w.due, dropped()));
        c.run();
        c.end();
        BOOST_TEST(c.error.failed());
        BOOST_TEST(!c.engine.handshake_complete());
        BOOST_TEST(c.delivered.empty());
    }
}

BOOST_AUTO_TEST_CASE(rejects_messages_in_wrong_order)
{
    // Swaps each pair of adjacent messages that are protected by the same keys.
    const std::vector<std::pair<moment, moment>> pairs{{moment::encrypted_extensions, moment::certificate},
                                                       {moment::certificate, moment::certificate_verify},
                                                       {moment::certificate_verify, moment::finished}};
    for (auto& [first, second] : pairs) {
        for (auto engine_role : {role::client, role::server}) {
            if (engine_role == role::server && first == moment::encrypted_extensions)
                continue;
            auto held = std::make_shared<bytes>();
            script s;
            s.before = [=, from = first, to = second](hostile_peer&, moment now, bytes& m) {
                if (now == from)
                    *held = std::exchange(m, {});
                else if (now == to)
                    m = joined(m, std::exchange(*held, {}));
            };
            check_refused(engine_role, {{"swapped",
                                         s,
                                         alert::unexpected_message,
                                         reason::unexpected_message,
                                         {.client_auth = engine_role == role::server}}});
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
