// The max_fragment_length extension (RFC 6066, section 4).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_MAX_FRAGMENT_LENGTH_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_MAX_FRAGMENT_LENGTH_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <cstddef>

namespace tls::extension {

/// MaxFragmentLength, in a ClientHello, a TLS 1.2 ServerHello and EncryptedExtensions.
struct max_fragment_length {
    static constexpr extension_type type = extension_type::max_fragment_length;

    enum class code : std::uint8_t { two_to_the_9th = 1, two_to_the_10th, two_to_the_11th, two_to_the_12th };

    code value = code::two_to_the_12th;

    /// Returns the maximum plaintext size of a record in bytes.
    constexpr std::size_t size() const noexcept { return std::size_t{256} << static_cast<unsigned>(value); }

    /// Throws fatal{decode_error}, or fatal{illegal_parameter} for an undefined value.
    static max_fragment_length decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const max_fragment_length&) const = default;
};

} // namespace tls::extension

#endif
