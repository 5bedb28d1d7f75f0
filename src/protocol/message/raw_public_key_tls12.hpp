// TLS 1.2 Certificate with a raw public key (RFC 7250, section 3).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_RAW_PUBLIC_KEY_TLS12_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_RAW_PUBLIC_KEY_TLS12_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

/// The form of the Certificate message for the type RawPublicKey, before TLS 1.3.
struct raw_public_key_tls12 {
    static constexpr handshake_type type = handshake_type::certificate;

    /// DER. The handshake checks whether it may be empty: RFC 7250 gives a client no other way to decline.
    bytes subject_public_key_info;

    static raw_public_key_tls12 decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const raw_public_key_tls12&) const = default;
};

} // namespace tls::message

#endif
