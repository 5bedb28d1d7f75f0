// Each form of the public RSA operation, and its modular arithmetic, compared with Crypto++'s integers.

#include "algorithms/rsa/form.hpp"

#include "algorithms/rsa/operands.hpp"

#include <boost/test/unit_test.hpp>
#include <cryptopp/modarith.h>

BOOST_AUTO_TEST_SUITE(rsa_forms)

namespace {

using namespace tls;
using CryptoPP::Integer;
using rsa::form;
using rsa::limbs;
using test::moduli;
using test::random_number;
using test::to_integer;
using test::to_limbs;

std::vector<const form*> forms()
{
    std::vector<const form*> all;
    for (auto* one : {rsa::ifma_form(), rsa::adx_form()})
        if (one)
            all.push_back(one);
    if (all.empty())
        BOOST_TEST_MESSAGE("skipped: the CPU has neither AVX-512 IFMA nor BMI2 and ADX");
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_form_passes_its_self_test)
{
    for (auto* one : forms())
        BOOST_TEST(is_working(*one));
}

BOOST_AUTO_TEST_CASE(self_test_refuses_wrong_results)
{
    if (!rsa::adx_form())
        return;
    struct broken_modulus final : rsa::public_modulus {
        explicit broken_modulus(rsa::limb_view modulus) : right(rsa::adx_form()->prepare(modulus)) {}
        void raise(rsa::limb_view base, std::uint64_t exponent, rsa::limb_span result) const override
        {
            right->raise(base, exponent, result);
            if (result.size() == 64) // wrong for the largest modulus only
                result[63] ^= 1;
        }
        std::unique_ptr<const rsa::public_modulus> right;
    };
    const form broken{4096, [](rsa::limb_view modulus) -> std::unique_ptr<const rsa::public_modulus> {
                          return std::make_unique<broken_modulus>(modulus);
                      }};
    BOOST_TEST(!is_working(broken));
}

BOOST_AUTO_TEST_CASE(powers_of_two_match_cryptopp)
{
    std::mt19937_64 engine(1);
    for (std::size_t bits : {2u, 3u, 63u, 64u, 65u, 127u, 128u, 192u, 1023u, 1024u, 1025u, 2048u, 4096u})
        for (auto& modulus : moduli(engine, bits)) {
            const auto size = (bits + 63) / 64;
            for (std::size_t exponent : {64 * size, 64 * size + 1, 64 * size + 63, 64 * size + 64, 129 * size + 7})
                BOOST_TEST((to_integer(rsa::power_of_two_modulo(exponent, to_limbs(modulus, size))) ==
                            Integer::Power2(exponent) % modulus));
        }
}

BOOST_AUTO_TEST_CASE(results_match_cryptopp_for_every_modulus_size)
{
    std::mt19937_64 engine(2);
    for (std::size_t bits : {1024u, 1025u, 1087u, 1088u, 1089u, 1246u, 1247u, 1536u, 2047u, 2048u, 2078u, 2079u, 3072u,
                             3326u, 3327u, 4095u, 4096u, 4158u})
        for (auto& modulus : moduli(engine, bits)) {
            const auto size = (bits + 63) / 64;
            const auto n = to_limbs(modulus, size);
            for (auto* one : forms()) {
                if (bits > one->max_bits)
                    continue;
                const auto prepared = one->prepare(n);
                for (auto& base : {Integer::Zero(), Integer::One(), modulus - 1, random_number(engine, bits) % modulus})
                    for (std::uint64_t exponent : {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{65537}}) {
                        limbs result(size, 0xaa);
                        prepared->raise(to_limbs(base, size), exponent, result);
                        BOOST_TEST((to_integer(result) ==
                                    a_exp_b_mod_c(base, Integer(static_cast<unsigned long>(exponent)), modulus)));
                    }
            }
        }
}

// Of the largest exponents too, and if the result replaces the base.
BOOST_AUTO_TEST_CASE(random_powers_match_cryptopp)
{
    std::mt19937_64 engine(3);
    for (auto i = test::rounds() / 100; i-- != 0;)
        for (std::size_t bits : {1024u, 2048u, 3072u, 4096u}) {
            const auto modulus = moduli(engine, bits)[i % 3];
            const auto base = random_number(engine, bits) % modulus;
            const auto exponent = i % 4 == 0 ? ~std::uint64_t{0} - (engine() & 0xff) : (engine() >> (i % 60)) | 1;
            const auto expected = a_exp_b_mod_c(base, to_integer(limbs{exponent}), modulus);
            for (auto* one : forms()) {
                auto number = to_limbs(base, bits / 64);
                one->prepare(to_limbs(modulus, bits / 64))->raise(number, exponent, number);
                BOOST_REQUIRE((to_integer(number) == expected));
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
