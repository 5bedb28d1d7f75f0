// The Online Certificate Status Protocol (RFC 6960): requests, and responses that are asked for or stapled.

#ifndef TLS_X509_OCSP_HPP
#define TLS_X509_OCSP_HPP

#include <tls/x509/crl.hpp>
#include <tls/x509/verifier.hpp>

#include <optional>
#include <span>
#include <string>

namespace tls::x509 {

/// CertStatus (RFC 6960 section 4.2.1).
enum class certificate_status { good, revoked, unknown };

/// What an OCSP response is worth for one certificate.
struct ocsp_verdict {
    verify_error error = verify_error::ok; ///< ok: `status` is signed by the issuer or for it, and current
    std::string detail;                    ///< for people, if not ok
    certificate_status status = certificate_status::unknown;
    std::optional<revocation> revoked; ///< if so
    time_point this_update{};
    std::optional<time_point> next_update; ///< until when the response may be used
};

/// A DER OCSPRequest for one certificate, without nonce (RFC 5019 section 2.1), CertID with SHA-1 as every
/// responder knows it.
bytes make_ocsp_request(const certificate& subject, const certificate& issuer, const registry& = *registry::standard());

/// Judges a DER OCSPResponse for `subject`: the SingleResponse that is for it, the signature by `issuer` or by a
/// responder that `issuer` delegated (RFC 6960 section 4.2.2.2), and the times (`parameters.time`, with
/// `clock_skew` allowed). Never throws for a bad response.
ocsp_verdict check_ocsp_response(byte_view response, const certificate& subject, const certificate& issuer,
                                 const verify_parameters& parameters,
                                 std::chrono::seconds clock_skew = std::chrono::minutes(5));

/// What a new OCSP response says.
struct ocsp_response_template {
    certificate_status status = certificate_status::good;
    revocation revoked; ///< if it is
    time_point produced_at = std::chrono::system_clock::now();
    time_point this_update = std::chrono::system_clock::now() - std::chrono::hours(1);
    std::optional<time_point> next_update = std::chrono::system_clock::now() + std::chrono::hours(24 * 4);
    std::string signature_scheme; ///< name in the registry; empty: the best for the responder's key
};

/// A response about `subject`, signed by `responder`: the issuer, or a certificate that it delegated, which is then
/// sent along.
bytes issue_ocsp_response(const ocsp_response_template&, const certificate& subject, const certificate& issuer,
                          const certificate& responder, const private_key& responder_key,
                          random_source& = system_random(), const registry& = *registry::standard());

} // namespace tls::x509

#endif
