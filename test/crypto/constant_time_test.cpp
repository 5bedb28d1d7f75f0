// Constant-time checks of the public-key algorithms, and of our own ChaCha20-Poly1305, under valgrind. Keys, nonces,
// blinding factors, plaintexts and shared secrets are marked as uninitialized, so memcheck reports every branch and
// every memory access that depends on them.
//
//     constant_time_crypto         implementations that are registered as constant-time: memcheck must report nothing
//     constant_time_crypto leaks   others, through the same checks: memcheck must report each of them

#include "algorithms/chacha20_poly1305/form.hpp"
#include "algorithms/cryptopp/aead.hpp"
#include "algorithms/cryptopp/finite_field.hpp"
#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/signatures.hpp"
#include "algorithms/cryptopp/x25519.hpp"
#include "algorithms/curve25519/ed25519.hpp"
#include "algorithms/curve25519/form.hpp"
#include "algorithms/curve25519/groups.hpp"
#include "algorithms/mlkem/form.hpp"
#include "algorithms/mlkem/groups.hpp"
#include "algorithms/nettle/rows.hpp"
#include "algorithms/p256/rows.hpp"
#include "crypto/emulated_avx512/immintrin.h"
#include "crypto/hex.hpp"

#include <valgrind/memcheck.h>

#include <algorithm>
#include <cstdio>

using namespace tls;

