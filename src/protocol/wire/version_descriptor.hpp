// What differs between protocol versions: one row a version.

#ifndef TLS_SRC_PROTOCOL_WIRE_VERSION_DESCRIPTOR_HPP
#define TLS_SRC_PROTOCOL_WIRE_VERSION_DESCRIPTOR_HPP

#include <tls/version.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tls {

/// Which flows run a version's handshake.
enum class handshake_family {
    before_tls13, ///< RFC 5246 section 7.3
    tls13         ///< RFC 8446 section 2
};

/// What flows, records and the engine ask of a version, instead of comparing it with others.
struct version_descriptor {
    protocol_version version;
    handshake_family family;
    /// Bytes of a record's plaintext beside content and padding, which record_size_limit counts: the content type (RFC
    /// 8449 section 4).
    std::size_t inner_content_type_size;
    /// An alert's level says whether it ends the connection (RFC 5246 section 7.2); else its description does (RFC 8446
    /// section 6).
    bool alert_levels_count;
    /// ChangeCipherSpec changes keys (RFC 5246 section 7.1); else it may come without a meaning (RFC 8446 section 5).
    bool change_cipher_spec_changes_keys;
    /// Keys change on a connection by KeyUpdate (RFC 8446 section 4.6.3).
    bool updates_keys;
    /// HelloRequest and ClientHello ask for another handshake (RFC 5246 section 7.4.1).
    bool renegotiates;
    /// The last byte of a server's random, behind "DOWNGRD", if it could do better (RFC 8446 section 4.1.3).
    std::optional<std::uint8_t> downgrade_mark;
};

/// The versions that are implemented, best first.
std::span<const version_descriptor> implemented_versions() noexcept;

/// Null for a version that is not implemented.
const version_descriptor* find_version(protocol_version) noexcept;
/// Throws std::out_of_range for a version that is not implemented.
const version_descriptor& describe(protocol_version);

/// Also of versions that are not implemented.
handshake_family family_of(protocol_version) noexcept;

} // namespace tls

#endif
