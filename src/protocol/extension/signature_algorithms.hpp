// The signature_algorithms and signature_algorithms_cert extensions (RFC 8446, section 4.2.3).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SIGNATURE_ALGORITHMS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SIGNATURE_ALGORITHMS_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <cstdint>
#include <vector>

namespace tls::extension {

/// SignatureSchemeList, in a ClientHello and a CertificateRequest: the schemes allowed in CertificateVerify, and in
/// certificates unless signature_algorithms_cert is present.
struct signature_algorithms {
    static constexpr extension_type type = extension_type::signature_algorithms;

    /// One SignatureScheme each, most preferred first; not empty when received.
    std::vector<std::uint16_t> supported_signature_algorithms;

    static signature_algorithms decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const signature_algorithms&) const = default;
};

/// SignatureSchemeList, in a ClientHello and a CertificateRequest: the schemes allowed in certificates.
struct signature_algorithms_cert {
    static constexpr extension_type type = extension_type::signature_algorithms_cert;

    /// One SignatureScheme each, most preferred first; not empty when received.
    std::vector<std::uint16_t> supported_signature_algorithms;

    static signature_algorithms_cert decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const signature_algorithms_cert&) const = default;
};

} // namespace tls::extension

#endif
