// Compares every implementation with the reference: same results for the same inputs, each opens and accepts the
// other's output, and both reject the same inputs.

#include "crypto/implementations.hpp"

#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "crypto/fixed_random.hpp"
#include "crypto/hex.hpp"

#include <boost/test/unit_test.hpp>
#include <cryptopp/integer.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

namespace {

using namespace tls;
using test::to_hex;

// Deterministic for each seed.
class seeded_random final : public random_source {
public:
    explicit seeded_random(unsigned seed) : engine_(seed) {}

    void fill(byte_span out) override
    {
        for (auto& byte : out)
            byte = static_cast<std::uint8_t>(engine_());
    }

    std::size_t below(std::size_t end) { return engine_() % end; }

    bytes some(std::size_t size)
    {
        bytes out(size);
        fill(out);
        return out;
    }

private:
    std::mt19937_64 engine_;
};

// Returns the reference's tables with one implementation installed in them.
registry with(const implementation& one)
{
    auto tables = reference_registry();
    one.install(tables);
    return tables;
}

// Calls `compare` with the reference's row and the other row, for each row that an implementation replaced.
template <class Rows, class IsOther, class Compare>
void for_each_other(Rows rows, IsOther is_other, Compare compare)
{
    for (auto& one : implementations()) {
        auto tables = with(one);
        auto ours = rows(reference_registry());
        auto theirs = rows(tables);
        BOOST_REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            if (!is_other(ours[i], theirs[i]))
                continue;
            BOOST_TEST_CONTEXT(one.name << ": row " << i)
            {
                compare(ours[i], theirs[i]);
            }
        }
    }
}

template <class Compare>
void for_each_other_aead(Compare compare)
{
    for_each_other([](const registry& tables) { return tables.aeads(); },
                   [](auto* ours, auto* theirs) { return ours != theirs; }, compare);
}

template <class Compare>
void for_each_other_group(Compare compare)
{
    for_each_other([](const registry& tables) { return tables.groups(); },
                   [](auto& ours, auto& theirs) { return ours.generate != theirs.generate; }, compare);
}

template <class Compare>
void for_each_other_scheme(Compare compare)
{
    for_each_other([](const registry& tables) { return tables.signature_schemes(); },
                   [](auto& ours, auto& theirs) {
                       return ours.make_signer != theirs.make_signer || ours.make_verifier != theirs.make_verifier;
                   },
                   compare);
}

template <class Compare>
void for_each_other_hash(Compare compare)
{
    for_each_other([](const registry& tables) { return tables.hashes(); },
                   [](auto* ours, auto* theirs) { return ours != theirs; }, compare);
}

std::vector<byte_view> cut(byte_view whole, seeded_random& random)
{
    std::vector<byte_view> pieces;
    while (!whole.empty()) {
        auto size = std::min(whole.size(), random.below(2) == 0 ? random.below(40) : random.below(20000));
        pieces.push_back(whole.first(size));
        whole = whole.subspan(size);
    }
    return pieces;
}

// Sizes around multiples of the implementations' block sizes, and some random ones.
std::vector<std::size_t> sizes(seeded_random& random)
{
    std::vector<std::size_t> out;
    for (std::size_t size = 0; size <= 300; ++size)
        out.push_back(size);
    for (std::size_t step : {512u, 768u, 1024u, 2048u, 4096u, 8192u, 16384u, 16640u, 65536u})
        for (std::size_t size = step - 2; size <= step + 17; ++size)
            out.push_back(size);
    for (int i = 0; i < 50; ++i)
        out.push_back(random.below(70001));
    return out;
}

bytes seal(aead_context& context, byte_view nonce, byte_view aad, std::span<const byte_view> pieces, std::size_t size)
{
    bytes out(size + 16);
    context.seal(nonce, aad, pieces, out);
    return out;
}

const key_algorithm& keys_of(const registry& tables, key_type type)
{
    return *tables.find_key_algorithm(type);
}

const private_key& key_of(key_type type)
{
    static std::map<key_type, private_key> keys;
    auto found = keys.find(type);
    if (found == keys.end())
        found = keys.emplace(type, keys_of(reference_registry(), type).generate(2048, system_random())).first;
    return found->second;
}

} // namespace

