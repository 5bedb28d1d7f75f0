// Key exchange by RSA encryption, where servers can decrypt and where they cannot.

#include "crypto/implementations.hpp"
#include "support/engine_pair.hpp"

#include <tls/crypto/rsa_decryption.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

constexpr std::uint16_t by_rsa = 0x009c; // TLS_RSA_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t by_dhe = 0x009e; // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256

struct rsa_key_exchange_test {
    /// A server whose key was loaded with the registry, as a context does it.
    configurations served_with(registry of_server, std::vector<std::uint16_t> suites)
    {
        auto algorithms = std::make_shared<const registry>(std::move(of_server));
        x509::certificate_template says;
        says.common_name = "localhost";
        says.dns_names = {"localhost"};
        const auto key = pki::make_key(key_type::rsa);
        configurations settings(
            authority, {std::make_shared<credential>(std::vector{authority.issue(says, key)}, key, algorithms)});
        settings.server.algorithms = algorithms;
        settings.server.negotiation.cipher_suites = suites;
        settings.client.negotiation.cipher_suites = std::move(suites);
        settings.client.negotiation.max_version = protocol_version::tls1_2;
        return settings;
    }

    pki authority;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(key_exchange_by_rsa, rsa_key_exchange_test)

BOOST_AUTO_TEST_CASE(is_not_chosen_by_a_server_that_cannot_decrypt_in_constant_time)
{
    auto alone = served_with(registry_with({}), {by_rsa}).pair();
    alone.handshake();
    BOOST_TEST(alone.server_error == error::reason::no_shared_signature_algorithms);
    auto beside_another = served_with(registry_with({}), {by_rsa, by_dhe}).pair();
    beside_another.handshake();
    BOOST_TEST_REQUIRE(beside_another.established());
    BOOST_TEST(beside_another.client.info().cipher_suite->id == by_dhe);
}

BOOST_AUTO_TEST_CASE(works_where_decryption_was_registered)
{
    auto algorithms = registry_with({});
    algorithms.add(rsa_keys_with_variable_time_decryption());
    auto pair = served_with(std::move(algorithms), {by_rsa}).pair();
    pair.handshake();
    BOOST_TEST_REQUIRE(pair.established());
    BOOST_TEST(pair.client.info().cipher_suite->id == by_rsa);
}

BOOST_AUTO_TEST_CASE(goes_with_the_standard_registry_as_its_keys_can_decrypt)
{
    const auto& standard = *registry::standard();
    auto pair = served_with(standard, {by_rsa}).pair();
    pair.handshake();
    BOOST_TEST(pair.established() == (standard.find_key_algorithm(key_type::rsa)->make_decrypter != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
