// The application_layer_protocol_negotiation extension, ALPN (RFC 7301).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_APPLICATION_LAYER_PROTOCOL_NEGOTIATION_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_APPLICATION_LAYER_PROTOCOL_NEGOTIATION_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <string>
#include <vector>

namespace tls::extension {

/// ProtocolNameList in a ClientHello.
struct application_layer_protocol_negotiation {
    static constexpr extension_type type = extension_type::application_layer_protocol_negotiation;

    /// Protocol names of 1 to 255 bytes (any values), most preferred first; not empty when received.
    std::vector<std::string> protocol_name_list;

    static application_layer_protocol_negotiation decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const application_layer_protocol_negotiation&) const = default;
};

/// The response in EncryptedExtensions: a ProtocolNameList of exactly one name.
struct selected_application_protocol {
    static constexpr extension_type type = extension_type::application_layer_protocol_negotiation;

    std::string protocol_name; ///< 1 to 255 bytes of any value

    /// Throws fatal{decode_error}, or fatal{illegal_parameter} for more than one name.
    static selected_application_protocol decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const selected_application_protocol&) const = default;
};

} // namespace tls::extension

#endif