BOOST_AUTO_TEST_SUITE(implementations_compared)

BOOST_AUTO_TEST_CASE(standard_registry_has_the_installed_rows)
{
    auto tables = reference_registry();
    for (auto& one : implementations())
        one.install(tables);
    auto& standard = *registry::standard();
    for (auto* aead : tables.aeads())
        BOOST_TEST(standard.find_aead(aead->name) == aead);
    for (auto* hash : tables.hashes())
        BOOST_TEST(standard.find_hash(hash->name) == hash);
    for (auto& suite : tables.cipher_suites()) {
        BOOST_TEST(standard.find_cipher_suite(suite.id)->aead == suite.aead);
        BOOST_TEST(standard.find_cipher_suite(suite.id)->hash == suite.hash);
    }
    for (auto& group : tables.groups())
        BOOST_TEST((standard.find_group(group.id)->generate == group.generate));
    for (std::size_t i = 0; i < tables.signature_schemes().size(); ++i) {
        BOOST_TEST(standard.signature_schemes()[i].name == tables.signature_schemes()[i].name);
        BOOST_TEST((standard.signature_schemes()[i].make_signer == tables.signature_schemes()[i].make_signer));
    }
}

BOOST_AUTO_TEST_CASE(reference_is_never_used_for_nist_curve_secrets_if_avoidable)
{
    for (auto& one : implementations()) {
        const auto tables = with(one);
        for (auto type : {key_type::secp256r1, key_type::secp384r1, key_type::secp521r1}) {
            auto differs = [&](auto&& function) { return function(tables) != function(reference_registry()); };
            if (!differs([type](const registry& r) { return r.find_group(to_string(type))->generate; }))
                continue;
            BOOST_TEST(differs([type](const registry& r) { return r.find_group(to_string(type))->encapsulate; }));
            BOOST_TEST(differs([type](const registry& r) { return r.find_key_algorithm(type)->generate; }));
            BOOST_TEST(differs([type](const registry& r) { return r.find_key_algorithm(type)->complete; }));
            for (auto& scheme : tables.signature_schemes())
                if (scheme.key == type) {
                    auto& reference = *reference_registry().find_signature_scheme(scheme.name);
                    BOOST_TEST((scheme.make_signer != reference.make_signer));
                }
        }
    }
}

BOOST_AUTO_TEST_CASE(digests_of_every_size_match_the_reference)
{
    seeded_random random(3);
    for_each_other_hash([&](auto* ours, auto* theirs) {
        BOOST_TEST(ours->digest_size == theirs->digest_size);
        BOOST_TEST(ours->block_size == theirs->block_size);
        auto hash = theirs->make();
        for (auto size : sizes(random)) {
            const auto offset = random.below(64);
            const auto data = random.some(offset + size);
            const auto message = byte_view(data).subspan(offset);
            bytes expected(ours->digest_size), whole(ours->digest_size), in_pieces(ours->digest_size);
            digest(*ours, message, expected);
            digest(*theirs, message, whole);
            BOOST_REQUIRE_MESSAGE(whole == expected, "size " << size);
            for (auto piece : cut(message, random))
                hash->update(piece);
            hash->digest_so_far(in_pieces);
            BOOST_REQUIRE(in_pieces == expected);
            hash->clone()->finish(in_pieces);
            BOOST_REQUIRE(in_pieces == expected);
            hash->finish(in_pieces);
            BOOST_REQUIRE(in_pieces == expected);
        }
    });
}

BOOST_AUTO_TEST_CASE(hmacs_of_every_size_match_the_reference)
{
    seeded_random random(4);
    for_each_other_hash([&](auto* ours, auto* theirs) {
        for (std::size_t size = 0; size <= 300; ++size) {
            const auto key = random.some(random.below(2 * ours->block_size + 2)), message = random.some(size);
            auto reference = ours->make_hmac(key), other = theirs->make_hmac(key);
            bytes expected(ours->digest_size), by_context(ours->digest_size), by_key(ours->digest_size);
            reference->update(message);
            reference->finish(expected);
            const auto pieces = cut(message, random);
            for (auto piece : pieces)
                other->update(piece);
            other->clone()->finish(by_context);
            BOOST_REQUIRE_MESSAGE(by_context == expected, "size " << size);
            other->finish(by_context);
            BOOST_REQUIRE(by_context == expected);
            hmac(*theirs, key, pieces, by_key);
            BOOST_REQUIRE(by_key == expected);
        }
    });
}

