// P-256 points compared with Crypto++'s, including the cases in which addition formulas fail.

#include "algorithms/p256/reference.hpp"
#include "algorithms/p256/verify.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using namespace tls::p256;
using test::from_reference;
using test::Integer;
using test::reference;
using test::reference_point;
using test::to_reference;

bool is_same(const point& ours, const reference_point& theirs)
{
    return ours.is_infinite == theirs.identity && is_zero(ours.z) == theirs.identity && to_reference(ours) == theirs;
}

// Returns the same point in other coordinates.
point scaled(const affine_point& p, const Integer& z)
{
    auto factor = field_element::from(from_reference(z));
    return {p.x * square(factor), p.y * (square(factor) * factor), factor};
}

reference_point multiple(const Integer& number)
{
    return reference().times(number, reference().generator);
}

// Never infinity, which is no valid public key.
reference_point random_point(std::mt19937_64& engine)
{
    return multiple(test::random_number(engine) + 1);
}

// Numbers at the boundaries of digits, windows and carries of the multiplication.
std::vector<Integer> factors()
{
    auto& n = reference().order;
    std::vector<Integer> out = test::extreme_numbers(n);
    for (long i = 4; i < 35; ++i)
        out.push_back(i);
    for (long i : {63, 64, 65, 127, 128, 129, 255, 256, 257})
        out.push_back(i);
    for (long i = 3; i < 20; ++i)
        out.push_back(n - i);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(points)

BOOST_AUTO_TEST_CASE(generator_matches_the_standard)
{
    BOOST_TEST(is_same(to_point(generator()), reference().generator));
    BOOST_TEST(is_on_curve(generator()));
    BOOST_TEST(!is_on_curve({generator().x, generator().x}));
}

BOOST_AUTO_TEST_CASE(addition_and_doubling_match_cryptopp)
{
    std::mt19937_64 engine(1);
    for (int i = 0; i < 100; ++i) {
        auto p = random_point(engine), q = random_point(engine);
        auto ours = scaled(from_reference(p), test::random_number(engine) + 1);
        auto other = scaled(from_reference(q), test::random_number(engine) + 1);
        auto sum = reference().curve.Add(p, q);
        BOOST_TEST(is_same(twice(ours), reference().curve.Double(p)));
        BOOST_TEST(is_same(add(ours, to_addend(other)), sum));
        BOOST_TEST(is_same(add(ours, from_reference(q)), sum));
        BOOST_TEST(is_same(add(ours, negated(to_addend(other))), reference().curve.Subtract(p, q)));
        BOOST_TEST(is_same(add(ours, negated(from_reference(q))), reference().curve.Subtract(p, q)));
    }
}

BOOST_AUTO_TEST_CASE(add_handles_equal_and_opposite_points)
{
    std::mt19937_64 engine(2);
    for (int i = 0; i < 50; ++i) {
        auto p = multiple(i + 1);
        auto affine = from_reference(p);
        auto ours = scaled(affine, test::random_number(engine) + 1);
        auto same = to_addend(scaled(affine, test::random_number(engine) + 1));
        BOOST_TEST(is_same(add(ours, same), reference().curve.Double(p)));
        BOOST_TEST(is_same(add(ours, affine), reference().curve.Double(p)));
        BOOST_TEST(is_same(add(ours, negated(same)), {}));
        BOOST_TEST(is_same(add(ours, negated(affine)), {}));
    }
}

BOOST_AUTO_TEST_CASE(infinity_is_neutral)
{
    auto p = multiple(5);
    BOOST_TEST(is_same(add(infinity, from_reference(p)), p));
    BOOST_TEST(is_same(add(infinity, to_addend(scaled(from_reference(p), 7))), p));
    BOOST_TEST(is_same(twice(infinity), {}));
    BOOST_TEST(is_same(infinity, {}));
}

BOOST_AUTO_TEST_CASE(point_multiples_match_cryptopp)
{
    auto q = multiple(123456789);
    for (auto& number : factors()) {
        BOOST_TEST(is_same(sum_of_multiples(from_reference(number), {}, from_reference(q)), multiple(number)));
        BOOST_TEST(
            is_same(sum_of_multiples({}, from_reference(number), from_reference(q)), reference().times(number, q)));
    }
}

BOOST_AUTO_TEST_CASE(accepts_scalars_of_the_order_and_above)
{
    auto q = multiple(123456789);
    auto& n = reference().order;
    for (auto& number : {n, Integer(n + 1), Integer(n + 17), Integer(Integer::Power2(256) - 1)}) {
        BOOST_TEST(is_same(sum_of_multiples(from_reference(number), {}, from_reference(q)), multiple(number)));
        BOOST_TEST(
            is_same(sum_of_multiples({}, from_reference(number), from_reference(q)), reference().times(number, q)));
    }
}

BOOST_AUTO_TEST_CASE(sums_of_multiples_match_cryptopp)
{
    std::mt19937_64 engine(3);
    for (int i = 0; i < 200; ++i) {
        auto a = test::random_number(engine), b = test::random_number(engine);
        auto q = random_point(engine);
        auto expected = reference().curve.Add(multiple(a), reference().times(b, q));
        BOOST_TEST(is_same(sum_of_multiples(from_reference(a), from_reference(b), from_reference(q)), expected));
    }
}

BOOST_AUTO_TEST_CASE(sums_of_multiples_match_for_dependent_points)
{
    // Equal, opposite and infinite sums, in intermediate and final results.
    auto& n = reference().order;
    for (long of : {1, 2, 3, 5, 7, 8, 16, 31})
        for (bool is_negative : {false, true}) {
            auto factor = is_negative ? Integer(n - of) : Integer(of);
            auto q = from_reference(multiple(factor));
            for (auto& a : factors())
                for (long b : {1, 2, 3, 4, 7, 15, 16, 17, 33}) {
                    auto sum = sum_of_multiples(from_reference(a), from_reference(b), q);
                    BOOST_TEST(is_same(sum, multiple(a + factor * b)), a << ", " << b << " of " << factor);
                }
            for (auto& b : factors()) {
                auto opposite = (n - factor * b % n) % n;
                BOOST_TEST(is_same(sum_of_multiples(from_reference(opposite), from_reference(b), q), {}));
                auto same = factor * b % n;
                BOOST_TEST(is_same(sum_of_multiples(from_reference(same), from_reference(b), q), multiple(2 * same)));
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
