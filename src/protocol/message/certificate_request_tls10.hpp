// CertificateRequest of TLS 1.0 and 1.1 (RFC 4346, section 7.4.4).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_REQUEST_TLS10_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_REQUEST_TLS10_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::message {

struct certificate_request_tls10 {
    static constexpr handshake_type type = handshake_type::certificate_request;

    std::vector<client_certificate_type> certificate_types; ///< not empty when received; values may be undefined
    std::vector<bytes> certificate_authorities;             ///< one non-empty DER DistinguishedName each; may be empty

    static certificate_request_tls10 decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate_request_tls10&) const = default;
};

} // namespace tls::message

#endif
