// Encodings that several extensions share.

#ifndef TLS_SRC_PROTOCOL_EXTENSION_LISTS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_LISTS_HPP

#include <tls/bytes.hpp>

#include <cstdint>
#include <vector>

namespace tls::extension {

/// Decode and encode an extension that consists of "uint16 list<2..2^16-2>": NamedGroupList, SignatureSchemeList.
std::vector<std::uint16_t> decode_code_point_list(byte_view extension_data);
void encode_code_point_list(bytes& out, const std::vector<std::uint16_t>& list);

/// Checks that an extension is empty. Throws fatal{decode_error} if it is not.
void decode_empty(byte_view extension_data);

} // namespace tls::extension

#endif
