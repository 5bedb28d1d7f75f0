// The supported_groups extension (RFC 8446, section 4.2.7).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SUPPORTED_GROUPS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SUPPORTED_GROUPS_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <cstdint>
#include <vector>

namespace tls::extension {

/// NamedGroupList, in a ClientHello and in EncryptedExtensions.
struct supported_groups {
    static constexpr extension_type type = extension_type::supported_groups;

    std::vector<std::uint16_t> named_group_list; ///< one NamedGroup each, most preferred first; not empty when received

    static supported_groups decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const supported_groups&) const = default;
};

} // namespace tls::extension

#endif
