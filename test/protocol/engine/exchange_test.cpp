// Exchanges alongside application data, as post-handshake authentication and 0-RTT need them. Both sides are our
// engines, with flows written in this test.

#include "protocol/engine/engine_state.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/message/certificate_request.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/end_of_early_data.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/record/record_header.hpp"
#include "support/engine_pair.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

/// Carries all output of `from` to `to`. Returns false if there was none.
bool carry(engine_state& from, engine_state& to)
{
    auto& output = from.connection().records().output();
    bool moved = false;
    while (!output.empty()) {
        const auto front = output.front();
        to.connection().records().input().append(front);
        output.sent(front.size());
        moved = true;
    }
    return moved;
}

/// Carries output in both directions.
bool carry_both(engine_state& one, engine_state& other)
{
    const bool moved = carry(one, other);
    return carry(other, one) || moved;
}

/// Carries one record.
void carry_record(engine_state& from, engine_state& to)
{
    auto& output = from.connection().records().output();
    const auto front = output.front();
    BOOST_REQUIRE(front.size() > record_header_size);
    const auto size = record_header_size + (std::size_t(front[3]) << 8) + front[4];
    to.connection().records().input().append(front.first(size));
    output.sent(size);
}

/// Reads all data that has arrived.
bytes read_all(engine_state& from)
{
    bytes arrived;
    bytes space(1000);
    for (;;) {
        byte_span into(space);
        std::size_t n = 0;
        error_code error;
        if (from.read({&into, 1}, n, error) != want::nothing || error)
            return arrived;
        arrived.insert(arrived.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
    }
}

void write_all(engine_state& to, byte_view data)
{
    std::size_t n = 0;
    error_code error;
    BOOST_REQUIRE((to.write({&data, 1}, n, error) == want::nothing));
    BOOST_REQUIRE(!error);
    BOOST_REQUIRE(n == data.size());
}

struct exchange_test {
    pki authority;
    std::shared_ptr<const credential> leaf = authority.leaf(key_type::secp256r1);
    configurations settings{authority, {leaf}};
    engine_state client{std::make_shared<configuration>(settings.client)};
    engine_state server{std::make_shared<configuration>(settings.server)};

    void connect()
    {
        error_code error;
        do {
            client.handshake(role::client, error);
            BOOST_REQUIRE(!error);
            server.handshake(role::server, error);
            BOOST_REQUIRE(!error);
        } while (carry_both(client, server));
        BOOST_REQUIRE(client.is_connected());
        BOOST_REQUIRE(server.is_connected());
    }

    /// Checks that data flows in both directions.
    void check_data(const std::string& moment)
    {
        BOOST_TEST_CONTEXT(moment)
        {
            const auto up = pattern(5000), down = pattern(3000);
            write_all(client, up);
            write_all(server, down);
            carry(client, server);
            carry(server, client);
            BOOST_TEST(read_all(server) == up);
            BOOST_TEST(read_all(client) == down);
        }
    }

    void process_messages(engine_state& e)
    {
        BOOST_REQUIRE(e.guarded([&] { e.process_messages(); }));
    }
};

/// The server requests a proof and receives it. The client sends it once it has the signature.
flow asks_for_proof(handshake_context& c, std::size_t& proofs)
{
    transcript t;
    message::certificate_request request;
    request.extensions.signature_algorithms =
        extension::signature_algorithms{{static_cast<std::uint16_t>(signature_scheme_id::ecdsa_secp256r1_sha256)}};
    c.send(request, t);
    auto proof = co_await c.next<message::certificate_verify>();
    proofs += !proof.signature.empty();
}

flow gives_proof(handshake_context& c, const credential& key)
{
    transcript t;
    auto request = co_await c.next<message::certificate_request>();
    const auto content = request.encoded;
    const auto& scheme = *c.config().algorithms->find_signature_scheme(
        static_cast<std::uint16_t>(signature_scheme_id::ecdsa_secp256r1_sha256));
    auto signature = co_await c.sign(key, scheme, content);
    c.send(message::certificate_verify{scheme.id, std::move(signature)}, t);
}

/// A key that signs externally: the test decides when it answers.
struct remote_key {
    sign_completion done;
    std::shared_ptr<credential> key;

    explicit remote_key(const credential& with_chain)
        : key(std::make_shared<credential>(
              with_chain.chain(), [this](const sign_request, sign_completion answer) { done = std::move(answer); }))
    {
    }
};

/// A minimal TLS 1.3 handshake with early data: the client's hello is followed by data under early data keys.
struct early_secrets {
    const cipher_suite& suite;

    tls13::traffic_secret secret(std::uint8_t fill) const
    {
        return tls13::traffic_secret(*suite.hash, tls::secret(bytes(suite.hash->digest_size, fill)));
    }
    tls13::traffic_secret early() const { return secret(1); }
    tls13::traffic_secret client_handshake() const { return secret(2); }
    tls13::traffic_secret server_handshake() const { return secret(3); }
    tls13::traffic_secret client_application() const { return secret(4); }
    tls13::traffic_secret server_application() const { return secret(5); }
};

flow early_client(handshake_context& c, const early_secrets& secrets, byte_view early_data, bool data_too_late)
{
    transcript t;
    auto& connection = c.connection();
    c.use_version(protocol_version::tls1_3);
    const auto offer = make_offer(c.config(), c.server_name(), c.random());
    c.send(offer.hello, t);
    connection.protect_write(epoch::early_data, secrets.suite, secrets.early());
    connection.protect_read(epoch::handshake, secrets.suite, secrets.server_handshake(), c.boundary());
    connection.write({&early_data, 1}, early_data.size());
    auto answer = co_await c.next<message::finished>();
    connection.protect_application_read(secrets.suite, secrets.server_application(), c.boundary());
    c.send(message::end_of_early_data{}, t);
    connection.protect_write(epoch::handshake, secrets.suite, secrets.client_handshake());
    if (data_too_late)
        connection.write({&early_data, 1}, early_data.size());
    c.send(message::finished{bytes(32)}, t);
    connection.protect_application_write(secrets.suite, secrets.client_application());
}

flow early_server(handshake_context& c, const early_secrets& secrets)
{
    transcript t;
    auto& connection = c.connection();
    c.use_version(protocol_version::tls1_3);
    auto hello = co_await c.next<message::client_hello>();
    connection.protect_early_read(secrets.suite, secrets.early(), 1 << 20, c.boundary());
    connection.protect_write(epoch::handshake, secrets.suite, secrets.server_handshake());
    c.send(message::finished{bytes(32)}, t);
    connection.protect_application_write(secrets.suite, secrets.server_application());
    auto end = co_await c.next<message::end_of_early_data>();
    connection.protect_read(epoch::handshake, secrets.suite, secrets.client_handshake(), c.boundary());
    auto finished = co_await c.next<message::finished>();
    connection.protect_application_read(secrets.suite, secrets.client_application(), c.boundary());
}

struct early_data_test : exchange_test {
    early_secrets secrets{*settings.client.algorithms->find_cipher_suite(0x1301)};
    const bytes early = pattern(2000);

    void begin(bool data_too_late = false)
    {
        client.endpoint().role = role::client;
        server.endpoint().role = role::server;
        auto& from = client.begin_exchange(exchange::kind::initial_handshake);
        from.start(early_client(from.context(), secrets, early, data_too_late));
        auto& to = server.begin_exchange(exchange::kind::initial_handshake);
        to.start(early_server(to.context(), secrets));
        process_messages(client);
        error_code error;
        carry_record(client, server); // the ClientHello
        BOOST_TEST((server.handshake(role::server, error) == want::input));
        carry(client, server);
    }

    bytes read_early()
    {
        bytes space(2 * early.size());
        byte_span into(space);
        std::size_t n = 0;
        error_code error;
        BOOST_REQUIRE((server.early_data().read({&into, 1}, n, error) == want::nothing));
        space.resize(n);
        return space;
    }

    void finish()
    {
        error_code error;
        do {
            client.handshake(role::client, error);
            BOOST_REQUIRE(!error);
            server.handshake(role::server, error);
            BOOST_REQUIRE(!error);
        } while (carry_both(client, server));
        BOOST_TEST(client.is_connected());
        BOOST_TEST(server.is_connected());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(post_handshake_exchange, exchange_test)

BOOST_AUTO_TEST_CASE(transfers_data_while_waiting_for_signature)
{
    connect();
    remote_key remote(*leaf);
    std::size_t proofs = 0;
    auto& asking = server.begin_exchange(exchange::kind::post_handshake);
    asking.start(asks_for_proof(asking.context(), proofs));
    auto& giving = client.begin_exchange(exchange::kind::post_handshake);
    giving.start(gives_proof(giving.context(), *remote.key));
    process_messages(server);
    process_messages(client);
    check_data("before the request has been read");

    auto start = giving.context().take_external_operation();
    BOOST_REQUIRE(static_cast<bool>(start));
    external_answer answered;
    start([&](external_answer a) { answered = std::move(a); });
    BOOST_REQUIRE(static_cast<bool>(remote.done));
    BOOST_TEST(giving.context().waits_for_answer());
    check_data("while the signature is awaited");

    // Meanwhile, the keys of both directions change.
    error_code error;
    client.update_keys(true, error);
    server.update_keys(true, error);
    BOOST_TEST(!error);
    check_data("while the signature is awaited, under new keys");
    BOOST_TEST(client.key_updates().received() >= 1u);
    BOOST_TEST(server.key_updates().received() >= 1u);

    remote.done({}, bytes{1, 2, 3});
    giving.context().answer(answered);
    process_messages(client);
    BOOST_TEST(client.exchange() == nullptr);
    BOOST_TEST(proofs == 0u);
    check_data("after the signature");
    BOOST_TEST(server.exchange() == nullptr);
    BOOST_TEST(proofs == 1u);
    BOOST_TEST(!client.failure());
    BOOST_TEST(!server.failure());
}

BOOST_AUTO_TEST_CASE(keeps_next_message_until_answer_arrives)
{
    connect();
    remote_key remote(*leaf);
    auto& giving = client.begin_exchange(exchange::kind::post_handshake);
    giving.start(gives_proof(giving.context(), *remote.key));
    std::size_t proofs = 0;
    for (int requests = 0; requests < 2; ++requests) {
        auto& asking = server.begin_exchange(exchange::kind::post_handshake);
        asking.start(asks_for_proof(asking.context(), proofs));
        process_messages(server);
        server.end_exchange();
    }
    const auto behind = pattern(100);
    write_all(server, behind);
    carry(server, client);
    // The second request waits for the first one's answer. The data behind it waits for both.
    BOOST_TEST(read_all(client).empty());
    BOOST_REQUIRE(client.exchange() != nullptr);
    error_code error;
    BOOST_TEST((client.wait_readable(error) == want::answer));
    client.end_exchange();
    // Without an exchange the request is rejected.
    BOOST_TEST(read_all(client).empty());
    BOOST_TEST(client.failure() == error::reason::unexpected_message);
}

BOOST_AUTO_TEST_CASE(allows_another_exchange_on_same_connection)
{
    connect();
    std::size_t proofs = 0;
    for (std::size_t round = 1; round <= 2; ++round) {
        auto& asking = server.begin_exchange(exchange::kind::post_handshake);
        asking.start(asks_for_proof(asking.context(), proofs));
        auto& giving = client.begin_exchange(exchange::kind::post_handshake);
        giving.start(gives_proof(giving.context(), *leaf));
        process_messages(client);
        process_messages(server);
        check_data("request and proof");
        check_data("after them");
        BOOST_TEST(proofs == round);
        BOOST_TEST(client.exchange() == nullptr);
        BOOST_TEST(server.exchange() == nullptr);
    }
    BOOST_TEST(client.endpoint().info.peer_certificates.size() == leaf->chain().size());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(early_data, early_data_test)

BOOST_AUTO_TEST_CASE(is_delivered_before_handshake_completes)
{
    begin();
    BOOST_TEST(read_all(server).empty());
    BOOST_TEST(read_early() == early);
    BOOST_TEST(!server.is_connected());
    finish();
    check_data("after the handshake");
}

BOOST_AUTO_TEST_CASE(is_kept_until_read_after_handshake)
{
    begin();
    finish();
    check_data("after the handshake");
    BOOST_TEST(read_early() == early);
}

BOOST_AUTO_TEST_CASE(is_rejected_after_end_of_early_data)
{
    begin(true);
    error_code error;
    server.handshake(role::server, error);
    carry(server, client);
    client.handshake(role::client, error);
    carry(client, server);
    server.handshake(role::server, error);
    BOOST_TEST(error == error::reason::unexpected_message);
    BOOST_TEST((server.alert_sent() == alert_description::unexpected_message));
}

BOOST_AUTO_TEST_CASE(is_rejected_without_early_data_keys)
{
    byte_view data(early);
    BOOST_TEST(read_all(server).empty());
    client.connection().write({&data, 1}, data.size());
    carry(client, server);
    error_code error;
    server.handshake(role::server, error);
    BOOST_TEST(error == error::reason::unexpected_message);
}

BOOST_AUTO_TEST_SUITE_END()
