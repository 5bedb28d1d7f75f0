// Faster ECDSA verification over P-256, where no secrets are involved.

#ifndef TLS_SRC_ALGORITHMS_P256_ROWS_HPP
#define TLS_SRC_ALGORITHMS_P256_ROWS_HPP

#include <tls/crypto/signature_scheme.hpp>

namespace tls::p256 {

/// The secp256r1 implementation of signature_scheme::make_verifier; null on processors without 64-bit arithmetic.
using verifier_function = std::unique_ptr<verifier> (*)(const signature_scheme&, const public_key&);
verifier_function ecdsa_verification() noexcept;

} // namespace tls::p256

#endif
