// TLS 1.2 CertificateRequest (RFC 5246, section 7.4.4).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_REQUEST_TLS12_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_REQUEST_TLS12_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::message {

struct certificate_request_tls12 {
    static constexpr handshake_type type = handshake_type::certificate_request;

    std::vector<client_certificate_type> certificate_types;    ///< not empty when received; values may be undefined
    std::vector<std::uint16_t> supported_signature_algorithms; ///< one SignatureAndHashAlgorithm each; not empty when
                                                               ///< received
    std::vector<bytes> certificate_authorities;                ///< one non-empty DER DistinguishedName each; may be
                                                               ///< empty

    static certificate_request_tls12 decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate_request_tls12&) const = default;
};

} // namespace tls::message

#endif
