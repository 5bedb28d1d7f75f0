// Secret multiples of P-256 points compared with Crypto++'s, including the scalars in which a sum meets its summand.

#include "algorithms/multiprecision/reference.hpp"
#include "algorithms/p256/form.hpp"
#include "algorithms/p256/reference.hpp"
#include "algorithms/p256/sign.hpp"
#include "algorithms/p256/verify.hpp"

#include <boost/test/unit_test.hpp>
#include <cryptopp/nbtheory.h>

namespace {

using namespace tls;
using namespace tls::p256;
using test::Integer;
using test::reference;
using test::reference_point;

coordinates to_coordinates(const reference_point& p)
{
    return {test::to_number(p.x), test::to_number(p.y)};
}

const form* tested()
{
    if (!adx_form())
        BOOST_TEST_MESSAGE("skipped: the CPU has no BMI2 or no ADX");
    return adx_form();
}

// Scalars at the ends of the range, with few and with many zero digits, and at limits of digits.
std::vector<Integer> scalars()
{
    const auto& n = reference().order;
    std::vector<Integer> out;
    for (long i = 1; i < 100; ++i) {
        out.push_back(i);
        out.push_back(n - i);
    }
    for (unsigned bit = 4; bit < 256; ++bit)
        for (int difference : {-1, 0, 1})
            out.push_back((Integer::Power2(bit) + difference) % n);
    for (long i : {15, 16, 17, 31, 32, 33, 34})
        for (unsigned shift : {5u, 6u, 250u, 251u})
            out.push_back((Integer(i) << shift) % n);
    // If such a scalar has the digit d with this weight, its sum without that digit equals the digit's summand.
    for (unsigned shift : {0u, 5u, 6u, 12u, 246u, 250u, 252u, 255u})
        for (long d = 1; d < 64; d += 2) {
            const auto twice = (Integer(2 * d) << shift) % n;
            out.push_back(twice);
            out.push_back(n - twice);
        }
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(p256_forms)

BOOST_AUTO_TEST_CASE(order_matches_the_curve)
{
    BOOST_TEST((test::to_integer(order) == reference().order));
}

BOOST_AUTO_TEST_CASE(self_test_accepts_the_form_and_refuses_wrong_results)
{
    if (!tested())
        return;
    BOOST_TEST(is_working(*tested()));
    auto broken = *tested();
    broken.multiply_base = [](const limbs& scalar) {
        auto product = adx_form()->multiply_base(scalar);
        product.y[2] ^= 1;
        return product;
    };
    BOOST_TEST(!is_working(broken));
    broken = *tested();
    broken.multiply = [](const limbs& scalar, const coordinates& point) {
        auto product = adx_form()->multiply(scalar, point);
        product.x[3] ^= 1;
        return product;
    };
    BOOST_TEST(!is_working(broken));
    broken = *tested();
    broken.is_point = [](const coordinates&) { return true; };
    BOOST_TEST(!is_working(broken));
}

BOOST_AUTO_TEST_CASE(multiples_match_cryptopp)
{
    if (!tested())
        return;
    std::mt19937_64 engine(1);
    auto all = scalars();
    for (auto i = test::rounds() / 50; i-- != 0;)
        all.push_back(test::to_integer(test::random_limbs(engine)) % (reference().order - 1) + 1);
    auto point = reference().generator;
    for (auto& scalar : all) {
        const auto number = test::to_number(scalar);
        const auto multiple = reference().times(scalar, reference().generator);
        BOOST_REQUIRE_MESSAGE(tested()->multiply_base(number) == to_coordinates(multiple), scalar << " * generator");
        BOOST_REQUIRE_MESSAGE(tested()->multiply(number, to_coordinates(point)) ==
                                  to_coordinates(reference().times(scalar, point)),
                              scalar << " * " << point.x);
        point = multiple;
    }
}

BOOST_AUTO_TEST_CASE(multiples_of_both_kinds_agree)
{
    if (!tested())
        return;
    std::mt19937_64 engine(2);
    const auto generator = to_coordinates(reference().generator);
    for (auto i = test::rounds(); i-- != 0;) {
        auto scalar = test::random_limbs(engine);
        scalar[3] >>= 1;
        scalar[0] |= 1;
        BOOST_REQUIRE((tested()->multiply_base(scalar) == tested()->multiply(scalar, generator)));
    }
}

BOOST_AUTO_TEST_CASE(accepts_points_and_refuses_other_coordinates)
{
    if (!tested())
        return;
    const auto& p = reference().field;
    for (long i = 1; i < 50; ++i) {
        const auto point = reference().times(i, reference().generator);
        BOOST_TEST(tested()->is_point(to_coordinates(point)));
        BOOST_TEST(!tested()->is_point({test::to_number(point.y), test::to_number(point.x)}));
        BOOST_TEST(!tested()->is_point({test::to_number(point.x + 1), test::to_number(point.y)}));
    }
    // x = 0 is on the curve, and x = p is another form of it.
    const auto root = CryptoPP::ModularSquareRoot(reference().curve.GetB(), p);
    BOOST_TEST(tested()->is_point({{}, test::to_number(root)}));
    BOOST_TEST(!tested()->is_point({test::to_number(p), test::to_number(root)}));
    BOOST_TEST(!tested()->is_point({{}, {}}));
    constexpr auto ones = ~std::uint64_t{0};
    BOOST_TEST(!tested()->is_point({{ones, ones, ones, ones}, test::to_number(root)}));
}

// Whether a point of that sum, and no other, is found.
void check_sum(const Integer& first, const Integer& second, const reference_point& point)
{
    const auto sum =
        reference().curve.Add(reference().times(first, reference().generator), reference().times(second, point));
    const auto has_x = [&](const Integer& x, const Integer& other) {
        return tested()->has_sum(test::to_number(first), test::to_number(second), to_coordinates(point),
                                 test::to_number(x), test::to_number(other));
    };
    const Integer x = sum.identity ? Integer::Zero() : sum.x, wrong = (x + 1) % reference().field;
    const bool is_right = has_x(x, wrong) != sum.identity && has_x(wrong, x) != sum.identity && !has_x(wrong, wrong);
    BOOST_REQUIRE_MESSAGE(is_right, first << ", " << second << " of " << point.x);
}

BOOST_AUTO_TEST_CASE(sums_of_multiples_match_cryptopp)
{
    if (!tested())
        return;
    std::mt19937_64 engine(3);
    auto point = reference().generator;
    for (auto& scalar : scalars()) {
        check_sum(scalar, 0, point);
        check_sum(0, scalar, point);
        const auto other = test::to_integer(test::random_limbs(engine));
        check_sum(scalar, other, point);
        point = reference().times(other + 2, reference().generator);
    }
    check_sum(0, 0, point);
}

// Equal, opposite and infinite sums, in intermediate and final results.
BOOST_AUTO_TEST_CASE(sums_of_multiples_match_for_dependent_points)
{
    if (!tested())
        return;
    const auto& n = reference().order;
    for (long of : {1, 2, 3, 5, 8, 16, 31})
        for (bool is_negative : {false, true}) {
            const auto factor = is_negative ? Integer(n - of) : Integer(of);
            const auto point = reference().times(factor, reference().generator);
            for (long b : {1, 2, 3, 4, 15, 16, 17, 33}) {
                for (long a : {1, 2, 3, 7, 31, 64, 127, 128, 255})
                    check_sum(a, b, point);
                check_sum((n - factor * b % n) % n, b, point);
                check_sum(factor * b % n, b, point);
            }
        }
}

// FIPS 186-4 section 6.4 with RFC 6979 section A.2.5: key, nonce and signature of "sample" with SHA-256.
BOOST_AUTO_TEST_CASE(signature_matches_the_rfc)
{
    auto* curve = curve::find(key_type::secp256r1);
    if (!curve)
        return;
    auto scalar = [](const char* hex) { return secret_scalar(test::to_number(Integer(hex))); };
    const auto key = scalar("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721h");
    const auto nonce = scalar("A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60h");
    bytes digest(32);
    Integer("AF2BDBE1AA9B6EC1E2ADE1D694F41FC71A831D0268E9891562113D8A62ADD1BFh").Encode(digest.data(), digest.size());
    const auto made = sign(*curve, key, nonce, digest);
    BOOST_TEST(
        (test::to_reference(made.r) == Integer("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716h")));
    BOOST_TEST(
        (test::to_reference(made.s) == Integer("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8h")));
}

BOOST_AUTO_TEST_CASE(signatures_of_extreme_scalars_and_digests_match_the_formula)
{
    auto* curve = curve::find(key_type::secp256r1);
    if (!curve)
        return;
    const auto& n = reference().order;
    for (auto& key : {Integer(1), Integer(n - 1), Integer::Power2(255)})
        for (auto& nonce : {Integer(1), Integer(2), Integer(n - 1), n >> 1})
            for (auto& e : {Integer::Zero(), n, Integer(n - 1), Integer::Power2(256) - 1}) {
                bytes digest(32);
                e.Encode(digest.data(), digest.size());
                const auto made =
                    sign(*curve, secret_scalar(test::to_number(key)), secret_scalar(test::to_number(nonce)), digest);
                const auto r = reference().times(nonce, reference().generator).x % n;
                BOOST_TEST((test::to_reference(made.r) == r));
                BOOST_TEST((test::to_reference(made.s) == nonce.InverseMod(n) * ((e + r * key) % n) % n));
            }
}

BOOST_AUTO_TEST_SUITE_END()
