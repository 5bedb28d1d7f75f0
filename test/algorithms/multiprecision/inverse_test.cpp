// Inverses modulo 256-bit numbers compared with Crypto++'s.

#include "algorithms/multiprecision/inverse.hpp"
#include "algorithms/multiprecision/reference.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using CryptoPP::Integer;
using multiprecision::inversion_modulus;
using test::to_integer;

// The field moduli and group orders of Curve25519 and P-256, and other primes from the shortest to the longest.
std::vector<Integer> moduli()
{
    return {Integer::Power2(255) - 19,
            Integer("7237005577332262213973186563042994240857116359379907606001950938285454250989"),
            Integer("ffffffff00000001000000000000000000000000ffffffffffffffffffffffffh"),
            Integer("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551h"),
            3,
            65537,
            Integer::Power2(127) - 1,
            Integer::Power2(256) - 189};
}

} // namespace

BOOST_AUTO_TEST_SUITE(multiprecision_inverses)

BOOST_AUTO_TEST_CASE(inverses_match_cryptopp)
{
    std::mt19937_64 engine(1);
    for (auto& modulus : moduli()) {
        const inversion_modulus inversion(test::to_number(modulus));
        const auto check = [&](const Integer& a) {
            const auto expected = a.IsZero() ? a : a.InverseMod(modulus);
            BOOST_REQUIRE_MESSAGE(to_integer(inversion.inverse(test::to_number(a))) == expected,
                                  a << " modulo " << modulus);
        };
        for (auto& a : test::extreme_limbs({modulus, modulus >> 1}))
            if (to_integer(a) < modulus)
                check(to_integer(a));
        for (auto i = test::rounds() / 20; i-- != 0;)
            check(to_integer(test::random_limbs(engine)) % modulus);
    }
}

BOOST_AUTO_TEST_CASE(inverses_of_inverses_are_the_numbers)
{
    std::mt19937_64 engine(2);
    const auto modulus = test::to_number(Integer::Power2(256) - 189);
    const inversion_modulus inversion(modulus);
    for (auto i = test::rounds(); i-- != 0;) {
        auto a = test::random_limbs(engine);
        a.back() >>= 1; // below the modulus
        BOOST_REQUIRE((inversion.inverse(inversion.inverse(a)) == a));
    }
}

BOOST_AUTO_TEST_SUITE_END()
