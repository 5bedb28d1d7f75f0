// Every implementation of an algorithm against the reference, on one input: the same results, and the same refusals.
// The reference is Crypto++; for ML-KEM it is our portable form, and for CBC records a plain decoder in this file.
//
// The input: what is compared, the row, a seed, then data. See implementation_seeds.hpp.

#include "algorithms/curve25519/form.hpp"
#include "algorithms/mlkem/form.hpp"
#include "algorithms/mlkem/parameters.hpp"
#include "crypto/implementations.hpp"
#include "fuzz/implementation_seeds.hpp"
#include "fuzz/null_protection.hpp"
#include "fuzz/target.hpp"
#include "protocol/record/protection_tls12.hpp"
#include "protocol/record/record_header.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/crypto/rsa_decryption.hpp>

#include <cryptopp/integer.h>
#include <cryptopp/modarith.h>

#include <array>
#include <map>
#include <vector>

namespace {

using namespace tls;
using namespace tls::fuzz;

/// The first bytes of an input, and the rest.
struct comparison {
    std::uint8_t row, seed;
    byte_view data;

    byte_view take(std::size_t size)
    {
        const auto taken = data.first(std::min(size, data.size()));
        data = data.subspan(taken.size());
        return taken;
    }
    std::size_t take_byte()
    {
        const auto byte = take(1);
        return byte.empty() ? 0 : byte[0];
    }
};

bytes made_from(std::uint8_t seed, std::size_t size)
{
    bytes out(size);
    repeatable_random(seed).fill(out);
    return out;
}

/// Gives the same bytes in whatever order they are asked for.
struct constant_random final : random_source {
    void fill(byte_span out) override { std::ranges::fill(out, std::uint8_t{0x37}); }
};

/// Returns the reference's tables with one implementation each.
const std::vector<registry>& other_tables()
{
    static const auto made = [] {
        std::vector<registry> all;
        for (const auto& one : implementations()) {
            all.push_back(reference_registry());
            one.install(all.back());
        }
        return all;
    }();
    return made;
}

/// A row of the reference and another implementation's row for the same algorithm.
template <class Row>
struct row_pair {
    Row reference, other;
};

/// Returns the rows that implementations have replaced.
template <class Row, class Rows, class IsOther>
std::vector<row_pair<Row>> replaced_rows(Rows rows, IsOther is_other)
{
    std::vector<row_pair<Row>> found;
    for (const auto& tables : other_tables())
        for (std::size_t i = 0; i != rows(tables).size(); ++i)
            if (is_other(rows(reference_registry())[i], rows(tables)[i]))
                found.push_back({rows(reference_registry())[i], rows(tables)[i]});
    return found;
}

void compare_aeads(comparison in, bool opens)
{
    static const auto rows = replaced_rows<const aead_algorithm*>([](const registry& tables) { return tables.aeads(); },
                                                                  [](auto* a, auto* b) { return a != b; });
    if (rows.empty())
        return;
    const auto& [reference, other] = rows[in.row % rows.size()];
    const auto key = made_from(in.seed, reference->key_size), nonce = made_from(in.seed, reference->nonce_size);
    const auto first = reference->make(key), second = other->make(key);
    const auto aad = in.take(in.take_byte() % 70);
    const auto piece = in.take_byte();
    bytes sealed = to_bytes(in.data);
    if (!opens) {
        sealed.resize(in.data.size() + reference->tag_size);
        first->seal(nonce, aad, {&in.data, 1}, sealed);
        const std::array pieces{in.data.first(std::min(piece, in.data.size())),
                                in.data.subspan(std::min(piece, in.data.size()))};
        bytes by_other(sealed.size());
        second->seal(nonce, aad, pieces, by_other);
        require(by_other == sealed, "an AEAD seals as the reference does");
        if (in.seed % 2 != 0)
            sealed[piece % sealed.size()] ^= 1;
    }
    if (sealed.size() < reference->tag_size)
        return;
    bytes expected(sealed.size() - reference->tag_size), got = sealed;
    const bool is_good = first->open(nonce, aad, sealed, expected);
    const auto in_place = byte_span(got).first(expected.size());
    require(second->open(nonce, aad, got, in_place) == is_good, "an AEAD refuses what the reference refuses");
    require(!is_good || std::ranges::equal(in_place, expected), "an AEAD opens as the reference does");
}

const std::vector<row_pair<key_exchange_group>>& replaced_groups()
{
    static const auto rows =
        replaced_rows<key_exchange_group>([](const registry& tables) { return tables.groups(); },
                                          [](const auto& a, const auto& b) { return a.generate != b.generate; });
    return rows;
}

/// The data is the peer's share. With an odd seed, a changed byte of a real one: three bytes of data choose it.
bytes share_from(comparison& in, bytes real)
{
    if (in.seed % 2 == 0 || real.empty())
        return to_bytes(in.data);
    const auto at = in.take_byte() << 8 | in.take_byte();
    real[at % real.size()] ^= static_cast<std::uint8_t>(in.take_byte());
    return real;
}

void compare_groups(comparison in)
{
    if (replaced_groups().empty())
        return;
    const auto& [reference, other] = replaced_groups()[in.row % replaced_groups().size()];
    repeatable_random random(in.seed), again(in.seed), peers(in.seed + 1000U);
    const auto ours = reference.generate(random), theirs = other.generate(again);
    require(std::ranges::equal(ours->share(), theirs->share()),
            "a key pair is the reference's for the same randomness");
    const auto real = reference.diffie_hellman ? to_bytes(reference.generate(peers)->share())
                                               : reference.encapsulate(ours->share(), peers)->share;
    const auto share = share_from(in, real);
    require(ours->decapsulate(share) == theirs->decapsulate(share), "a shared secret is the reference's");
    const auto to_answer = share_from(in, to_bytes(ours->share()));
    repeatable_random first(in.seed), second(in.seed);
    const auto expected = reference.encapsulate(to_answer, first), got = other.encapsulate(to_answer, second);
    require(expected.has_value() == got.has_value(), "a share is refused if the reference refuses it");
    if (expected && expected->share == got->share)
        require(expected->secret == got->secret, "a shared secret is the reference's");
}

const private_key& key_of(key_type type)
{
    static std::map<key_type, private_key> keys;
    auto found = keys.find(type);
    if (found == keys.end()) {
        repeatable_random random(1);
        found = keys.emplace(type, reference_registry().find_key_algorithm(type)->generate(2048, random)).first;
    }
    return found->second;
}

const std::vector<row_pair<signature_scheme>>& replaced_schemes()
{
    static const auto rows = replaced_rows<signature_scheme>(
        [](const registry& tables) { return tables.signature_schemes(); },
        [](const auto& a, const auto& b) {
            // Generating a DSA key takes seconds.
            return a.key != key_type::dsa && (a.make_signer != b.make_signer || a.make_verifier != b.make_verifier);
        });
    return rows;
}

/// Replaces the point or modulus of a key by data.
public_key changed_key(comparison& in, public_key key)
{
    auto& number = key.point.empty() ? key.modulus : key.point;
    const auto at = (in.take_byte() << 8 | in.take_byte()) % number.size();
    const auto by = in.take(in.take_byte());
    std::ranges::copy(by.first(std::min(by.size(), number.size() - at)),
                      number.begin() + static_cast<std::ptrdiff_t>(at));
    return key;
}

void compare_verifiers(comparison in)
{
    if (replaced_schemes().empty())
        return;
    const auto& [reference, other] = replaced_schemes()[in.row % replaced_schemes().size()];
    auto key = key_of(reference.key).public_part;
    if (in.seed % 4 == 3)
        key = changed_key(in, key);
    const auto ours = reference.make_verifier(reference, key), theirs = other.make_verifier(other, key);
    require((ours == nullptr) == (theirs == nullptr), "a public key is refused if the reference refuses it");
    if (ours == nullptr)
        return;
    const auto message = in.take(in.take_byte());
    bytes signature = to_bytes(in.data);
    if (in.seed % 4 == 1) {
        repeatable_random random(in.seed);
        signature = reference.make_signer(reference, key_of(reference.key))->sign(message, random);
        for (std::size_t i = 0; i != std::min<std::size_t>(in.data.size(), 8); ++i)
            signature[i * 37 % signature.size()] ^= in.data[i];
    }
    require(ours->verify(message, signature) == theirs->verify(message, signature),
            "a signature is refused if the reference refuses it");
}

void compare_signers(comparison in)
{
    if (replaced_schemes().empty())
        return;
    const auto& [reference, other] = replaced_schemes()[in.row % replaced_schemes().size()];
    const auto& key = key_of(reference.key);
    repeatable_random random(in.seed), again(in.seed);
    const auto expected = reference.make_signer(reference, key)->sign(in.data, random);
    const auto got = other.make_signer(other, key)->sign(in.data, again);
    require(reference.make_verifier(reference, key.public_part)->verify(in.data, got),
            "the reference verifies signatures");
    require(other.make_verifier(other, key.public_part)->verify(in.data, expected),
            "the reference's signatures verify");
    require(reference.encoding != signature_encoding::rsa_pkcs1 || got == expected,
            "a PKCS#1 v1.5 signature is unique");
}

void compare_keys(comparison in)
{
    constexpr std::array types{key_type::secp256r1, key_type::secp384r1, key_type::secp521r1};
    const auto type = types[in.row % types.size()];
    private_key key;
    key.public_part.type = type;
    key.scalar.assign(in.data.begin(), in.data.end());
    auto expected = key;
    const bool is_good = reference_registry().find_key_algorithm(type)->complete(expected);
    for (const auto& tables : other_tables()) {
        auto got = key;
        require(tables.find_key_algorithm(type)->complete(got) == is_good, "a scalar is refused if the reference does");
        require(!is_good || got.public_part == expected.public_part, "a public key is the reference's");
    }
}

/// With an odd seed the data is the padded message, so that the input reaches the checks of the padding.
void compare_decrypters(comparison in)
{
    using CryptoPP::Integer;
    const auto& key = key_of(key_type::rsa);
    const auto& n = key.public_part.modulus;
    bytes ciphertext = to_bytes(in.data);
    if (in.seed % 2 != 0) {
        bytes padded = ciphertext;
        padded.resize(n.size());
        const Integer modulus(n.data(), n.size());
        const Integer exponent(key.public_part.public_exponent.data(), key.public_part.public_exponent.size());
        const CryptoPP::ModularArithmetic field(modulus);
        field.Exponentiate(Integer(padded.data(), padded.size()) % modulus, exponent)
            .Encode(padded.data(), padded.size());
        ciphertext = std::move(padded);
    }
    constant_random random;
    const auto expected = rsa_keys_with_variable_time_decryption().make_decrypter(key)->decrypt_premaster_secret(
        ciphertext, 0x0303, random);
    for (const auto& tables : other_tables())
        if (const auto make = tables.find_key_algorithm(key_type::rsa)->make_decrypter)
            require(make(key)->decrypt_premaster_secret(ciphertext, 0x0303, random) == expected,
                    "a premaster secret is the reference's");
}

void compare_x25519_forms(comparison in)
{
    auto scalar = made_from(in.seed, 32);
    std::ranges::copy(in.take(32), scalar.begin());
    scalar.front() &= 0xf8;
    scalar.back() = static_cast<std::uint8_t>((scalar.back() & 0x7f) | 0x40);
    bytes u(32);
    std::ranges::copy(in.take(32), u.begin());
    bytes expected(32), got(32), base(32), other_base(32);
    curve25519::portable_form().multiply(scalar, u, expected);
    curve25519::portable_form().multiply_base(scalar, base);
    if (const auto* fast = curve25519::adx_form()) {
        fast->multiply(scalar, u, got);
        fast->multiply_base(scalar, other_base);
        require(got == expected && base == other_base, "each form of X25519 gives the same results");
    }
}

template <std::size_t K>
void compare_ml_kem_forms(comparison in)
{
    using sizes = mlkem::parameters<K>;
    struct results {
        bytes key = bytes(sizes::decapsulation_key_size), ciphertext = bytes(sizes::ciphertext_size);
        bytes sent = bytes(32), received = bytes(32);
        bool is_valid = false;
        bool operator==(const results&) const = default;
    };
    const auto seed = made_from(in.seed, mlkem::seed_size), message = made_from(in.row, 32);
    const auto run = [&](const mlkem::form& by) {
        auto rest = in;
        results out;
        const auto& functions = by.template of<K>();
        functions.generate(seed, out.key);
        auto public_key =
            to_bytes(byte_view(out.key).subspan(sizes::encapsulation_key_offset, sizes::encapsulation_key_size));
        const auto change = [&rest](bytes& data) {
            const auto at = (rest.take_byte() << 8 | rest.take_byte()) % data.size();
            const auto by_bytes = rest.take(rest.take_byte());
            std::ranges::copy(by_bytes.first(std::min(by_bytes.size(), data.size() - at)),
                              data.begin() + static_cast<std::ptrdiff_t>(at));
        };
        change(public_key);
        out.is_valid = functions.encapsulate(public_key, message, out.ciphertext, out.sent);
        if (!out.is_valid) { // without meaning
            out.ciphertext.assign(out.ciphertext.size(), 0);
            out.sent.assign(out.sent.size(), 0);
        }
        change(out.ciphertext);
        functions.decapsulate(out.key, out.ciphertext, out.received);
        return out;
    };
    const auto expected = run(mlkem::portable_form());
    for (const auto* fast : {mlkem::avx2_form(), mlkem::avx512_form()})
        require(fast == nullptr || run(*fast) == expected, "each form of ML-KEM gives the same results");
}

/// A CBC record: what the peer wrote, and the keys.
struct cbc_record {
    const cipher_suite& suite;
    tls12::direction_keys keys;
    bytes iv, plaintext; ///< the plaintext is whole blocks: content, MAC, padding

