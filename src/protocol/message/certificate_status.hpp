// CertificateStatus, TLS 1.2 OCSP stapling (RFC 6066, section 8).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_STATUS_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_STATUS_HPP

#include "protocol/extension/status_request.hpp"

namespace tls::message {

/// Same format as the TLS 1.3 certificate extension: `response` is a DER OCSPResponse.
struct certificate_status : extension::certificate_status {
    static constexpr handshake_type type = handshake_type::certificate_status;

    static certificate_status decode(byte_view body) { return {extension::certificate_status::decode(body)}; }
};

} // namespace tls::message

#endif
