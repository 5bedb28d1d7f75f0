#include "algorithms/chacha20_poly1305/form.hpp"

#include "algorithms/multiprecision/self_test.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace tls::chacha20_poly1305 {

namespace {

struct known_answer {
    std::size_t size; ///< of the text, in bytes
    std::array<std::uint8_t, tag_size> tag;
};

// The tags of texts whose byte i is 7i + i/256, for the key 0, 1, ... 31, the nonce 32, ... 43, and the associated data
// 44, ... 56. Crypto++ computes the same. A short record; one that is less than a chunk with AVX-512; several chunks,
// with a long tail and with a short one.
constexpr std::array known_answers{
    known_answer{65, {0x82, 0x70, 0xd6, 0x40, 0x03, 0xe6, 0x41, 0xfe, 0x15, 0xb8, 0x4a, 0x64, 0xd6, 0x79, 0x59, 0x52}},
    known_answer{1333,
                 {0x03, 0xe2, 0xc8, 0xa1, 0x14, 0x4f, 0x34, 0x1e, 0x88, 0xf2, 0x62, 0x4b, 0x09, 0x8a, 0x38, 0xd7}},
    known_answer{4805,
                 {0x17, 0xb8, 0xbe, 0x6d, 0x2f, 0xb1, 0xa2, 0x8c, 0x93, 0xac, 0x57, 0xde, 0x0f, 0xc4, 0xed, 0xc7}},
    known_answer{6145,
                 {0xa6, 0xd0, 0x65, 0x21, 0xff, 0x4d, 0x4a, 0x48, 0xc0, 0x23, 0xea, 0x4c, 0x93, 0x2e, 0x2d, 0x1f}}};

bool computes(const form& tested, const known_answer& answer)
{
    std::array<std::uint8_t, key_size> key;
    std::array<std::uint8_t, nonce_size> nonce;
    std::array<std::uint8_t, 13> aad;
    std::iota(key.begin(), key.end(), std::uint8_t{0});
    std::iota(nonce.begin(), nonce.end(), std::uint8_t{key_size});
    std::iota(aad.begin(), aad.end(), std::uint8_t{key_size + nonce_size});
    bytes text(answer.size), record(answer.size + tag_size), opened(answer.size);
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<std::uint8_t>(7 * i + i / 256);
    const std::array<byte_view, 2> pieces{byte_view(text).first(text.size() - 1), byte_view(text).last(1)};

    tested.seal(key, nonce, aad, pieces, record);
    const auto ciphertext = byte_span(record).first(text.size());
    std::array<std::uint8_t, tag_size> tag, tag_in_place;
    tested.open(key, nonce, aad, ciphertext, opened.data(), tag.data());
    tested.open(key, nonce, aad, ciphertext, ciphertext.data(), tag_in_place.data());
    return std::ranges::equal(byte_view(record).last(tag_size), answer.tag) && tag == answer.tag &&
           tag_in_place == answer.tag && opened == text && std::ranges::equal(ciphertext, text);
}

} // namespace

bool is_working(const form& tested)
{
    return std::ranges::all_of(known_answers, [&](auto& answer) { return computes(tested, answer); });
}

const form* best_form()
{
    static const form* const best = []() -> const form* {
        using multiprecision::passes_self_test;
        if (auto* fast = avx512_form(); fast && passes_self_test("ChaCha20-Poly1305 with AVX-512", is_working(*fast)))
            return fast;
        if (auto* fast = avx2_form(); fast && passes_self_test("ChaCha20-Poly1305 with AVX2", is_working(*fast)))
            return fast;
        return nullptr;
    }();
    return best;
}

} // namespace tls::chacha20_poly1305
