// Crypto++ signing and verification functions for the rows of signature schemes.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_SIGNATURES_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_SIGNATURES_HPP

#include <tls/crypto/signature_scheme.hpp>

namespace tls::cryptopp {

// Every function takes the key type and the hash from the row. All return null if the key has another type, is
// malformed or too small.

/// RFC 8017 sections 8.1 and 8.2. Moduli of 1024 to 16384 bits, odd public exponents of 2 to 64 bits.
std::unique_ptr<signer> make_rsa_signer(const signature_scheme&, const private_key&);
std::unique_ptr<verifier> make_rsa_verifier(const signature_scheme&, const public_key&);

/// FIPS 186-4 section 6 over the NIST curves, DER signatures.
std::unique_ptr<signer> make_ecdsa_signer(const signature_scheme&, const private_key&);
std::unique_ptr<verifier> make_ecdsa_verifier(const signature_scheme&, const public_key&);

/// FIPS 186-4 section 4, DER signatures: p of 1024 to 4096 bits, q of 160, 224 or 256 bits. The private key's `scalar`
/// is x.
std::unique_ptr<signer> make_dsa_signer(const signature_scheme&, const private_key&);
std::unique_ptr<verifier> make_dsa_verifier(const signature_scheme&, const public_key&);

/// RFC 8032 section 5.1.
std::unique_ptr<signer> make_ed25519_signer(const signature_scheme&, const private_key&);
std::unique_ptr<verifier> make_ed25519_verifier(const signature_scheme&, const public_key&);

extern const key_algorithm rsa_keys;
extern const key_algorithm rsa_pss_keys;
extern const key_algorithm secp256r1_keys;
extern const key_algorithm secp384r1_keys;
extern const key_algorithm secp521r1_keys;
extern const key_algorithm ed25519_keys;
extern const key_algorithm dsa_keys;

} // namespace tls::cryptopp

#endif
