// Ed25519 by each form compared with Crypto++, and the laws of the group.

#include "algorithms/curve25519/ed25519.hpp"

#include "algorithms/cryptopp/signatures.hpp"
#include "algorithms/curve25519/encoding.hpp"
#include "algorithms/curve25519/form.hpp"
#include "algorithms/curve25519/scalar.hpp"
#include "algorithms/multiprecision/reference.hpp"
#include "crypto/hex.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using namespace tls::curve25519;
using CryptoPP::Integer;
using multiprecision::number;
using test::to_integer;

std::vector<const form*> all_forms()
{
    std::vector<const form*> all{&portable_form()};
    for (auto* one : {adx_form(), ifma_form()})
        if (one)
            all.push_back(one);
    return all;
}

const Integer& group_order()
{
    static const Integer l = Integer::Power2(252) + Integer("27742317777372353535851937790883648493");
    return l;
}

number random_scalar(std::mt19937_64& engine)
{
    return test::to_number(to_integer(test::random_limbs(engine)) % group_order());
}

bytes to_bytes_of(const number& n)
{
    bytes out(32);
    store(n, out);
    return out;
}

bytes random_seed(std::mt19937_64& engine)
{
    return to_bytes_of(test::random_limbs(engine));
}

bytes base_multiple(const form& by, const number& scalar)
{
    bytes out(32);
    by.encode_base_multiple(to_bytes_of(scalar), out);
    return out;
}

number product_of(const number& a, const number& b)
{
    return multiply_add(a, b, {});
}

number sum_of(const number& a, const number& b)
{
    return multiply_add({1}, a, b);
}

number opposite(const number& a)
{
    return test::to_number((group_order() - to_integer(a)) % group_order());
}

const signature_scheme& reference_scheme()
{
    static const signature_scheme scheme{0,
                                         "Ed25519",
                                         key_type::ed25519,
                                         signature_encoding::eddsa,
                                         nullptr,
                                         true,
                                         128,
                                         &cryptopp::make_ed25519_signer,
                                         &cryptopp::make_ed25519_verifier};
    return scheme;
}

public_key key_of(const bytes& point)
{
    public_key key;
    key.type = key_type::ed25519;
    key.point = point;
    return key;
}

class no_randomness final : public random_source {
public:
    void fill(byte_span) override { BOOST_ERROR("Ed25519 takes no random bytes"); }
};

