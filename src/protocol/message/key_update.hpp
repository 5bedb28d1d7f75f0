// KeyUpdate (RFC 8446, section 4.6.3).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_KEY_UPDATE_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_KEY_UPDATE_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

/// KeyUpdateRequest.
enum class key_update_request : std::uint8_t { update_not_requested = 0, update_requested = 1 };

struct key_update {
    static constexpr handshake_type type = handshake_type::key_update;

    key_update_request request_update = key_update_request::update_not_requested;

    /// Throws fatal{decode_error}, or fatal{illegal_parameter, invalid_key_update} for an undefined value.
    static key_update decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const key_update&) const = default;
};

} // namespace tls::message

#endif
