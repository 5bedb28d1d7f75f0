// A handshake message with its header (RFC 8446, section 4).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_HANDSHAKE_MESSAGE_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_HANDSHAKE_MESSAGE_HPP

#include "protocol/wire/code_points.hpp"
#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <tls/bytes.hpp>

#include <utility>

namespace tls::message {

/// Header size in bytes: msg_type and a 3-byte length.
inline constexpr std::size_t header_size = 4;

/// Returns the message as sent and as added to the transcript: header and body.
template <class M>
bytes encode_message(const M& message)
{
    constexpr std::size_t ample = 512; // enough for everything except long certificate chains
    bytes out;
    out.reserve(ample);
    wire::writer writer(out);
    writer.u8(static_cast<std::uint8_t>(M::type));
    auto body = writer.prefix24();
    message.encode(out);
    body.close();
    return out;
}

/// A received message, with the exact bytes that go into the transcript.
template <class M>
struct received : M {
    bytes encoded; ///< header included
};

/// Decodes a whole message, header included, and keeps it. A msg_type other than M's throws fatal{unexpected_message};
/// a length that differs from the body's size throws fatal{decode_error}.
template <class M>
received<M> decode_message(bytes encoded)
{
    wire::reader reader(encoded);
    if (reader.u8() != static_cast<std::uint8_t>(M::type))
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message);
    auto body = reader.vector24();
    reader.expect_end();
    auto message = M::decode(body);
    return {std::move(message), std::move(encoded)};
}

/// The same with a copy of the message.
template <class M>
received<M> decode_message(byte_view encoded)
{
    return decode_message<M>(to_bytes(encoded));
}

} // namespace tls::message

#endif
