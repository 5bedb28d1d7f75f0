// Key derivation from passwords in PKCS#12: RFC 7292 appendix B.

#ifndef TLS_SRC_X509_KEYS_PKCS12_DERIVATION_HPP
#define TLS_SRC_X509_KEYS_PKCS12_DERIVATION_HPP

#include "x509/keys/password_encryption.hpp"

#include <tls/crypto/hash.hpp>

namespace tls::x509 {

/// The ID byte of RFC 7292 appendix B.3.
enum class pkcs12_purpose : std::uint8_t { key = 1, iv = 2, mac = 3 };

/// The input of a key derivation. Non-owning.
struct pkcs12_derivation {
    const hash_algorithm& hash;
    byte_view password; ///< password_forms::bmp; empty if there is no password at all
    byte_view salt;
    std::uint64_t iterations;

    /// Derives `size` bytes. Throws der::error if `iterations` is zero, and the errors of the budget.
    secure_bytes derive(pkcs12_purpose purpose, std::size_t size, derivation_budget& budget) const;
};

} // namespace tls::x509

#endif
