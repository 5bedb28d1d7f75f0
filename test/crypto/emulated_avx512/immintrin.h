// The AVX-512 intrinsics of src/algorithms/ifma and src/algorithms/curve25519/ifma.cpp in portable C++, without
// branches or lookups. Valgrind has no AVX-512, so constant_time_test checks these files with the functions here in
// place of the compiler's.

#ifndef TLS_TEST_CRYPTO_EMULATED_AVX512_IMMINTRIN_H
#define TLS_TEST_CRYPTO_EMULATED_AVX512_IMMINTRIN_H

#include <cstddef>
#include <cstdint>

/// Tells the sources that there are no vector registers.
#define TLS_IFMA_EMULATED

namespace tls::ifma {

/// Whether is_supported() returns true.
inline bool emulation_enabled = false;

} // namespace tls::ifma

struct alignas(64) __m512i {
    std::uint64_t lanes[8];
};

struct alignas(32) __m256i {
    std::uint64_t lanes[4];
};

struct __m128i {
    std::uint64_t lanes[2];
};

using __mmask8 = std::uint8_t;

namespace tls::ifma::emulated {

template <class Function>
inline __m512i for_each_lane(Function function)
{
    __m512i out;
    for (std::size_t i = 0; i < 8; ++i)
        out.lanes[i] = function(i);
    return out;
}

template <class Function>
inline __mmask8 mask_of(Function function)
{
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < 8; ++i)
        mask |= function(i) << i;
    return static_cast<__mmask8>(mask);
}

/// All ones if the mask has the lane, else zero.
inline std::uint64_t lane_mask(__mmask8 mask, std::size_t lane)
{
    return 0 - (std::uint64_t{mask} >> lane & 1);
}

__extension__ using wide = unsigned __int128;

inline wide product52(std::uint64_t a, std::uint64_t b)
{
    constexpr std::uint64_t low52 = (std::uint64_t{1} << 52) - 1;
    return static_cast<wide>(a & low52) * (b & low52);
}

} // namespace tls::ifma::emulated

inline __m512i _mm512_setzero_si512()
{
    return {};
}

inline __m512i _mm512_set1_epi64(long long value)
{
    return tls::ifma::emulated::for_each_lane([&](std::size_t) { return static_cast<std::uint64_t>(value); });
}

inline __m512i _mm512_load_si512(const void* from)
{
    return *static_cast<const __m512i*>(from);
}

inline void _mm512_store_si512(void* to, const __m512i& a)
{
    *static_cast<__m512i*>(to) = a;
}

inline __m512i _mm512_add_epi64(const __m512i& a, const __m512i& b)
{
    return tls::ifma::emulated::for_each_lane([&](std::size_t i) { return a.lanes[i] + b.lanes[i]; });
}

inline __m512i _mm512_and_si512(const __m512i& a, const __m512i& b)
{
    return tls::ifma::emulated::for_each_lane([&](std::size_t i) { return a.lanes[i] & b.lanes[i]; });
}

inline __m512i _mm512_srli_epi64(const __m512i& a, unsigned count)
{
    return tls::ifma::emulated::for_each_lane([&](std::size_t i) { return a.lanes[i] >> count; });
}

inline __m512i _mm512_maskz_srli_epi64(__mmask8 mask, const __m512i& a, unsigned count)
{
    using namespace tls::ifma::emulated;
    return for_each_lane([&](std::size_t i) { return (a.lanes[i] >> count) & lane_mask(mask, i); });
}

inline __m512i _mm512_mask_add_epi64(const __m512i& otherwise, __mmask8 mask, const __m512i& a, const __m512i& b)
{
    using namespace tls::ifma::emulated;
    return for_each_lane([&](std::size_t i) {
        const auto is = lane_mask(mask, i);
        return ((a.lanes[i] + b.lanes[i]) & is) | (otherwise.lanes[i] & ~is);
    });
}

inline __m512i _mm512_mask_load_epi64(const __m512i& otherwise, __mmask8 mask, const void* from)
{
    using namespace tls::ifma::emulated;
    const auto& a = *static_cast<const __m512i*>(from);
    return for_each_lane([&](std::size_t i) {
        const auto is = lane_mask(mask, i);
        return (a.lanes[i] & is) | (otherwise.lanes[i] & ~is);
    });
}

/// The lanes of `high` above those of `low`, moved down by `count`.
inline __m512i _mm512_alignr_epi64(const __m512i& high, const __m512i& low, std::size_t count)
{
    return tls::ifma::emulated::for_each_lane(
        [&](std::size_t i) { return i + count < 8 ? low.lanes[i + count] : high.lanes[i + count - 8]; });
}

inline __mmask8 _mm512_cmpgt_epu64_mask(const __m512i& a, const __m512i& b)
{
    // The borrow of b - a.
    return tls::ifma::emulated::mask_of([&](std::size_t i) {
        const auto x = b.lanes[i], y = a.lanes[i];
        return ((~x & y) | (~(x ^ y) & (x - y))) >> 63;
    });
}

inline __mmask8 _mm512_cmpeq_epu64_mask(const __m512i& a, const __m512i& b)
{
    return tls::ifma::emulated::mask_of([&](std::size_t i) {
        const auto difference = a.lanes[i] ^ b.lanes[i];
        return (~difference & (difference - 1)) >> 63;
    });
}

inline __m512i _mm512_madd52lo_epu64(const __m512i& sum, const __m512i& a, const __m512i& b)
{
    using namespace tls::ifma::emulated;
    return for_each_lane([&](std::size_t i) {
        constexpr std::uint64_t low52 = (std::uint64_t{1} << 52) - 1;
        return sum.lanes[i] + (static_cast<std::uint64_t>(product52(a.lanes[i], b.lanes[i])) & low52);
    });
}

