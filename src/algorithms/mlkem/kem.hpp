// ML-KEM over any implementation of the arithmetic: FIPS 203 sections 5 and 6.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_KEM_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_KEM_HPP

#include "algorithms/mlkem/form.hpp"
#include "algorithms/mlkem/sponge.hpp"
#include "algorithms/multiprecision/stack.hpp"

#include <tls/crypto/constant_time.hpp>

namespace tls::mlkem {

template <std::size_t K>
using vector = std::array<polynomial, K>;

/// Noise polynomials are sampled four at a time, so an array of them may have unused ones at its end.
template <std::size_t Count>
using noise = std::array<polynomial, (Count + 3) / 4 * 4>;

template <class Arithmetic, std::size_t K>
struct kem {
    using sizes = parameters<K>;

    static void generate(byte_view seed, byte_span key)
    {
        wiped<generation> work;
        work->run(seed, key);
        work.wipe();
        multiprecision::wipe_stack_below();
    }

    static bool encapsulate(byte_view encapsulation_key, byte_view message, byte_span ciphertext, byte_span secret)
    {
        wiped<encapsulation> work;
        const bool is_valid = work->run(encapsulation_key, message, ciphertext, secret);
        work.wipe();
        multiprecision::wipe_stack_below();
        return is_valid;
    }

    static void decapsulate(byte_view key, byte_view ciphertext, byte_span secret)
    {
        wiped<decapsulation> work;
        work->run(key, ciphertext, secret);
        work.wipe();
        multiprecision::wipe_stack_below();
    }

    static consteval functions all() { return {&generate, &encapsulate, &decapsulate}; }

private:
    using sponge = mlkem::sponge<Arithmetic>;
    using sampler = mlkem::sampler<Arithmetic>;

    /// A computation's numbers, which are wiped after it.
    template <class T>
    class wiped {
    public:
        // Not initialized: that would take longer than an encoding.
        wiped() {} // NOLINT(modernize-use-equals-default)
        T* operator->() { return &value_; }
        void wipe() { tls::wipe(&value_, sizeof value_); }

    private:
        union {
            T value_;
        };
    };

    /// Samples the matrix A, or its transpose, row by row.
    struct matrix {
        std::array<polynomial, K * K> elements;
        sampler samples;

        [[gnu::noinline]] void sample(byte_view rho, bool is_transposed)
        {
            std::array<std::uint16_t, K * K> suffixes{};
            for (std::size_t i = 0; i < K; ++i)
                for (std::size_t j = 0; j < K; ++j)
                    suffixes[is_transposed ? j * K + i : i * K + j] = static_cast<std::uint16_t>(j | i << 8);
            for (std::size_t done = 0; done + 4 <= suffixes.size(); done += 4)
                samples.uniform_four(&elements[done], rho, &suffixes[done]);
            static_assert(K * K % 4 <= 1);
            if constexpr (K * K % 4 == 1)
                samples.uniform(elements.back(), rho, suffixes.back());
        }
    };

    /// A vector of transforms to multiply by.
    struct multipliers {
        std::array<multiplier, K> elements;

        void prepare(const polynomial* from)
        {
            for (std::size_t i = 0; i < K; ++i)
                Arithmetic::prepare(elements[i], from[i]);
        }
    };

    /// K-PKE.KeyGen and ML-KEM.KeyGen_internal, algorithms 13 and 16.
    struct generation {
        matrix a;
        noise<2 * K> s_and_e;
        multipliers s_factors;
        std::array<std::uint8_t, 64> seeds; // rho and sigma

        [[gnu::noinline]] void run(byte_view seed, byte_span key)
        {
            constexpr std::array<std::uint8_t, 1> k{K};
            sponge::sha3_512({seed.first(half_seed_size), k}, seeds);
            const auto rho = byte_view(seeds).first(half_seed_size);
            constant_time::declassify_memory(rho.data(), rho.size()); // a part of the encapsulation key
            a.sample(rho, false);
            a.samples.noise(s_and_e.data(), s_and_e.size(), byte_view(seeds).last(half_seed_size));
            for (std::size_t i = 0; i < 2 * K; ++i)
                Arithmetic::transform(s_and_e[i]);
            s_factors.prepare(s_and_e.data());

            const auto encapsulation_key = key.subspan(sizes::encapsulation_key_offset, sizes::encapsulation_key_size);
            for (std::size_t i = 0; i < K; ++i) {
                Arithmetic::template encode<12>(&key[i * encoded_size], s_and_e[i]);
                auto& t = a.elements[i * K]; // no longer needed
                Arithmetic::multiply(t, &a.elements[i * K], s_factors.elements.data(), K);
                Arithmetic::add(t, s_and_e[K + i]);
                Arithmetic::template encode<12>(&encapsulation_key[i * encoded_size], t);
            }
            std::copy(rho.begin(), rho.end(), encapsulation_key.last(half_seed_size).begin());
            constant_time::declassify_memory(encapsulation_key.data(), encapsulation_key.size());
            const auto hash_and_z = key.last(2 * half_seed_size);
            sponge::sha3_256({encapsulation_key}, hash_and_z.first(half_seed_size));
            const auto z = seed.last(half_seed_size);
            std::copy(z.begin(), z.end(), hash_and_z.last(half_seed_size).begin());
        }
    };

