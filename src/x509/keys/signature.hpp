// Signatures over certificates, CRLs, OCSP responses and requests.

#ifndef TLS_SRC_X509_KEYS_SIGNATURE_HPP
#define TLS_SRC_X509_KEYS_SIGNATURE_HPP

#include <tls/x509/verifier.hpp>

namespace tls::x509 {

/// Something signed: SEQUENCE { what, AlgorithmIdentifier, BIT STRING }, as parsed. Borrows.
struct signed_object {
    byte_view content;   ///< what is signed, DER
    byte_view algorithm; ///< AlgorithmIdentifier, DER
    byte_view signature;
};

/// Whether the algorithm may be used under the parameters: ok, unsupported_algorithm or weak_signature_hash.
verify_error check_signature_algorithm(byte_view algorithm, const verify_parameters&);

/// Whether `issuer`'s key made the signature: ok, signature_failure, unsupported_algorithm,
/// weak_signature_hash or ca_key_too_small. One signature check, if the algorithm is known.
/// `verified_before`: that the key made the signature is known; the rest is checked.
verify_error check_signature(const signed_object&, const certificate& issuer, const verify_parameters&,
                             bool verified_before = false);

} // namespace tls::x509

#endif