// The points of order 1, 2, 4 and 8, and encodings of some of them that are not canonical.
const std::vector<const char*> points_of_small_order{
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

// Whether all agree; returns the verdict.
bool verdict(const bytes& key, byte_view message, byte_view signature)
{
    const auto reference = cryptopp::make_ed25519_verifier(reference_scheme(), key_of(key));
    const bool expected = reference && reference->verify(message, signature);
    for (auto* one : all_forms()) {
        const auto verifier = make_ed25519_verifier(*one, key);
        BOOST_REQUIRE((verifier == nullptr) == (reference == nullptr));
        if (verifier)
            BOOST_REQUIRE_MESSAGE(verifier->verify(message, signature) == expected,
                                  test::to_hex(key) << " " << test::to_hex(signature));
    }
    return expected;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ed25519_forms)

BOOST_AUTO_TEST_CASE(scalars_match_cryptopp)
{
    std::mt19937_64 engine(1);
    auto extremes = test::extreme_limbs({group_order(), group_order() * 2, Integer::Power2(253), Integer::Power2(252)});
    const auto check = [](const number& a, const number& b) {
        const auto x = to_integer(a), y = to_integer(b), l = group_order();
        const auto residue = test::to_number(y % l), other = test::to_number(x % l);
        BOOST_REQUIRE((to_integer(reduced(a, b)) == (x + (y << 256)) % l));
        BOOST_REQUIRE((to_integer(multiply_add(a, residue, other)) == (x * (y % l) + x % l) % l));
        BOOST_REQUIRE(is_below_order(a) == (x < l));
    };
    for (auto& a : extremes)
        for (auto& b : extremes)
            check(a, b);
    for (auto i = test::rounds(); i-- != 0;)
        check(test::random_limbs(engine), test::random_limbs(engine));
}

BOOST_AUTO_TEST_CASE(signatures_and_keys_match_cryptopp)
{
    std::mt19937_64 engine(2);
    no_randomness none;
    for (auto i = test::rounds() / 100; i-- != 0;) {
        private_key key;
        key.public_part.type = key_type::ed25519;
        const auto seed = random_seed(engine), message = bytes(i % 300, static_cast<std::uint8_t>(i));
        key.scalar.assign(seed.begin(), seed.end());
        BOOST_REQUIRE(cryptopp::ed25519_keys.complete(key));
        const auto expected = cryptopp::make_ed25519_signer(reference_scheme(), key)->sign(message, none);
        for (auto* one : all_forms()) {
            bytes point(32);
            ed25519_public_key(*one, seed, point);
            BOOST_REQUIRE(point == key.public_part.point);
            BOOST_REQUIRE(make_ed25519_signer(*one, seed, point)->sign(message, none) == expected);
        }
        BOOST_REQUIRE(verdict(key.public_part.point, message, expected));
        for (unsigned k = 0; k < 4; ++k) {
            auto changed = expected;
            changed[engine() % changed.size()] ^= static_cast<std::uint8_t>(1U << (engine() % 8));
            BOOST_REQUIRE(!verdict(key.public_part.point, message, changed));
            auto other_key = key.public_part.point;
            other_key[engine() % other_key.size()] ^= static_cast<std::uint8_t>(1U << (engine() % 8));
            BOOST_REQUIRE(!verdict(other_key, message, expected));
        }
    }
}

// RFC 8032 section 5.1.7 step 1: S is less than the order. S + L would be a second signature.
BOOST_AUTO_TEST_CASE(rejects_malleable_signatures_and_wrong_sizes)
{
    std::mt19937_64 engine(3);
    no_randomness none;
    const auto seed = random_seed(engine);
    bytes key(32);
    ed25519_public_key(portable_form(), seed, key);
    const auto good = make_ed25519_signer(portable_form(), seed, key)->sign(as_bytes("message"), none);
    BOOST_TEST(verdict(key, as_bytes("message"), good));
    const auto s = to_integer(load(byte_view(good).last(32)));
    for (unsigned multiple = 1; multiple < 15; ++multiple) {
        auto other = good;
        store(test::to_number(s + group_order() * multiple), byte_span(other).last(32));
        BOOST_TEST(!verdict(key, as_bytes("message"), other));
    }
    BOOST_TEST(!verdict(key, as_bytes("message"), byte_view(good).first(63)));
    auto longer = good;
    longer.push_back(0);
    BOOST_TEST(!verdict(key, as_bytes("message"), longer));
    BOOST_TEST(!verdict(key, as_bytes("message"), {}));
}

// With S = 0 and a key of small order, R is a point of small order: whether the signature is accepted depends on the
// message. No key and no R in another encoding is accepted.
BOOST_AUTO_TEST_CASE(judges_points_of_small_order_as_cryptopp_does)
{
    unsigned accepted = 0;
    for (auto* key : points_of_small_order)
        for (auto* r : points_of_small_order)
            for (std::uint8_t last : {0, 1, 2, 3, 4, 5, 6, 7})
                for (std::uint8_t s : {0, 1}) {
                    auto signature = test::from_hex(r);
                    signature.resize(64);
                    signature[32] = s;
                    accepted += verdict(test::from_hex(key), bytes(1, last), signature);
                }
    BOOST_TEST(accepted > 8);
}

// A signature whose R has a component of small order satisfies the equation with the factor 8 only.
BOOST_AUTO_TEST_CASE(rejects_what_only_the_cofactored_equation_accepts)
{
    std::mt19937_64 engine(4);
    for (auto* torsion : points_of_small_order) {
        const auto point = portable_form().decode(test::from_hex(torsion));
        if (!point)
            continue;
        // s * B - k * T = R, with a key T of small order: equal to s * B only if the order of T divides k.
        for (std::uint64_t k = 0; k < 16; ++k) {
            const auto s = random_scalar(engine);
            const auto expected = base_multiple(portable_form(), s);
            std::vector<bool> verdicts;
            for (auto* one : all_forms())
                verdicts.push_back(one->is_difference(s, {k}, *point, expected));
            if (k % 8 == 0)
                BOOST_TEST(verdicts.front());
            for (bool one : verdicts)
                BOOST_TEST(one == verdicts.front());
        }
    }
}

BOOST_AUTO_TEST_CASE(decodes_the_same_points_in_every_form)
{
    std::mt19937_64 engine(5);
    unsigned decoded = 0;
    const auto check = [&](const bytes& encoded) {
        const auto expected = portable_form().decode(encoded);
        decoded += expected.has_value();
        for (auto* one : all_forms()) {
            const auto found = one->decode(encoded);
            BOOST_REQUIRE(found.has_value() == expected.has_value());
            if (!found)
                continue;
            BOOST_REQUIRE((found->x == expected->x && found->y == expected->y));
            // -x^2 + y^2 = 1 + d x^2 y^2, and the sign.
            const auto p = Integer::Power2(255) - 19;
            const auto xx = to_integer(found->x).Squared() % p, yy = to_integer(found->y).Squared() % p;
            const auto d = (p - 121665) * Integer(121666).InverseMod(p) % p;
            BOOST_REQUIRE(((yy + p - xx) % p == (1 + d * xx % p * yy) % p));
            BOOST_REQUIRE((found->x[0] & 1) == encoded[31] >> 7);
            auto again = found->y;
            again[3] |= found->x[0] << 63;
            BOOST_REQUIRE(to_bytes_of(again) == encoded);
        }
    };
    for (auto* one : points_of_small_order)
        check(test::from_hex(one));
    for (auto& one : test::extreme_limbs({Integer::Power2(255) - 19, Integer::Power2(255)}))
        check(to_bytes_of(one));
    for (auto i = test::rounds() / 20; i-- != 0;)
        check(to_bytes_of(test::random_limbs(engine)));
    BOOST_TEST(decoded > 30);
}

// a B - b (c B) = (a - b c) B: the sum, the negation and the multiples agree, whatever the digits of the numbers.
BOOST_AUTO_TEST_CASE(differences_of_multiples_obey_the_group_laws)
{
    std::mt19937_64 engine(6);
    const auto check = [](const number& a, const number& b, const number& c) {
        const auto expected = base_multiple(portable_form(), sum_of(a, opposite(product_of(b, c))));
        const auto wrong = base_multiple(portable_form(), sum_of(a, opposite(sum_of(product_of(b, c), {1}))));
        const auto point = *portable_form().decode(base_multiple(portable_form(), c));
        for (auto* one : all_forms()) {
            BOOST_REQUIRE(one->is_difference(a, b, point, expected));
            BOOST_REQUIRE(!one->is_difference(a, b, point, wrong));
        }
    };
    std::vector<number> extremes;
    for (auto& one : test::extreme_limbs({group_order(), group_order() >> 1}))
        if (is_below_order(one))
            extremes.push_back(one);
    for (auto& a : extremes) {
        check(a, {1}, a); // the sum is the neutral point
        check(a, a, {1});
        check(a, opposite(a), {1}); // the summands are equal
        check({}, a, random_scalar(engine));
        check(random_scalar(engine), a, random_scalar(engine));
    }
    for (auto i = test::rounds() / 20; i-- != 0;)
        check(random_scalar(engine), random_scalar(engine), random_scalar(engine));
}

BOOST_AUTO_TEST_CASE(multiples_of_the_base_point_match_in_every_form)
{
    std::mt19937_64 engine(7);
    const auto check = [](number scalar) {
        scalar[3] &= ~highest_bit;
        const auto expected = base_multiple(portable_form(), scalar);
        for (auto* one : all_forms())
            BOOST_REQUIRE(base_multiple(*one, scalar) == expected);
        // Digits add up: scalar B = (scalar - 1) B + B.
        BOOST_REQUIRE(portable_form().is_difference(sum_of(reduced(scalar, {}), {1}), {1},
                                                    *portable_form().decode(base_multiple(portable_form(), {1})),
                                                    expected));
    };
    for (auto& one : test::extreme_limbs({group_order(), group_order() * 4, Integer::Power2(255)}))
        check(one);
    for (unsigned bit = 0; bit < 255; ++bit) {
        number one{}, all_but_one;
        one[bit / 64] = std::uint64_t{1} << (bit % 64);
        for (std::size_t i = 0; i < 4; ++i)
            all_but_one[i] = ~one[i];
        check(one);
        check(all_but_one);
    }
    for (auto nibble : {0x77, 0x78, 0x87, 0x88, 0x80, 0x08}) {
        number repeated;
        repeated.fill(static_cast<std::uint64_t>(nibble) * 0x0101010101010101);
        check(repeated);
    }
    for (auto i = test::rounds() / 20; i-- != 0;)
        check(test::random_limbs(engine));
}

BOOST_AUTO_TEST_SUITE_END()
