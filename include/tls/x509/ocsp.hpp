// The Online Certificate Status Protocol (RFC 6960): requests, and responses that are asked for or stapled.

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

/// What an OCSP response is worth for one certificate.
struct ocsp_verdict {
    verify_error error = verify_error::ok; ///< ok: `status` is signed by the issuer or for it, and current
    std::string detail;                    ///< to follow "certificate of ...", if not ok
    certificate_status status = certificate_status::unknown;
    std::optional<revocation> revoked; ///< if so
    time_point this_update{};
    std::optional<time_point> next_update; ///< until when the response may be used
};

/// A DER OCSPRequest for one certificate, without nonce (RFC 5019 section 2.1), CertID with SHA-1 as every
/// responder knows it.
bytes make_ocsp_request(const certificate& subject, const certificate& issuer, const registry& = *registry::standard());

/// Judges a DER OCSPResponse for `subject`: the SingleResponse that is for it, the signature by `issuer` or by a
/// responder that `issuer` delegated (RFC 6960 section 4.2.2.2) and that no CRL of `parameters.crls` revokes, and the
/// times (`parameters.time`, with `clock_skew` allowed); a response without nextUpdate is taken for a day. Signatures
/// are judged by the rules for certificates' (min_rsa_bits, allow_sha1, ...). A nonce is not looked at, since none was
/// sent. The error, if any, is ocsp_verify_failed. Never throws for a bad response.
ocsp_verdict check_ocsp_response(byte_view response, const certificate& subject, const certificate& issuer,
                                 const verify_parameters& parameters,
                                 std::chrono::seconds clock_skew = std::chrono::minutes(5));

/// Whether a DER OCSPResponse speaks of the certificate: has a SingleResponse with its serial number and its
/// issuer's name. Not verified; false if it does not parse.
bool is_ocsp_response_for(byte_view response, const certificate& subject);

/// What a new OCSP response says.
struct ocsp_response_template {
    certificate_status status = certificate_status::good;
    revocation revoked; ///< if it is
    time_point produced_at = std::chrono::system_clock::now();
    time_point this_update = std::chrono::system_clock::now() - std::chrono::hours(1);
    std::optional<time_point> next_update = std::chrono::system_clock::now() + std::chrono::hours(24 * 4);
    std::string signature_scheme; ///< name in the registry; empty: the best for the responder's key

    /// Other certificates of the issuer that the response speaks of first, with the same times.
    struct other {
        certificate subject;
        certificate_status status = certificate_status::good;
    };
    std::vector<other> others;
    std::string cert_id_hash = "SHA-1";  ///< of the CertIDs: also "SHA-256", "SHA-384" or "SHA-512"
    bool responder_by_key = false;       ///< names the responder by its key, not by its subject
    std::vector<bytes> extra_extensions; ///< whole Extension elements in DER, of the response
};

/// A response about `subject`, signed by `responder`: the issuer, or a certificate that it delegated, which is then
/// sent along.
bytes issue_ocsp_response(const ocsp_response_template&, const certificate& subject, const certificate& issuer,
                          const certificate& responder, const private_key& responder_key,
                          random_source& = system_random(), const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
