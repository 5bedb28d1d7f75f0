// The certificate_authorities extension (RFC 8446, section 4.2.4).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_CERTIFICATE_AUTHORITIES_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_CERTIFICATE_AUTHORITIES_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::extension {

/// CertificateAuthoritiesExtension, in a ClientHello and in a CertificateRequest.
struct certificate_authorities {
    static constexpr extension_type type = extension_type::certificate_authorities;

    std::vector<bytes> authorities; ///< one DER DistinguishedName each; not empty when received

    static certificate_authorities decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const certificate_authorities&) const = default;
};

} // namespace tls::extension

#endif