    /// K-PKE.Encrypt, algorithm 14.
    struct encryption {
        matrix a;
        noise<2 * K + 1> y_and_e;
        vector<K> t;
        multipliers y_factors;
        polynomial message_part, out;

        /// Decodes the encapsulation key's vector. Returns whether it passes the modulus check of section 7.2.
        bool load(byte_view encapsulation_key)
        {
            bool is_valid = true;
            for (std::size_t i = 0; i < K; ++i) {
                Arithmetic::template decode<12>(t[i], &encapsulation_key[i * encoded_size]);
                is_valid &= Arithmetic::is_canonical(t[i]);
            }
            return is_valid;
        }

        /// `rho` is the last part of the loaded key; `r` is the randomness.
        void run(byte_view rho, byte_view message, byte_view r, byte_span ciphertext)
        {
            a.sample(rho, true);
            a.samples.noise(y_and_e.data(), y_and_e.size(), r);
            for (std::size_t i = 0; i < K; ++i)
                Arithmetic::transform(y_and_e[i]);
            y_factors.prepare(y_and_e.data());
            for (std::size_t i = 0; i < K; ++i) {
                Arithmetic::multiply(out, &a.elements[i * K], y_factors.elements.data(), K);
                Arithmetic::transform_back(out);
                Arithmetic::add(out, y_and_e[K + i]);
                Arithmetic::template encode<sizes::vector_bits>(&ciphertext[i * sizes::polynomial_size], out);
            }
            Arithmetic::multiply(out, t.data(), y_factors.elements.data(), K);
            Arithmetic::transform_back(out);
            Arithmetic::template decode<1>(message_part, message.data());
            Arithmetic::add(out, message_part);
            Arithmetic::add(out, y_and_e[2 * K]);
            Arithmetic::template encode<sizes::value_bits>(&ciphertext[K * sizes::polynomial_size], out);
        }
    };

    /// ML-KEM.Encaps_internal, algorithm 17.
    struct encapsulation {
        encryption pke;
        std::array<std::uint8_t, half_seed_size> key_hash;
        std::array<std::uint8_t, 64> secret_and_r;

        [[gnu::noinline]] bool run(byte_view key, byte_view message, byte_span ciphertext, byte_span secret)
        {
            if (!pke.load(key))
                return false;
            sponge::sha3_256({key}, key_hash);
            sponge::sha3_512({message, key_hash}, secret_and_r);
            pke.run(key.last(half_seed_size), message, byte_view(secret_and_r).last(half_seed_size), ciphertext);
            std::copy_n(secret_and_r.begin(), secret_size, secret.begin());
            return true;
        }
    };

    /// K-PKE.Decrypt and ML-KEM.Decaps_internal, algorithms 15 and 18.
    struct decapsulation {
        encryption pke;
        vector<K> s;
        std::array<std::uint8_t, half_seed_size> message;
        std::array<std::uint8_t, 64> secret_and_r;
        std::array<std::uint8_t, secret_size> rejection_secret;
        std::array<std::uint8_t, sizes::ciphertext_size> expected;

        [[gnu::noinline]] void run(byte_view key, byte_view ciphertext, byte_span secret)
        {
            decrypt(key, ciphertext);
            const auto encapsulation_key = key.subspan(sizes::encapsulation_key_offset, sizes::encapsulation_key_size);
            const auto hash_and_z = key.last(2 * half_seed_size);
            sponge::sha3_512({message, hash_and_z.first(half_seed_size)}, secret_and_r);
            sponge::shake256({hash_and_z.last(half_seed_size), ciphertext}, rejection_secret);
            pke.load(encapsulation_key);
            pke.run(encapsulation_key.last(half_seed_size), message, byte_view(secret_and_r).last(half_seed_size),
                    expected);
            std::uint8_t difference = 0;
            for (std::size_t i = 0; i < expected.size(); ++i)
                difference = static_cast<std::uint8_t>(difference | (expected[i] ^ ciphertext[i]));
            const auto is_equal = constant_time::is_zero(constant_time::hidden(difference));
            for (std::size_t i = 0; i < secret_size; ++i)
                secret[i] = constant_time::select(is_equal, secret_and_r[i], rejection_secret[i]);
        }

    private:
        void decrypt(byte_view key, byte_view ciphertext)
        {
            auto& u = pke.t; // not in use yet
            for (std::size_t i = 0; i < K; ++i) {
                Arithmetic::template decode<sizes::vector_bits>(u[i], &ciphertext[i * sizes::polynomial_size]);
                Arithmetic::transform(u[i]);
                Arithmetic::template decode<12>(s[i], &key[i * encoded_size]);
            }
            pke.y_factors.prepare(u.data());
            Arithmetic::multiply(pke.out, s.data(), pke.y_factors.elements.data(), K);
            Arithmetic::transform_back(pke.out);
            Arithmetic::template decode<sizes::value_bits>(pke.message_part, &ciphertext[K * sizes::polynomial_size]);
            Arithmetic::subtract_from(pke.out, pke.message_part);
            Arithmetic::template encode<1>(message.data(), pke.out);
        }
    };
};

/// Returns the form with this arithmetic.
template <class Arithmetic>
consteval form form_by() noexcept
{
    return {kem<Arithmetic, 3>::all(), kem<Arithmetic, 4>::all()};
}

} // namespace tls::mlkem

#endif