namespace {

void make_secret(byte_view data)
{
    VALGRIND_MAKE_MEM_UNDEFINED(data.data(), data.size());
}

void make_public(byte_view data)
{
    VALGRIND_MAKE_MEM_DEFINED(data.data(), data.size());
}

/// Returns the same numbers in every run.
class public_random : public random_source {
public:
    void fill(byte_span out) override
    {
        for (auto& byte : out) {
            state_ = state_ * 6364136223846793005U + 1442695040888963407U;
            byte = static_cast<std::uint8_t>(state_ >> 56);
        }
    }

private:
    std::uint64_t state_ = 1;
};

class secret_random final : public public_random {
public:
    void fill(byte_span out) override
    {
        public_random::fill(out);
        make_secret(out);
    }
};

unsigned failures = 0;
bool are_results_checked = true;

/// Counts a wrong result. A check of code that computes nothing would prove nothing.
void expect(bool is_right, std::string_view what)
{
    if (is_right || !are_results_checked)
        return;
    ++failures;
    std::printf("wrong result: %.*s\n", static_cast<int>(what.size()), what.data());
}

/// Two fresh keys agree.
void check_group(const key_exchange_group& group)
{
    secret_random random;
    auto exchange = group.generate(random);
    const auto share = to_bytes(exchange->share());
    make_public(share);
    auto answer = group.encapsulate(share, random);
    if (!answer)
        return expect(false, group.name);
    make_public(answer->share);
    auto secret = exchange->decapsulate(answer->share);
    if (!secret)
        return expect(false, group.name);
    make_public(*secret);
    make_public(answer->secret);
    expect(*secret == answer->secret, group.name);
}

/// Both results of a form of X25519 are those of the reference.
void check_x25519(const curve25519::form& form)
{
    public_random random;
    bytes scalar(32), u(32), share(32), secret(32);
    random.fill(scalar);
    random.fill(u);
    scalar.front() &= 0xf8;
    scalar.back() = static_cast<std::uint8_t>((scalar.back() & 0x7f) | 0x40);
    make_secret(scalar);
    form.multiply_base(scalar, share);
    form.multiply(scalar, u, secret);
    for (auto* data : {&scalar, &share, &secret})
        make_public(*data);
    bytes expected(32);
    cryptopp::x25519_multiply_base_point(scalar, expected);
    expect(share == expected, "X25519 share");
    cryptopp::x25519_multiply_point(scalar, u, expected);
    expect(secret == expected, "X25519 secret");
}

signature_scheme scheme_of(key_type key, signature_encoding encoding, const hash_algorithm* hash,
                           const nettle::signing_functions& by)
{
    return {0, "constant time", key, encoding, hash, true, 128, by.make_signer, by.make_verifier};
}

signature_scheme ed25519_by(const nettle::signing_functions& by)
{
    return scheme_of(key_type::ed25519, signature_encoding::eddsa, nullptr, by);
}

/// The public key and the signature of a form of Ed25519 are those of the reference.
void check_ed25519(const curve25519::form& form)
{
    public_random random;
    private_key key;
    key.public_part.type = key_type::ed25519;
    key.scalar.resize(32);
    random.fill(key.scalar);
    expect(cryptopp::ed25519_keys.complete(key), "Ed25519 key");
    const auto expected = cryptopp::make_ed25519_signer(
                              ed25519_by({&cryptopp::make_ed25519_signer, &cryptopp::make_ed25519_verifier}), key)
                              ->sign(as_bytes("message"), random);
    make_secret(key.scalar);
    bytes point(32);
    curve25519::ed25519_public_key(form, key.scalar, point);
    expect(point == key.public_part.point, "Ed25519 public key");
    const auto signer = curve25519::make_ed25519_signer(form, key.scalar, point);
    expect(signer->sign(as_bytes("message"), random) == expected, "Ed25519 signature");
}

/// A secret that was encapsulated for a key is the one that is decapsulated; another ciphertext gives another one
/// (implicit rejection), and nobody may learn which of the two it was. The encapsulation key and the ciphertext are
/// public, and so is the matrix that is sampled from the former.
template <std::size_t K>
void check_ml_kem(const mlkem::form& form)
{
    using sizes = mlkem::parameters<K>;
    const auto& functions = form.of<K>();
    secret_random random;
    bytes seed(mlkem::seed_size), message(32), key(sizes::decapsulation_key_size), ciphertext(sizes::ciphertext_size);
    bytes sent(mlkem::secret_size), received(mlkem::secret_size), rejected(mlkem::secret_size);
    random.fill(seed);
    random.fill(message);
    functions.generate(seed, key);
    const auto encapsulation_key =
        byte_view(key).subspan(sizes::encapsulation_key_offset, sizes::encapsulation_key_size);
    expect(functions.encapsulate(encapsulation_key, message, ciphertext, sent), "ML-KEM encapsulation");
    make_public(ciphertext);
    functions.decapsulate(key, ciphertext, received);
    ciphertext.back() ^= 1;
    functions.decapsulate(key, ciphertext, rejected);
    for (auto* data : {&sent, &received, &rejected})
        make_public(*data);
    expect(received == sent, "ML-KEM secret");
    expect(rejected != sent, "ML-KEM rejection");
}

/// The key and the plaintext are secret, the ciphertext and its tag are public. Sizes: less than a chunk, and chunks
/// with a tail.
void check_records(const chacha20_poly1305::form& form)
{
    for (std::size_t size : {1U, 65U, 500U, 2500U}) {
        secret_random random;
        const bytes nonce(chacha20_poly1305::nonce_size, 7), aad(5, 9);
        bytes key(chacha20_poly1305::key_size), plaintext(size), opened(size);
        bytes record(size + chacha20_poly1305::tag_size), tag(chacha20_poly1305::tag_size);
        random.fill(key);
        random.fill(plaintext);
        const byte_view whole = plaintext;
        form.seal(key, nonce, aad, {&whole, 1}, record);
        make_public(record);
        form.open(key, nonce, aad, byte_view(record).first(size), opened.data(), tag.data());
        for (auto* data : {&plaintext, &opened, &tag})
            make_public(*data);
        expect(opened == plaintext, "ChaCha20-Poly1305 plaintext");
        expect(std::ranges::equal(tag, byte_view(record).last(tag.size())), "ChaCha20-Poly1305 tag");
    }
}

/// A record with a secret key.
void check_sealing(const aead_algorithm& algorithm)
{
    secret_random random;
    const bytes nonce(algorithm.nonce_size, 7), plaintext(100, 9);
    bytes key(algorithm.key_size), record(plaintext.size() + algorithm.tag_size);
    random.fill(key);
    const byte_view whole = plaintext;
    algorithm.make(key)->seal(nonce, {}, {&whole, 1}, record);
}

/// TLS 1.2: the secret loses its leading zeros. With a small prime, because every 256th secret has one.
void check_stripped_secrets(cryptopp::raise_function raise)
{
    const auto prime = test::from_hex("ffffffffffffffc5"); // 2^64 - 59
    constexpr std::uint8_t generator[] = {2};
    const cryptopp::finite_field field{prime, generator, prime.size(), cryptopp::secret_form::stripped};
    secret_random random;
    unsigned stripped = 0;
    for (unsigned i = 0; i < 1000; ++i) {
        auto one = cryptopp::make_finite_field_exchange(field, raise, random);
        auto other = cryptopp::make_finite_field_exchange(field, raise, random);
        auto share = to_bytes(one->share()), other_share = to_bytes(other->share());
        make_public(share);
        make_public(other_share);
        auto secret = one->decapsulate(other_share), other_secret = other->decapsulate(share);
        make_public(*secret);
        make_public(*other_secret);
        expect(*secret == *other_secret, "stripped secret");
        stripped += secret->size() < prime.size();
    }
    expect(stripped != 0, "stripped secrets");
}

/// Signs several messages. `is_key_secret`: whether loading the key must be constant-time too.
void check_signing(const signature_scheme& scheme, private_key key, bool is_key_secret)
{
    secret_random random;
    const auto verifier = scheme.make_verifier(scheme, key.public_part);
    if (is_key_secret)
        make_secret(key.scalar);
    const auto signer = scheme.make_signer(scheme, key);
    for (std::string_view message : {"one", "two", "three"}) {
        const auto signature = signer->sign(as_bytes(message), random);
        make_public(signature);
        expect(verifier->verify(as_bytes(message), signature), scheme.name);
    }
}

void check_decryption(nettle::decrypter_function make_decrypter, const private_key& key)
{
    public_random random;
    secret_random blinding;
    bytes premaster(decrypter::premaster_secret_size, 0x42);
    premaster[0] = premaster[1] = 3;
    const auto decrypter = make_decrypter(key);
    for (std::uint16_t version : {0x0303, 0x0302}) { // the second is wrong: the answer is random
        const auto ciphertext = cryptopp::rsa_keys.encrypt(key.public_part, premaster, random);
        const auto decrypted = decrypter->decrypt_premaster_secret(*ciphertext, version, blinding);
        make_public(decrypted);
        expect(std::ranges::equal(decrypted, premaster) == (version == 0x0303), "decrypted secret");
    }
}

/// Generates a key whose scalar is secret.
void check_generation(const key_algorithm& algorithm)
{
    secret_random random;
    auto key = algorithm.generate(0, random);
    make_public(key.public_part.point);
    expect(algorithm.complete(key), "generated key");
}

// Keys, the same in every run. Generating RSA and DSA keys is not constant-time, so it happens with public randomness.

private_key make_key(const key_algorithm& algorithm, unsigned bits = 0)
{
    public_random random;
    return algorithm.generate(bits, random);
}

const private_key& rsa_key()
{
    static const auto key = make_key(cryptopp::rsa_keys, 2048);
    return key;
}

/// p has 2048 bits and q 224, which end inside a limb. From test/support/dsa_key.hpp.
const private_key& dsa_key()
{
    static const auto key = [] {
        private_key made;
        made.public_part.type = key_type::dsa;
        made.public_part.prime = test::from_hex(
            "e192e471019fd3dace7a27c6e8b4df6d9e46b5faac7ad89951b1fc9c36dfffd91197f8cc575f2e84d3c40aa42a3df04f"
            "9877ca8e57715f18fa36b41ab60b956e0b4968c8da4e4912267cde27041c0b88f660ba0539f736f8933937699c594f6d"
            "116b7c75691b12e438bc295855fa316060b045a2cebe923cf33658c9d4b91924d3845cfcd467c72f33e63c40d817c935"
            "d50da558130c41f70c1035aa8b256edad175024879dcd12afc3569ad29e6aad818368c32c6b39d114a3c3a4fd1f5b6b7"
            "a13bfc77cc74fcaa2cbe9e62e1f527bdc342662a22b9c7a4ae4f99d29160eab389e948cd149179194d5413d10dd1bb5d"
            "b48d827642a3e5dd0592a4c7424ddb8b");
        made.public_part.subgroup_order = test::from_hex("9d17a83e038d3d2e16af26739931c694110694317a528fe1c818760b");
        made.public_part.generator = test::from_hex(
            "21440edf86da5f24f9fc1c0ee99edc74988329b04603dc8a97deb16da4dd1465731a0027356b8e44a293be59383ff054"
            "908789da4322c372a47c09ab7a4c8c08f76cec4cd27e9ac43fc429959c1ad1d48961827c6b3bb0c537fb38aa19efb06d"
            "7b1d201919528c0040247fa8013162342566e762c7525dbda23b794c1eb3e7e70bec163b74b28e82134458cd652bbbf9"
            "e681ba638632e379d1e5412d516f1efd2893227a9a64865cf1ae1e731ccecf673fc54111414ac3f4a28bb8264d8102b8"
            "f3c3db9d9c5886fc67053b00b9573c952a1427631087add49658488f37578d92490a357c5677f7b358e57c4908d1b50b"
            "1b1c2d13d56d3165b900b57d3f2d3534");
        const auto x = test::from_hex("981aaa4a229408c09b40c99a1c314589957a09baa8fa0dfb699f394c");
        made.scalar.assign(x.begin(), x.end());
        expect(cryptopp::dsa_keys.complete(made), "DSA key");
        return made;
    }();
    return key;
}

void check_rsa()
{
    if (auto make_signer = nettle::rsa().make_signer)
        for (auto encoding : {signature_encoding::rsa_pss, signature_encoding::rsa_pkcs1})
            check_signing(
                scheme_of(key_type::rsa, encoding, &cryptopp::sha256, {make_signer, &cryptopp::make_rsa_verifier}),
                rsa_key(), false);
    if (auto make_decrypter = nettle::rsa_decryption())
        check_decryption(make_decrypter, rsa_key());
}

// Empty on CPUs without BMI2 and ADX.
void check_p256()
{
    for (auto* group : p256::groups())
        check_group(*group);
    for (auto* algorithm : p256::key_algorithms()) {
        check_generation(*algorithm);
        const nettle::signing_functions functions{p256::ecdsa_signing(), p256::ecdsa_verification()};
        for (auto* hash : {&cryptopp::sha256, &cryptopp::sha384, &cryptopp::sha512})
            check_signing(scheme_of(algorithm->type, signature_encoding::ecdsa, hash, functions), make_key(*algorithm),
                          true);
    }
}

void check_constant_time_implementations()
{
    check_group(cryptopp::x25519);
    for (auto* group : curve25519::groups())
        check_group(*group);
    for (auto* form : {&curve25519::portable_form(), curve25519::adx_form()})
        if (form) {
            check_x25519(*form);
            check_ed25519(*form);
        }
    // Valgrind has no AVX-512: the form for it differs in five operations of Keccak that have no branches.
    for (auto* form : {&mlkem::portable_form(), mlkem::avx2_form()})
        if (form) {
            check_ml_kem<3>(*form);
            check_ml_kem<4>(*form);
        }
    for (auto* group : mlkem::groups())
        check_group(*group);
    if (auto* form = chacha20_poly1305::avx2_form()) // valgrind has no AVX-512
        check_records(*form);
    check_signing(ed25519_by({&cryptopp::make_ed25519_signer, &cryptopp::make_ed25519_verifier}),
                  make_key(cryptopp::ed25519_keys), true);
    check_generation(cryptopp::ed25519_keys);
    if (const auto ours = curve25519::ed25519(); ours.keys) {
        check_signing(ed25519_by({ours.make_signer, ours.make_verifier}), make_key(*ours.keys), true);
        check_generation(*ours.keys);
    }
    check_p256();

    // The rest is empty without Nettle.
    for (auto* group : nettle::groups())
        check_group(*group);
    for (auto* algorithm : nettle::key_algorithms()) {
        check_generation(*algorithm);
        for (auto* hash : {&cryptopp::sha256, &cryptopp::sha384, &cryptopp::sha512})
            check_signing(scheme_of(algorithm->type, signature_encoding::ecdsa, hash, nettle::ecdsa()),
                          make_key(*algorithm), true);
    }
    for (auto* group : nettle::finite_field_groups())
        if (group->id <= static_cast<std::uint16_t>(named_group::ffdhe3072)) // the others differ in size only
            check_group(*group);
    if (auto raise = nettle::finite_field_raise())
        check_stripped_secrets(raise);
    if (auto make_signer = nettle::dsa().make_signer)
        for (auto* hash : {&cryptopp::sha1, &cryptopp::sha256})
            check_signing(
                scheme_of(key_type::dsa, signature_encoding::dsa, hash, {make_signer, &cryptopp::make_dsa_verifier}),
                dsa_key(), false);
    check_rsa();
    // With AVX-512, which valgrind does not support: the same C++ code over portable intrinsics.
    ifma::emulation_enabled = true;
    check_rsa();
    if (auto* form = curve25519::ifma_form()) {
        check_x25519(*form);
        check_ed25519(*form);
    }
}

// Implementations with leaks. The results of our own are wrong, which does not matter.

/// Branches on the bits of the private key.
void leaky_multiply_base(byte_view private_key, byte_span share)
{
    std::ranges::fill(share, std::uint8_t{9});
    for (auto byte : private_key)
        for (unsigned bit = 0; bit < 8; ++bit)
            if ((byte >> bit & 1U) != 0)
                share[bit] = static_cast<std::uint8_t>(share[bit] * 3 + 1);
}

/// Looks up the bits of the private key.
void leaky_multiply(byte_view private_key, byte_view peer_share, byte_span secret)
{
    for (std::size_t i = 0; i < secret.size(); ++i)
        secret[i] = static_cast<std::uint8_t>(1U | peer_share[private_key[i] % 32]);
}

constexpr auto leaky_x25519_keys = cryptopp::x25519_row<&leaky_multiply_base, &cryptopp::x25519_multiply_point>();
constexpr auto leaky_x25519_agreement = cryptopp::x25519_row<&cryptopp::x25519_multiply_base_point, &leaky_multiply>();

/// Looks up the bytes of the private key in a table.
class leaky_ed25519_signer final : public signer {
public:
    explicit leaky_ed25519_signer(secure_bytes key) : key_(std::move(key)) {}

