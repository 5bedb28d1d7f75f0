// Secrets that connections, keys and configurations leave in memory.

#include "algorithms/cryptopp/hash.hpp"
#include "protocol/engine/secrets_fixture.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/external_psk.hpp>
#include <tls/replay_record.hpp>
#include <tls/x509/pem.hpp>

#include <array>
#include <functional>
#include <memory>
#include <ranges>

using namespace tls;
using namespace tls::test;

namespace {

/// Adds every secret member of a key.
void add_key(known_secrets& secrets, const private_key& key)
{
    for (const auto* part : {&key.private_exponent, &key.prime1, &key.prime2, &key.exponent1, &key.exponent2,
                             &key.coefficient, &key.scalar})
        secrets.add("private key", *part);
    if (key.public_part.type == key_type::ed25519) { // RFC 8032 section 5.1.5: signatures need only the seed's hash
        secure_bytes expanded(64);
        digest(*registry::standard()->find_hash("SHA-512"), key.scalar, expanded);
        expanded[0] &= 0xf8;
        expanded[31] = static_cast<std::uint8_t>((expanded[31] & 0x7f) | 0x40);
        secrets.add("private key", byte_view(expanded).first(32));
        secrets.add("private key", byte_view(expanded).last(32));
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(secrets_in_memory, secrets_test)

// A scan proves something only if it finds what is there.
BOOST_AUTO_TEST_CASE(scan_finds_secret_in_use)
{
    secrets.drop("");
    const auto data = distinctive_data(32);
    secrets.add("planted", data);
    BOOST_TEST(finds("planted in [heap]"));
}

BOOST_AUTO_TEST_CASE(scan_finds_secret_in_freed_memory_only)
{
    secrets.drop("");
    {
        const auto data = distinctive_data(20'000);
        secrets.add("freed", byte_view(data).subspan(15'000, 32));
        auto forgotten = std::make_unique<bytes>(data.begin(), data.end());
    }
    BOOST_TEST(finds("freed"));
}

BOOST_AUTO_TEST_CASE(scan_finds_secret_in_dead_stack_frame_and_in_reverse)
{
    secrets.drop("");
    {
        const auto data = distinctive_data(32);
        secrets.add("on the stack", data);
        stack.run([&] {
            [[maybe_unused]] volatile std::uint8_t local[32];
            for (std::size_t i = 0; i < data.size(); ++i)
                local[i] = data[data.size() - 1 - i];
        });
    }
    BOOST_TEST(finds("on the stack (reversed)"));
}

BOOST_AUTO_TEST_CASE(scan_finds_nothing_after_wiping)
{
    secrets.drop("");
    {
        const auto data = distinctive_data(20'000);
        secrets.add("wiped", byte_view(data).subspan(15'000, 32));
        const secure_bytes copy(data);
        BOOST_TEST(copy.size() == data.size());
    }
    check_nothing_is_left();
}

// A party that has both states after the padded key can compute the HMAC.
BOOST_AUTO_TEST_CASE(hmac_leaves_neither_key_nor_states)
{
    bytes tag(max_digest_size);
    const auto message = as_bytes("message");
    const std::array<std::function<void(const hash_algorithm&, byte_view)>, 3> functions{
        [&](auto& hash, auto mac_key) {
            hmac_state state;
            hash.start_hmac(mac_key, state);
        },
        [&](auto& hash, auto mac_key) { hmac(hash, mac_key, std::array{message}, tag); },
        [&](auto& hash, auto mac_key) {
            auto context = hash.make_hmac(mac_key);
            context->update(message);
            context->finish(tag);
        }};
    for (auto* hash : {registry::standard()->find_hash("SHA-256"), &cryptopp::sha224, &cryptopp::sha256,
                       &cryptopp::sha384, &cryptopp::sha512}) {
        for (auto& function : functions) { // each alone, because the next one uses the same part of the stack
            secrets.drop("");
            const auto mac_key = std::make_unique<secure_bytes>(distinctive_data(32));
            secrets.add("key", *mac_key);
            auto state = std::make_unique<hmac_state>();
            hash->start_hmac(*mac_key, *state);
            for (auto* words : {&state->inner, &state->outer}) {
                const byte_view all(reinterpret_cast<const std::uint8_t*>(words->data()), hash->digest_size);
                secrets.add("state", all.first(16)); // as large as the registers that a function saves
                secrets.add("state", all.last(16));
            }
            state.reset();
            stack.run([&] { function(*hash, *mac_key); });
            mac_key->assign(mac_key->size(), 0);
            check_nothing_is_left();
        }
    }
}

BOOST_AUTO_TEST_CASE(tls13_connection_keeps_only_its_current_secrets)
{
    for (auto group : {named_group::x25519, named_group::secp256r1, named_group::secp384r1, named_group::ffdhe2048,
                       named_group::x25519_mlkem768}) {
        secrets.drop("");
        wire.clear();
        for (auto* side : {&settings->client, &settings->server})
            side->negotiation.groups = {static_cast<std::uint16_t>(group)};
        connect();
        handshake();
        add_tls13_schedule();
        add_tls13_keys(1);
        BOOST_TEST(finds("CLIENT_TRAFFIC_SECRET_0"), "a live connection has its traffic secrets");
        stack.run([&] {
            error_code error;
            for (bool requests : {true, false}) { // the first one requests the server's
                pair->client.update_keys(requests, error);
                pair->exchange();
                pair->server.wait_readable(error);
                pair->exchange();
                pair->client.wait_readable(error);
            }
        });
        BOOST_TEST(pair->server.write_key_updates() == 1u);
        BOOST_TEST(pair->server.read_key_updates() == 2u);
        // What a live connection needs: its exporter secret, and the server's secret after one update.
        secrets.drop("EXPORTER_SECRET");
        secrets.drop("SERVER_TRAFFIC_SECRET_0 1");
        check_nothing_is_left();
        destroy();
    }
}

BOOST_AUTO_TEST_CASE(tls13_connection_leaves_nothing_after_it_ends)
{
    for (auto suite : {aes_128_gcm, chacha20_poly1305}) {
        secrets.drop("");
        wire.clear();
        set_version(protocol_version::tls1_3, suite);
        connect();
        handshake();
        add_tls13_schedule();
        add_tls13_keys();
        exchange_data(100);     // opened in place
        exchange_data(100'000); // opened into the reader's memory
        close();
        destroy();
        BOOST_TEST_CONTEXT("suite " << suite)
        {
            check_nothing_is_left();
        }
    }
}

BOOST_AUTO_TEST_CASE(tls12_connection_leaves_nothing_after_it_ends)
{
    use_sessions();
    for (auto suite : {ecdhe_aes_256_gcm, ecdhe_aes_128_cbc}) {
        set_version(protocol_version::tls1_2, suite);
        for (bool resumed : {false, true}) {
            secrets.drop("");
            wire.clear();
            connect();
            stack.run([&] {
                error_code error;
                pair->client.handshake(role::client, error);
            });
            const auto client_hello_size = pair->client.output().size();
            handshake();
            BOOST_TEST(pair->client.info().session_reused == resumed);
            add_tls12_keys(client_hello_size);
            exchange_data(100);
            exchange_data(100'000);
            close();
            destroy();
            if (!resumed)
                secrets.drop("CLIENT_RANDOM"); // the client's session has the main secret
            else
                settings->client.sessions.cache->clear();
            check_nothing_is_left();
        }
    }
}

BOOST_AUTO_TEST_CASE(connection_cut_off_leaves_nothing)
{
    for (int rounds = 0; rounds < 6; ++rounds) {
        secrets.drop("");
        wire.clear();
        connect();
        stack.run([&] {
            error_code error;
            for (int i = 0; i < rounds; ++i) {
                pair->client.handshake(role::client, error);
                move_piece(pair->client, pair->server, pair->size);
                pair->server.handshake(role::server, error);
                move_piece(pair->server, pair->client, pair->size);
            }
            if (pair->client.handshake_complete() && pair->server.handshake_complete()) {
                send_unread(pair->client, pair->server);
                send_unread(pair->server, pair->client);
            }
        });
        destroy();
        secrets.drop_those_in(wire);
        BOOST_TEST_CONTEXT(rounds << " rounds of the handshake")
        {
            for (const auto& each : secrets.found())
                BOOST_TEST(false, "left in memory: " << each);
        }
    }
}

BOOST_AUTO_TEST_CASE(sessions_and_early_data_leave_nothing)
{
    use_early_data(3);
    connect();
    handshake();
    exchange_data(100); // with the tickets
    destroy();

    for (bool accepted : {true, false}) {
        secrets.drop("");
        wire.clear();
        if (!accepted)
            settings->server.sessions.replays = nullptr;
        connect();
        {
            auto data = distinctive_data(3'000);
            secrets.add("early data", byte_view(data).subspan(2'000, 32));
            stack.run([&] {
                error_code error;
                std::size_t n = 0;
                const byte_view part(data);
                pair->client.write_early({&part, 1}, n, error);
                BOOST_TEST(n == data.size());
            });
        }
        handshake();
        BOOST_TEST(pair->client.info().session_reused);
        BOOST_TEST(
            (pair->client.info().early_data == (accepted ? early_data_status::accepted : early_data_status::resent)));
        add_tls13_keys();
        stack.run([&] {
            error_code error;
            secure_bytes space(100);
            byte_span into(space);
            std::size_t n = 1;
            while (accepted && n != 0)
                pair->server.read_early({&into, 1}, n, error);
        });
        if (accepted)
            exchange_data(100);
        close();
        destroy();
        check_nothing_is_left();
    }
    settings->client.sessions.cache->clear();
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(cleared_cache_leaves_no_session)
{
    use_sessions();
    settings->client.sessions.on_new_session = [&](const session& s) {
        secrets.add("session secret", s.state()->secret);
    };
    for (auto version : {protocol_version::tls1_3, protocol_version::tls1_2}) {
        secrets.drop("");
        wire.clear();
        set_version(version, version == protocol_version::tls1_3 ? aes_128_gcm : ecdhe_aes_256_gcm);
        connect();
        handshake();
        exchange_data(100);
        destroy();
        BOOST_TEST(finds("session secret"), "the cache has the session");
        const auto kept = settings->client.sessions.cache->size();
        BOOST_TEST(kept != 0u);
        stack.run([&] { settings->client.sessions.cache->clear(); });
        check_nothing_is_left();
    }
}

BOOST_AUTO_TEST_CASE(external_keys_leave_nothing)
{
    {
        const auto value = distinctive_data(32);
        secrets.add("external key", value);
        const external_psk shared{{1, 2, 3}, value, psk_hash::sha256, false, 0, {}, 0};
        settings->client.sessions.external_psks = {shared};
        settings->server.sessions.find_psk = [shared](byte_view) { return shared; };
    }
    connect();
    handshake();
    BOOST_TEST(!pair->client.info().psk_identity.empty());
    add_tls13_schedule(secrets.value("external key"));
    add_tls13_keys();
    exchange_data(100);
    close();
    destroy();
    BOOST_TEST(finds("external key"), "the configuration has the key");
    stack.run([&] { settings.reset(); });
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(ticket_keys_leave_nothing)
{
    ticket_key made;
    made.key = distinctive_data(32);
    secrets.add("ticket key", made.key);
    std::vector<ticket_key> ring{made};
    settings->server.sessions.ticket_keys = std::make_shared<ticket_keys>(std::move(ring));
    made = ticket_key();
    ring = std::vector<ticket_key>();
    use_sessions();
    connect();
    handshake();
    exchange_data(100);
    destroy();
    stack.run([&] { settings.reset(); });
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(private_keys_leave_nothing)
{
    watched = nullptr; // the salt of an RSA signature is no secret
    for (auto type :
         {key_type::ed25519, key_type::secp256r1, key_type::secp384r1, key_type::secp521r1, key_type::rsa}) {
        secrets.drop("");
        wire.clear();
        stack.run([&] {
            auto made = x509::generate_private_key(type, type == key_type::rsa ? 2048 : 0);
            add_key(secrets, made);
            const auto pem = x509::write_private_key_pem(made);
            key = x509::read_private_key_pem(pem);
        });
        settings->server.authentication.credentials = {credential_for(key)};
        key = private_key();
        connect();
        handshake();
        close();
        destroy();
        BOOST_TEST(finds("private key"), "the credential has the key");
        stack.run([&] { settings->server.authentication.credentials.clear(); });
        secrets.drop("CLIENT_");
        secrets.drop("SERVER_");
        BOOST_TEST_CONTEXT(to_string(type))
        {
            check_nothing_is_left();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
