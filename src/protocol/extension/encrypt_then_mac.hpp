// The encrypt_then_mac extension (RFC 7366, section 2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_ENCRYPT_THEN_MAC_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_ENCRYPT_THEN_MAC_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// Empty, in a ClientHello and a TLS 1.2 ServerHello: the MAC of a CBC record covers the ciphertext.
struct encrypt_then_mac {
    static constexpr extension_type type = extension_type::encrypt_then_mac;

    static encrypt_then_mac decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const encrypt_then_mac&) const = default;
};

} // namespace tls::extension

#endif