BOOST_AUTO_TEST_CASE(hashes_refuse_output_buffers_that_are_too_small)
{
    for_each_other_hash([&](auto*, auto* theirs) {
        bytes out(theirs->digest_size - 1);
        BOOST_CHECK_THROW(theirs->make()->finish(out), std::length_error);
        BOOST_CHECK_THROW(theirs->make()->digest_so_far(out), std::length_error);
        BOOST_CHECK_THROW(theirs->make_hmac({})->finish(out), std::length_error);
        BOOST_CHECK_THROW(hmac(*theirs, {}, {}, out), std::length_error);
    });
}

BOOST_AUTO_TEST_CASE(records_of_every_size_match_the_reference)
{
    seeded_random random(1);
    for_each_other_aead([&](auto* ours, auto* theirs) {
        BOOST_TEST(ours->key_size == theirs->key_size);
        auto key = random.some(ours->key_size);
        auto reference = ours->make(key), other = theirs->make(key);
        for (auto size : sizes(random)) {
            auto nonce = random.some(12), aad = random.some(random.below(4) == 0 ? random.below(70) : 5);
            auto plaintext = random.some(size);
            byte_view whole = plaintext;
            auto expected = seal(*reference, nonce, aad, {&whole, 1}, size);
            auto got = seal(*other, nonce, aad, {&whole, 1}, size);
            BOOST_REQUIRE_MESSAGE(got == expected, "size " << size);
            BOOST_REQUIRE(seal(*other, nonce, aad, cut(plaintext, random), size) == expected);
            bytes opened(size);
            BOOST_REQUIRE(other->open(nonce, aad, expected, opened));
            BOOST_REQUIRE(opened == plaintext);
        }
    });
}

BOOST_AUTO_TEST_CASE(seals_and_opens_in_place_at_any_alignment)
{
    seeded_random random(2);
    for_each_other_aead([&](auto* ours, auto* theirs) {
        auto key = random.some(ours->key_size), nonce = random.some(12), aad = random.some(5);
        auto reference = ours->make(key), other = theirs->make(key);
        for (int i = 0; i < 300; ++i) {
            auto size = random.below(1500), offset = random.below(64);
            auto plaintext = random.some(size);
            byte_view whole = plaintext;
            auto expected = seal(*reference, nonce, aad, {&whole, 1}, size);

            bytes buffer(offset + size + 16 + 64, 0xee);
            auto record = byte_span(buffer).subspan(offset, size + 16);
            std::copy(plaintext.begin(), plaintext.end(), record.begin());
            // The first pieces are in place. The last is elsewhere, like a record's content type.
            auto in_place = random.below(size + 1);
            auto pieces = cut(byte_view(record).first(in_place), random);
            pieces.push_back(whole.subspan(in_place));
            other->seal(nonce, aad, pieces, record);
            BOOST_REQUIRE(to_hex(record) == to_hex(expected));
            BOOST_REQUIRE(other->open(nonce, aad, record, record.first(size)));
            BOOST_REQUIRE(to_hex(record.first(size)) == to_hex(plaintext));
            auto is_untouched = [](auto byte) { return byte == 0xee; };
            BOOST_REQUIRE(
                std::all_of(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(offset), is_untouched));
            BOOST_REQUIRE(std::all_of(buffer.end() - 64, buffer.end(), is_untouched));
        }
    });
}

