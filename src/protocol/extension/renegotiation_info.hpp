// The renegotiation_info extension (RFC 5746, section 3.2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_RENEGOTIATION_INFO_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_RENEGOTIATION_INFO_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// RenegotiationInfo, in a ClientHello and a TLS 1.2 ServerHello.
struct renegotiation_info {
    static constexpr extension_type type = extension_type::renegotiation_info;

    /// Up to 255 bytes. Empty in an initial handshake. In a renegotiation, the verify_data of the previous Finished
    /// messages: a client sends only its own, a server sends the client's followed by its own. Compare in constant
    /// time.
    bytes renegotiated_connection;

    static renegotiation_info decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const renegotiation_info&) const = default;
};

} // namespace tls::extension

#endif
