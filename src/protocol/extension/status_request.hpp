// The status_request extension, OCSP stapling (RFC 6066, section 8; RFC 8446, section 4.4.2.1).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_STATUS_REQUEST_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_STATUS_REQUEST_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::extension {

/// CertificateStatusType, RFC 6066 section 8.
enum class certificate_status_type : std::uint8_t { ocsp = 1 };

/// CertificateStatusRequest in a ClientHello.
struct status_request {
    static constexpr extension_type type = extension_type::status_request;

    certificate_status_type status_type = certificate_status_type::ocsp;
    std::vector<bytes> responder_id_list; ///< one DER ResponderID each
    bytes request_extensions;             ///< DER Extensions

    /// Decodes only the type if status_type is not ocsp, because the format of other requests is unknown.
    static status_request decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const status_request&) const = default;
};

/// The empty form in a CertificateRequest: the server wants an OCSP response with the client's certificate.
struct empty_status_request {
    static constexpr extension_type type = extension_type::status_request;

    static empty_status_request decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const empty_status_request&) const = default;
};

/// The empty form in a TLS 1.2 ServerHello: a CertificateStatus message may follow Certificate.
struct status_request_acknowledgement {
    static constexpr extension_type type = extension_type::status_request;

    static status_request_acknowledgement decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const status_request_acknowledgement&) const = default;
};

/// CertificateStatus, in a TLS 1.3 Certificate message entry, and as a TLS 1.2 message.
struct certificate_status {
    static constexpr extension_type type = extension_type::status_request;

    bytes response; ///< DER OCSPResponse, never empty when received

    static certificate_status decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const certificate_status&) const = default;
};

} // namespace tls::extension

#endif
