// The block ciphers of the TLS 1.2 suites, against outputs of another implementation.

#include "algorithms/legacy/suites.hpp"
#include "crypto/hex.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>

using namespace tls;
using namespace tls::test;

namespace {

bytes counting(std::size_t size)
{
    bytes out(size);
    std::iota(out.begin(), out.end(), std::uint8_t{0});
    return out;
}

bytes some(std::size_t size)
{
    bytes out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::uint8_t>(i * 31 + 1);
    return out;
}

/// Keys, nonces and IVs are bytes that count from zero; the plaintext is some().
struct known_answer {
    std::string_view algorithm;
    std::string_view ciphertext;
};

// 40 bytes of plaintext, with "header" as associated data; the tag is appended.
constexpr known_answer aead_answers[] = {
    {"CAMELLIA-128-GCM", "541f6536096ce1363b226f4be7551c914464adc7202fc9d777e49d334d86289373b8685fd0b9f23c16cc8be7bd0b4"
                         "86379970ae15d35341c"},
    {"CAMELLIA-256-GCM", "ce4c3fb24de98cfeae25c8623a4a6b77a21d89a264cd45e4a3e40ae53c7ec73ba693b38a2b9acb6b56cc7835e78fe"
                         "ea9f5336040291b5665"},
    {"ARIA-128-GCM", "daf5adb19d1216b14646f06755d08d9687b0a3cdc8c5db10e28a336415b6a900bfbebee41141a9548a7ba196f914b878b"
                     "0d59b94b725c7dc"},
    {"ARIA-256-GCM", "982b368f848cdfb09f44a35e2cb4e3e899b325e66db8700691a7f9765084489105e77b8d438df521ce387431897a1d121"
                     "1e7b44031782db6"},
};

// 48 bytes of plaintext.
constexpr known_answer cbc_answers[] = {
    {"AES-128-CBC", "ab319833b0be1c6013e009cfe5297104f2dc349e0889b9cd6df11007d3ba56987e9c2ccdafbb8aae0682ba25846beca7"},
    {"AES-256-CBC", "ac7171c2d1be9b407e7dd269409316f41bd14f792b25f778053e8d3bad70f11ff62d7f83321116ec8ae93ef9b8b684ff"},
    {"CAMELLIA-128-CBC",
     "9dc9b4873982ff47f8728274a576573276e229ca12b0c3d2e0557b7f47af0902a9e056b7add127293e21fb93bd561fa3"},
    {"CAMELLIA-256-CBC",
     "52520d06d2e2daee958caf0993ed9b0e957e6937707c68a4cf536eb1d84e38bcce23325a03ed003207588b5996ee279b"},
    {"ARIA-128-CBC",
     "4ad93b94c3e932d4d1857c6957fb0af54eb6b20de2c1958b8683f83a8462e0096f49da92ee1461c60959e87aeacd18ba"},
    {"ARIA-256-CBC",
     "be405b0d2761fc395541ecd9eda8d708f62fe46cea6d3f275ca5ff41c2a1ebecb7573120b79a4d3530e1c661ef5a72ce"},
    {"3DES-EDE-CBC",
     "0e3049f54ad3d0df634efbb4af3698b44a742ad82314bdd92014c157e4e22ad23bbbf8da0cbf96efd4f718acc5bde3cb"},
};

/// The module `legacy` has a test of its own for such ciphers.
bool is_only_of_legacy_suites(const cbc_algorithm& cipher)
{
    const auto legacy = legacy::suites();
    return std::ranges::all_of(registry::standard()->cipher_suites(), [&](auto& suite) {
        return suite.cipher != &cipher || std::ranges::count(legacy, suite.id, &cipher_suite::id) != 0;
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(block_ciphers)

BOOST_AUTO_TEST_CASE(aeads_match_known_answers)
{
    for (auto& known : aead_answers) {
        auto* aead = registry::standard()->find_aead(known.algorithm);
        BOOST_REQUIRE(aead);
        const auto plaintext = some(40);
        const byte_view whole = plaintext;
        bytes sealed(40 + aead->tag_size), opened(40);
        auto context = aead->make(counting(aead->key_size));
        context->seal(counting(12), as_bytes("header"), {&whole, 1}, sealed);
        BOOST_TEST(to_hex(sealed) == known.ciphertext, known.algorithm);
        BOOST_TEST(context->open(counting(12), as_bytes("header"), sealed, opened));
        BOOST_TEST((opened == plaintext));
    }
}

BOOST_AUTO_TEST_CASE(cbc_matches_known_answers_whole_in_pieces_and_in_place)
{
    for (auto& known : cbc_answers) {
        auto* cipher = registry::standard()->find_cipher(known.algorithm);
        BOOST_REQUIRE(cipher);
        const auto key = counting(cipher->key_size), iv = counting(cipher->block_size), plaintext = some(48);
        auto encryption = cipher->make_encryption(key), decryption = cipher->make_decryption(key);
        for (std::size_t step : {std::size_t{48}, cipher->block_size}) {
            bytes encrypted(48);
            encryption->start(iv);
            for (std::size_t i = 0; i < 48; i += step)
                encryption->process(byte_view(plaintext).subspan(i, step), byte_span(encrypted).subspan(i, step));
            BOOST_TEST(to_hex(encrypted) == known.ciphertext, known.algorithm);
            decryption->start(iv);
            for (std::size_t i = 0; i < 48; i += step)
                decryption->process(byte_view(encrypted).subspan(i, step), byte_span(encrypted).subspan(i, step));
            BOOST_TEST((encrypted == plaintext));
        }
    }
    for (auto* cipher : registry::standard()->ciphers())
        BOOST_TEST((std::ranges::count(cbc_answers, cipher->name, &known_answer::algorithm) == 1 ||
                    is_only_of_legacy_suites(*cipher)),
                   cipher->name);
}

BOOST_AUTO_TEST_CASE(cbc_rejects_partial_blocks_and_wrong_key_sizes)
{
    for (auto* cipher : registry::standard()->ciphers()) {
        BOOST_CHECK_THROW(cipher->make_encryption(counting(cipher->key_size - 1)), std::length_error);
        BOOST_CHECK_THROW(cipher->make_decryption(counting(cipher->key_size + 1)), std::length_error);
        auto context = cipher->make_encryption(counting(cipher->key_size));
        BOOST_CHECK_THROW(context->start(counting(cipher->block_size - 1)), std::length_error);
        bytes data(40);
        BOOST_CHECK_THROW(context->process(byte_view(data).first(17), byte_span(data).first(17)), std::length_error);
        BOOST_CHECK_THROW(context->process(byte_view(data).first(16), byte_span(data).first(32)), std::length_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
