// Both implementations of the field of Curve25519 compared with Crypto++'s integers, especially at the limits of their
// ranges.

#include "algorithms/curve25519/inverse.hpp"
#include "algorithms/curve25519/portable_field.hpp"
#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/multiprecision/reference.hpp"
#if defined(__x86_64__)
#include "algorithms/curve25519/adx_field.hpp"
#endif

#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using namespace tls::curve25519;
using CryptoPP::Integer;
using multiprecision::number;
using test::to_integer;

const Integer& modulus()
{
    static const Integer p = Integer::Power2(255) - 19;
    return p;
}

Integer inverse_of(const Integer& a)
{
    return a.IsZero() ? Integer::Zero() : a.InverseMod(modulus());
}

Integer residue(const Integer& a)
{
    auto r = a % modulus();
    return r.IsNegative() ? r + modulus() : r;
}

std::vector<number> extremes()
{
    const auto p = modulus();
    return test::extreme_limbs({p, p + p, p >> 1, Integer::Power2(255) + 19, Integer::Power2(256) - 38});
}

} // namespace

BOOST_AUTO_TEST_SUITE(curve25519_field)

BOOST_AUTO_TEST_CASE(portable_field_matches_cryptopp)
{
    using portable::field;
    const auto check = [](const number& first, const number& second) {
        auto below_2_255 = [](number n) {
            n[3] &= ~std::uint64_t{0} >> 1;
            return n;
        };
        const auto x = field::from(below_2_255(first)), y = field::from(below_2_255(second));
        const auto a = to_integer(below_2_255(first)), b = to_integer(below_2_255(second));
        auto is = [&](const portable::field_element& product, const Integer& expected) {
            return to_integer(field::value(product)) == residue(expected);
        };
        const bool is_right = is(x * y, a * b) && is(square(x), a * a) && is((x + y) * (x - y), a * a - b * b) &&
                              is(square((x + y) - (y + y)), (a - b) * (a - b)) &&
                              is(add_multiple_121665(x, y), a + b * 121665) &&
                              is(add_multiple_121665(x - y, (x + y) - (x + x)), a - b + (b - a) * 121665);
        BOOST_REQUIRE_MESSAGE(is_right, a << " and " << b);
    };
    for (auto& a : extremes())
        for (auto& b : extremes())
            check(a, b);
    std::mt19937_64 engine(1);
    for (auto i = test::rounds(); i-- != 0;)
        check(test::random_limbs(engine), test::random_limbs(engine));
}

BOOST_AUTO_TEST_CASE(portable_inverses_match_cryptopp)
{
    using portable::field;
    std::mt19937_64 engine(2);
    for (int i = 0; i < 300; ++i) {
        auto n = i < 100 ? extremes()[static_cast<std::size_t>(i) % extremes().size()] : test::random_limbs(engine);
        n[3] &= ~std::uint64_t{0} >> 1;
        BOOST_TEST((to_integer(field::value(inverse<field>(field::from(n)))) == inverse_of(residue(to_integer(n)))));
    }
}

#if defined(__x86_64__)

// The whole range of each type: elements are any 256-bit numbers, products are below 2^255 + 2^23.
BOOST_AUTO_TEST_CASE(adx_field_matches_cryptopp)
{
    if (!multiprecision::has_adx()) {
        BOOST_TEST_MESSAGE("skipped: the CPU has no BMI2 or no ADX");
        return;
    }
    const auto bound = Integer::Power2(255) + Integer::Power2(23);
    const auto check = [&](const number& first, const number& second) {
        const auto a = to_integer(first), b = to_integer(second);
        const adx::element x{first}, y{second};
        auto is_element = [](const adx::element& found, const Integer& expected) {
            return residue(to_integer(found.limbs)) == residue(expected);
        };
        auto is_product = [&](const adx::product& found, const Integer& expected) {
            return is_element(found, expected) && to_integer(found.limbs) < bound &&
                   to_integer(adx::value(found)) == residue(expected);
        };
        bool is_right = is_product(x * y, a * b) && is_product(square(x), a * a) && is_element(x + y, a + b) &&
                        is_element(x - y, a - b) && is_product(add_multiple_121665(x, y), a + b * 121665) &&
                        select(~std::uint64_t{0}, x, y).limbs == first && select(0, x, y).limbs == second;
        adx::product same;
        adx::multiply(same, x, y);
        is_right = is_right && same.limbs == (x * y).limbs;
        if (a < bound && b < bound) {
            const adx::product p{{first}}, q{{second}};
            is_right = is_right && is_element(p + q, a + b) && is_element(p - q, a - b) &&
                       to_integer(adx::value(p)) == residue(a);
        }
        BOOST_REQUIRE_MESSAGE(is_right, a << " and " << b);
    };
    auto all = extremes();
    for (auto& one : test::extreme_limbs({bound}))
        all.push_back(one);
    for (auto& a : all)
        for (auto& b : all)
            check(a, b);
    std::mt19937_64 engine(3);
    for (auto i = test::rounds(); i-- != 0;) {
        auto a = test::random_limbs(engine), b = test::random_limbs(engine);
        check(a, b);
        a[3] &= ~std::uint64_t{0} >> 1;
        b[3] &= ~std::uint64_t{0} >> 1;
        check(a, b);
    }
}

BOOST_AUTO_TEST_CASE(adx_inverses_match_cryptopp)
{
    if (!multiprecision::has_adx()) {
        BOOST_TEST_MESSAGE("skipped: the CPU has no BMI2 or no ADX");
        return;
    }
    std::mt19937_64 engine(4);
    for (int i = 0; i < 300; ++i) {
        auto n = i < 100 ? extremes()[static_cast<std::size_t>(i) % extremes().size()] : test::random_limbs(engine);
        n[3] &= ~std::uint64_t{0} >> 1;
        auto found = inverse<adx::field>(adx::field::from(n));
        BOOST_TEST((to_integer(adx::value(found)) == inverse_of(residue(to_integer(n)))));
    }
}

#endif

BOOST_AUTO_TEST_SUITE_END()
