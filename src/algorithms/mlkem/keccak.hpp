// The permutation Keccak-f[1600] (FIPS 202 section 3.3), of one state or of several at once.
//
// A source that includes this defines TLS_MLKEM_TARGET: the attribute with the CPU features that its functions use.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_KECCAK_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_KECCAK_HPP

#include "algorithms/mlkem/parameters.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#ifndef TLS_MLKEM_TARGET
#error "define TLS_MLKEM_TARGET"
#endif
#define TLS_MLKEM_INLINE TLS_MLKEM_TARGET __attribute__((always_inline)) inline

namespace tls::mlkem {

/// The constants of step iota.
inline constexpr std::array<std::uint64_t, 24> round_constants{
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

/// The offsets of step rho, of the lane with coordinates x and y at x + 5y.
inline constexpr std::array<unsigned, keccak_lanes> rotations{0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                                              25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

/// `Words` has the type `word`, and operations on words: one number, or a vector with a number of each state. It must
/// be a type of the including source, because sources have different CPU features.
template <class Words>
struct keccak {
    using word = typename Words::word;

    TLS_MLKEM_TARGET static void permute(word* state)
    {
        word even[keccak_lanes], odd[keccak_lanes];
        for (std::size_t i = 0; i < keccak_lanes; ++i)
            even[i] = state[i];
        for (std::size_t round = 0; round < round_constants.size(); round += 2) {
            step(even, odd, round_constants[round]);
            step(odd, even, round_constants[round + 1]);
        }
        for (std::size_t i = 0; i < keccak_lanes; ++i)
            state[i] = even[i];
    }

private:
    /// One round.
    TLS_MLKEM_INLINE static void step(const word* from, word* to, std::uint64_t constant)
    {
        word parity[5], effect[5];
        for (std::size_t x = 0; x < 5; ++x)
            parity[x] = Words::sum(Words::sum(from[x], from[x + 5], from[x + 10]), from[x + 15], from[x + 20]);
        for (std::size_t x = 0; x < 5; ++x)
            effect[x] = Words::sum(parity[(x + 4) % 5], Words::template rotated<1>(parity[(x + 1) % 5]));
        row<0>(from, effect, to);
        row<1>(from, effect, to);
        row<2>(from, effect, to);
        row<3>(from, effect, to);
        row<4>(from, effect, to);
        to[0] = Words::sum(to[0], Words::all(constant));
    }

    /// Computes the lanes with coordinate y = Y after chi.
    template <std::size_t Y>
    TLS_MLKEM_INLINE static void row(const word* from, const word* effect, word* to)
    {
        const word b[]{moved<0, Y>(from, effect), moved<1, Y>(from, effect), moved<2, Y>(from, effect),
                       moved<3, Y>(from, effect), moved<4, Y>(from, effect)};
        for (std::size_t x = 0; x < 5; ++x)
            to[x + 5 * Y] = Words::chi(b[x], b[(x + 1) % 5], b[(x + 2) % 5]);
    }

    /// Returns the lane (X, Y) after theta, rho and pi.
    template <std::size_t X, std::size_t Y>
    TLS_MLKEM_INLINE static word moved(const word* from, const word* effect)
    {
        constexpr auto x = (X + 3 * Y) % 5, source = x + 5 * X;
        return Words::template rotated<rotations[source]>(Words::sum(from[source], effect[x]));
    }
};

/// The words of a single state.
template <class Source>
struct single_words {
    using word = std::uint64_t;

    TLS_MLKEM_INLINE static word all(word a) { return a; }
    TLS_MLKEM_INLINE static word sum(word a, word b) { return a ^ b; }
    TLS_MLKEM_INLINE static word sum(word a, word b, word c) { return a ^ b ^ c; }
    TLS_MLKEM_INLINE static word chi(word a, word b, word c) { return a ^ (~b & c); }

    template <unsigned Bits>
    TLS_MLKEM_INLINE static word rotated(word a)
    {
        if constexpr (Bits == 0)
            return a;
        else
            return a << Bits | a >> (64 - Bits);
    }
};

} // namespace tls::mlkem

#endif
