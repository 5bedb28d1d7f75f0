// RSA key exchange with servers that can and cannot decrypt.

#include "crypto/implementations.hpp"
#include "support/engine_pair.hpp"

#include <tls/crypto/rsa_decryption.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

constexpr std::uint16_t rsa_suite = 0x009c; // TLS_RSA_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t dhe_suite = 0x009e; // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256

struct rsa_key_exchange_test {
    /// Returns settings with a server whose key was loaded with the registry, as a context does it.
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

BOOST_FIXTURE_TEST_SUITE(rsa_key_exchange, rsa_key_exchange_test)

BOOST_AUTO_TEST_CASE(is_not_chosen_without_constant_time_decryption)
{
    auto rsa_only = served_with(registry_with({}), {rsa_suite}).pair();
    rsa_only.handshake();
    BOOST_TEST(rsa_only.server_error == error::reason::no_shared_signature_algorithms);
    auto rsa_and_dhe = served_with(registry_with({}), {rsa_suite, dhe_suite}).pair();
    rsa_and_dhe.handshake();
    BOOST_TEST_REQUIRE(rsa_and_dhe.established());
    BOOST_TEST(rsa_and_dhe.client.info().cipher_suite->id == dhe_suite);
}

BOOST_AUTO_TEST_CASE(works_with_registered_decryption)
{
    auto algorithms = registry_with({});
    algorithms.add(rsa_keys_with_variable_time_decryption());
    auto pair = served_with(std::move(algorithms), {rsa_suite}).pair();
    pair.handshake();
    BOOST_TEST_REQUIRE(pair.established());
    BOOST_TEST(pair.client.info().cipher_suite->id == rsa_suite);
}

BOOST_AUTO_TEST_CASE(works_with_standard_registry_if_its_keys_can_decrypt)
{
    const auto& standard = *registry::standard();
    auto pair = served_with(standard, {rsa_suite}).pair();
    pair.handshake();
    BOOST_TEST(pair.established() == (standard.find_key_algorithm(key_type::rsa)->make_decrypter != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
