// ECDSA verification over P-256: signatures constructed for cases that never occur by chance, and many random
// signatures compared with the other implementations.

#include "algorithms/p256/reference.hpp"
#include "algorithms/p256/rows.hpp"
#include "algorithms/p256/verify.hpp"

#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "crypto/implementations.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(verification)

namespace {

using namespace tls;
using namespace tls::p256;
using test::from_reference;
using test::Integer;
using test::reference;
using test::reference_point;
using test::to_reference;

bytes encoded(const Integer& number)
{
    bytes out(encoded_size);
    number.Encode(out.data(), out.size());
    return out;
}

bytes encoded(const reference_point& p)
{
    bytes out{4};
    for (auto* number : {&p.x, &p.y}) {
        auto coordinate = encoded(*number);
        out.insert(out.end(), coordinate.begin(), coordinate.end());
    }
    return out;
}

reference_point multiple(const Integer& number)
{
    return reference().times(number, reference().generator);
}

// A public key, a digest as a number, and a signature.
struct signature_case {
    reference_point key;
    Integer e, r, s;

    // Both forms must give the same answer.
    bool is_accepted() const
    {
        const auto our_r = from_reference(r), our_s = from_reference(s);
        const bool accepted = is_signature(our_r, our_s, encoded(e), from_reference(key));
        if (auto* fast = adx_form()) {
            const coordinates point{to_limbs(from_reference(key.x)), to_limbs(from_reference(key.y))};
            BOOST_TEST(is_signature(*fast, our_r, our_s, encoded(e), point) == accepted);
        }
        return accepted;
    }
};

// Returns a case that is verified by u1 * generator + u2 * key, where x of that point is r modulo the order.
signature_case made_of(const Integer& u1, const Integer& u2, const reference_point& key, const Integer& r)
{
    auto& n = reference().order;
    auto s = r % n * u2.InverseMod(n) % n;
    return {key, u1 * s % n, r % n, s};
}

signature_case made_of(const Integer& u1, const Integer& u2, const reference_point& key)
{
    auto sum = reference().curve.Add(multiple(u1), reference().times(u2, key));
    return made_of(u1, u2, key, sum.x);
}

// Checks that signatures that differ in one place from a valid one are rejected.
void check_altered_are_rejected(const signature_case& valid)
{
    auto& n = reference().order;
    auto refused = [](signature_case other) { BOOST_TEST(!other.is_accepted()); };
    auto& [key, e, r, s] = valid;
    refused({key, (e + 1) % n, r, s});
    refused({key, e, (r + 1) % n, s});
    refused({key, e, r, (s + 1) % n});
    refused({key, e, r + n, s});
    refused({key, e, r, s + n});
    refused({key, e, 0, s});
    refused({key, e, r, 0});
    refused({key, e, n, s});
    refused({key, e, r, n});
    refused({multiple(3), e, r, s});
}

const signature_scheme& scheme_of(const registry& tables, std::string_view hash = "SHA-256")
{
    return *tables.find_signature_scheme(key_type::secp256r1, signature_encoding::ecdsa, hash);
}

signature_scheme ours(const signature_scheme& scheme)
{
    auto out = scheme;
    out.make_verifier = ecdsa_verification();
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(accepts_signatures_for_any_two_multiples)
{
    std::mt19937_64 engine(1);
    auto& n = reference().order;
    for (int i = 0; i < 100; ++i) {
        auto key = multiple(test::random_number(engine));
        auto valid = made_of(test::random_number(engine) % n, test::random_number(engine) % n, key);
        BOOST_TEST(valid.is_accepted());
        auto other_sign = valid;
        other_sign.s = n - valid.s;
        BOOST_TEST(other_sign.is_accepted());
        check_altered_are_rejected(valid);
    }
}

BOOST_AUTO_TEST_CASE(accepts_zero_multiple_and_small_numbers)
{
    auto key = multiple(1000);
    auto& n = reference().order;
    for (auto& number : {Integer(1), Integer(2), Integer(16), Integer(n - 1)})
        for (auto& first : {Integer::Zero(), Integer::One(), Integer::Two(), Integer(n - 1)}) {
            auto valid = made_of(first, number, key);
            BOOST_TEST(valid.is_accepted());
            check_altered_are_rejected(valid);
        }
}

BOOST_AUTO_TEST_CASE(accepts_equal_multiples)
{
    std::mt19937_64 engine(2);
    auto& n = reference().order;
    for (int i = 0; i < 20; ++i) {
        auto d = test::random_number(engine), u2 = test::random_number(engine) % n;
        auto valid = made_of(d * u2 % n, u2, multiple(d));
        BOOST_TEST(valid.is_accepted());
        check_altered_are_rejected(valid);
    }
}

BOOST_AUTO_TEST_CASE(rejects_sum_at_infinity)
{
    std::mt19937_64 engine(3);
    auto& n = reference().order;
    for (int i = 0; i < 20; ++i) {
        auto d = test::random_number(engine), u2 = test::random_number(engine) % n;
        auto u1 = n - d * u2 % n;
        for (auto& r : {Integer(1), Integer(n - 1), Integer(test::random_number(engine) % n)})
            BOOST_TEST(!made_of(u1, u2, multiple(d), r).is_accepted());
    }
}

BOOST_AUTO_TEST_CASE(reduces_x_above_the_order_modulo_the_order)
{
    auto& n = reference().order;
    auto& p = reference().field;
    auto& curve = reference().curve;
    std::mt19937_64 engine(4);
    unsigned found = 0;
    for (Integer x = n; x < p && found < 20; ++x) {
        bytes compressed{2};
        auto tail = encoded(x);
        compressed.insert(compressed.end(), tail.begin(), tail.end());
        reference_point sum;
        if (!curve.DecodePoint(sum, compressed.data(), compressed.size()) || x == n)
            continue;
        ++found;
        // The key for which the sum is this point.
        auto u1 = test::random_number(engine) % n, u2 = test::random_number(engine) % n;
        auto key = reference().times(u2.InverseMod(n), curve.Subtract(sum, multiple(u1)));
        auto valid = made_of(u1, u2, key, x);
        BOOST_TEST((valid.r == x - n));
        BOOST_TEST(valid.is_accepted());
        check_altered_are_rejected(valid);
    }
    BOOST_TEST(found == 20);
}

BOOST_AUTO_TEST_CASE(rejects_r_that_matches_only_modulo_the_field)
{
    // r + order is above the field modulus and, modulo it, equals the sum's x.
    auto& n = reference().order;
    auto& p = reference().field;
    auto& curve = reference().curve;
    unsigned tried = 0;
    for (Integer x = 1; tried < 10; ++x) {
        bytes compressed{2};
        auto tail = encoded(x);
        compressed.insert(compressed.end(), tail.begin(), tail.end());
        reference_point sum;
        if (!curve.DecodePoint(sum, compressed.data(), compressed.size()))
            continue;
        ++tried;
        auto key = reference().times(Integer(7).InverseMod(n), curve.Subtract(sum, multiple(5)));
        BOOST_TEST(made_of(5, 7, key, x).is_accepted());
        BOOST_TEST(!made_of(5, 7, key, p - n + x).is_accepted());
    }
}

BOOST_AUTO_TEST_CASE(decode_point_rejects_other_forms_and_points_off_the_curve)
{
    auto& p = reference().field;
    auto valid = multiple(77);
    BOOST_REQUIRE(decode_point(encoded(valid)));
    BOOST_TEST((to_reference(decode_point(encoded(valid))->x.value()) == valid.x));

    auto refused = [](const bytes& form) { BOOST_TEST(!decode_point(form)); };
    auto off = encoded(valid);
    off.back() ^= 1;
    refused(off);
    refused(encoded(reference_point(0, 0)));
    refused({});
    refused({0});
    auto longer = encoded(valid);
    longer.push_back(0);
    refused(longer);
    auto shorter = encoded(valid);
    shorter.pop_back();
    refused(shorter);
    for (std::uint8_t form : {0, 2, 3, 5, 6, 7}) {
        auto other = encoded(valid);
        other.front() = form;
        refused(other);
    }
    // The same point with a coordinate above the field modulus, where that fits into its encoding: x is 5 here.
    reference_point small;
    bytes compressed = encoded(Integer(5));
    compressed.insert(compressed.begin(), 2);
    BOOST_REQUIRE(reference().curve.DecodePoint(small, compressed.data(), compressed.size()));
    BOOST_TEST(!!decode_point(encoded(small)));
    refused(encoded(reference_point(small.x + p, small.y)));
    refused(encoded(reference_point(p, p)));
    refused(bytes(65, 0xff));
}

BOOST_AUTO_TEST_CASE(truncates_long_digests_and_accepts_short_ones)
{
    auto valid = made_of(12345, 67890, multiple(99));
    auto digest = encoded(valid.e);
    auto is_accepted = [&valid](byte_view e) {
        return is_signature(from_reference(valid.r), from_reference(valid.s), e, from_reference(valid.key));
    };
    BOOST_TEST(is_accepted(digest));
    digest.push_back(0x55);
    BOOST_TEST(is_accepted(digest));
    digest.insert(digest.begin(), 0);
    BOOST_TEST(!is_accepted(digest));

    // A 20-byte digest.
    auto& n = reference().order;
    auto d = Integer(4711), k = Integer(815);
    auto e = Integer::Power2(159) + 1;
    auto r = multiple(k).x % n;
    auto s = k.InverseMod(n) * (e + r * d) % n;
    auto small = encoded(e);
    BOOST_TEST(
        is_signature(from_reference(r), from_reference(s), byte_view(small).last(20), from_reference(multiple(d))));
    // An e not less than the order is reduced modulo the order.
    auto above = r * (n - d) % n + n; // u1 * generator + u2 * key is at infinity
    if (above < Integer::Power2(256))
        BOOST_TEST(!is_signature(from_reference(r), from_reference(s), encoded(above), from_reference(multiple(d))));
    auto s_of_zero = k.InverseMod(n) * (r * d) % n;
    BOOST_TEST(is_signature(from_reference(r), from_reference(s_of_zero), encoded(n), from_reference(multiple(d))));
    BOOST_TEST(is_signature(from_reference(r), from_reference(s_of_zero), encoded(0), from_reference(multiple(d))));
}

BOOST_AUTO_TEST_CASE(implementations_agree_on_many_signatures)
{
    std::mt19937_64 engine(5);
    const auto& keys = *registry::standard()->find_key_algorithm(key_type::secp256r1);
    std::vector<registry> all{reference_registry()};
    for (auto& one : implementations()) {
        all.push_back(reference_registry());
        one.install(all.back());
    }
    for (int i = 0; i < 300; ++i) {
        auto key = keys.generate(0, system_random());
        auto hash = std::array<std::string_view, 3>{"SHA-256", "SHA-384", "SHA-512"}[engine() % 3];
        bytes message(engine() % 200, static_cast<std::uint8_t>(i));
        auto& scheme = scheme_of(*registry::standard(), hash);
        auto signature = scheme.make_signer(scheme, key)->sign(message, system_random());
        auto other = signature;
        other[engine() % other.size()] ^= static_cast<std::uint8_t>(1 << engine() % 8);
        auto other_message = message;
        other_message.push_back(0);

        auto with_ours = ours(scheme);
        auto verifier = with_ours.make_verifier(with_ours, key.public_part);
        BOOST_REQUIRE(verifier);
        BOOST_TEST(verifier->verify(message, signature));
        BOOST_TEST(!verifier->verify(message, other));
        BOOST_TEST(!verifier->verify(other_message, signature));
        for (auto& tables : all) {
            auto& theirs = scheme_of(tables, hash);
            auto judge = theirs.make_verifier(theirs, key.public_part);
            BOOST_TEST(judge->verify(message, signature));
            BOOST_TEST(!judge->verify(message, other));
            auto made = theirs.make_signer(theirs, key)->sign(message, system_random());
            BOOST_TEST(verifier->verify(message, made));
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_signatures_that_are_not_strict_der)
{
    auto with_ours = ours(scheme_of(reference_registry()));
    auto key = registry::standard()->find_key_algorithm(key_type::secp256r1)->generate(0, system_random());
    auto verifier = with_ours.make_verifier(with_ours, key.public_part);
    auto signature = with_ours.make_signer(with_ours, key)->sign(as_bytes("message"), system_random());
    BOOST_TEST(verifier->verify(as_bytes("message"), signature));
    auto longer = signature;
    longer.push_back(0);
    BOOST_TEST(!verifier->verify(as_bytes("message"), longer));
    BOOST_TEST(!verifier->verify(as_bytes("message"), {}));
    for (std::size_t size = 0; size < signature.size(); ++size)
        BOOST_TEST(!verifier->verify(as_bytes("message"), byte_view(signature).first(size)));
    const bytes one{1}, much(33, 0x11);
    BOOST_TEST(!verifier->verify(as_bytes("message"), cryptopp::encode({much, one})));
    BOOST_TEST(!verifier->verify(as_bytes("message"), cryptopp::encode({one, much})));
}

BOOST_AUTO_TEST_CASE(rejects_keys_of_other_types_and_malformed_keys)
{
    auto with_ours = ours(scheme_of(reference_registry()));
    auto key = registry::standard()->find_key_algorithm(key_type::secp256r1)->generate(0, system_random()).public_part;
    BOOST_TEST(!!with_ours.make_verifier(with_ours, key));
    auto other = key;
    other.type = key_type::secp384r1;
    BOOST_TEST(!with_ours.make_verifier(with_ours, other));
    other = key;
    other.point.back() ^= 1;
    BOOST_TEST(!with_ours.make_verifier(with_ours, other));
    auto scheme = with_ours;
    scheme.key = key_type::secp384r1;
    BOOST_TEST(!with_ours.make_verifier(scheme, key));
}

BOOST_AUTO_TEST_CASE(standard_registry_uses_this_verifier)
{
    for (auto& scheme : registry::standard()->signature_schemes())
        if (scheme.key == key_type::secp256r1)
            BOOST_TEST((scheme.make_verifier == ecdsa_verification()));
}

BOOST_AUTO_TEST_SUITE_END()
