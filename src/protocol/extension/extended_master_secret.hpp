// The extended_master_secret extension (RFC 7627, section 5.1).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_EXTENDED_MASTER_SECRET_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_EXTENDED_MASTER_SECRET_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// Empty, in a ClientHello and a TLS 1.2 ServerHello: the master secret depends on the whole handshake.
struct extended_master_secret {
    static constexpr extension_type type = extension_type::extended_master_secret;

    static extended_master_secret decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const extended_master_secret&) const = default;
};

} // namespace tls::extension

#endif
