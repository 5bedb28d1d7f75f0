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
    adx::element three_halves;
    multiply_by_three_halves(three_halves, x);
    const bool is_right = is(x * y, divided_by_r(a * b)) && is(square(x), divided_by_r(a * a)) &&
                          is(x + y, residue(a + b)) && is(x - y, residue(a - b)) &&
                          is(three_halves, residue(a.IsOdd() ? a + ((a + modulus()) >> 1) : a + (a >> 1))) &&
                          is(negated(x), residue(-a)) && to_integer(adx::value(x)) == divided_by_r(a) &&
                          adx::to_element(adx::value(x)) == x;
    BOOST_REQUIRE_MESSAGE(is_right, a << " and " << b);
}

void check_difference(const adx::element& x, const adx::element& y, const adx::element& z, const adx::element& w)
{
    const auto a = to_integer(x.limbs), b = to_integer(y.limbs), c = to_integer(z.limbs), d = to_integer(w.limbs);
    adx::element of_products, of_square;
    multiply_and_subtract(of_products, x, y, z, w);
    multiply_and_subtract_square(of_square, x, y, z);
    const bool is_right = to_integer(of_products.limbs) == divided_by_r(a * b - c * d) &&
                          to_integer(of_square.limbs) == divided_by_r(a * b - c * c);
    BOOST_REQUIRE_MESSAGE(is_right, a << " * " << b << " - " << c << " * " << d);
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

BOOST_AUTO_TEST_CASE(differences_of_products_match_cryptopp)
{
    if (!is_supported())
        return;
    std::mt19937_64 engine(3);
    const auto all = extremes();
    for (auto& a : all)
        for (auto& b : all) {
            check_difference(a, b, a, b);
            check_difference(a, b, b, all.back());
            check_difference(all.front(), a, b, a);
            check_difference(a, random_element(engine), b, random_element(engine));
        }
    for (auto i = test::rounds(); i-- != 0;)
        check_difference(random_element(engine), random_element(engine), random_element(engine),
                         random_element(engine));
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
    using adx::affine_point;
    using adx::point;
    auto is_same = [](const affine_point& a, const affine_point& b) {
        return a.x == b.x && a.y == b.y && is_on_curve(a);
    };
    auto to_point = [](const affine_point& p) { return point{p.x, p.y, adx::one}; };
    auto add = [](const point& p, const affine_point& q) { return adx::to_affine(add_different(p, q)); };
    auto p = adx::generator;
    for (int i = 0; i < 20; ++i) {
        auto twice = to_point(p);
        double_in_place(twice);
        const auto affine_twice = adx::to_affine(twice), thrice = add(twice, p);
        BOOST_TEST(is_same(thrice, add(to_point(p), affine_twice)));
        auto four_times = twice;
        double_in_place(four_times);
        BOOST_TEST(is_same(adx::to_affine(four_times), add(to_point(thrice), p)));
        BOOST_TEST(is_same(affine_twice, add(to_point(thrice), {p.x, negated(p.y)})));

        adx::sum_point sum{thrice.x, thrice.y, adx::one, adx::one};
        add_different_in_place(sum, p);
        add_different_in_place(sum, affine_twice);
        BOOST_TEST(is_same(adx::to_affine(sum), add(four_times, affine_twice)));
        p = thrice;
    }
    point infinity{adx::zero, adx::one, adx::zero};
    double_in_place(infinity);
    BOOST_TEST((infinity.z == adx::zero));
}

BOOST_AUTO_TEST_CASE(odd_multiples_differ_by_twice_the_point)
{
    if (!is_supported())
        return;
    auto check_all = [](const adx::affine_point& p, const auto& multiples) {
        adx::point twice{p.x, p.y, adx::one};
        double_in_place(twice);
        BOOST_TEST((multiples[0].x == p.x && multiples[0].y == p.y));
        for (std::size_t i = 1; i < multiples.size(); ++i) {
            const auto sum = adx::to_affine(add_different(twice, multiples[i - 1]));
            BOOST_TEST((multiples[i].x == sum.x && multiples[i].y == sum.y));
        }
    };
    auto p = adx::generator;
    for (int i = 0; i < 10; ++i) {
        const auto two = adx::odd_multiples_of<2>(p);
        check_all(p, two);
        check_all(p, adx::odd_multiples_of<16>(p));
        check_all(p, adx::odd_multiples_of<256>(p));
        p = two[1];
    }
}

BOOST_AUTO_TEST_SUITE_END()
#endif
