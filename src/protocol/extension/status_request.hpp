// The status_request extension, OCSP stapling (RFC 6066, section 8; RFC 8446, section 4.4.2.1).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_STATUS_REQUEST_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_STATUS_REQUEST_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::extension {

/// CertificateStatusType, RFC 6066 section 8.
enum class certificate_status_type : std::uint8_t { ocsp = 1 };

/// CertificateStatusRequest, as a ClientHello carries it.
struct status_request {
    static constexpr extension_type type = extension_type::status_request;

    certificate_status_type status_type = certificate_status_type::ocsp;
    std::vector<bytes> responder_id_list; ///< ResponderID (DER) each
    bytes request_extensions;             ///< Extensions (DER)

    /// The request of a status_type other than ocsp is not understood, and left out.
    static status_request decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const status_request&) const = default;
};

/// The empty form in a CertificateRequest: the server wants an OCSP response with the client's certificate.
struct status_request_wish {
    static constexpr extension_type type = extension_type::status_request;

    static status_request_wish decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const status_request_wish&) const = default;
};

/// The empty form in a ServerHello of TLS 1.2: a CertificateStatus message may follow Certificate.
struct status_request_acknowledgement {
    static constexpr extension_type type = extension_type::status_request;

    static status_request_acknowledgement decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const status_request_acknowledgement&) const = default;
};

/// CertificateStatus, as the entry of a Certificate message of TLS 1.3 carries it, and the message of TLS 1.2.
struct certificate_status {
    static constexpr extension_type type = extension_type::status_request;

    bytes response; ///< OCSPResponse (DER), never empty when received

    static certificate_status decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const certificate_status&) const = default;
};

} // namespace tls::extension

#endif
