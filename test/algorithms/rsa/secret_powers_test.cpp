// Exponentiation with secret exponents by BMI2 and ADX, compared with Crypto++'s integers.

#include "algorithms/rsa/secret_powers.hpp"

#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/rsa/operands.hpp"

#include <boost/test/unit_test.hpp>
#include <cryptopp/modarith.h>

BOOST_AUTO_TEST_SUITE(rsa_secret_powers)

namespace {

using namespace tls;
using CryptoPP::Integer;
using rsa::limbs;
using test::random_number;
using test::to_integer;
using test::to_limbs;

bool is_supported()
{
    if (multiprecision::has_adx())
        return true;
    BOOST_TEST_MESSAGE("skipped: the CPU has no BMI2 and ADX");
    return false;
}

// Adds one whose highest limb is all ones.
std::vector<Integer> moduli(std::mt19937_64& engine, std::size_t bits)
{
    auto all = test::moduli(engine, bits);
    auto high = Integer::Power2(bits) - Integer::Power2(bits - 64) + random_number(engine, bits - 64);
    high.SetBit(0);
    all.insert(all.begin() + 2, high);
    return all;
}

rsa::secret_modulus prepare(const Integer& modulus, std::size_t size)
{
    const auto value = to_limbs(modulus, size);
    return {value, rsa::power_of_two_modulo(128 * rsa::secret_modulus::padded(size), value)};
}

// The result may be the modulus instead of zero.
void expect_power(const rsa::secret_modulus& prepared, const Integer& modulus, const Integer& base,
                  const Integer& exponent, std::size_t size, std::size_t exponent_size)
{
    limbs result(size, 0xaa);
    prepared.raise(to_limbs(base, size), to_limbs(exponent, exponent_size), result);
    BOOST_TEST((to_integer(result) <= modulus));
    BOOST_TEST((to_integer(result) % modulus == a_exp_b_mod_c(base % modulus, exponent, modulus)));
}

} // namespace

BOOST_AUTO_TEST_CASE(self_test_passes)
{
    if (!is_supported())
        return;
    BOOST_TEST(rsa::secret_powers_are_working());
    BOOST_TEST(rsa::has_secret_powers());
}

BOOST_AUTO_TEST_CASE(powers_match_cryptopp_for_every_modulus_size)
{
    if (!is_supported())
        return;
    std::mt19937_64 engine(1);
    for (std::size_t bits : {449u, 511u, 512u, 513u, 768u, 1000u, 1023u, 1024u, 1025u, 1088u, 1535u, 1536u, 1537u,
                             1600u, 1985u, 2047u, 2048u}) {
        const auto size = (bits + 63) / 64;
        const auto all_ones = Integer::Power2(64 * size) - 1;
        for (auto& modulus : moduli(engine, bits)) {
            const auto prepared = prepare(modulus, size);
            // Bases need not be below the modulus.
            for (auto& base : {Integer::Zero(), Integer::One(), Integer::Two(), modulus - 1, modulus, all_ones,
                               random_number(engine, bits) % modulus})
                for (auto& exponent : {Integer::Zero(), Integer::One(), Integer(31L), Integer::Power2(64 * size - 1),
                                       all_ones, random_number(engine, 64 * size)})
                    expect_power(prepared, modulus, base, exponent, size, size);
        }
    }
}

BOOST_AUTO_TEST_CASE(random_powers_match_cryptopp)
{
    if (!is_supported())
        return;
    std::mt19937_64 engine(2);
    for (auto i = test::rounds() / 100; i-- != 0;)
        for (std::size_t size : {8u, 16u, 24u, 32u}) {
            const auto modulus = moduli(engine, 64 * size)[2 + i % 2];
            expect_power(prepare(modulus, size), modulus, random_number(engine, 64 * size),
                         random_number(engine, 64 * size), size, size);
        }
}

BOOST_AUTO_TEST_CASE(exponents_may_be_shorter_or_longer_than_the_modulus)
{
    if (!is_supported())
        return;
    std::mt19937_64 engine(3);
    const auto modulus = moduli(engine, 1024)[3];
    for (std::size_t exponent_size : {1u, 2u, 5u, 15u, 17u, 33u})
        expect_power(prepare(modulus, 16), modulus, random_number(engine, 1024),
                     random_number(engine, 64 * exponent_size), 16, exponent_size);
}

BOOST_AUTO_TEST_CASE(rejects_unsupported_sizes)
{
    for (std::size_t size : {rsa::min_secret_limbs - 1, rsa::max_secret_limbs + 1}) {
        const limbs number(size, 1);
        BOOST_CHECK_THROW(rsa::secret_modulus(number, number), std::length_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