    bytes sealed() const
    {
        bytes record{23, 3, 3, 0, 0};
        record.insert(record.end(), iv.begin(), iv.end());
        bytes ciphertext(plaintext.size());
        const auto cipher = suite.cipher->make_encryption(keys.key);
        cipher->start(iv);
        cipher->process(plaintext, ciphertext);
        record.insert(record.end(), ciphertext.begin(), ciphertext.end());
        const auto length = record.size() - record_header_size;
        record[3] = static_cast<std::uint8_t>(length >> 8);
        record[4] = static_cast<std::uint8_t>(length);
        return record;
    }

    bytes mac_of(byte_view content) const
    {
        const std::array<std::uint8_t, 13> header{0,
                                                  0,
                                                  0,
                                                  0,
                                                  0,
                                                  0,
                                                  0,
                                                  0,
                                                  23,
                                                  3,
                                                  3,
                                                  static_cast<std::uint8_t>(content.size() >> 8),
                                                  static_cast<std::uint8_t>(content.size())};
        const std::array<byte_view, 2> pieces{header, content};
        bytes out(suite.mac->digest_size);
        hmac(*suite.mac, keys.mac_key, pieces, out);
        return out;
    }

    /// RFC 5246 section 6.2.3.2, without any care for timing.
    std::optional<bytes> opened() const
    {
        const auto mac_size = suite.mac->digest_size;
        if (plaintext.empty())
            return std::nullopt;
        const std::size_t padding = plaintext.back() + std::size_t{1};
        if (plaintext.size() < padding + mac_size)
            return std::nullopt;
        const byte_view all = plaintext;
        for (auto byte : all.last(padding))
            if (byte != plaintext.back())
                return std::nullopt;
        const auto content = all.first(all.size() - padding - mac_size);
        if (!std::ranges::equal(mac_of(content), all.subspan(content.size(), mac_size)))
            return std::nullopt;
        return to_bytes(content);
    }
};

void compare_cbc_records(comparison in)
{
    constexpr std::array<std::uint16_t, 5> ids{0xc013, 0xc027, 0xc024, 0x000a, 0xc077};
    const auto& suite = *registry::standard()->find_cipher_suite(ids[in.row % ids.size()]);
    const auto block = suite.cipher->block_size;
    cbc_record record{suite, {}, bytes(block, in.seed), {}};
    record.keys.key = secret(made_from(in.seed, suite.cipher->key_size));
    record.keys.mac_key = secret(made_from(in.seed, suite.mac->digest_size));
    if (in.seed % 2 != 0) { // a right MAC, so that the padding decides
        const auto padding = in.take(in.take_byte() + std::size_t{1});
        record.plaintext = to_bytes(in.data.first(std::min<std::size_t>(in.data.size(), 2000)));
        const auto mac = record.mac_of(record.plaintext);
        record.plaintext.insert(record.plaintext.end(), mac.begin(), mac.end());
        record.plaintext.insert(record.plaintext.end(), padding.begin(), padding.end());
        while (record.plaintext.size() % block != 0)
            record.plaintext.push_back(static_cast<std::uint8_t>(padding.size()));
    } else {
        record.plaintext = to_bytes(in.data.first(std::min<std::size_t>(in.data.size(), 2000)));
        record.plaintext.resize(record.plaintext.size() / block * block);
    }
    const auto sealed = record.sealed();
    const auto opener = make_tls12_opener(suite, protocol_version::tls1_2, record.keys, false);
    bytes out(opener->room_for(sealed.size() - record_header_size));
    const auto got = opener->open(sealed, out);
    const auto expected = record.opened();
    require(got.has_value() == expected.has_value(), "a CBC record is refused if a plain decoder refuses it");
    require(!got || std::ranges::equal(byte_view(out).first(got->size), *expected),
            "a CBC record opens as by a plain decoder");
}

/// The digest and the HMAC of a message in pieces. Every function of a row gives the same results.
void compare_hashes(comparison in)
{
    static const auto rows = replaced_rows<const hash_algorithm*>(
        [](const registry& tables) { return tables.hashes(); }, [](auto* a, auto* b) { return a != b; });
    if (rows.empty())
        return;
    const auto& [reference, other] = rows[in.row % rows.size()];
    const auto key = in.take(in.take_byte());
    const auto piece_size = std::max<std::size_t>(1, in.take_byte());
    std::vector<byte_view> pieces;
    for (auto rest = in.data; !rest.empty(); rest = rest.subspan(pieces.back().size()))
        pieces.push_back(rest.first(std::min(piece_size, rest.size())));

    bytes expected(reference->digest_size), got(reference->digest_size);
    digest(*reference, in.data, expected);
    const auto hash = other->make();
    for (auto piece : pieces)
        hash->update(piece);
    hash->digest_so_far(got);
    require(got == expected, "a digest so far is that of the reference");
    hash->finish(got);
    require(got == expected, "a digest is that of the reference");

    const auto by_reference = reference->make_hmac(key), by_other = other->make_hmac(key);
    by_reference->update(in.data);
    by_reference->finish(expected);
    for (auto piece : pieces)
        by_other->update(piece);
    by_other->finish(got);
    require(got == expected, "an HMAC is that of the reference");
    hmac(*other, key, pieces, got);
    require(got == expected, "an HMAC in one call is that of the reference");
}

} // namespace

TLS_FUZZ_TARGET(implementations, data, size)
{
    if (size < implementation_header)
        return 0;
    const comparison in{data[1], data[2], byte_view(data, size).subspan(implementation_header)};
    switch (static_cast<compared>(data[0] % static_cast<unsigned>(compared::count))) {
    case compared::seal:
        compare_aeads(in, false);
        break;
    case compared::open:
        compare_aeads(in, true);
        break;
    case compared::groups:
        compare_groups(in);
        break;
    case compared::verify:
        compare_verifiers(in);
        break;
    case compared::sign:
        compare_signers(in);
        break;
    case compared::complete:
        compare_keys(in);
        break;
    case compared::decrypt:
        compare_decrypters(in);
        break;
    case compared::x25519:
        compare_x25519_forms(in);
        break;
    case compared::ml_kem:
        in.row % 2 == 0 ? compare_ml_kem_forms<3>(in) : compare_ml_kem_forms<4>(in);
        break;
    case compared::cbc_records:
        compare_cbc_records(in);
        break;
    case compared::hashes:
        compare_hashes(in);
        break;
    case compared::count:
        break;
    }
    return 0;
}
