#include "algorithms/sha256/compress.hpp"

#include <cpuid.h>
#include <immintrin.h>

// SHA256RNDS2 does two rounds. It wants the working variables as ABEF and CDGH, and exchanges their roles: after two
// rounds, the former ABEF is the new CDGH.

namespace tls::sha256 {

namespace {

/// K (RFC 6234 section 5.1).
alignas(16) constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr std::size_t block_size = 64, words_in_vector = 4, vectors_in_block = 4, groups_of_rounds = 16;
constexpr int reversed = 0x1b, upper_half = 0x0e; ///< for _mm_shuffle_epi32

template <class T>
__m128i load(const T* from)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}

/// The next four words of the message schedule, W, after the sixteen words w0, w1, w2, w3.
[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline __m128i next_words(__m128i w0, __m128i w1, __m128i w2,
                                                                            __m128i w3)
{
    const auto seven_before = _mm_alignr_epi8(w3, w2, 4); // W(t-7)
    return _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), seven_before), w3);
}

/// The working variables in the order of the instructions.
struct working_variables {
    __m128i abef, cdgh;
};

[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline working_variables load_state(const state& words)
{
    const auto dcba = _mm_shuffle_epi32(load(&words[0]), reversed), hgfe = _mm_shuffle_epi32(load(&words[4]), reversed);
    return {_mm_unpackhi_epi64(hgfe, dcba), _mm_unpacklo_epi64(hgfe, dcba)};
}

[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline void store_state(working_variables v, state& words)
{
    const auto dcba = _mm_unpackhi_epi64(v.cdgh, v.abef), hgfe = _mm_unpacklo_epi64(v.cdgh, v.abef);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&words[0]), _mm_shuffle_epi32(dcba, reversed));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&words[4]), _mm_shuffle_epi32(hgfe, reversed));
}

/// A block's words and the working variables of a computation.
struct lane {
    working_variables variables;
    __m128i w[vectors_in_block]; ///< a ring: the words of the rounds to come
};

[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline lane lane_for(working_variables v, const std::uint8_t* block)
{
    const auto big_endian = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    return {v,
            {_mm_shuffle_epi8(load(block), big_endian), _mm_shuffle_epi8(load(block + 16), big_endian),
             _mm_shuffle_epi8(load(block + 32), big_endian), _mm_shuffle_epi8(load(block + 48), big_endian)}};
}

/// Does the rounds 4i to 4i + 3.
[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline void do_four_rounds(lane& l, std::size_t i)
{
    auto& now = l.w[i % vectors_in_block];
    if (i >= vectors_in_block)
        now = next_words(now, l.w[(i + 1) % vectors_in_block], l.w[(i + 2) % vectors_in_block],
                         l.w[(i + 3) % vectors_in_block]);
    auto& [abef, cdgh] = l.variables;
    const auto input = _mm_add_epi32(now, load(&round_constants[words_in_vector * i]));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(input, upper_half));
}

[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline working_variables sum(working_variables a, working_variables b)
{
    return {_mm_add_epi32(a.abef, b.abef), _mm_add_epi32(a.cdgh, b.cdgh)};
}

/// Returns the variables after a block.
[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline working_variables finish(lane l)
{
    const auto before = l.variables;
#pragma GCC unroll 16
    for (std::size_t i = 0; i < groups_of_rounds; ++i)
        do_four_rounds(l, i);
    return sum(before, l.variables);
}

} // namespace

bool has_sha_extensions() noexcept
{
    constexpr unsigned ssse3 = 1U << 9, sse4_1 = 1U << 19, sha = 1U << 29;
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & ssse3) == 0 || (ecx & sse4_1) == 0)
        return false;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & sha) != 0;
}

[[gnu::target("sha,sse4.1")]] void compress(state& words, const std::uint8_t* blocks, std::size_t count) noexcept
{
    auto variables = load_state(words);
    for (; count != 0; --count, blocks += block_size)
        variables = finish(lane_for(variables, blocks));
    store_state(variables, words);
}

[[gnu::target("sha,sse4.1")]] void compress_pair(state& first, const std::uint8_t* first_block, state& second,
                                                 const std::uint8_t* second_block) noexcept
{
    auto one = lane_for(load_state(first), first_block), two = lane_for(load_state(second), second_block);
#pragma GCC unroll 16
    for (std::size_t i = 0; i < groups_of_rounds; ++i) {
        do_four_rounds(one, i);
        do_four_rounds(two, i);
    }
    store_state(sum(load_state(first), one.variables), first);
    store_state(sum(load_state(second), two.variables), second);
}

[[gnu::target("sha,sse4.1")]] void compress_words(state& words, const std::array<std::uint32_t, 16>& block) noexcept
{
    const lane only{load_state(words), {load(&block[0]), load(&block[4]), load(&block[8]), load(&block[12])}};
    store_state(finish(only), words);
}

} // namespace tls::sha256
