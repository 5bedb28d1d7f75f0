// The key schedule against the traces of RFC 8448, byte for byte.

#include "protocol/schedule/rfc8448.hpp"
#include "protocol/schedule/trace.hpp"

#include <tls/crypto/key_exchange_group.hpp>

#include <boost/test/unit_test.hpp>

using namespace trace;
using tls::transcript;
using tls::tls13::traffic_secret;

namespace {

struct hellos : transcript {
    explicit hellos(std::initializer_list<std::string_view> messages)
    {
        for (auto message : messages)
            add(unhex(message));
        use(trace::hash());
    }
};

tls::transcript_hash digest_of(std::string_view text)
{
    return tls::transcript_hash(tls::byte_view(unhex(text)));
}

/// The key schedule stages of section 3.
tls::tls13::handshake_secret simple_handshake_secret()
{
    return tls::tls13::early_secret(trace::hash()).extract(unhex(rfc8448::simple_1rtt::shared_secret));
}

tls::tls13::master_secret simple_master_secret()
{
    return simple_handshake_secret().extract();
}

void check_keys(const traffic_secret& secret, std::string_view key, std::string_view iv)
{
    const auto keys = secret.keys(*suite().aead);
    BOOST_CHECK_EQUAL(hex(keys.key), key);
    BOOST_CHECK_EQUAL(hex(keys.iv), iv);
}

std::string finished_key(const traffic_secret& secret)
{
    tls::secret key(trace::hash().digest_size);
    tls::tls13::hkdf_expand_label(trace::hash(), secret.value(), "finished", {}, key.span());
    return hex(key);
}

/// Computes the shared secret from both private keys; checks that their public values are in the hellos.
std::string agree(std::string_view group, std::string_view client_private_key, std::string_view server_private_key,
                  std::string_view client_hello, std::string_view server_hello)
{
    const auto* algorithm = tls::registry::standard()->find_group(group);
    BOOST_REQUIRE(algorithm);
    scripted_random client_random(client_private_key);
    scripted_random server_random(server_private_key);
    const auto client = algorithm->generate(client_random);
    const auto server = algorithm->generate(server_random);
    BOOST_CHECK(client_hello.find(hex(client->share())) != client_hello.npos);
    BOOST_CHECK(server_hello.find(hex(server->share())) != server_hello.npos);
    const auto secret = client->decapsulate(server->share());
    BOOST_REQUIRE(secret);
    return hex(*secret);
}

} // namespace

BOOST_AUTO_TEST_SUITE(rfc8448_traces)

BOOST_AUTO_TEST_CASE(simple_handshake_stages_match_trace)
{
    using namespace rfc8448::simple_1rtt;
    const auto nothing = hellos({}).hash();
    auto early = tls::tls13::early_secret(trace::hash());
    BOOST_CHECK_EQUAL(hex(early.value()), early_secret);
    BOOST_CHECK_EQUAL(hex(tls::tls13::derive_secret(trace::hash(), early.value(), "derived", nothing)),
                      derived_from_early_secret);
    auto handshake = std::move(early).extract(unhex(shared_secret));
    BOOST_CHECK_EQUAL(hex(handshake.value()), handshake_secret);
    BOOST_CHECK_EQUAL(hex(tls::tls13::derive_secret(trace::hash(), handshake.value(), "derived", nothing)),
                      derived_from_handshake_secret);
    const auto master = std::move(handshake).extract();
    BOOST_CHECK_EQUAL(hex(master.value()), master_secret);
}

BOOST_AUTO_TEST_CASE(simple_handshake_traffic_secrets_match_trace)
{
    using namespace rfc8448::simple_1rtt;
    const auto hash = hellos({client_hello, server_hello}).hash();
    BOOST_CHECK_EQUAL(hex(hash), hash_to_server_hello);

    const auto stage = simple_handshake_secret();
    const auto client = stage.client_handshake_traffic_secret(hash);
    const auto server = stage.server_handshake_traffic_secret(hash);
    BOOST_CHECK_EQUAL(hex(client.value()), client_handshake_traffic_secret);
    BOOST_CHECK_EQUAL(hex(server.value()), server_handshake_traffic_secret);
    check_keys(client, client_handshake_key, client_handshake_iv);
    check_keys(server, server_handshake_key, server_handshake_iv);
    BOOST_CHECK_EQUAL(finished_key(client), client_finished_key);
    BOOST_CHECK_EQUAL(finished_key(server), server_finished_key);
}

BOOST_AUTO_TEST_CASE(simple_handshake_finished_messages_match_trace)
{
    using namespace rfc8448::simple_1rtt;
    hellos messages({client_hello, server_hello});
    const auto stage = simple_handshake_secret();
    const auto server = stage.server_handshake_traffic_secret(messages.hash());
    const auto client = stage.client_handshake_traffic_secret(messages.hash());

    const auto flight = open(server_flight_record, server, 22);
    BOOST_CHECK_EQUAL(hex(flight).substr(2 * (flight.size() - 32)), server_verify_data);
    add_flight(messages, flight, server);
    BOOST_CHECK_EQUAL(hex(messages.hash()), hash_to_server_finished);

    BOOST_CHECK_EQUAL(hex(client.finished_verify_data(messages.hash())), client_verify_data);
    add_flight(messages, open(client_flight_record, client, 22), client);
    BOOST_CHECK_EQUAL(hex(messages.hash()), hash_to_client_finished);
}

