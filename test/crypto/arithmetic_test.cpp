// Our own arithmetic compared with Crypto++'s, especially at the limits of its range.

#include "algorithms/ifma/powers.hpp"
#include "crypto/fixed_random.hpp"
#include "crypto/hex.hpp"
#include "crypto/implementations.hpp"

#include <boost/test/unit_test.hpp>
#include <cryptopp/modarith.h>

#include <random>

namespace {

using namespace tls;
using CryptoPP::Integer;
using limbs = std::vector<std::uint64_t>;

limbs to_limbs(const Integer& number, std::size_t count)
{
    limbs out(count);
    for (std::size_t i = 0; i < 8 * count; ++i)
        out[i / 8] |= std::uint64_t{number.GetByte(i)} << (8 * (i % 8));
    return out;
}

Integer to_integer(const limbs& number)
{
    Integer out;
    for (auto limb = number.rbegin(); limb != number.rend(); ++limb)
        for (int byte = 7; byte >= 0; --byte)
            out = (out << 8) + static_cast<long>((*limb >> (8 * byte)) & 0xff);
    return out;
}

// Returns a number of this many bits. Every other one has long runs of ones and zeros, which cause long carries.
Integer random_number(std::mt19937_64& engine, unsigned bits)
{
    bool has_runs = engine() % 2 == 0;
    Integer out;
    for (unsigned i = 0; i < bits; i += 32)
        out = (out << 32) + Integer(static_cast<long>(has_runs ? (engine() % 2) * 0xffffffff : engine() & 0xffffffff));
    return out >> ((bits + 31) / 32 * 32 - bits);
}

} // namespace

BOOST_AUTO_TEST_SUITE(arithmetic)

BOOST_AUTO_TEST_CASE(powers_match_cryptopp_for_every_modulus_size)
{
    if (!ifma::is_supported()) {
        BOOST_TEST_MESSAGE("skipped: the CPU has no AVX-512 IFMA");
        return;
    }
    std::mt19937_64 engine(1);
    for (unsigned bits : {512u, 1000u, 1024u, 1246u, 1247u, 1300u, 1536u, 1662u, 1663u, 2048u, 2078u}) {
        std::size_t size = (bits + 63) / 64;
        auto prepare = [&](const Integer& modulus) {
            auto r_squared = Integer::Power2(104 * ifma::digits_for(bits)) % modulus;
            return ifma::montgomery(to_limbs(modulus, size), to_limbs(r_squared, size), bits);
        };
        auto largest = Integer::Power2(bits) - 1;
        for (auto& modulus : {largest, Integer::Power2(bits - 1) + 1, random_number(engine, bits) * 2 % largest + 1}) {
            if (modulus.IsEven() || modulus <= 3)
                continue;
            auto prepared = prepare(modulus), other = prepare(largest - 2);
            for (auto& base : {Integer::Zero(), Integer::One(), modulus - 1, random_number(engine, bits) % modulus})
                for (auto& exponent : {Integer::Zero(), largest, random_number(engine, bits)}) {
                    auto base_limbs = to_limbs(base, size), exponent_limbs = to_limbs(exponent, size);
                    auto other_base = to_limbs(base % (largest - 2), size);
                    limbs result(size), other_result(size);
                    ifma::raise_both({prepared, base_limbs, exponent_limbs, result},
                                     {other, other_base, exponent_limbs, other_result});
                    BOOST_REQUIRE(to_integer(result) <= modulus);
                    BOOST_TEST((to_integer(result) % modulus == a_exp_b_mod_c(base, exponent, modulus)));
                    BOOST_TEST((to_integer(other_result) % (largest - 2) ==
                                a_exp_b_mod_c(base % (largest - 2), exponent, largest - 2)));
                }
        }
    }
}

BOOST_AUTO_TEST_CASE(x25519_shares_of_extreme_keys_match_the_reference)
{
    std::vector<bytes> private_keys;
    for (auto byte : {0x00, 0x01, 0x07, 0x08, 0x0f, 0x77, 0x78, 0x80, 0x87, 0x88, 0xf0, 0xf8, 0xff})
        private_keys.emplace_back(32, static_cast<std::uint8_t>(byte));
    for (std::size_t i = 0; i < 256; ++i) {
        bytes one_bit(32);
        one_bit[i / 8] = static_cast<std::uint8_t>(1U << (i % 8));
        private_keys.push_back(one_bit);
        for (auto& byte : one_bit)
            byte = static_cast<std::uint8_t>(~byte);
        private_keys.push_back(one_bit);
    }
    auto share_by = [](const registry& tables, const bytes& private_key) {
        test::fixed_random random(private_key);
        return test::to_hex(tables.find_group("x25519")->generate(random)->share());
    };
    for (auto& private_key : private_keys)
        BOOST_TEST(share_by(*registry::standard(), private_key) == share_by(reference_registry(), private_key));
}

BOOST_AUTO_TEST_SUITE_END()
