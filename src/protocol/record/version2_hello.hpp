// The version 2 ClientHello: the only message of SSL 2.0 that a TLS server may understand, because it can offer TLS
// (RFC 2246 appendix E.1). It comes without a TLS record, behind a length of two bytes.

#ifndef TLS_SRC_PROTOCOL_RECORD_VERSION2_HELLO_HPP
#define TLS_SRC_PROTOCOL_RECORD_VERSION2_HELLO_HPP

#include <tls/bytes.hpp>

#include <optional>

namespace tls {

/// The size in bytes of the length in front of the message.
inline constexpr std::size_t version2_length_size = 2;
/// The limit for the message: room for more than a thousand cipher specs.
inline constexpr std::size_t max_version2_hello_size = 4096;

/// Returns whether the bytes begin a version 2 ClientHello, as far as they have arrived. No TLS record begins so.
bool may_be_version2_hello(byte_view data) noexcept;

/// Returns whether the bytes begin a version 2 ClientHello that offers no TLS version, of an allowed size.
bool is_ssl2_hello(byte_view data) noexcept;

/// Returns the message without its length; empty if it has not arrived whole. Requires may_be_version2_hello(). Throws
/// fatal{record_overflow} if it exceeds the limit.
std::optional<byte_view> read_version2_hello(byte_view data);

} // namespace tls

#endif