BOOST_AUTO_TEST_CASE(rejected_record_leaves_no_plaintext)
{
    seeded_random random(3);
    for (auto* tables : {registry::standard().get(), &reference_registry()})
        for (auto* algorithm : tables->aeads()) {
            BOOST_TEST_CONTEXT(algorithm->name)
            {
                auto context = algorithm->make(random.some(algorithm->key_size));
                auto nonce = random.some(12), aad = random.some(5);
                for (std::size_t size : {0u, 1u, 16u, 100u, 1000u, 16384u}) {
                    auto plaintext = random.some(size);
                    byte_view whole = plaintext;
                    bytes sealed(size + algorithm->tag_size), opened(size);
                    context->seal(nonce, aad, {&whole, 1}, sealed);
                    for (int i = 0; i < 20; ++i) {
                        auto tampered = sealed;
                        // Half of the time in the tag, whose comparison must check every bit.
                        auto at = random.below(2) == 0 ? size + random.below(algorithm->tag_size)
                                                       : random.below(tampered.size());
                        tampered[at] ^= static_cast<std::uint8_t>(1U << random.below(8));
                        std::fill(opened.begin(), opened.end(), std::uint8_t{0x5a});
                        BOOST_TEST(!context->open(nonce, aad, tampered, opened));
                        BOOST_TEST(opened == bytes(size));
                    }
                    BOOST_TEST(!context->open(nonce, random.some(5), sealed, opened));
                    BOOST_TEST(!context->open(random.some(12), aad, sealed, opened));
                    BOOST_TEST(context->open(nonce, aad, sealed, opened));
                }
            }
        }
}

BOOST_AUTO_TEST_CASE(shares_and_secrets_match_the_reference)
{
    for_each_other_group([](auto& ours, auto& theirs) {
        for (unsigned seed = 0; seed < 20; ++seed) {
            seeded_random random(seed), again(seed), peers(seed + 1000);
            auto reference = ours.generate(random);
            auto other = theirs.generate(again);
            BOOST_TEST(to_hex(other->share()) == to_hex(reference->share()));
            auto& peer = seed % 2 == 0 ? ours : theirs;
            const auto answer = peer.diffie_hellman ? to_bytes(peer.generate(peers)->share())
                                                    : peer.encapsulate(reference->share(), peers)->share;
            auto expected = reference->decapsulate(answer);
            auto got = other->decapsulate(answer);
            BOOST_REQUIRE(expected);
            BOOST_REQUIRE(got);
            BOOST_TEST(to_hex(*got) == to_hex(*expected));
        }
    });
}

