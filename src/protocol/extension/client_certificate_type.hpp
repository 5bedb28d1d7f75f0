// The client_certificate_type extension (RFC 7250, section 3).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_CLIENT_CERTIFICATE_TYPE_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_CLIENT_CERTIFICATE_TYPE_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>
#include <tls/certificate_type.hpp>

#include <cstdint>
#include <vector>

namespace tls::extension {

/// client_certificate_types, in a ClientHello: the types that the client can present.
struct client_certificate_types {
    static constexpr extension_type type = extension_type::client_certificate_type;

    /// One certificate_type each, most preferred first; unknown ones included. Not empty when received, and not X.509
    /// alone.
    std::vector<std::uint8_t> types;

    /// Throws fatal{decode_error}, or fatal{illegal_parameter} for a list of X.509 alone (RFC 7250 section 4.1).
    static client_certificate_types decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const client_certificate_types&) const = default;
};

/// client_certificate_type, in EncryptedExtensions and a TLS 1.2 ServerHello: the server's choice.
struct selected_client_certificate_type {
    static constexpr extension_type type = extension_type::client_certificate_type;

    certificate_type selected = certificate_type::x509; ///< any value when received

    static selected_client_certificate_type decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const selected_client_certificate_type&) const = default;
};

} // namespace tls::extension

#endif
