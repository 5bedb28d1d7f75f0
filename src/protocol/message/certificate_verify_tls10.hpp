// CertificateVerify of TLS 1.0 and 1.1 (RFC 4346, section 7.4.8).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_VERIFY_TLS10_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_VERIFY_TLS10_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

struct certificate_verify_tls10 {
    static constexpr handshake_type type = handshake_type::certificate_verify;

    bytes signature; ///< up to 65535 bytes; the type of the client's key determines its algorithm

    static certificate_verify_tls10 decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate_verify_tls10&) const = default;
};

} // namespace tls::message

#endif
