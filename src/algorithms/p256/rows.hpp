// P-256 by our own arithmetic.

#ifndef TLS_SRC_ALGORITHMS_P256_ROWS_HPP
#define TLS_SRC_ALGORITHMS_P256_ROWS_HPP

#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/signature_scheme.hpp>

#include <span>

namespace tls::p256 {

/// The secp256r1 implementation of signature_scheme::make_verifier, in variable time, as no secrets are involved; null
/// on processors without 64-bit arithmetic.
using verifier_function = std::unique_ptr<verifier> (*)(const signature_scheme&, const public_key&);
verifier_function ecdsa_verification() noexcept;

// These are constant-time. They are empty or null on CPUs without BMI2 and ADX, and if a self-test fails. The first
// call makes the tables.

/// secp256r1 (RFC 8422).
std::span<const key_exchange_group* const> groups();

/// The secp256r1 key type.
std::span<const key_algorithm* const> key_algorithms();

/// The secp256r1 implementation of signature_scheme::make_signer. The nonce is derived from randomness, the key and the
/// message together: it stays secret and never repeats even if the randomness fails.
using signer_function = std::unique_ptr<signer> (*)(const signature_scheme&, const private_key&);
signer_function ecdsa_signing();

} // namespace tls::p256

#endif
