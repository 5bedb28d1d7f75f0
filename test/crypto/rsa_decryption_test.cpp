// RSA decryption: constant-time implementations are allowed, others only if registered explicitly.

#include "algorithms/nettle/rows.hpp"
#include "crypto/implementations.hpp"

#include <tls/crypto/rsa_decryption.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;

namespace {

auto decrypter_of(const registry& algorithms)
{
    return algorithms.find_key_algorithm(key_type::rsa)->make_decrypter;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rsa_decryption)

BOOST_AUTO_TEST_CASE(rsa_decryption_is_constant_time_or_disabled)
{
    BOOST_TEST((decrypter_of(*registry::standard()) == nettle::rsa_decryption()));
    BOOST_TEST((decrypter_of(*registry::standard()) != decrypter_of(reference_registry())));
}

BOOST_AUTO_TEST_CASE(rsa_encryption_works_without_a_decryption_implementation)
{
    const auto without_implementations = registry_with({});
    BOOST_TEST((decrypter_of(without_implementations) == nullptr));
    const auto* keys = without_implementations.find_key_algorithm(key_type::rsa);
    BOOST_TEST((keys->encrypt != nullptr));
    BOOST_TEST((keys->generate != nullptr));
}

BOOST_AUTO_TEST_CASE(cryptopp_rsa_decryption_can_be_registered)
{
    auto algorithms = registry_with({});
    algorithms.add(rsa_keys_with_variable_time_decryption());
    BOOST_TEST((decrypter_of(algorithms) == decrypter_of(reference_registry())));
}

BOOST_AUTO_TEST_SUITE_END()
