// The pre_shared_key extension (RFC 8446, section 4.2.11).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_PRE_SHARED_KEY_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_PRE_SHARED_KEY_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <cstdint>
#include <vector>

namespace tls::extension {

/// PskIdentity.
struct psk_identity {
    bytes identity; ///< 1 to 65535 bytes
    std::uint32_t obfuscated_ticket_age = 0;
    bool operator==(const psk_identity&) const = default;
};

/// OfferedPsks in a ClientHello, where it is always the last extension.
struct offered_psks {
    static constexpr extension_type type = extension_type::pre_shared_key;

    std::vector<psk_identity> identities; ///< not empty when received
    std::vector<bytes> binders;           ///< PskBinderEntry, 32 to 255 bytes each; one per identity

    /// Throws fatal{decode_error}, or fatal{illegal_parameter} if the numbers of binders and identities differ.
    static offered_psks decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const offered_psks&) const = default;
};

/// Returns the size in bytes of the encoded binders with their length, which are the end of the extension and of the
/// ClientHello.
std::size_t binders_size(const offered_psks&) noexcept;
/// Appends the encoded binders with their length.
void encode_binders(bytes& out, const offered_psks&);

/// The response in a ServerHello.
struct selected_psk {
    static constexpr extension_type type = extension_type::pre_shared_key;

    std::uint16_t selected_identity = 0; ///< index into the offered identities

    static selected_psk decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const selected_psk&) const = default;
};

} // namespace tls::extension

#endif