BOOST_AUTO_TEST_CASE(rejects_the_same_shares_as_the_reference)
{
    seeded_random random(4);
    const auto changed = [&](bytes share, int i) {
        if (i != 0)
            share[random.below(share.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
        if (i % 10 == 9)
            share.resize(random.below(2 * share.size()));
        return share;
    };
    for_each_other_group([&](auto& ours, auto& theirs) {
        const auto share = to_bytes(ours.generate(random)->share());
        auto reference = ours.generate(random);
        auto other = theirs.generate(random);
        const auto answer = ours.diffie_hellman ? share : ours.encapsulate(share, random)->share;
        for (int i = 0; i < 50; ++i) {
            const auto to_answer = changed(share, i), to_accept = ours.diffie_hellman ? to_answer : changed(answer, i);
            BOOST_TEST(reference->decapsulate(to_accept).has_value() == other->decapsulate(to_accept).has_value());
            BOOST_TEST(theirs.encapsulate(to_answer, random).has_value() ==
                       ours.encapsulate(to_answer, random).has_value());
        }
    });
}

BOOST_AUTO_TEST_CASE(signatures_verify_across_implementations)
{
    seeded_random random(5);
    for_each_other_scheme([&](auto& ours, auto& theirs) {
        auto& key = key_of(ours.key);
        for (auto* signs : {&ours, &theirs}) {
            auto message = random.some(random.below(300));
            auto signature = signs->make_signer(*signs, key)->sign(message, random);
            for (auto* verifies : {&ours, &theirs}) {
                auto verifier = verifies->make_verifier(*verifies, key.public_part);
                BOOST_TEST(verifier->verify(message, signature));
                auto tampered = signature;
                tampered[random.below(tampered.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
                BOOST_TEST(!verifier->verify(message, tampered));
                message.push_back(0);
                BOOST_TEST(!verifier->verify(message, signature));
                message.pop_back();
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(generates_completes_and_rejects_the_same_keys)
{
    constexpr std::array orders{
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
        "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"};
    constexpr std::array types{key_type::secp256r1, key_type::secp384r1, key_type::secp521r1};
    for (auto* tables : {registry::standard().get(), &reference_registry()})
        for (std::size_t i = 0; i < types.size(); ++i) {
            auto order = test::from_hex(orders[i]);
            auto is_taken = [&](const bytes& scalar) {
                private_key key;
                key.public_part.type = types[i];
                key.scalar.assign(scalar.begin(), scalar.end());
                return keys_of(*tables, types[i]).complete(key);
            };
            auto plus = [&order](int difference) {
                auto scalar = order;
                scalar.back() = static_cast<std::uint8_t>(scalar.back() + difference);
                return scalar;
            };
            bytes one(order.size());
            one.back() = 1;
            BOOST_TEST(is_taken(one));
            BOOST_TEST(is_taken(plus(-1)));
            BOOST_TEST(!is_taken(order));
            BOOST_TEST(!is_taken(plus(1)));
            BOOST_TEST(!is_taken(bytes(order.size())));
            BOOST_TEST(!is_taken(bytes(order.size(), 0xff)));
            BOOST_TEST(!is_taken(bytes(order.size() + 1, 1)));

            seeded_random random(6), again(6);
            auto made = keys_of(*tables, types[i]).generate(0, random);
            auto expected = keys_of(reference_registry(), types[i]).generate(0, again);
            BOOST_TEST(to_hex(made.scalar) == to_hex(expected.scalar));
            BOOST_TEST((made.public_part == expected.public_part));
        }
}

BOOST_AUTO_TEST_CASE(ecdsa_nonces_do_not_repeat_if_randomness_repeats)
{
    for_each_other_scheme([](auto&, auto& theirs) {
        if (theirs.encoding != signature_encoding::ecdsa)
            return;
        auto signer = theirs.make_signer(theirs, key_of(theirs.key));
        auto another =
            theirs.make_signer(theirs, keys_of(reference_registry(), theirs.key).generate(0, system_random()));
        auto r_of = [](const class signer& by, std::string_view message) {
            test::fixed_random random(bytes(1000, 0x11));
            auto signature = by.sign(as_bytes(message), random);
            return to_hex(cryptopp::decode_ecdsa_signature_value(signature)->r);
        };
        BOOST_TEST(r_of(*signer, "one") == r_of(*signer, "one"));
        BOOST_TEST(r_of(*signer, "one") != r_of(*signer, "two"));
        BOOST_TEST(r_of(*signer, "one") != r_of(*another, "one"));
    });
}

BOOST_AUTO_TEST_CASE(rsa_signatures_of_many_key_sizes_match_the_reference)
{
    for (unsigned bits : {1024u, 1025u, 1087u, 1088u, 1089u, 1536u, 2047u, 2048u, 3072u, 4096u}) {
        auto key = keys_of(reference_registry(), key_type::rsa).generate(bits, system_random());
        for (auto& one : implementations()) {
            auto tables = with(one);
            auto& theirs = *tables.find_signature_scheme("rsa_pkcs1_sha256");
            auto& ours = *reference_registry().find_signature_scheme("rsa_pkcs1_sha256");
            auto expected = ours.make_signer(ours, key)->sign(as_bytes("message"), system_random());
            auto signer = theirs.make_signer(theirs, key);
            for (int i = 0; i < 70; ++i) // more often than one blinding factor is used
                BOOST_TEST(signer->sign(as_bytes("message"), system_random()) == expected);
        }
    }
}

// RFC 8017 section 5.2.2: only numbers less than the modulus, in exactly as many bytes, are signatures.
BOOST_AUTO_TEST_CASE(accepts_the_same_rsa_signatures_as_the_reference)
{
    using CryptoPP::Integer;
    for (unsigned bits : {1024u, 1031u, 2048u}) {
        const auto key = keys_of(reference_registry(), key_type::rsa).generate(bits, system_random());
        const auto size = key.public_part.modulus.size();
        const Integer modulus(key.public_part.modulus.data(), size);
        for_each_other_scheme([&](auto& ours, auto& theirs) {
            if (theirs.key != key_type::rsa || ours.make_verifier == theirs.make_verifier ||
                !ours.make_verifier(ours, key.public_part))
                return;
            const auto verifier = theirs.make_verifier(theirs, key.public_part);
            const auto good = ours.make_signer(ours, key)->sign(as_bytes("message"), system_random());
            BOOST_TEST(verifier->verify(as_bytes("message"), good));
            const Integer s(good.data(), good.size());
            for (auto& number : {s + modulus, modulus - s, modulus, modulus - 1, modulus + 1, Integer::Zero(),
                                 Integer::One(), Integer::Power2(8 * size) - 1}) {
                bytes encoded(size + 1);
                number.Encode(encoded.data(), encoded.size());
                BOOST_TEST(!verifier->verify(as_bytes("message"), encoded));
                BOOST_TEST(!verifier->verify(as_bytes("message"), byte_view(encoded).subspan(1)));
            }
            auto longer = good;
            longer.insert(longer.begin(), 0);
            BOOST_TEST(!verifier->verify(as_bytes("message"), longer));
            BOOST_TEST(!verifier->verify(as_bytes("message"), byte_view(good).subspan(1)));
            BOOST_TEST(!verifier->verify(as_bytes("message"), {}));
        });
    }
}

BOOST_AUTO_TEST_CASE(loads_the_same_rsa_public_keys_as_the_reference)
{
    const auto& good = key_of(key_type::rsa).public_part;
    const auto& standard = *registry::standard();
    const auto is_loaded = [&](const public_key& key, bool expected) {
        for (auto name : {"rsa_pkcs1_sha256", "rsa_pss_rsae_sha512"}) {
            auto &ours = *reference_registry().find_signature_scheme(name),
                 &theirs = *standard.find_signature_scheme(name);
            BOOST_TEST((ours.make_verifier(ours, key) != nullptr) == expected);
            BOOST_TEST((theirs.make_verifier(theirs, key) != nullptr) == expected);
        }
    };
    const auto with_modulus = [&](bytes modulus) {
        auto key = good;
        key.modulus = std::move(modulus);
        return key;
    };
    const auto with_exponent = [&](bytes exponent) {
        auto key = good;
        key.public_exponent = std::move(exponent);
        return key;
    };
    const auto odd = [](std::size_t size, std::uint8_t first) {
        bytes number(size, 0xff);
        number.front() = first;
        return number;
    };
    auto even = good.modulus, padded = good.modulus;
    even.back() ^= 1;
    padded.insert(padded.begin(), 3, 0);
    is_loaded(good, true);
    is_loaded(with_modulus(padded), true);
    is_loaded(with_modulus(even), false);
    is_loaded(with_modulus({}), false);
    is_loaded(with_modulus(bytes(256)), false);
    is_loaded(with_modulus(odd(128, 0x7f)), false); // 1023 bits
    is_loaded(with_modulus(odd(512, 0xff)), true);
    is_loaded(with_modulus(odd(520, 0xff)), true);
    is_loaded(with_modulus(odd(2048, 0xff)), true);
    is_loaded(with_modulus(odd(2049, 1)), false);
    is_loaded(with_exponent({}), false);
    is_loaded(with_exponent({0}), false);
    is_loaded(with_exponent({1}), false);
    is_loaded(with_exponent({2}), false);
    is_loaded(with_exponent({3}), true);
    is_loaded(with_exponent({1, 0, 0}), false);
    is_loaded(with_exponent({0, 0, 3}), true);
    is_loaded(with_exponent(odd(8, 0xff)), true);
    is_loaded(with_exponent(odd(9, 1)), false);
    auto other = good;
    other.type = key_type::rsa_pss;
    is_loaded(other, false);
}

BOOST_AUTO_TEST_CASE(rsa_key_numbers_may_have_leading_zeros)
{
    auto key = key_of(key_type::rsa);
    for (auto member : {&private_key::prime1, &private_key::prime2, &private_key::exponent1, &private_key::exponent2,
                        &private_key::coefficient})
        (key.*member).insert((key.*member).begin(), 9, 0);
    auto& scheme = *registry::standard()->find_signature_scheme("rsa_pkcs1_sha256");
    auto signer = scheme.make_signer(scheme, key);
    BOOST_REQUIRE(signer);
    auto verifier = scheme.make_verifier(scheme, key.public_part);
    BOOST_TEST(verifier->verify(as_bytes("message"), signer->sign(as_bytes("message"), system_random())));
}

BOOST_AUTO_TEST_SUITE_END()
