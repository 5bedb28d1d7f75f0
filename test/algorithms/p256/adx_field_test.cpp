// The field of P-256 with BMI2 and ADX compared with Crypto++'s integers, especially at the limits of its range, and
// its points.

#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/multiprecision/reference.hpp"

#include <boost/test/unit_test.hpp>

#if defined(__x86_64__)
#include "algorithms/p256/adx_point.hpp"

namespace {

using namespace tls;
using namespace tls::p256;
using CryptoPP::Integer;
using test::to_integer;

const Integer& modulus()
{
    static const Integer p = to_integer(adx::modulus);
    return p;
}

Integer residue(const Integer& a)
{
    auto r = a % modulus();
    return r.IsNegative() ? r + modulus() : r;
}

// An element's limbs are its value times R.
Integer divided_by_r(const Integer& a)
{
    static const Integer inverse = Integer::Power2(256).InverseMod(modulus());
    return residue(a * inverse);
}

bool is_supported()
{
    if (!multiprecision::has_adx())
        BOOST_TEST_MESSAGE("skipped: the CPU has no BMI2 or no ADX");
    return multiprecision::has_adx();
}

std::vector<adx::element> extremes()
{
    std::vector<adx::element> out;
    for (auto& n : test::extreme_limbs({modulus(), modulus() >> 1, Integer::Power2(256) - modulus()}))
        if (to_integer(n) < modulus())
            out.push_back({n});
    return out;
}

adx::element random_element(std::mt19937_64& engine)
{
    return {test::to_number(to_integer(test::random_limbs(engine)) % modulus())};
}

void check(const adx::element& x, const adx::element& y)
{
    const auto a = to_integer(x.limbs), b = to_integer(y.limbs);
    // Equality of the limbs also shows that the result is below the modulus.
    auto is = [](const adx::element& found, const Integer& expected) { return to_integer(found.limbs) == expected; };
    adx::element half;
    halve(half, x);
    const bool is_right = is(x * y, divided_by_r(a * b)) && is(square(x), divided_by_r(a * a)) &&
                          is(x + y, residue(a + b)) && is(x - y, residue(a - b)) &&
                          is(half, a.IsOdd() ? (a + modulus()) >> 1 : a >> 1) && is(negated(x), residue(-a)) &&
                          adx::zero_mask(x) == (a.IsZero() ? ~std::uint64_t{0} : 0) &&
                          to_integer(adx::value(x)) == divided_by_r(a) && adx::to_element(adx::value(x)) == x;
    BOOST_REQUIRE_MESSAGE(is_right, a << " and " << b);
}

} // namespace

BOOST_AUTO_TEST_SUITE(p256_adx_field)

BOOST_AUTO_TEST_CASE(operations_match_cryptopp)
{
    if (!is_supported())
        return;
    for (auto& a : extremes())
        for (auto& b : extremes())
            check(a, b);
    std::mt19937_64 engine(1);
    for (auto i = test::rounds(); i-- != 0;)
        check(random_element(engine), random_element(engine));
}

BOOST_AUTO_TEST_CASE(inverses_match_cryptopp)
{
    if (!is_supported())
        return;
    std::mt19937_64 engine(2);
    auto all = extremes();
    for (int i = 0; i < 200; ++i)
        all.push_back(random_element(engine));
    for (auto& x : all) {
        const auto a = to_integer(adx::value(x));
        BOOST_TEST((to_integer(adx::value(inverse(x))) == (a.IsZero() ? a : a.InverseMod(modulus()))));
    }
}

BOOST_AUTO_TEST_CASE(points_form_a_group)
{
    if (!is_supported())
        return;
    using adx::point;
    auto is_same = [](const point& p, const point& q) {
        const auto a = adx::to_affine(p), b = adx::to_affine(q);
        return a.x == b.x && a.y == b.y && is_on_curve(a);
    };
    point p{adx::generator.x, adx::generator.y, adx::one};
    for (int i = 0; i < 20; ++i) {
        auto twice = p;
        double_in_place(twice);
        const auto thrice = add_different(twice, p), affine_thrice = add_different(twice, adx::to_affine(p));
        BOOST_TEST(is_same(thrice, add_different(p, twice)));
        BOOST_TEST(is_same(thrice, affine_thrice));
        auto four_times = twice;
        double_in_place(four_times);
        BOOST_TEST(is_same(four_times, add_different(thrice, p)));
        const point opposite{p.x, negated(p.y), p.z};
        BOOST_TEST(is_same(add_different(thrice, opposite), twice));
        p = thrice;
    }
    point infinity{adx::zero, adx::one, adx::zero};
    double_in_place(infinity);
    BOOST_TEST((infinity.z == adx::zero));
}

BOOST_AUTO_TEST_SUITE_END()
#endif