BOOST_AUTO_TEST_CASE(simple_handshake_application_secrets_match_trace)
{
    using namespace rfc8448::simple_1rtt;
    const auto stage = simple_master_secret();
    const auto server_finished = digest_of(hash_to_server_finished);
    const auto client = stage.client_application_traffic_secret_0(server_finished);
    const auto server = stage.server_application_traffic_secret_0(server_finished);
    BOOST_CHECK_EQUAL(hex(client.value()), client_application_traffic_secret_0);
    BOOST_CHECK_EQUAL(hex(server.value()), server_application_traffic_secret_0);
    BOOST_CHECK_EQUAL(hex(stage.exporter_master_secret(server_finished)), exporter_master_secret);
    check_keys(client, client_application_key, client_application_iv);
    check_keys(server, server_application_key, server_application_iv);
}

BOOST_AUTO_TEST_CASE(simple_handshake_resumption_secrets_match_trace)
{
    using namespace rfc8448::simple_1rtt;
    const auto secret = simple_master_secret().resumption_master_secret(digest_of(hash_to_client_finished));
    BOOST_CHECK_EQUAL(hex(secret), resumption_master_secret);
    BOOST_CHECK_EQUAL(hex(tls::tls13::resumption_psk(trace::hash(), secret, unhex(ticket_nonce))), resumption_psk);
}

BOOST_AUTO_TEST_CASE(resumption_early_secrets_match_trace)
{
    using namespace rfc8448::resumed_0rtt;
    const auto early = tls::tls13::early_secret(trace::hash(), unhex(rfc8448::simple_1rtt::resumption_psk));
    BOOST_CHECK_EQUAL(hex(early.value()), early_secret);
    const auto binders = traffic_secret(trace::hash(), early.binder_key(tls::tls13::psk_kind::resumption));
    BOOST_CHECK_EQUAL(hex(binders.value()), binder_key);
    BOOST_CHECK_EQUAL(hex(binders.finished_verify_data(digest_of(hash_to_binders))), binder);
    BOOST_CHECK_EQUAL(hex(early.binder(tls::tls13::psk_kind::resumption, digest_of(hash_to_binders))), binder);

    const auto client_hello = digest_of(hash_to_client_hello);
    const auto traffic = early.client_early_traffic_secret(client_hello);
    BOOST_CHECK_EQUAL(hex(traffic.value()), client_early_traffic_secret);
    check_keys(traffic, client_early_key, client_early_iv);
    BOOST_CHECK_EQUAL(hex(early.early_exporter_master_secret(client_hello)), early_exporter_master_secret);
}

BOOST_AUTO_TEST_CASE(replays_simple_handshake)
{
    using namespace rfc8448::simple_1rtt;
    BOOST_CHECK_EQUAL(agree("x25519", client_private_key, server_private_key, client_hello, server_hello),
                      shared_secret);
    replay(hellos({client_hello, server_hello}), shared_secret, server_flight_record, client_flight_record,
           {client_close_notify_record, server_close_notify_record, 1, 2});
}

BOOST_AUTO_TEST_CASE(replays_hello_retry_request_handshake)
{
    using namespace rfc8448::hello_retry_request;
    BOOST_CHECK_EQUAL(agree("secp256r1", client_private_key, server_private_key, client_hello_2, server_hello),
                      shared_secret);
    hellos messages({client_hello_1});
    messages.restart_for_hello_retry();
    messages.add(unhex(hello_retry_request));
    messages.add(unhex(client_hello_2));
    messages.add(unhex(server_hello));
    replay(std::move(messages), shared_secret, server_flight_record, client_flight_record,
           {client_close_notify_record, server_close_notify_record});
}

BOOST_AUTO_TEST_CASE(replays_client_authentication_handshake)
{
    using namespace rfc8448::client_authentication;
    BOOST_CHECK_EQUAL(agree("x25519", client_private_key, server_private_key, client_hello, server_hello),
                      shared_secret);
    replay(hellos({client_hello, server_hello}), shared_secret, server_flight_record, client_flight_record,
           {client_close_notify_record, server_close_notify_record});
}

BOOST_AUTO_TEST_CASE(replays_compatibility_mode_handshake)
{
    using namespace rfc8448::compatibility_mode;
    BOOST_CHECK_EQUAL(agree("x25519", client_private_key, server_private_key, client_hello, server_hello),
                      shared_secret);
    replay(hellos({client_hello, server_hello}), shared_secret, server_flight_record, client_flight_record,
           {client_close_notify_record, server_close_notify_record});
}

BOOST_AUTO_TEST_SUITE_END()
