// The signed_certificate_timestamp extension (RFC 6962, section 3.3.1; RFC 8446, section 4.4.2.1).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SIGNED_CERTIFICATE_TIMESTAMP_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SIGNED_CERTIFICATE_TIMESTAMP_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// The empty form in a ClientHello and in a CertificateRequest: timestamps are wanted.
struct signed_certificate_timestamp_request {
    static constexpr extension_type type = extension_type::signed_certificate_timestamp;

    static signed_certificate_timestamp_request decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const signed_certificate_timestamp_request&) const = default;
};

/// SignedCertificateTimestampList, as the entry of a Certificate message carries it.
struct signed_certificate_timestamp_list {
    static constexpr extension_type type = extension_type::signed_certificate_timestamp;

    bytes list; ///< the whole SignedCertificateTimestampList, its own length prefix included

    /// Checks the form of the list, not the timestamps in it.
    static signed_certificate_timestamp_list decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const signed_certificate_timestamp_list&) const = default;
};

} // namespace tls::extension

#endif
