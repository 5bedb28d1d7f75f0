// ECDSA over P-256, faster where no secret is involved.

#ifndef TLS_SRC_ALGORITHMS_P256_ROWS_HPP
#define TLS_SRC_ALGORITHMS_P256_ROWS_HPP

#include <tls/crypto/signature_scheme.hpp>

namespace tls::p256 {

/// What signature_scheme::make_verifier is for secp256r1; null on processors without 64-bit arithmetic.
using verifier_function = std::unique_ptr<verifier> (*)(const signature_scheme&, const public_key&);
verifier_function ecdsa_verification() noexcept;

} // namespace tls::p256

#endif
