// Finished (RFC 8446, section 4.4.4).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_FINISHED_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_FINISHED_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

struct finished {
    static constexpr handshake_type type = handshake_type::finished;

    bytes verify_data;

    /// The whole body is verify_data. The handshake must check its size, which depends on the hash. Compare in constant
    /// time.
    static finished decode(byte_view body);
    void encode(bytes& out) const;
};

} // namespace tls::message

#endif
