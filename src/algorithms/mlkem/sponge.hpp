// The hash functions of FIPS 202 that ML-KEM uses, and its pseudorandom polynomials (FIPS 203 section 4.1 and 4.2.2),
// over any implementation of Keccak's permutation.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_SPONGE_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_SPONGE_HPP

#include "algorithms/mlkem/field.hpp"
#include "algorithms/mlkem/parameters.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <initializer_list>

namespace tls::mlkem {

inline constexpr std::size_t shake128_rate = 168, shake256_rate = 136; ///< bytes per permutation

inline constexpr std::uint64_t sha3_suffix = 0x06, shake_suffix = 0x1f;

/// Returns the number that a word of a state has after a byte was added at `position`.
constexpr std::uint64_t at_byte(std::size_t position, std::uint64_t byte) noexcept
{
    return byte << (8 * (position % 8));
}

/// Returns up to eight bytes as a number, the least significant first.
inline std::uint64_t word_at(byte_view from) noexcept
{
    std::uint64_t out = 0;
    if (from.size() == 8) { // one load
        for (std::size_t i = 0; i < 8; ++i)
            out |= at_byte(i, from[i]);
        return out;
    }
    for (std::size_t i = 0; i < from.size(); ++i)
        out |= at_byte(i, from[i]);
    return out;
}

/// Hash functions of secrets. Their input and output have public sizes.
template <class Permutation>
class sponge {
public:
    using pieces = std::initializer_list<byte_view>;

    static void sha3_256(pieces input, byte_span out) { compute(136, sha3_suffix, input, out); }
    static void sha3_512(pieces input, byte_span out) { compute(72, sha3_suffix, input, out); }
    static void shake256(pieces input, byte_span out) { compute(shake256_rate, shake_suffix, input, out); }

private:
    /// The output is not longer than `rate`.
    static void compute(std::size_t rate, std::uint64_t suffix, pieces input, byte_span out)
    {
        std::array<std::uint64_t, keccak_lanes> state{};
        std::size_t filled = 0;
        for (auto piece : input)
            while (!piece.empty()) {
                // All pieces but the last of an input have whole words.
                const auto taken = std::min<std::size_t>(piece.size(), 8);
                state[filled / 8] ^= word_at(piece.first(taken));
                piece = piece.subspan(taken);
                filled += taken;
                if (filled == rate) {
                    Permutation::permute(state.data());
                    filled = 0;
                }
            }
        state[filled / 8] ^= at_byte(filled, suffix);
        state[(rate - 1) / 8] ^= at_byte(rate - 1, 0x80);
        Permutation::permute(state.data());
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::uint8_t>(state[i / 8] >> (8 * (i % 8)));
        wipe(state.data(), sizeof state);
    }
};

/// Samples polynomials from the output of SHAKE, of four states at once where there are as many. Must be wiped by its
/// owner.
template <class Arithmetic>
class sampler {
public:
    /// Algorithm 7 for four suffixes j | i << 8 of the public seed. The results are canonical.
    void uniform_four(polynomial* out, byte_view rho, const std::uint16_t* suffixes)
    {
        start_four(rho, shake128_rate);
        for (std::size_t s = 0; s < 4; ++s)
            states_[4 * 4 + s] = suffixes[s] | at_byte(2, shake_suffix);
        std::array<std::size_t, 4> counts{};
        while (counts[0] < degree || counts[1] < degree || counts[2] < degree || counts[3] < degree) {
            Arithmetic::permute_four(states_.data());
            for (std::size_t s = 0; s < 4; ++s) {
                squeeze(s, shake128_rate);
                counts[s] = Arithmetic::accept_uniform(out[s], counts[s], block_.data(), shake128_rate);
            }
        }
    }

    /// The same for one suffix.
    void uniform(polynomial& out, byte_view rho, std::uint16_t suffix)
    {
        auto* state = states_.data();
        std::fill_n(state, keccak_lanes, 0);
        for (std::size_t i = 0; i < 4; ++i)
            state[i] = word(rho, i);
        state[4] = suffix | at_byte(2, shake_suffix);
        state[shake128_rate / 8 - 1] = at_byte(7, 0x80);
        for (std::size_t count = 0; count < degree;) {
            Arithmetic::permute(state);
            for (std::size_t i = 0; i < shake128_rate / 8; ++i)
                put(i, state[i]);
            count = Arithmetic::accept_uniform(out, count, block_.data(), shake128_rate);
        }
    }

    /// Algorithm 8 with the output of PRF (section 4.1), for the numbers from 0 to count - 1, a multiple of four, as
    /// the last byte of its input. The results are from -2 to 2.
    void noise(polynomial* out, std::size_t count, byte_view seed)
    {
        for (std::size_t first = 0; first < count; first += 4) {
            start_four(seed, shake256_rate);
            for (std::size_t s = 0; s < 4; ++s)
                states_[4 * 4 + s] = (first + s) | at_byte(1, shake_suffix);
            Arithmetic::permute_four(states_.data());
            for (std::size_t s = 0; s < 4; ++s) {
                squeeze(s, 128);
                Arithmetic::sample_noise(out[first + s], block_.data());
            }
        }
    }

private:
    static std::uint64_t word(byte_view from, std::size_t index) { return word_at(from.subspan(8 * index, 8)); }

    /// Fills the states with the seed, and ends their input in the first block.
    void start_four(byte_view seed, std::size_t rate)
    {
        states_.fill(0);
        for (std::size_t i = 0; i < half_seed_size / 8; ++i)
            std::fill_n(&states_[4 * i], 4, word(seed, i));
        std::fill_n(&states_[4 * (rate / 8 - 1)], 4, at_byte(7, 0x80));
    }

    void squeeze(std::size_t state, std::size_t size)
    {
        for (std::size_t i = 0; i < size / 8; ++i)
            put(i, states_[4 * i + state]);
    }

    /// Writes a word of the output.
    void put(std::size_t index, std::uint64_t word)
    {
        for (std::size_t i = 0; i < 8; ++i)
            block_[8 * index + i] = static_cast<std::uint8_t>(word >> (8 * i));
    }

    alignas(32) std::array<std::uint64_t, 4 * keccak_lanes> states_;
    /// Arithmetic may read beyond the end of the output.
    alignas(32) std::array<std::uint8_t, shake128_rate + 24> block_;
};

} // namespace tls::mlkem

#endif