inline __m512i _mm512_madd52hi_epu64(const __m512i& sum, const __m512i& a, const __m512i& b)
{
    using namespace tls::ifma::emulated;
    return for_each_lane([&](std::size_t i) {
        return sum.lanes[i] + static_cast<std::uint64_t>(product52(a.lanes[i], b.lanes[i]) >> 52);
    });
}

inline __m128i _mm512_castsi512_si128(const __m512i& a)
{
    return {{a.lanes[0], a.lanes[1]}};
}

inline __m512i _mm512_broadcastq_epi64(const __m128i& a)
{
    return tls::ifma::emulated::for_each_lane([&](std::size_t) { return a.lanes[0]; });
}

// Vectors of 256 bits.

namespace tls::ifma::emulated {

template <class Function>
inline __m256i for_each_of_four(Function function)
{
    __m256i out;
    for (std::size_t i = 0; i < 4; ++i)
        out.lanes[i] = function(i);
    return out;
}

inline std::uint64_t selected(__mmask8 mask, std::size_t lane, std::uint64_t yes, std::uint64_t no)
{
    const auto is = lane_mask(mask, lane);
    return (yes & is) | (no & ~is);
}

} // namespace tls::ifma::emulated

inline __m256i _mm256_setzero_si256()
{
    return {};
}

inline __m256i _mm256_set1_epi64x(long long value)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t) { return static_cast<std::uint64_t>(value); });
}

inline __m256i _mm256_set_epi64x(long long fourth, long long third, long long second, long long first)
{
    return {{static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(second), static_cast<std::uint64_t>(third),
             static_cast<std::uint64_t>(fourth)}};
}

inline __m256i _mm256_load_si256(const __m256i* from)
{
    return *from;
}

inline void _mm256_store_si256(__m256i* to, const __m256i& a)
{
    *to = a;
}

inline __m256i _mm256_mask_load_epi64(const __m256i& otherwise, __mmask8 mask, const void* from)
{
    const auto& a = *static_cast<const __m256i*>(from);
    return tls::ifma::emulated::for_each_of_four(
        [&](std::size_t i) { return tls::ifma::emulated::selected(mask, i, a.lanes[i], otherwise.lanes[i]); });
}

inline __m256i _mm256_add_epi64(const __m256i& a, const __m256i& b)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) { return a.lanes[i] + b.lanes[i]; });
}

inline __m256i _mm256_mask_add_epi64(const __m256i& otherwise, __mmask8 mask, const __m256i& a, const __m256i& b)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) {
        return tls::ifma::emulated::selected(mask, i, a.lanes[i] + b.lanes[i], otherwise.lanes[i]);
    });
}

inline __m256i _mm256_mask_sub_epi64(const __m256i& otherwise, __mmask8 mask, const __m256i& a, const __m256i& b)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) {
        return tls::ifma::emulated::selected(mask, i, a.lanes[i] - b.lanes[i], otherwise.lanes[i]);
    });
}

inline __m256i _mm256_mask_blend_epi64(__mmask8 mask, const __m256i& no, const __m256i& yes)
{
    return tls::ifma::emulated::for_each_of_four(
        [&](std::size_t i) { return tls::ifma::emulated::selected(mask, i, yes.lanes[i], no.lanes[i]); });
}

inline __m256i _mm256_and_si256(const __m256i& a, const __m256i& b)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) { return a.lanes[i] & b.lanes[i]; });
}

inline __m256i _mm256_srli_epi64(const __m256i& a, unsigned count)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) { return a.lanes[i] >> count; });
}

inline __m256i _mm256_slli_epi64(const __m256i& a, unsigned count)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) { return a.lanes[i] << count; });
}

inline __m256i _mm256_permute4x64_epi64(const __m256i& a, int lanes)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) { return a.lanes[lanes >> (2 * i) & 3]; });
}

/// The lane numbers may be secret: every lane is read.
inline __m256i _mm256_permutexvar_epi64(const __m256i& lanes, const __m256i& a)
{
    return tls::ifma::emulated::for_each_of_four([&](std::size_t i) {
        std::uint64_t found = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const auto difference = (lanes.lanes[i] & 3) ^ k;
            found |= a.lanes[k] & (0 - ((~difference & (difference - 1)) >> 63));
        }
        return found;
    });
}

inline __mmask8 _mm256_cmpeq_epi64_mask(const __m256i& a, const __m256i& b)
{
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto difference = a.lanes[i] ^ b.lanes[i];
        mask |= ((~difference & (difference - 1)) >> 63) << i;
    }
    return static_cast<__mmask8>(mask);
}

inline __m256i _mm256_madd52lo_epu64(const __m256i& sum, const __m256i& a, const __m256i& b)
{
    using namespace tls::ifma::emulated;
    return for_each_of_four([&](std::size_t i) {
        constexpr std::uint64_t low52 = (std::uint64_t{1} << 52) - 1;
        return sum.lanes[i] + (static_cast<std::uint64_t>(product52(a.lanes[i], b.lanes[i])) & low52);
    });
}

inline __m256i _mm256_madd52hi_epu64(const __m256i& sum, const __m256i& a, const __m256i& b)
{
    using namespace tls::ifma::emulated;
    return for_each_of_four([&](std::size_t i) {
        return sum.lanes[i] + static_cast<std::uint64_t>(product52(a.lanes[i], b.lanes[i]) >> 52);
    });
}

#endif
