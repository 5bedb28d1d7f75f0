// Signatures over certificates, CRLs, OCSP responses and requests.

#ifndef TLS_SRC_X509_KEYS_SIGNATURE_HPP
#define TLS_SRC_X509_KEYS_SIGNATURE_HPP

#include <tls/x509/verifier.hpp>

namespace tls::x509 {

/// A signed object, parsed from SEQUENCE { content, AlgorithmIdentifier, BIT STRING }. Non-owning.
struct signed_object {
    byte_view content;   ///< the signed part, DER
    byte_view algorithm; ///< AlgorithmIdentifier, DER
    byte_view signature;
};

/// Returns whether the parameters allow the algorithm: ok, unsupported_algorithm or weak_signature_hash.
verify_error check_signature_algorithm(byte_view algorithm, const verify_parameters&);

/// Returns whether `issuer`'s key made the signature: ok, signature_failure, unsupported_algorithm, weak_signature_hash
/// or ca_key_too_small. Costs one signature check if the algorithm is known. `verified_before`: the key is known to
/// have made the signature; only the rest is checked.
verify_error check_signature(const signed_object&, const certificate& issuer, const verify_parameters&,
                             bool verified_before = false);

} // namespace tls::x509

#endif
