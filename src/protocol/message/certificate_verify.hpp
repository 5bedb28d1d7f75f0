// CertificateVerify (RFC 8446, section 4.4.3).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_VERIFY_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_VERIFY_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

struct certificate_verify {
    static constexpr handshake_type type = handshake_type::certificate_verify;

    std::uint16_t algorithm = 0; ///< SignatureScheme
    bytes signature;

    static certificate_verify decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate_verify&) const = default;
};

} // namespace tls::message

#endif
