// The signed_certificate_timestamp extension (RFC 6962, section 3.3.1; RFC 8446, section 4.4.2.1).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SIGNED_CERTIFICATE_TIMESTAMP_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SIGNED_CERTIFICATE_TIMESTAMP_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// The empty form in a ClientHello and a CertificateRequest: the sender wants timestamps.
struct signed_certificate_timestamp_request {
    static constexpr extension_type type = extension_type::signed_certificate_timestamp;

    static signed_certificate_timestamp_request decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const signed_certificate_timestamp_request&) const = default;
};

/// SignedCertificateTimestampList in a Certificate message entry.
struct signed_certificate_timestamp_list {
    static constexpr extension_type type = extension_type::signed_certificate_timestamp;

    bytes list; ///< the whole SignedCertificateTimestampList, including its own length prefix

    /// Checks the format of the list, not its timestamps.
    static signed_certificate_timestamp_list decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const signed_certificate_timestamp_list&) const = default;
};

} // namespace tls::extension

#endif
