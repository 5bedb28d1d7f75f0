// Ed25519 by our own arithmetic.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_ED25519_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_ED25519_HPP

#include <tls/crypto/signature_scheme.hpp>

namespace tls::curve25519 {

struct form;

/// RFC 8032 section 5.1, for a row of the registry.
struct ed25519_functions {
    std::unique_ptr<signer> (*make_signer)(const signature_scheme&, const private_key&) = nullptr;
    std::unique_ptr<verifier> (*make_verifier)(const signature_scheme&, const public_key&) = nullptr;
    const key_algorithm* keys = nullptr;
};

/// Returns null pointers on processors without instructions that make this faster than Crypto++.
ed25519_functions ed25519() noexcept;

/// Writes the public key, 32 bytes, of a seed of 32 bytes. In constant time.
void ed25519_public_key(const form&, byte_view seed, byte_span out);

/// Make signers and verifiers with the given form. The signer needs a seed and its public key of 32 bytes each. Signing
/// is constant-time. The verifier is null for a key that is not canonical: y is 2^255 - 19 or more, or x is zero and
/// negative. It accepts as section 5.1.7 says, without the factor 8: S is less than the order, and the encoding of S *
/// B - k * A is R. So it rejects every R that is not canonical. It accepts keys of small order, and rejects all
/// signatures of a key that is not on the curve.
std::unique_ptr<signer> make_ed25519_signer(const form&, byte_view seed, byte_view public_key);
std::unique_ptr<verifier> make_ed25519_verifier(const form&, byte_view public_key);

} // namespace tls::curve25519

#endif
