// The supported_versions extension (RFC 8446, section 4.2.1).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SUPPORTED_VERSIONS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SUPPORTED_VERSIONS_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>
#include <tls/version.hpp>

#include <vector>

namespace tls::extension {

/// SupportedVersions in a ClientHello.
struct supported_versions {
    static constexpr extension_type type = extension_type::supported_versions;

    /// Most preferred first; not empty when received. Received values may be undefined in protocol_version; ignore
    /// those.
    std::vector<protocol_version> versions;

    static supported_versions decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const supported_versions&) const = default;
};

/// SupportedVersions in a ServerHello or HelloRetryRequest.
struct selected_version {
    static constexpr extension_type type = extension_type::supported_versions;

    protocol_version version = protocol_version::tls1_3; ///< any value when received

    static selected_version decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const selected_version&) const = default;
};

} // namespace tls::extension

#endif
