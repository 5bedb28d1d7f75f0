// EndOfEarlyData (RFC 8446, section 4.5).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_END_OF_EARLY_DATA_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_END_OF_EARLY_DATA_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

/// An empty message.
struct end_of_early_data {
    static constexpr handshake_type type = handshake_type::end_of_early_data;

    static end_of_early_data decode(byte_view body);
    void encode(bytes&) const {}
    bool operator==(const end_of_early_data&) const = default;
};

} // namespace tls::message

#endif
