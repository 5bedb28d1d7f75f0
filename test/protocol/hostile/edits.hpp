// Changes to encoded handshake messages.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_EDITS_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_EDITS_HPP

#include "protocol/message/certificate.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"

#include <functional>
#include <stdexcept>

namespace tls::test {

/// Returns a message with this type and body, which need not match.
inline bytes raw_message(handshake_type type, byte_view body = {})
{
    bytes result;
    wire::writer writer(result);
    writer.u8(static_cast<std::uint8_t>(type));
    writer.vector24(body);
    return result;
}

inline bytes joined(bytes a, byte_view b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// Sets the header's length to the size of the body.
inline void fix_length(bytes& encoded)
{
    auto size = encoded.size() - message::header_size;
    for (std::size_t i = 0; i < 3; ++i)
        encoded[3 - i] = static_cast<std::uint8_t>(size >> 8 * i);
}

/// Returns an edit that decodes the message, applies `change`, and encodes it again.
template <class M>
std::function<void(bytes&)> edited(std::function<void(M&)> change)
{
    return [change = std::move(change)](bytes& encoded) {
        M m = message::decode_message<M>(encoded);
        change(m);
        encoded = message::encode_message<M>(m);
    };
}

/// Returns the offset of the extensions block, which ends most messages.
inline std::size_t extensions_offset(byte_view encoded)
{
    wire::reader reader(encoded);
    auto type = static_cast<handshake_type>(reader.u8());
    reader.u24();
    switch (type) {
    case handshake_type::client_hello:
        reader.take(34);
        reader.vector8();
        reader.vector16();
        reader.vector8();
        break;
    case handshake_type::server_hello:
        reader.take(34);
        reader.vector8();
        reader.take(3);
        break;
    case handshake_type::certificate_request:
        reader.vector8();
        break;
    case handshake_type::encrypted_extensions:
        break;
    default:
        throw std::logic_error("the message does not end with extensions");
    }
    return encoded.size() - reader.remaining();
}

/// Adds an extension after the existing ones, or before them.
inline void add_extension(bytes& encoded, std::uint16_t type, byte_view extension_data, bool in_front = false)
{
    bytes extension;
    wire::writer writer(extension);
    writer.u16(type);
    writer.vector16(extension_data);
    auto at = extensions_offset(encoded);
    if (at == encoded.size())
        encoded.insert(encoded.end(), {0, 0}); // a ServerHello without extensions has no block
    auto where = encoded.begin() + static_cast<std::ptrdiff_t>(in_front ? at + 2 : encoded.size());
    encoded.insert(where, extension.begin(), extension.end());
    auto size = encoded.size() - at - 2;
    encoded[at] = static_cast<std::uint8_t>(size >> 8);
    encoded[at + 1] = static_cast<std::uint8_t>(size);
    fix_length(encoded);
}

inline std::function<void(bytes&)> with_extension(extension_type type, bytes extension_data = {})
{
    return [type, extension_data = std::move(extension_data)](bytes& encoded) {
        add_extension(encoded, static_cast<std::uint16_t>(type), extension_data);
    };
}

/// An unassigned extension type.
inline constexpr auto unknown_extension = extension_type{0x7a7b};

inline std::function<void(bytes&)> with_more_body(bytes more)
{
    return [more = std::move(more)](bytes& encoded) {
        encoded.insert(encoded.end(), more.begin(), more.end());
        fix_length(encoded);
    };
}

/// Removes the last `n` bytes.
inline std::function<void(bytes&)> with_less_body(std::size_t n)
{
    return [n](bytes& encoded) {
        encoded.resize(encoded.size() - n);
        fix_length(encoded);
    };
}

/// Inserts another message before this one, or after it.
inline std::function<void(bytes&)> preceded_by(bytes other)
{
    return [other = std::move(other)](bytes& encoded) { encoded = joined(other, encoded); };
}
inline std::function<void(bytes&)> followed_by(bytes other)
{
    return [other = std::move(other)](bytes& encoded) { encoded = joined(encoded, other); };
}

inline std::function<void(bytes&)> dropped()
{
    return [](bytes& encoded) { encoded.clear(); };
}
inline std::function<void(bytes&)> replaced_by(bytes other)
{
    return [other = std::move(other)](bytes& encoded) { encoded = other; };
}

/// Flips these bits of the byte at `offset`. A negative offset counts from the end.
inline std::function<void(bytes&)> with_flipped(std::ptrdiff_t offset, std::uint8_t bits = 1)
{
    return [offset, bits](bytes& encoded) {
        auto at = offset < 0 ? encoded.size() - static_cast<std::size_t>(-offset) : static_cast<std::size_t>(offset);
        encoded.at(at) ^= bits;
    };
}

/// Reduces a Certificate message to its first entry, with only this extension.
inline std::function<void(bytes&)> with_entry_extension(extension_type type, bytes extension_data = {})
{
    return [type, extension_data = std::move(extension_data)](bytes& encoded) {
        auto m = message::decode_message<message::certificate>(encoded);
        bytes body;
        wire::writer writer(body);
        writer.vector8(m.certificate_request_context);
        auto list = writer.prefix24();
        writer.vector24(m.certificate_list.at(0).cert_data);
        auto extensions = writer.prefix16();
        writer.u16(static_cast<std::uint16_t>(type));
        writer.vector16(extension_data);
        extensions.close();
        list.close();
        encoded = raw_message(handshake_type::certificate, body);
    };
}

/// Returns the HelloRetryRequest that a server could send instead of this ServerHello.
inline bytes retry_instead_of(byte_view server_hello, std::uint16_t group)
{
    auto hello = message::decode_message<message::server_hello>(server_hello);
    message::hello_retry_request retry;
    retry.legacy_session_id_echo = hello.legacy_session_id_echo;
    retry.cipher_suite = hello.cipher_suite;
    retry.extensions.supported_versions = hello.extensions.supported_versions;
    retry.extensions.key_share = extension::key_share_hello_retry_request{group};
    return message::encode_message(retry);
}

} // namespace tls::test

#endif
