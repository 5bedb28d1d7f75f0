// A handshake message with its header (RFC 8446, section 4).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_HANDSHAKE_MESSAGE_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_HANDSHAKE_MESSAGE_HPP

#include "protocol/wire/code_points.hpp"
#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

/// Bytes of the header: msg_type and a length of three bytes.
inline constexpr std::size_t header_size = 4;

/// The message as it goes on the wire and into the transcript: header and body.
template <class M>
bytes encode_message(const M& message)
{
    constexpr std::size_t ample = 512; // for all but long chains
    bytes out;
    out.reserve(ample);
    wire::writer writer(out);
    writer.u8(static_cast<std::uint8_t>(M::type));
    auto body = writer.prefix24();
    message.encode(out);
    body.close();
    return out;
}

/// A message that was received, with the exact bytes that go into the transcript.
template <class M>
struct received : M {
    bytes encoded; ///< header included
};

/// Decodes a whole message, header included, of which msg_type is known to be M's: another one is
/// fatal{unexpected_message}; a length that is not that of the body, fatal{decode_error}.
template <class M>
received<M> decode_message(byte_view encoded)
{
    wire::reader reader(encoded);
    if (reader.u8() != static_cast<std::uint8_t>(M::type))
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message);
    auto body = reader.vector24();
    reader.expect_end();
    return {M::decode(body), to_bytes(encoded)};
}

} // namespace tls::message

#endif
