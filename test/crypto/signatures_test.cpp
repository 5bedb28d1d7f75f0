#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "algorithms/cryptopp/hedged_random.hpp"
#include "crypto/fixed_random.hpp"
#include "crypto/hex.hpp"
#include "crypto/implementations.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

BOOST_AUTO_TEST_SUITE(signatures)

namespace {

using namespace tls;
using test::from_hex;
using test::to_hex;

const registry& all()
{
    return *registry::standard();
}

const signature_scheme& find(std::string_view name)
{
    auto* found = all().find_signature_scheme(name);
    BOOST_REQUIRE(found);
    return *found;
}

private_key generate(key_type type, unsigned bits = 2048)
{
    auto* algorithm = all().find_key_algorithm(type);
    BOOST_REQUIRE(algorithm);
    return algorithm->generate(bits, system_random());
}

// Returns one key per type, cached because RSA keys take long to generate.
const private_key& key_of(key_type type)
{
    static std::map<key_type, private_key> keys;
    auto found = keys.find(type);
    if (found == keys.end())
        found = keys.emplace(type, generate(type)).first;
    return found->second;
}

bool complete(private_key& key, const registry& algorithms = all())
{
    return algorithms.find_key_algorithm(key.public_part.type)->complete(key);
}

// Each key and signature must be judged alike by the fast implementations and by the reference.
const auto every_registry = {&all(), &reference_registry()};

const auto message = as_bytes("The quick brown fox jumps over the lazy dog");

const auto key_types = {key_type::rsa,       key_type::rsa_pss, key_type::secp256r1, key_type::secp384r1,
                        key_type::secp521r1, key_type::ed25519, key_type::dsa};

struct known_key {
    key_type type;
    std::string_view scalar, point;
};

// RFC 6979 appendix A.2.5; RFC 8032 section 7.1 test 2.
const known_key rfc6979_secp256r1{key_type::secp256r1,
                                  "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
                                  "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                                  "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"};
const known_key rfc8032_test2{key_type::ed25519, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"};

private_key load(const known_key& known)
{
    private_key key;
    key.public_part.type = known.type;
    auto scalar = from_hex(known.scalar);
    key.scalar.assign(scalar.begin(), scalar.end());
    return key;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_scheme_verifies_only_its_own_signatures)
{
    for (auto& scheme : all().signature_schemes()) {
        BOOST_TEST_CONTEXT(scheme.name)
        {
            auto& key = key_of(scheme.key);
            auto signer = scheme.make_signer(scheme, key);
            auto verifier = scheme.make_verifier(scheme, key.public_part);
            BOOST_REQUIRE(signer);
            BOOST_REQUIRE(verifier);
            auto signature = signer->sign(message, system_random());
            BOOST_TEST(verifier->verify(message, signature));
            BOOST_TEST(!verifier->verify(message.first(message.size() - 1), signature));
            BOOST_TEST(!verifier->verify({}, signature));
            for (std::size_t i = 0; i < signature.size(); i += 7) {
                auto tampered = signature;
                tampered[i] ^= 0x04;
                BOOST_TEST(!verifier->verify(message, tampered));
            }
            BOOST_TEST(!verifier->verify(message, {}));
            BOOST_TEST(!verifier->verify(message, byte_view(signature).first(signature.size() - 1)));
            auto longer = signature;
            longer.push_back(0);
            BOOST_TEST(!verifier->verify(message, longer));
            longer.pop_back();
            longer.insert(longer.begin(), 0);
            BOOST_TEST(!verifier->verify(message, longer));
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_signature_of_another_scheme)
{
    for (auto& scheme : all().signature_schemes()) {
        auto& key = key_of(scheme.key);
        auto signature = scheme.make_signer(scheme, key)->sign(message, system_random());
        for (auto& other : all().signature_schemes())
            if (other.key == scheme.key && &other != &scheme)
                BOOST_TEST(!other.make_verifier(other, key.public_part)->verify(message, signature));
    }
}

BOOST_AUTO_TEST_CASE(schemes_reject_keys_of_other_types)
{
    for (auto* algorithms : every_registry)
        for (auto& scheme : algorithms->signature_schemes())
            for (auto type : key_types)
                if (type != scheme.key) {
                    BOOST_TEST(!scheme.make_signer(scheme, key_of(type)));
                    BOOST_TEST(!scheme.make_verifier(scheme, key_of(type).public_part));
                }
}

BOOST_AUTO_TEST_CASE(key_algorithms_reject_keys_of_other_types)
{
    for (auto* algorithms : every_registry)
        for (auto type : key_types)
            for (auto other : key_types) {
                auto key = key_of(other);
                BOOST_TEST(algorithms->find_key_algorithm(type)->complete(key) == (type == other),
                           to_string(type) << " completes " << to_string(other));
            }
}

BOOST_AUTO_TEST_CASE(generated_keys_are_consistent_and_mixed_keys_are_rejected)
{
    for (auto type : key_types) {
        BOOST_TEST_CONTEXT(to_string(type))
        {
            auto key = key_of(type);
            auto made = key.public_part;
            BOOST_TEST(complete(key));
            BOOST_TEST((key.public_part == made));
            key.public_part = generate(type).public_part;
            BOOST_TEST(!complete(key));
        }
    }
}

BOOST_AUTO_TEST_CASE(complete_computes_a_missing_public_part)
{
    for (auto& known : {rfc6979_secp256r1, rfc8032_test2}) {
        auto key = load(known);
        BOOST_TEST(complete(key));
        BOOST_TEST(to_hex(key.public_part.point) == known.point);
    }
}

BOOST_AUTO_TEST_CASE(rejects_scalars_out_of_range_and_of_wrong_size)
{
    constexpr auto order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    for (std::string_view scalar :
         {std::string_view(order), std::string_view("01"), std::string_view(),
          std::string_view("0000000000000000000000000000000000000000000000000000000000000000"),
          rfc6979_secp256r1.scalar.substr(2)}) {
        auto key = load({key_type::secp256r1, scalar, {}});
        for (auto* algorithms : every_registry) {
            BOOST_TEST(!complete(key, *algorithms));
            auto& scheme = *algorithms->find_signature_scheme("ecdsa_secp256r1_sha256");
            BOOST_TEST(!scheme.make_signer(scheme, key));
        }
    }
    for (auto type : {key_type::secp384r1, key_type::secp521r1}) {
        auto key = key_of(type);
        std::ranges::fill(key.scalar, std::uint8_t{0xff});
        for (auto* algorithms : every_registry) {
            BOOST_TEST(!complete(key, *algorithms));
            for (auto& scheme : algorithms->signature_schemes())
                if (scheme.key == type)
                    BOOST_TEST(!scheme.make_signer(scheme, key));
        }
    }
    auto short_seed = load({key_type::ed25519, rfc8032_test2.scalar.substr(2), {}});
    for (auto* algorithms : every_registry) {
        BOOST_TEST(!complete(short_seed, *algorithms));
        auto& scheme = *algorithms->find_signature_scheme("ed25519");
        BOOST_TEST(!scheme.make_signer(scheme, short_seed));
    }
}

// FIPS 186-4 section 6.4: verification begins with the check that r and s are from 1 to n - 1.
BOOST_AUTO_TEST_CASE(rejects_ecdsa_and_dsa_numbers_not_below_the_order)
{
    const bytes one{1};
    const std::map<key_type, std::string_view> curve_orders{
        {key_type::secp256r1, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
        {key_type::secp384r1, "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                              "581a0db248b0a77aecec196accc52973"},
        {key_type::secp521r1, "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
                              "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"}};
    for (auto* algorithms : every_registry)
        for (auto& scheme : algorithms->signature_schemes()) {
            const bool is_dsa = scheme.key == key_type::dsa;
            if (!is_dsa && !curve_orders.contains(scheme.key))
                continue;
            auto& key = key_of(scheme.key).public_part;
            const auto order = is_dsa ? key.subgroup_order : from_hex(curve_orders.at(scheme.key));
            auto longer = order;
            longer.push_back(0);
            const auto verifier = scheme.make_verifier(scheme, key);
            for (auto& number : {order, longer}) {
                BOOST_TEST(!verifier->verify(message, cryptopp::encode({number, one})), scheme.name);
                BOOST_TEST(!verifier->verify(message, cryptopp::encode({one, number})), scheme.name);
            }
            BOOST_TEST(!verifier->verify(message, cryptopp::encode({one, one})), scheme.name);
        }
}

BOOST_AUTO_TEST_CASE(rejects_dsa_keys_with_implausible_numbers)
{
    struct change {
        std::string_view description;
        void (*apply)(public_key&);
    };
    const change changes[] = {
        {"p is too short", [](public_key& k) { k.prime.resize(k.prime.size() / 4); }},
        {"p is too long", [](public_key& k) { k.prime.resize(5000, 1); }},
        {"p is even", [](public_key& k) { k.prime.back() ^= 1; }},
        {"q has another size", [](public_key& k) { k.subgroup_order.pop_back(); }},
        {"q is too long", [](public_key& k) { k.subgroup_order.resize(5000, 1); }},
        {"q is even", [](public_key& k) { k.subgroup_order.back() ^= 1; }},
        {"q does not divide p - 1", [](public_key& k) { k.subgroup_order.back() ^= 2; }},
        {"q is missing", [](public_key& k) { k.subgroup_order.clear(); }},
        {"g is 1", [](public_key& k) { k.generator = {1}; }},
        {"g is p", [](public_key& k) { k.generator = k.prime; }},
        {"g is too long", [](public_key& k) { k.generator.resize(5000, 1); }},
        {"y is 1", [](public_key& k) { k.public_value = {1}; }},
        {"y is p", [](public_key& k) { k.public_value = k.prime; }},
    };
    for (auto* algorithms : every_registry)
        for (auto& [description, apply] : changes) {
            BOOST_TEST_CONTEXT(description)
            {
                auto key = key_of(key_type::dsa);
                apply(key.public_part);
                BOOST_TEST(!complete(key, *algorithms));
                for (auto& scheme : algorithms->signature_schemes())
                    if (scheme.key == key_type::dsa) {
                        BOOST_TEST(!scheme.make_signer(scheme, key));
                        BOOST_TEST(!scheme.make_verifier(scheme, key.public_part));
                    }
            }
        }
}

BOOST_AUTO_TEST_CASE(completes_dsa_keys_without_public_value_and_rejects_wrong_scalars)
{
    for (auto* algorithms : every_registry) {
        auto key = key_of(key_type::dsa);
        const auto value = std::exchange(key.public_part.public_value, {});
        BOOST_TEST(complete(key, *algorithms));
        BOOST_TEST((key.public_part.public_value == value));

        auto other = key;
        other.scalar.back() ^= 1;
        auto longer = key;
        longer.scalar.resize(longer.public_part.subgroup_order.size() + 1, 1);
        auto zero = key;
        std::ranges::fill(zero.scalar, std::uint8_t{0});
        auto& scheme = *algorithms->find_signature_scheme("dsa_sha256");
        for (auto* wrong : {&other, &longer, &zero}) {
            BOOST_TEST(!complete(*wrong, *algorithms));
            BOOST_TEST(!scheme.make_signer(scheme, *wrong));
        }
        auto even = key;
        even.public_part.prime.back() ^= 1;
        even.public_part.public_value.clear();
        BOOST_TEST(!complete(even, *algorithms));
    }
}

BOOST_AUTO_TEST_CASE(verifies_rfc_6979_ecdsa_signature)
{
    // Appendix A.2.5, message "sample", SHA-256.
    auto key = load(rfc6979_secp256r1);
    BOOST_REQUIRE(complete(key));
    const auto r = from_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
    const auto s = from_hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    const auto signature = cryptopp::encode({r, s});
    for (auto* algorithms : {&all(), &reference_registry()}) {
        auto& scheme = *algorithms->find_signature_scheme("ecdsa_secp256r1_sha256");
        auto verifier = scheme.make_verifier(scheme, key.public_part);
        BOOST_TEST(verifier->verify(as_bytes("sample"), signature));
        BOOST_TEST(!verifier->verify(as_bytes("simple"), signature));
    }
}

BOOST_AUTO_TEST_CASE(ecdsa_uses_the_hedged_nonce)
{
    auto& scheme = *reference_registry().find_signature_scheme("ecdsa_secp256r1_sha256");
    auto key = load(rfc6979_secp256r1);
    BOOST_REQUIRE(complete(key));
    test::fixed_random random(bytes(secret::max_size + 32, 0x11)); // for the nonce and for blinding its inversion
    const auto signature = scheme.make_signer(scheme, key)->sign(as_bytes("sample"), random);
    auto value = cryptopp::decode_ecdsa_signature_value(signature);
    BOOST_REQUIRE(value);

    bytes hash(scheme.hash->digest_size);
    digest(*scheme.hash, as_bytes("sample"), hash);
    test::fixed_random again(bytes(secret::max_size, 0x11));
    cryptopp::hedged_random nonces(key.scalar, hash, again);
    private_key nonce;
    nonce.public_part.type = key_type::secp256r1;
    nonce.scalar.resize(32);
    nonces.fill(nonce.scalar);
    BOOST_REQUIRE(complete(nonce));
    BOOST_TEST(to_hex(value->r) == to_hex(byte_view(nonce.public_part.point).subspan(1, 32)));
}

BOOST_AUTO_TEST_CASE(rejects_public_points_off_the_curve)
{
    for (auto* algorithms : every_registry)
        for (auto& scheme : algorithms->signature_schemes()) {
            if (scheme.encoding != signature_encoding::ecdsa)
                continue;
            auto key = key_of(scheme.key).public_part;
            key.point.back() ^= 1;
            BOOST_TEST(!scheme.make_verifier(scheme, key), scheme.name);
            key.point.clear();
            BOOST_TEST(!scheme.make_verifier(scheme, key), scheme.name);
        }
}

BOOST_AUTO_TEST_CASE(ecdsa_signature_encoding_refuses_numbers_larger_than_any_order)
{
    const bytes large(130, 0x7f);
    BOOST_CHECK_THROW(cryptopp::encode({large, large}), std::length_error);
}

BOOST_AUTO_TEST_CASE(ecdsa_signature_decoding_requires_strict_der)
{
    auto is_decoded = [](std::string_view hex) {
        return cryptopp::decode_ecdsa_signature_value(from_hex(hex)).has_value();
    };
    BOOST_TEST(is_decoded("3006 020101 020101"));
    BOOST_TEST(is_decoded("3008 02020080 02020080"));
    BOOST_TEST(!is_decoded("308106 020101 020101"));    // length not in the shortest form
    BOOST_TEST(!is_decoded("30820006 020101 020101"));  // the same
    BOOST_TEST(!is_decoded("3080 020101 020101 0000")); // indefinite length
    BOOST_TEST(!is_decoded("3007 02020001 020101"));    // leading zero
    BOOST_TEST(!is_decoded("3006 020180 020101"));      // negative
    BOOST_TEST(!is_decoded("3006 020101 020100"));      // zero
    BOOST_TEST(!is_decoded("3005 0200 020101"));        // empty integer
    BOOST_TEST(!is_decoded("3006 020101 020101 00"));   // trailing byte
    BOOST_TEST(!is_decoded("3007 020101 020101 00"));   // trailing byte inside the SEQUENCE
    BOOST_TEST(!is_decoded("3007 020101 020101"));      // truncated
    BOOST_TEST(!is_decoded("3003 020101"));             // s is missing
    BOOST_TEST(!is_decoded("3106 020101 020101"));      // not a SEQUENCE
    BOOST_TEST(!is_decoded("3006 030101 020101"));      // not an INTEGER
    BOOST_TEST(!is_decoded("3081"));                    // the length is missing
    BOOST_TEST(!is_decoded("30"));
    BOOST_TEST(!is_decoded(""));
}

BOOST_AUTO_TEST_CASE(ed25519_matches_rfc_8032)
{
    // Section 7.1, test 2.
    auto& scheme = find("ed25519");
    auto key = load(rfc8032_test2);
    BOOST_REQUIRE(complete(key));
    test::failing_random random; // Ed25519 signing draws no randomness
    const bytes text{0x72};
    auto signature = scheme.make_signer(scheme, key)->sign(text, random);
    BOOST_TEST(to_hex(signature) == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    BOOST_TEST(scheme.make_verifier(scheme, key.public_part)->verify(text, signature));
}

BOOST_AUTO_TEST_CASE(ed25519_rejects_s_not_below_the_order)
{
    // The signature above with the group order added to S.
    auto& scheme = find("ed25519");
    auto signature = from_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    auto order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    unsigned carry = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        carry += static_cast<unsigned>(signature[32 + i] + order[i]);
        signature[32 + i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    public_key key;
    key.type = key_type::ed25519;
    key.point = from_hex(rfc8032_test2.point);
    BOOST_TEST(!scheme.make_verifier(scheme, key)->verify(bytes{0x72}, signature));
}

BOOST_AUTO_TEST_CASE(ed25519_keys_must_be_canonical_points)
{
    for (auto* point : {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                        "0100000000000000000000000000000000000000000000000000000000000080",
                        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "01", ""}) {
        public_key key;
        key.type = key_type::ed25519;
        key.point = from_hex(point);
        for (auto* algorithms : every_registry) {
            auto& scheme = *algorithms->find_signature_scheme("ed25519");
            BOOST_TEST(!scheme.make_verifier(scheme, key));
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_rsa_keys_of_unreasonable_sizes)
{
    auto& scheme = find("rsa_pss_rsae_sha256");
    auto accepts = [&](const bytes& modulus, const bytes& exponent) {
        public_key key;
        key.modulus = modulus;
        key.public_exponent = exponent;
        return scheme.make_verifier(scheme, key) != nullptr;
    };
    const bytes usual{1, 0, 1};
    BOOST_TEST(accepts(bytes(128, 0xff), usual));
    BOOST_TEST(accepts(bytes(2048, 0xff), usual));
    BOOST_TEST(accepts(bytes(256, 0xff), bytes{3}));
    BOOST_TEST(accepts(bytes(256, 0xff), bytes(8, 0xff)));
    BOOST_TEST(!accepts(bytes(127, 0xff), usual));
    BOOST_TEST(!accepts(bytes(2049, 0xff), usual));
    BOOST_TEST(!accepts(bytes(256, 0xfe), usual)); // even
    BOOST_TEST(!accepts({}, usual));
    BOOST_TEST(!accepts(bytes(256, 0xff), {}));
    BOOST_TEST(!accepts(bytes(256, 0xff), bytes{1}));
    BOOST_TEST(!accepts(bytes(256, 0xff), bytes{1, 0, 0}));
    BOOST_TEST(!accepts(bytes(256, 0xff), bytes(9, 0xff)));
}

BOOST_AUTO_TEST_CASE(pss_rejects_keys_too_small_for_the_hash)
{
    auto key = generate(key_type::rsa, 1024);
    auto fits = [&](std::string_view name) {
        auto& scheme = find(name);
        bool signs = scheme.make_signer(scheme, key) != nullptr;
        BOOST_TEST(signs == (scheme.make_verifier(scheme, key.public_part) != nullptr));
        return signs;
    };
    BOOST_TEST(fits("rsa_pss_rsae_sha256"));
    BOOST_TEST(fits("rsa_pss_rsae_sha384"));
    BOOST_TEST(!fits("rsa_pss_rsae_sha512")); // needs 130 bytes; the key has 128
    BOOST_TEST(fits("rsa_pkcs1_sha512"));
    BOOST_CHECK_THROW(generate(key_type::rsa, 1023), std::length_error);
    BOOST_CHECK_THROW(generate(key_type::rsa, 16385), std::length_error);
}

BOOST_AUTO_TEST_CASE(pss_works_for_modulus_sizes_that_are_not_whole_bytes)
{
    for (unsigned bits = 1025; bits <= 1033; ++bits) {
        auto key = generate(key_type::rsa, bits);
        BOOST_TEST(key.public_part.bits() == bits);
        auto& scheme = find("rsa_pss_rsae_sha256");
        auto signature = scheme.make_signer(scheme, key)->sign(message, system_random());
        BOOST_TEST(signature.size() == (bits + 7) / 8);
        BOOST_TEST(scheme.make_verifier(scheme, key.public_part)->verify(message, signature));
    }
}

BOOST_AUTO_TEST_CASE(rejects_rsa_keys_with_a_wrong_number)
{
    auto& good = key_of(key_type::rsa);
    auto& scheme = find("rsa_pss_rsae_sha256");
    auto& reference = *reference_registry().find_signature_scheme("rsa_pss_rsae_sha256");
    for (auto member : {&private_key::private_exponent, &private_key::prime1, &private_key::prime2,
                        &private_key::exponent1, &private_key::exponent2, &private_key::coefficient}) {
        auto key = good;
        (key.*member).back() ^= 2;
        BOOST_TEST(!complete(key));
        BOOST_TEST(!scheme.make_signer(scheme, key));
        BOOST_TEST(!reference.make_signer(reference, key));
        // Empty, too long, even and as large as the modulus.
        for (auto& number : {secure_bytes(), secure_bytes(5000, 1), secure_bytes(1, 4),
                             secure_bytes(good.public_part.modulus.begin(), good.public_part.modulus.end())}) {
            key.*member = number;
            for (auto* algorithms : every_registry)
                BOOST_TEST(!complete(key, *algorithms));
        }
    }
    auto square = good;
    square.prime2 = square.prime1;
    BOOST_TEST(!complete(square));
}

// RFC 8017 sections 8.1.2, 8.2.2 and 5.2.2.
BOOST_AUTO_TEST_CASE(rejects_rsa_signatures_of_another_size_or_not_below_the_modulus)
{
    for (auto* algorithms : every_registry)
        for (auto& scheme : algorithms->signature_schemes()) {
            if (scheme.key != key_type::rsa && scheme.key != key_type::rsa_pss)
                continue;
            auto& key = key_of(scheme.key).public_part;
            const auto verifier = scheme.make_verifier(scheme, key);
            for (auto& signature : {key.modulus, bytes(key.modulus.size(), 0xff), bytes(key.modulus.size() - 1, 1),
                                    bytes(key.modulus.size() + 1, 1), bytes(key.modulus.size()), bytes()})
                BOOST_TEST(!verifier->verify(message, signature), scheme.name);
        }
}

BOOST_AUTO_TEST_CASE(randomized_signing_fails_without_randomness)
{
    test::failing_random random;
    for (auto* name : {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256"}) {
        auto& scheme = find(name);
        auto signer = scheme.make_signer(scheme, key_of(scheme.key));
        BOOST_CHECK_THROW(signer->sign(message, random), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(keys_report_their_type_and_size)
{
    BOOST_TEST(to_string(key_type::rsa_pss) == "RSA-PSS");
    BOOST_TEST(to_string(key_type::secp521r1) == "secp521r1");
    BOOST_TEST(key_of(key_type::rsa).public_part.bits() == 2048u);
    BOOST_TEST(key_of(key_type::secp521r1).public_part.bits() == 521u);
    BOOST_TEST(key_of(key_type::ed25519).public_part.bits() == 253u);
    BOOST_TEST(public_key{}.bits() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