    bytes sign(byte_view, random_source&) const override
    {
        static const auto table = [] {
            bytes values(256);
            public_random().fill(values);
            return values;
        }();
        bytes signature(64);
        for (std::size_t i = 0; i < key_.size(); ++i)
            signature[i] = table[key_[i]];
        return signature;
    }

private:
    secure_bytes key_;
};

std::unique_ptr<signer> make_leaky_ed25519_signer(const signature_scheme&, const private_key& key)
{
    return std::make_unique<leaky_ed25519_signer>(key.scalar);
}

/// Memcheck must report something during the check.
template <class Check>
void expect_leak(std::string_view name, Check check)
{
    const auto before = VALGRIND_COUNT_ERRORS;
    check();
    const auto found = VALGRIND_COUNT_ERRORS - before;
    std::printf("%.*s: %u reports\n", static_cast<int>(name.size()), name.data(), static_cast<unsigned>(found));
    if (found == 0)
        ++failures;
}

void check_leaky_implementations()
{
    are_results_checked = false;
    using namespace cryptopp;
    expect_leak("X25519 keys", [] { check_group(leaky_x25519_keys); });
    expect_leak("X25519 agreement", [] { check_group(leaky_x25519_agreement); });
    expect_leak("Ed25519", [] {
        check_signing(ed25519_by({&make_leaky_ed25519_signer, &make_ed25519_verifier}), make_key(ed25519_keys), true);
    });
    expect_leak("Crypto++ Camellia", [] { check_sealing(camellia_128_gcm); });
    expect_leak("Crypto++ ECDH", [] { check_group(secp256r1); });
    expect_leak("Crypto++ ECDSA", [] {
        check_signing(scheme_of(key_type::secp256r1, signature_encoding::ecdsa, &sha256,
                                {&make_ecdsa_signer, &make_ecdsa_verifier}),
                      make_key(secp256r1_keys), true);
    });
    expect_leak("Crypto++ DHE", [] { check_stripped_secrets(&raise); });
    expect_leak("Crypto++ DSA", [] {
        check_signing(
            scheme_of(key_type::dsa, signature_encoding::dsa, &sha256, {&make_dsa_signer, &make_dsa_verifier}),
            dsa_key(), false);
    });
    expect_leak("Crypto++ RSA signing", [] {
        check_signing(
            scheme_of(key_type::rsa, signature_encoding::rsa_pss, &sha256, {&make_rsa_signer, &make_rsa_verifier}),
            rsa_key(), false);
    });
    expect_leak("Crypto++ RSA decryption", [] { check_decryption(rsa_keys.make_decrypter, rsa_key()); });
}

} // namespace

int main(int argc, char**)
{
    if (RUNNING_ON_VALGRIND == 0) {
        std::puts("This program must run under valgrind.");
        return 1;
    }
    if (argc > 1)
        check_leaky_implementations();
    else
        check_constant_time_implementations();
    return failures == 0 ? 0 : 1;
}
