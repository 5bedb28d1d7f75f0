// scrypt, by Crypto++.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_SCRYPT_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_SCRYPT_HPP

#include <tls/bytes.hpp>

namespace tls::cryptopp {

/// The cost parameters of scrypt, with the names of RFC 7914. It uses 128 * r * (N + p) bytes and 4 * N * r * p
/// computations of Salsa20/8.
struct scrypt_cost {
    std::uint64_t n; ///< a power of two greater than one
    std::uint64_t r; ///< block size
    std::uint64_t p; ///< parallelization
};

/// Fills `out` with scrypt (RFC 7914) of the password. Throws std::invalid_argument for a cost that the RFC does not
/// allow. The caller must limit the cost.
void scrypt(byte_view password, byte_view salt, const scrypt_cost& cost, byte_span out);

} // namespace tls::cryptopp

#endif
