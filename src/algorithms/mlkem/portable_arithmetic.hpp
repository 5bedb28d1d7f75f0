// Polynomials, their encodings and Keccak for any processor.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_PORTABLE_ARITHMETIC_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_PORTABLE_ARITHMETIC_HPP

#include "algorithms/mlkem/field.hpp"

#ifndef TLS_MLKEM_TARGET
#define TLS_MLKEM_TARGET
#endif
#include "algorithms/mlkem/keccak.hpp"

namespace tls::mlkem {

/// Everything here runs in constant time, except accept_uniform. `Source` is a type of the including source.
template <class Source>
struct portable_arithmetic {
    static void permute(std::uint64_t* state) { keccak<single_words<Source>>::permute(state); }

    /// Permutes four states. Lane i of state s is at 4i + s.
    static void permute_four(std::uint64_t* states)
    {
        for (std::size_t s = 0; s < 4; ++s) {
            std::uint64_t state[keccak_lanes];
            for (std::size_t i = 0; i < keccak_lanes; ++i)
                state[i] = states[4 * i + s];
            permute(state);
            for (std::size_t i = 0; i < keccak_lanes; ++i)
                states[4 * i + s] = state[i];
        }
    }

    /// Algorithm 9, from coefficients up to q in magnitude to canonical ones (0 to q - 1).
    static void transform(polynomial& f)
    {
        auto& c = f.coefficients;
        std::size_t next = 1;
        for (std::size_t half = degree / 2; half >= 2; half /= 2)
            for (std::size_t start = 0; start < degree; start += 2 * half) {
                const auto zeta = zetas[next++];
                for (auto i = start; i < start + half; ++i) {
                    const auto t = product(zeta, c[i + half]);
                    c[i + half] = narrow(c[i] - t);
                    c[i] = narrow(c[i] + t);
                }
            }
        for (auto& one : c)
            one = canonical(one);
    }

    /// Algorithm 10, from coefficients up to q in magnitude to such ones.
    static void transform_back(polynomial& f)
    {
        auto& c = f.coefficients;
        std::size_t next = zetas.size() - 1;
        for (std::size_t half = 2; half < degree; half *= 2)
            for (std::size_t start = 0; start < degree; start += 2 * half) {
                const auto zeta = zetas[next--];
                for (auto i = start; i < start + half; ++i) {
                    const auto t = c[i];
                    c[i] = reduced(narrow(t + c[i + half]));
                    c[i + half] = product(zeta, narrow(c[i + half] - t));
                }
            }
        for (auto& one : c)
            one = product(inverse_of_128, one);
    }

    /// Prepares a canonical transform for multiply().
    static void prepare(multiplier& out, const polynomial& f)
    {
        const auto& c = f.coefficients;
        for (std::size_t i = 0; i < degree; ++i) {
            out.direct[i] = product(direct_factors[i], c[i]);
            out.swapped[i] = product(r_squared, c[i ^ 1]);
        }
    }

    /// Writes the sum of the products of `count` transforms, up to four, with coefficients from 0 to q - 1. The result
    /// is below q in magnitude. It may replace one of the factors.
    static void multiply(polynomial& out, const polynomial* f, const multiplier* g, std::size_t count)
    {
        for (std::size_t i = 0; i < degree; i += 2) {
            std::int32_t even = 0, odd = 0;
            for (std::size_t n = 0; n < count; ++n) {
                const auto& c = f[n].coefficients;
                even += c[i] * g[n].direct[i] + c[i + 1] * g[n].direct[i + 1];
                odd += c[i] * g[n].swapped[i] + c[i + 1] * g[n].swapped[i + 1];
            }
            out.coefficients[i] = montgomery_reduced(even);
            out.coefficients[i + 1] = montgomery_reduced(odd);
        }
    }

    /// Makes a sum canonical. The coefficients of `f` and of the sum are below 2^15 in magnitude.
    static void add(polynomial& f, const polynomial& g)
    {
        for (std::size_t i = 0; i < degree; ++i)
            f.coefficients[i] = canonical(narrow(f.coefficients[i] + g.coefficients[i]));
    }

    /// Makes the difference f = g - f canonical.
    static void subtract_from(polynomial& f, const polynomial& g)
    {
        for (std::size_t i = 0; i < degree; ++i)
            f.coefficients[i] = canonical(narrow(g.coefficients[i] - f.coefficients[i]));
    }

