// The parameter sets of ML-KEM (FIPS 203 section 8) that TLS uses.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_PARAMETERS_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_PARAMETERS_HPP

#include <cstddef>

namespace tls::mlkem {

inline constexpr std::size_t degree = 256;                   ///< n: coefficients of a polynomial
inline constexpr std::size_t encoded_size = degree * 12 / 8; ///< bytes of a polynomial that is not compressed
inline constexpr std::size_t half_seed_size = 32;            ///< d, z, m, rho, sigma and r
inline constexpr std::size_t seed_size = 2 * half_seed_size; ///< d and z, which a key is generated from
inline constexpr std::size_t secret_size = 32;               ///< shared secrets
inline constexpr std::size_t keccak_lanes = 25;              ///< 64-bit words of a Keccak state (FIPS 202)

/// ML-KEM with K by K matrices: 3 for ML-KEM-768, 4 for ML-KEM-1024. Sizes in bytes.
template <std::size_t K>
struct parameters {
    static_assert(K == 3 || K == 4, "ML-KEM-512 has noise of another distribution");

    static constexpr unsigned vector_bits = K == 3 ? 10 : 11; ///< d_u: bits of a compressed coefficient of u
    static constexpr unsigned value_bits = K == 3 ? 4 : 5;    ///< d_v: bits of a compressed coefficient of v

    static constexpr std::size_t encapsulation_key_size = K * encoded_size + half_seed_size;
    static constexpr std::size_t encapsulation_key_offset = K * encoded_size; ///< in the decapsulation key
    /// The vector s, the encapsulation key, its hash, and z.
    static constexpr std::size_t decapsulation_key_size =
        K * encoded_size + encapsulation_key_size + 2 * half_seed_size;
    static constexpr std::size_t polynomial_size = degree * vector_bits / 8; ///< of a compressed polynomial of u
    static constexpr std::size_t ciphertext_size = K * polynomial_size + degree * value_bits / 8;
};

} // namespace tls::mlkem

#endif
