// A parsed OCSPResponse (RFC 6960 section 4.2.1).

#ifndef TLS_SRC_X509_REVOCATION_OCSP_RESPONSE_HPP
#define TLS_SRC_X509_REVOCATION_OCSP_RESPONSE_HPP

#include "x509/keys/signature.hpp"
#include "x509/revocation/ocsp_cert_id.hpp"

#include <tls/x509/ocsp.hpp>

#include <vector>

namespace tls::x509 {

/// The status of one certificate in a response. Non-owning.
struct single_response {
    ocsp_cert_id id;
    certificate_status status = certificate_status::unknown;
    revocation revoked; ///< set if it is revoked
    time_point this_update{};
    std::optional<time_point> next_update;
    std::string unknown_critical_extension; ///< dotted decimal; empty if there is none
};

/// BasicOCSPResponse. Non-owning.
struct basic_ocsp_response {
    signed_object signature;
    byte_view responder_name; ///< Name, DER; empty if the responder is named by its key
    byte_view responder_key;  ///< SHA-1 of its key
    time_point produced_at{};
    std::vector<single_response> responses;
    std::string unknown_critical_extension; ///< dotted decimal; empty if there is none
    std::vector<byte_view> certificates;    ///< DER
};

/// Returns the name of an unsuccessful OCSPResponseStatus, such as "tryLater"; empty if `status` is not one.
std::string_view ocsp_status_name(std::uint8_t status) noexcept;

/// OCSPResponse.
struct ocsp_response {
    std::uint8_t status = 0;   ///< OCSPResponseStatus: 0 is successful
    basic_ocsp_response basic; ///< set if successful
};

/// Parses an OCSPResponse. Throws der::error, also if it exceeds the bounds. The result refers to `der`.
ocsp_response read_ocsp_response(byte_view der);

} // namespace tls::x509

#endif