    /// Algorithm 8 with eta = 2: reads 128 bytes; writes coefficients from -2 to 2.
    static void sample_noise(polynomial& out, const std::uint8_t* from)
    {
        for (std::size_t i = 0; i < degree; i += 2, ++from) {
            const unsigned sums = (*from & 0x55U) + (*from >> 1 & 0x55U);
            out.coefficients[i] = narrow(static_cast<int>(sums & 3) - static_cast<int>(sums >> 2 & 3));
            out.coefficients[i + 1] = narrow(static_cast<int>(sums >> 4 & 3) - static_cast<int>(sums >> 6 & 3));
        }
    }

    /// A part of algorithm 7: appends the numbers below q among those that three bytes encode in pairs. `size` is a
    /// multiple of three, `count` the coefficients that are there already. Returns their new number. Not constant-time.
    static std::size_t accept_uniform(polynomial& out, std::size_t count, const std::uint8_t* from, std::size_t size)
    {
        for (const auto* end = from + size; from != end && count < degree; from += 3) {
            const int first = from[0] | (from[1] & 0x0f) << 8, second = from[1] >> 4 | from[2] << 4;
            if (first < q)
                out.coefficients[count++] = narrow(first);
            if (second < q && count < degree)
                out.coefficients[count++] = narrow(second);
        }
        return count;
    }

    /// ByteEncode (algorithm 5) of Compress (section 4.2.1) with this number of bits, of canonical coefficients. With
    /// 12 bits nothing is compressed. Writes 32 * Bits bytes.
    template <unsigned Bits>
    static void encode(std::uint8_t* out, const polynomial& f)
    {
        std::uint32_t pending = 0;
        unsigned bits = 0;
        for (auto one : f.coefficients) {
            pending |= compressed<Bits>(one) << bits;
            for (bits += Bits; bits >= 8; bits -= 8, pending >>= 8)
                *out++ = static_cast<std::uint8_t>(pending);
        }
    }

    /// The reverse: algorithm 6 and Decompress. With 12 bits, coefficients may be as large as 4095; otherwise they are
    /// canonical.
    template <unsigned Bits>
    static void decode(polynomial& f, const std::uint8_t* from)
    {
        std::uint32_t pending = 0;
        unsigned bits = 0;
        for (auto& one : f.coefficients) {
            for (; bits < Bits; bits += 8)
                pending |= static_cast<std::uint32_t>(*from++) << bits;
            const auto number = pending & ((1U << Bits) - 1);
            pending >>= Bits;
            bits -= Bits;
            one = Bits == 12 ? narrow(static_cast<int>(number))
                             : narrow(static_cast<int>((number * q + (1U << (Bits - 1))) >> Bits));
        }
    }

    /// Whether all coefficients, from 0 to 4095, are below q.
    static bool is_canonical(const polynomial& f)
    {
        int above = 0;
        for (auto one : f.coefficients)
            above |= q - 1 - one;
        return above >= 0;
    }

private:
    static std::int16_t narrow(int value) { return static_cast<std::int16_t>(value); }

    /// Returns value / 2^16 mod q, of magnitude below |value| / 2^16 + q / 2, for magnitudes below 2^15 q.
    static std::int16_t montgomery_reduced(std::int32_t value)
    {
        const auto factor = narrow(static_cast<std::int16_t>(value) * q_inverse);
        return narrow((value - factor * q) >> 16);
    }

    static std::int16_t product(std::int16_t montgomery_form, std::int16_t value)
    {
        return montgomery_reduced(montgomery_form * value);
    }

    /// Returns a congruent number from 0 to q.
    static std::int16_t reduced(std::int16_t value) { return narrow(value - (value * barrett >> 26) * q); }

    static std::int16_t canonical(std::int16_t value)
    {
        const int rest = reduced(value) - q;
        return narrow(rest + (rest >> 15 & q));
    }

    template <unsigned Bits>
    static std::uint32_t compressed(std::int16_t value)
    {
        const auto number = static_cast<std::uint32_t>(value);
        if constexpr (Bits == 12)
            return number;
        // A division would take a time that depends on its operands. This product gives the same quotient for dividends
        // below 2^24: its error is below 2^24 / 2^44, and quotients are multiples of 1/q.
        constexpr std::uint64_t reciprocal = (std::uint64_t{1} << 44) / q + 1;
        const std::uint64_t quotient = (((number << Bits) + q / 2) * reciprocal) >> 44;
        return static_cast<std::uint32_t>(quotient) & ((1U << Bits) - 1);
    }
};

} // namespace tls::mlkem

#endif
