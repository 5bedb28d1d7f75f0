// TLS 1.2 key exchanges: Diffie-Hellman with explicit parameters, and RSA-encrypted premaster secrets.

#include "algorithms/cryptopp/finite_field.hpp"
#include "algorithms/cryptopp/rsa_premaster.hpp"
#include "algorithms/nettle/rows.hpp"
#include "crypto/diffie_hellman.hpp"
#include "crypto/fixed_random.hpp"
#include "crypto/hex.hpp"
#include "crypto/implementations.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace tls;
using namespace tls::test;

namespace {

dh_parameters ffdhe2048()
{
    return *dh_parameters_of(0x0100);
}

/// The prime 2^127 - 1: far too small, but fast.
dh_parameters small_group()
{
    bytes prime(16, 0xff);
    prime.front() = 0x7f;
    return {prime, {3}};
}

const private_key& rsa_key()
{
    static const auto key = registry::standard()->find_key_algorithm(key_type::rsa)->generate(2048, system_random());
    return key;
}

constexpr std::uint16_t tls1_2 = 0x0303;

bytes premaster()
{
    bytes out(48, 0x42);
    out[0] = out[1] = 3;
    return out;
}

std::vector<const key_algorithm*> rsa_implementations()
{
    std::vector<const key_algorithm*> found{reference_registry().find_key_algorithm(key_type::rsa)};
    auto* standard = registry::standard()->find_key_algorithm(key_type::rsa);
    if (standard->make_decrypter != nullptr)
        found.push_back(standard);
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_key_exchange)

BOOST_AUTO_TEST_CASE(finds_rfc_7919_groups_by_their_parameters)
{
    for (std::uint16_t id : {0x0100, 0x0101, 0x0102, 0x0103, 0x0104}) {
        const auto parameters = dh_parameters_of(id);
        BOOST_REQUIRE(parameters.has_value());
        BOOST_TEST(static_cast<std::uint16_t>(*find_dh_group(*parameters)) == id);
        BOOST_TEST(is_acceptable(*parameters));
        BOOST_TEST(bits_of(*parameters) == 8 * parameters->prime.size());
        auto other = *parameters;
        other.generator = {5};
        BOOST_TEST(!find_dh_group(other).has_value());
    }
    BOOST_TEST(!dh_parameters_of(0x001d).has_value());
    BOOST_TEST(!find_dh_group(small_group()).has_value());
}

BOOST_AUTO_TEST_CASE(both_sides_agree_with_explicit_parameters)
{
    for (auto& parameters : {ffdhe2048(), small_group()}) {
        auto server = make_dh_key_exchange(parameters, system_random());
        auto client = make_dh_key_exchange(parameters, system_random());
        BOOST_TEST(server->share().size() == parameters.prime.size());
        auto one = server->decapsulate(client->share()), other = client->decapsulate(server->share());
        BOOST_REQUIRE((one && other));
        BOOST_TEST((*one == *other));
        BOOST_TEST((one->empty() || one->front() != 0));
    }
}

BOOST_AUTO_TEST_CASE(secrets_are_stripped_and_shares_may_be_stripped)
{
    // With a 127-bit prime, about every 128th secret begins with a zero byte.
    const auto parameters = small_group();
    bool has_seen_short_secret = false, has_seen_short_share = false;
    for (int i = 0; i < 20'000 && !(has_seen_short_secret && has_seen_short_share); ++i) {
        auto server = make_dh_key_exchange(parameters, system_random());
        auto client = make_dh_key_exchange(parameters, system_random());
        auto share = client->share();
        const auto secret = server->decapsulate(share);
        BOOST_REQUIRE(secret.has_value());
        has_seen_short_secret |= secret->size() < parameters.prime.size();
        if (share.front() == 0) {
            has_seen_short_share = true;
            BOOST_TEST((server->decapsulate(share.subspan(1)) == secret));
        }
        BOOST_TEST((client->decapsulate(server->share()) == secret));
    }
    BOOST_TEST(has_seen_short_secret);
    BOOST_TEST(has_seen_short_share);
}

BOOST_AUTO_TEST_CASE(rejects_public_values_out_of_range)
{
    const auto parameters = ffdhe2048();
    auto exchange = make_dh_key_exchange(parameters, system_random());
    auto less = [&](std::uint8_t by) {
        auto value = parameters.prime;
        value.back() = static_cast<std::uint8_t>(value.back() - by);
        return value;
    };
    BOOST_TEST(!exchange->decapsulate({}));
    BOOST_TEST(!exchange->decapsulate(bytes{0}));
    BOOST_TEST(!exchange->decapsulate(bytes{1}));
    BOOST_TEST(!exchange->decapsulate(bytes(256)));
    BOOST_TEST(!exchange->decapsulate(less(0)));
    BOOST_TEST(!exchange->decapsulate(less(1)));
    BOOST_TEST(!exchange->decapsulate(bytes(256, 0xff)));
    BOOST_TEST(!exchange->decapsulate(bytes(257, 0x01)));
    BOOST_TEST(exchange->decapsulate(less(2)).has_value());
    BOOST_TEST(exchange->decapsulate(bytes{2}).has_value());
}

BOOST_AUTO_TEST_CASE(rejects_diffie_hellman_secrets_of_zero_one_and_p_minus_one)
{
    using cryptopp::secret_form;
    std::vector<cryptopp::raise_function> functions{&cryptopp::raise};
    if (auto* faster = nettle::finite_field_raise())
        functions.push_back(faster);
    for (auto* raise : functions) {
        auto agree = [raise](const bytes& modulus, const bytes& share, std::uint8_t exponent, secret_form form) {
            constexpr std::uint8_t generator[] = {2};
            fixed_random random({exponent});
            auto exchange = cryptopp::make_finite_field_exchange({modulus, generator, 1, form}, raise, random);
            auto secret = exchange->decapsulate(share);
            return secret ? to_hex(*secret) : "rejected";
        };
        // 256 * 256 = -1 modulo 2^16 + 1, so its powers are 1, 256, -1, -256.
        const bytes prime{1, 0, 1}, root{0, 1, 0};
        for (auto form : {secret_form::padded, secret_form::stripped}) {
            BOOST_TEST(agree(prime, root, 0x80, form) == "rejected");
            BOOST_TEST(agree(prime, root, 0x82, form) == "rejected");
            // A number that is not prime has powers that are zero.
            BOOST_TEST(agree({9}, {3}, 0x80, form) == "rejected");
        }
        BOOST_TEST(agree(prime, root, 0x81, secret_form::padded) == "000100");
        BOOST_TEST(agree(prime, root, 0x81, secret_form::stripped) == "0100");
        BOOST_TEST(agree(prime, root, 0x83, secret_form::padded) == "00ff01");
        BOOST_TEST(agree(prime, root, 0x83, secret_form::stripped) == "ff01");
    }
}

BOOST_AUTO_TEST_CASE(rejects_parameters_that_are_too_short_too_long_or_invalid)
{
    auto accepts = [](auto&& change, unsigned min_bits = default_min_dh_bits) {
        auto parameters = ffdhe2048();
        change(parameters);
        return is_acceptable(parameters, min_bits);
    };
    BOOST_TEST(accepts([](auto&) {}));
    BOOST_TEST(!accepts([](auto&) {}, 2049));
    BOOST_TEST(!accepts([](auto& p) { p.prime.front() = 0x7f; }));
    BOOST_TEST(accepts([](auto& p) { p.prime.front() = 0x7f; }, 2047));
    BOOST_TEST(!accepts([](auto& p) { p.prime.back() ^= 1; }), "even");
    BOOST_TEST(!accepts([](auto& p) { p.prime.resize(1025, 1); }), "more than 8192 bits");
    BOOST_TEST(!accepts([](auto& p) { p.prime.front() = 0; }));
    BOOST_TEST(!accepts([](auto& p) { p.prime.clear(); }));
    BOOST_TEST(!accepts([](auto& p) { p.generator.clear(); }));
    BOOST_TEST(!accepts([](auto& p) { p.generator = {0}; }));
    BOOST_TEST(!accepts([](auto& p) { p.generator = {1}; }));
    BOOST_TEST(!accepts([](auto& p) { p.generator = p.prime; }));
    BOOST_TEST(!accepts([](auto& p) {
        p.generator = p.prime;
        p.generator.back() -= 1;
    }));
    BOOST_TEST(accepts([](auto& p) {
        p.generator = p.prime;
        p.generator.back() -= 2;
    }));
    BOOST_CHECK_THROW(make_dh_key_exchange({{4}, {2}}, system_random()), std::invalid_argument);
    BOOST_CHECK_THROW(make_dh_key_exchange({}, system_random()), std::invalid_argument);
    failing_random broken;
    BOOST_CHECK_THROW(make_dh_key_exchange(ffdhe2048(), broken), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(encrypted_premaster_secret_round_trips)
{
    for (auto* one : rsa_implementations())
        for (auto* other : rsa_implementations()) {
            auto decrypter = one->make_decrypter(rsa_key());
            BOOST_REQUIRE(decrypter);
            const auto ciphertext = other->encrypt(rsa_key().public_part, premaster(), system_random());
            BOOST_REQUIRE(ciphertext.has_value());
            BOOST_TEST(ciphertext->size() == 256u);
            const auto secret = decrypter->decrypt_premaster_secret(*ciphertext, tls1_2, system_random());
            BOOST_TEST(std::ranges::equal(secret, premaster()));
        }
}

BOOST_AUTO_TEST_CASE(invalid_ciphertext_gives_a_new_random_secret)
{
    for (auto* algorithm : rsa_implementations()) {
        auto decrypter = algorithm->make_decrypter(rsa_key());
        auto is_random = [&](byte_view ciphertext, std::uint16_t version) {
            const auto one = decrypter->decrypt_premaster_secret(ciphertext, version, system_random());
            const auto other = decrypter->decrypt_premaster_secret(ciphertext, version, system_random());
            return one.size() == 48 && other.size() == 48 && one != other;
        };
        const auto good = *algorithm->encrypt(rsa_key().public_part, premaster(), system_random());
        BOOST_TEST(!is_random(good, tls1_2));
        BOOST_TEST(is_random(good, 0x0302), "wrong version");
        auto changed = good;
        changed[100] ^= 1;
        BOOST_TEST(is_random(changed, tls1_2));
        BOOST_TEST(is_random(byte_view(good).first(255), tls1_2));
        auto longer = good;
        longer.insert(longer.begin(), 0);
        BOOST_TEST(is_random(longer, tls1_2));
        BOOST_TEST(is_random({}, tls1_2));
        BOOST_TEST(is_random(bytes(256), tls1_2));
        BOOST_TEST(is_random(rsa_key().public_part.modulus, tls1_2));
        BOOST_TEST(is_random(bytes(256, 0xff), tls1_2));
        for (std::size_t size : {0, 1, 47, 49, 100}) {
            bytes other(size, 3);
            BOOST_TEST(is_random(*algorithm->encrypt(rsa_key().public_part, other, system_random()), tls1_2));
        }
    }
}

BOOST_AUTO_TEST_CASE(checks_every_part_of_the_padding)
{
    const bytes fallback(48, 0xee);
    const auto good = cryptopp::encode_premaster(premaster(), 128, system_random());
    auto decoded = [&](byte_view encoded) { return cryptopp::decode_premaster(encoded, tls1_2, fallback); };
    BOOST_TEST(std::ranges::equal(decoded(good), premaster()));
    for (std::size_t i = 0; i < 128 - 46; ++i) {
        auto broken = good;
        broken[i] = broken[i] == 0 ? 1 : 0;
        BOOST_TEST(std::ranges::equal(decoded(broken), fallback));
    }
    for (std::size_t i = 128 - 46; i < 128; ++i) {
        auto other = good;
        other[i] ^= 0x80;
        BOOST_TEST(!std::ranges::equal(decoded(other), fallback));
    }
    BOOST_TEST(std::ranges::equal(decoded(byte_view(good).last(58)), fallback));
    BOOST_TEST(std::ranges::equal(decoded({}), fallback));
}

BOOST_AUTO_TEST_CASE(padding_never_contains_zeros)
{
    bytes zeros_then_ones(77 + 77, 0);
    std::fill(zeros_then_ones.begin() + 77, zeros_then_ones.end(), std::uint8_t{1});
    fixed_random random(zeros_then_ones);
    const auto encoded = cryptopp::encode_premaster(premaster(), 128, random);
    BOOST_TEST(std::count(encoded.begin() + 2, encoded.begin() + 79, 0) == 0);
    BOOST_TEST(cryptopp::encode_premaster(premaster(), 58, system_random()).empty());
}

BOOST_AUTO_TEST_CASE(only_rsa_keys_encrypt_and_decrypt)
{
    auto& all = *registry::standard();
    for (auto type : {key_type::rsa_pss, key_type::secp256r1, key_type::ed25519}) {
        auto* algorithm = all.find_key_algorithm(type);
        BOOST_TEST(!algorithm->encrypt);
        BOOST_TEST(!algorithm->make_decrypter);
    }
    for (auto* algorithm : rsa_implementations()) {
        auto key = rsa_key();
        key.public_part.type = key_type::rsa_pss;
        BOOST_TEST(!algorithm->make_decrypter(key));
        BOOST_TEST(!algorithm->encrypt(key.public_part, premaster(), system_random()).has_value());
        key = rsa_key();
        key.prime1.back() ^= 2;
        BOOST_TEST(!algorithm->make_decrypter(key));
    }
}

BOOST_AUTO_TEST_SUITE_END()
