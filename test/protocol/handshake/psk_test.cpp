// The choice of pre-shared keys, modes and numbers of tickets.

#include "protocol/handshake/fixed.hpp"

#include "protocol/handshake/psk_offer.hpp"
#include "protocol/handshake/server_psk.hpp"

#include <tls/external_psk.hpp>
#include <tls/ticket_keys.hpp>

namespace psk_test {

using namespace tls;
using namespace tls::test;

namespace {

using extension::psk_key_exchange_mode;
using enum extension::psk_key_exchange_mode;

external_psk a_key(std::size_t identity_size = 3, psk_hash hash = psk_hash::sha256)
{
    external_psk psk;
    psk.identity.assign(identity_size, 1);
    psk.key.assign(32, 7);
    psk.hash = hash;
    return psk;
}

message::client_hello with_modes(std::vector<psk_key_exchange_mode> modes)
{
    auto hello = an_offer().hello;
    hello.extensions.psk_key_exchange_modes = {{std::move(modes)}};
    return hello;
}

} // namespace

BOOST_AUTO_TEST_SUITE(psk_offer_)

BOOST_AUTO_TEST_CASE(every_tls13_client_hello_has_the_modes)
{
    configuration config;
    const auto modes = [&] { return make_offer(config, "", *config.random).hello.extensions.psk_key_exchange_modes; };
    BOOST_TEST((modes()->ke_modes == std::vector{psk_dhe_ke}));
    config.sessions.psk_ke = true;
    BOOST_TEST((modes()->ke_modes == std::vector{psk_dhe_ke, psk_ke}));
    config.negotiation.max_version = protocol_version::tls1_2;
    BOOST_TEST(!modes());
}

BOOST_AUTO_TEST_CASE(ticket_age_is_rounded_down_and_never_negative)
{
    using namespace std::chrono_literals;
    const std::chrono::system_clock::time_point received(1'000'000s);
    const auto sent_age = [&](std::chrono::microseconds after) {
        configuration config;
        config.clock = [=] { return received + after; };
        auto state = std::make_shared<session_state>();
        state->version = protocol_version::tls1_3;
        state->cipher_suite = 0x1301;
        state->secret = secret(bytes(32, 1));
        state->ticket = {1};
        state->ticket_age_add = 7;
        state->issued_at = std::chrono::floor<session_time::duration>(received);
        auto offer = an_offer(config);
        offer_psks(offer, psk_of(state, config), config);
        return offer.hello.extensions.pre_shared_key->identities.front().obfuscated_ticket_age - 7;
    };
    BOOST_TEST(sent_age(0us) == 0u);
    BOOST_TEST(sent_age(2999us) == 2u);
    BOOST_TEST(sent_age(-200us) == 0u);
}

BOOST_AUTO_TEST_CASE(offers_external_keys_in_order_as_far_as_they_fit)
{
    configuration config;
    config.sessions.external_psks = {a_key(3), a_key(30'000), a_key(5, psk_hash::sha384)};
    auto offer = an_offer(config);
    offer_psks(offer, std::nullopt, config);
    const auto& psks = *offer.hello.extensions.pre_shared_key;
    BOOST_REQUIRE(psks.identities.size() == 2u);
    BOOST_TEST(psks.identities[0].identity.size() == 3u);
    BOOST_TEST(psks.identities[0].obfuscated_ticket_age == 0u);
    BOOST_TEST(psks.binders[0].size() == 32u);
    BOOST_TEST(psks.identities[1].identity.size() == 5u);
    BOOST_TEST(psks.binders[1].size() == 48u);
    BOOST_TEST(extension::types_to_send(offer.hello.extensions).back() == 41u);
}

BOOST_AUTO_TEST_CASE(offers_no_key_that_no_suite_can_use)
{
    configuration config;
    config.negotiation.cipher_suites = {0x1302};
    config.sessions.external_psks = {a_key()};
    auto offer = an_offer(config);
    offer_psks(offer, std::nullopt, config);
    BOOST_TEST(!offer.hello.extensions.pre_shared_key);
}

BOOST_AUTO_TEST_CASE(second_client_hello_keeps_keys_of_the_chosen_hash)
{
    configuration config;
    config.sessions.external_psks = {a_key(3), a_key(5, psk_hash::sha384)};
    auto offer = an_offer(config);
    offer_psks(offer, std::nullopt, config);
    const auto& sha384 = *config.algorithms->find_cipher_suite(0x1302);
    update_psks(offer, sha384, config);
    BOOST_REQUIRE(offer.psks.size() == 1u);
    BOOST_TEST(offer.hello.extensions.pre_shared_key->identities.front().identity.size() == 5u);
    const auto& sha256 = *config.algorithms->find_cipher_suite(0x1301);
    update_psks(offer, sha256, config);
    BOOST_TEST(!offer.hello.extensions.pre_shared_key);
}

BOOST_AUTO_TEST_CASE(refuses_short_keys)
{
    auto psk = a_key();
    psk.key.resize(15);
    refuses(alert::internal_error, reason::internal_error, [&] { psk_of(psk, configuration()); });
    psk.key.clear();
    refuses(alert::internal_error, reason::internal_error, [&] { psk_of(psk, configuration()); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(psk_modes)

BOOST_AUTO_TEST_CASE(server_prefers_dhe)
{
    configuration config;
    BOOST_TEST((choose_psk_mode(with_modes({psk_ke, psk_dhe_ke}), config) == psk_dhe_ke));
    BOOST_TEST(!choose_psk_mode(with_modes({psk_ke}), config));
    BOOST_TEST(!choose_psk_mode(with_modes({psk_key_exchange_mode{7}}), config));
    config.sessions.psk_ke = true;
    BOOST_TEST((choose_psk_mode(with_modes({psk_ke, psk_dhe_ke}), config) == psk_dhe_ke));
    BOOST_TEST((choose_psk_mode(with_modes({psk_ke}), config) == psk_ke));
}

BOOST_AUTO_TEST_CASE(key_alone_replaces_missing_groups)
{
    configuration config;
    config.sessions.psk_ke = true;
    auto hello = with_modes({psk_ke, psk_dhe_ke});
    hello.extensions.supported_groups.reset();
    hello.extensions.key_share.reset();
    hello.extensions.signature_algorithms.reset();
    hello.extensions.pre_shared_key = extension::offered_psks{{{{1}, 0}}, {bytes(32)}};
    accepts([&] { check_client_hello(hello); });
    BOOST_TEST((choose_psk_mode(hello, config) == psk_ke));
    refuses(alert::handshake_failure, reason::no_shared_groups, [&] { negotiate(hello, config); });
}

BOOST_AUTO_TEST_CASE(suite_has_the_hash_of_the_key)
{
    const configuration config;
    const auto hello = an_offer().hello;
    const auto sha384 = psk_of(a_key(3, psk_hash::sha384), config);
    BOOST_TEST(choose_suite(hello, config, nullptr)->id == 0x1301u);
    BOOST_TEST(choose_suite(hello, config, &*sha384)->id == 0x1302u);
    auto psk = a_key();
    psk.cipher_suite = 0x1303;
    const auto chacha20 = psk_of(psk, config);
    BOOST_TEST(choose_suite(hello, config, &*chacha20)->id == 0x1303u);
    psk.cipher_suite = 0x1302; // another hash
    const auto other = psk_of(psk, config);
    BOOST_TEST(choose_suite(hello, config, &*other)->id == 0x1301u);
    auto only_sha256 = hello;
    only_sha256.cipher_suites = {0x1301};
    BOOST_TEST(choose_suite(only_sha256, config, &*sha384) == nullptr);
}

BOOST_AUTO_TEST_CASE(number_of_tickets_follows_settings_and_client)
{
    configuration config;
    auto hello = with_modes({psk_dhe_ke});
    BOOST_TEST(tickets_for(hello, config, false) == 0u);
    config.sessions.ticket_keys = ticket_keys::rotating();
    BOOST_TEST(tickets_for(hello, config, false) == 2u);
    BOOST_TEST(tickets_for(hello, config, true) == 1u);
    config.sessions.tickets = 100;
    BOOST_TEST(tickets_for(hello, config, false) == 8u);
    hello.extensions.ticket_request = extension::ticket_request{3, 0};
    BOOST_TEST(tickets_for(hello, config, false) == 3u);
    BOOST_TEST(tickets_for(hello, config, true) == 0u);
    hello.extensions.ticket_request = extension::ticket_request{255, 255};
    BOOST_TEST(tickets_for(hello, config, false) == 8u);
    config.sessions.tickets = 0;
    BOOST_TEST(tickets_for(hello, config, false) == 0u);
}

BOOST_AUTO_TEST_CASE(no_tickets_for_modes_that_cannot_be_used)
{
    configuration config;
    config.sessions.ticket_keys = ticket_keys::rotating();
    BOOST_TEST(tickets_for(with_modes({psk_ke}), config, false) == 0u);
    auto none = an_offer().hello;
    none.extensions.psk_key_exchange_modes.reset();
    BOOST_TEST(tickets_for(none, config, false) == 0u);
    config.sessions.psk_ke = true;
    BOOST_TEST(tickets_for(with_modes({psk_ke}), config, false) == 2u);
    config.sessions.single_use_tickets = true; // needs a store
    BOOST_TEST(tickets_for(with_modes({psk_ke}), config, false) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace psk_test
