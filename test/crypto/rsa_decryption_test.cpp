// Who may decrypt with RSA: implementations in constant time, and others only where they were asked for.

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

BOOST_AUTO_TEST_SUITE(decryption_with_rsa)

BOOST_AUTO_TEST_CASE(is_in_constant_time_or_not_there)
{
    BOOST_TEST((decrypter_of(*registry::standard()) == nettle::rsa_decryption()));
    BOOST_TEST((decrypter_of(*registry::standard()) != decrypter_of(reference_registry())));
}

BOOST_AUTO_TEST_CASE(is_not_there_without_an_implementation_while_encryption_is)
{
    const auto careful = registry_with({});
    BOOST_TEST((decrypter_of(careful) == nullptr));
    const auto* keys = careful.find_key_algorithm(key_type::rsa);
    BOOST_TEST((keys->encrypt != nullptr));
    BOOST_TEST((keys->generate != nullptr));
}

BOOST_AUTO_TEST_CASE(by_cryptopp_can_be_registered)
{
    auto algorithms = registry_with({});
    algorithms.add(rsa_keys_with_variable_time_decryption());
    BOOST_TEST((decrypter_of(algorithms) == decrypter_of(reference_registry())));
}

BOOST_AUTO_TEST_SUITE_END()
