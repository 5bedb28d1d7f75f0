// Each form of X25519 against the RFC's vectors and against Crypto++.

#include "algorithms/curve25519/form.hpp"

#include "algorithms/cryptopp/x25519.hpp"
#include "algorithms/multiprecision/reference.hpp"
#include "crypto/hex.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using curve25519::form;

std::vector<const form*> forms()
{
    std::vector<const form*> all{&curve25519::portable_form()};
    for (auto* fast : {curve25519::adx_form(), curve25519::ifma_form()})
        if (fast)
            all.push_back(fast);
    return all;
}

bytes clamped(bytes scalar)
{
    scalar.front() &= 0xf8;
    scalar.back() = static_cast<std::uint8_t>((scalar.back() & 0x7f) | 0x40);
    return scalar;
}

bytes random_bytes(std::mt19937_64& engine)
{
    bytes out;
    for (auto limb : test::random_limbs(engine))
        for (unsigned i = 0; i < 8; ++i)
            out.push_back(static_cast<std::uint8_t>(limb >> (8 * i)));
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(x25519_forms)

BOOST_AUTO_TEST_CASE(every_form_passes_its_self_test)
{
    for (auto* one : forms())
        BOOST_TEST(is_working(*one));
}

BOOST_AUTO_TEST_CASE(self_test_refuses_wrong_results)
{
    auto broken = curve25519::portable_form();
    broken.multiply = [](byte_view scalar, byte_view u, byte_span out) {
        curve25519::portable_form().multiply(scalar, u, out);
        out[7] ^= 0x10;
    };
    BOOST_TEST(!is_working(broken));
    broken = curve25519::portable_form();
    broken.multiply_base = [](byte_view scalar, byte_span out) {
        curve25519::portable_form().multiply_base(scalar, out);
        out[0] ^= 1;
    };
    BOOST_TEST(!is_working(broken));
    broken = curve25519::portable_form();
    broken.encode_base_multiple = [](byte_view scalar, byte_span out) {
        curve25519::portable_form().encode_base_multiple(scalar, out);
        out[31] ^= 0x80;
    };
    BOOST_TEST(!is_working(broken));
    broken = curve25519::portable_form();
    broken.is_difference = [](auto&, auto&, auto&, byte_view) { return true; };
    BOOST_TEST(!is_working(broken));
    broken.is_difference = [](auto&, auto&, auto&, byte_view) { return false; };
    BOOST_TEST(!is_working(broken));
}

// RFC 7748 section 5.2: the results after 1 and 1,000 iterations.
BOOST_AUTO_TEST_CASE(iterations_match_the_rfc)
{
    for (auto* one : forms()) {
        bytes k(32), u(32);
        k[0] = u[0] = 9;
        for (int i = 1; i <= 1000; ++i) {
            bytes out(32);
            one->multiply(clamped(k), u, out);
            u = k;
            k = out;
            if (i == 1)
                BOOST_TEST(test::to_hex(k) == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
        }
        BOOST_TEST(test::to_hex(k) == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }
}

BOOST_AUTO_TEST_CASE(results_match_cryptopp)
{
    std::mt19937_64 engine(1);
    for (auto i = test::rounds() / 50; i-- != 0;) {
        const auto scalar = clamped(random_bytes(engine)), u = random_bytes(engine);
        bytes share(32), secret(32), expected_share(32), expected_secret(32);
        cryptopp::x25519_multiply_base_point(scalar, expected_share);
        cryptopp::x25519_multiply_point(scalar, u, expected_secret);
        for (auto* one : forms()) {
            one->multiply_base(scalar, share);
            one->multiply(scalar, u, secret);
            BOOST_REQUIRE(share == expected_share);
            BOOST_REQUIRE(secret == expected_secret);
        }
    }
}

// The points of order 1, 2, 4 and 8 give zero, in all of their encodings.
BOOST_AUTO_TEST_CASE(points_of_small_order_give_zero)
{
    for (auto* encoded : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "0000000000000000000000000000000000000000000000000000000000000080"})
        for (auto* one : forms()) {
            bytes out(32, 0xaa);
            one->multiply(clamped(bytes(32, 0x5a)), test::from_hex(encoded), out);
            BOOST_TEST(out == bytes(32));
        }
}

BOOST_AUTO_TEST_SUITE_END()
