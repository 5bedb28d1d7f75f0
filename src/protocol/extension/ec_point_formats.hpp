// The ec_point_formats extension (RFC 8422, section 5.1.2). TLS 1.3 ignores it.

#ifndef TLS_SRC_PROTOCOL_EXTENSION_EC_POINT_FORMATS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_EC_POINT_FORMATS_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// ECPointFormatList.
struct ec_point_formats {
    static constexpr extension_type type = extension_type::ec_point_formats;

    bytes ec_point_format_list; ///< one ECPointFormat each; uncompressed is 0; not empty when received

    static ec_point_formats decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const ec_point_formats&) const = default;
};

} // namespace tls::extension

#endif
