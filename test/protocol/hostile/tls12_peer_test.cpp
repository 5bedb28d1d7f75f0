// Two scripted TLS 1.2 peers can communicate with every kind of suite. So a failure in a test with one scripted peer
// points to the engine.

#include "support/authority.hpp"
#include "support/tls12_peer.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

void transfer_all(tls12_peer& from, tls12_peer& to)
{
    for (auto front = from.output().front(); !front.empty(); front = from.output().front()) {
        to.input().append(front);
        from.output().sent(front.size());
    }
}

struct two_peers {
    two_peers(tls12_traits client_traits, tls12_traits server_traits)
        : client(role::client, std::move(client_traits)), server(role::server, std::move(server_traits))
    {
    }
    void run()
    {
        for (int round = 0; round < 10; ++round) {
            client.run();
            transfer_all(client, server);
            server.run();
            transfer_all(server, client);
        }
    }
    void check() const
    {
        BOOST_TEST(client.done(), client.failure());
        BOOST_TEST(server.done(), server.failure());
        BOOST_TEST(as_text(client.received()) == "data");
        BOOST_TEST(as_text(server.received()) == "data");
    }

    tls12_peer client;
    tls12_peer server;
};

tls12_traits traits_for(std::uint16_t suite, key_type key, std::uint16_t scheme)
{
    tls12_traits traits;
    traits.suite = suite;
    traits.own = leaf(key);
    traits.scheme = scheme;
    return traits;
}

} // namespace

BOOST_AUTO_TEST_SUITE(scripted_tls12_peers)

BOOST_AUTO_TEST_CASE(complete_handshake_with_every_key_exchange)
{
    const std::pair<std::uint16_t, key_type> suites[] = {
        {0xc02b, key_type::secp256r1}, // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        {0xc030, key_type::rsa},       // TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
        {0xcca9, key_type::secp256r1}, // TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        {0x009e, key_type::rsa},       // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
        {0x009c, key_type::rsa},       // TLS_RSA_WITH_AES_128_GCM_SHA256
        {0x00a8, key_type::rsa},       // TLS_PSK_WITH_AES_128_GCM_SHA256
        {0x00aa, key_type::rsa},       // TLS_DHE_PSK_WITH_AES_128_GCM_SHA256
        {0x00ac, key_type::rsa},       // TLS_RSA_PSK_WITH_AES_128_GCM_SHA256
        {0xc035, key_type::rsa},       // TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA
        {0xc009, key_type::secp256r1}, // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
    };
    for (auto& [suite, key] : suites) {
        BOOST_TEST_CONTEXT("suite " << suite)
        {
            const auto traits = traits_for(suite, key, key == key_type::rsa ? 0x0804 : 0x0403);
            two_peers peers(traits, traits);
            peers.run();
            peers.check();
        }
    }
}

BOOST_AUTO_TEST_CASE(support_client_certificates_and_optional_extensions)
{
    auto traits = traits_for(0xc023, key_type::secp256r1, 0x0403); // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
    traits.encrypt_then_mac = true;
    traits.asks_for_certificate = true;
    two_peers all(traits, traits);
    all.run();
    all.check();
    traits.extended_master_secret = false;
    traits.secure_renegotiation = false;
    traits.encrypt_then_mac = false;
    two_peers none(traits, traits);
    none.run();
    none.check();
}

BOOST_AUTO_TEST_CASE(can_renegotiate)
{
    const auto traits = traits_for(0xc02b, key_type::secp256r1, 0x0403);
    auto client_traits = traits;
    client_traits.afterwards = [](tls12_peer& p) {
        if (p.handshakes() == 1)
            p.send_client_hello();
    };
    two_peers peers(client_traits, traits);
    peers.run();
    peers.check();
    BOOST_TEST(peers.client.handshakes() == 2u);
    BOOST_TEST(peers.server.handshakes() == 2u);
}

BOOST_AUTO_TEST_CASE(reject_changed_finished)
{
    const auto traits = traits_for(0xc02b, key_type::secp256r1, 0x0403);
    auto server_traits = traits;
    server_traits.before = [](tls12_peer&, tls12_moment when, bytes& encoded) {
        if (when == tls12_moment::finished)
            encoded.back() ^= 1;
    };
    two_peers peers(traits, server_traits);
    peers.run();
    BOOST_TEST(!peers.client.done());
    BOOST_TEST(peers.client.failure() == "wrong Finished");
}

BOOST_AUTO_TEST_SUITE_END()
