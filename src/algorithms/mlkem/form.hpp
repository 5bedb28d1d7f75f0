// The implementations of ML-KEM for different processors.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_FORM_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_FORM_HPP

#include "algorithms/mlkem/parameters.hpp"

#include <tls/bytes.hpp>

namespace tls::mlkem {

/// One parameter set. All sizes of arguments are fixed: see parameters. Seeds and messages come from a random number
/// generator. In constant time, except that the matrix is sampled from the public seed rho in variable time.
struct functions {
    /// FIPS 203 algorithm 16: makes a decapsulation key from the seeds d and z. It contains the encapsulation key.
    void (*generate)(byte_view seed, byte_span decapsulation_key);
    /// Algorithm 17, after the modulus check of section 7.2. Returns false if the key fails the check.
    bool (*encapsulate)(byte_view encapsulation_key, byte_view message, byte_span ciphertext, byte_span secret);
    /// Algorithm 18. The key is one from generate(), so it needs no check. With a ciphertext that was not made for the
    /// key the secret is a pseudorandom one (implicit rejection).
    void (*decapsulate)(byte_view decapsulation_key, byte_view ciphertext, byte_span secret);
};

/// Both parameter sets by one implementation.
struct form {
    functions ml_kem_768, ml_kem_1024;

    template <std::size_t K>
    constexpr const functions& of() const noexcept
    {
        static_assert(K == 3 || K == 4);
        return K == 3 ? ml_kem_768 : ml_kem_1024;
    }
};

const form& portable_form() noexcept;

/// Returns the forms for CPUs with AVX2, and with AVX-512 in addition; null for other CPUs.
const form* avx2_form() noexcept;
const form* avx512_form() noexcept;

/// Whether the form computes known answers.
bool is_working(const form&);

/// Returns the fastest form that the CPU supports and that works.
const form& best_form();

} // namespace tls::mlkem

#endif
