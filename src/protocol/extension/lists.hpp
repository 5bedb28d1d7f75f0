// Encodings that several extensions share.

#ifndef TLS_SRC_PROTOCOL_EXTENSION_LISTS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_LISTS_HPP

#include <tls/bytes.hpp>
#include <tls/certificate_type.hpp>

#include <cstdint>
#include <vector>

namespace tls::extension {

/// Decode and encode an extension that consists of "uint16 list<2..2^16-2>": NamedGroupList, SignatureSchemeList.
std::vector<std::uint16_t> decode_code_point_list(byte_view extension_data);
void encode_code_point_list(bytes& out, const std::vector<std::uint16_t>& list);

/// Decode and encode the lists of client_certificate_type and server_certificate_type (RFC 7250 section 3). Throws
/// fatal{illegal_parameter} for a list of X.509 alone: the client MUST omit the extension then (section 4.1).
std::vector<std::uint8_t> decode_certificate_types(byte_view extension_data);
void encode_certificate_types(bytes& out, const std::vector<std::uint8_t>& types);
/// Decodes the server's choice.
certificate_type decode_certificate_type(byte_view extension_data);

/// Checks that an extension is empty. Throws fatal{decode_error} if it is not.
void decode_empty(byte_view extension_data);

} // namespace tls::extension

#endif
