// OCSP, the Online Certificate Status Protocol (RFC 6960): requests and responses, stapled ones included.

#ifndef TLS_X509_OCSP_HPP
#define TLS_X509_OCSP_HPP

#include <tls/x509/crl.hpp>
#include <tls/x509/verifier.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// CertStatus (RFC 6960 section 4.2.1).
enum class certificate_status { good, revoked, unknown };

/// The verdict on an OCSP response for one certificate.
struct ocsp_verdict {
    verify_error error = verify_error::ok; ///< ok: `status` is current, and signed by the issuer or its delegate
    std::string detail;                    ///< if not ok: text to follow "certificate of ..."
    certificate_status status = certificate_status::unknown;
    std::optional<revocation> revoked; ///< set if `status` is revoked
    time_point this_update{};
    std::optional<time_point> next_update; ///< the response must not be used after this time
};

/// Makes a DER OCSPRequest for one certificate, without a nonce (RFC 5019 section 2.1). The CertID uses SHA-1, which
/// every responder supports.
bytes make_ocsp_request(const certificate& subject, const certificate& issuer, const registry& = *registry::standard());

/// Verifies a DER OCSPResponse for `subject`. Never throws for a bad response; the error is then ocsp_verify_failed.
///
/// - The response must have a SingleResponse for `subject`.
/// - It must be signed by `issuer`, or by a responder that `issuer` delegated (RFC 6960 section 4.2.2.2) and that no
///   CRL of `parameters.crls` revokes. The rules for certificate signatures apply (min_rsa_bits, allow_sha1, ...).
/// - It must be current at `parameters.time`, give or take `clock_skew`. If it has no nextUpdate, it is accepted for a
///   day.
/// - A nonce is ignored, because requests have none.
ocsp_verdict check_ocsp_response(byte_view response, const certificate& subject, const certificate& issuer,
                                 const verify_parameters& parameters,
                                 std::chrono::seconds clock_skew = std::chrono::minutes(5));

/// Returns whether a DER OCSPResponse has a SingleResponse with the certificate's serial number and issuer name. Does
/// not verify the response. False if it does not parse.
bool is_ocsp_response_for(byte_view response, const certificate& subject);

/// The content of a new OCSP response.
struct ocsp_response_template {
    certificate_status status = certificate_status::good;
    revocation revoked; ///< used if `status` is revoked
    time_point produced_at = std::chrono::system_clock::now();
    time_point this_update = std::chrono::system_clock::now() - std::chrono::hours(1);
    std::optional<time_point> next_update = std::chrono::system_clock::now() + std::chrono::hours(24 * 4);
    std::string signature_scheme; ///< name in the registry; empty: the best one for the responder's key

    /// Another certificate of the issuer.
    struct other {
        certificate subject;
        certificate_status status = certificate_status::good;
    };
    std::vector<other> others;           ///< come first in the response, with the same times
    std::string cert_id_hash = "SHA-1";  ///< hash in the CertIDs; also "SHA-256", "SHA-384" or "SHA-512"
    bool responder_by_key = false;       ///< identifies the responder by its key instead of its subject
    std::vector<bytes> extra_extensions; ///< complete DER Extension elements for the response
};

/// Issues a response about `subject`, signed by `responder`: the issuer itself, or a certificate that it delegated. The
/// response includes a delegated certificate.
bytes issue_ocsp_response(const ocsp_response_template&, const certificate& subject, const certificate& issuer,
                          const certificate& responder, const private_key& responder_key,
                          random_source& = system_random(), const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
