// ClientKeyExchange (RFC 5246, section 7.4.7; RFC 8422, section 5.7; RFC 4279; RFC 5489).
//
// The format depends on the cipher suite's key exchange. A flow that knows the format receives one of the message types
// below. Otherwise it receives client_key_exchange and decodes its body once the format is known.

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CLIENT_KEY_EXCHANGE_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CLIENT_KEY_EXCHANGE_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

/// The message in an unknown format: decode `body` as one of the types below.
struct client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes body;

    static client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const client_key_exchange&) const = default;
};

/// ECDHE_ECDSA and ECDHE_RSA (RFC 8422 section 5.7).
struct ecdhe_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes ecdh_Yc; ///< the client's ECPoint, 1 to 255 bytes, not validated

    static ecdhe_client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const ecdhe_client_key_exchange&) const = default;
};

/// DHE_RSA, DHE_DSS and DH_anon, and DH_RSA and DH_DSS of a client without a key in the server's group (RFC 5246
/// section 7.4.7.2).
struct dhe_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes dh_Yc; ///< the client's public value, big-endian, 1 to 65535 bytes, not validated

    static dhe_client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const dhe_client_key_exchange&) const = default;
};

/// RSA and RSA_EXPORT (RFC 5246 section 7.4.7.1).
struct rsa_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes encrypted_pre_master_secret; ///< the RSA ciphertext; of any size when received

    static rsa_client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const rsa_client_key_exchange&) const = default;
};

/// DH_RSA and DH_DSS of a client whose certificate has its public value (RFC 5246 section 7.4.7.2, "implicit").
struct implicit_dh_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    static implicit_dh_client_key_exchange decode(byte_view body);
    void encode(bytes&) const {}
    bool operator==(const implicit_dh_client_key_exchange&) const = default;
};

/// PSK (RFC 4279 section 2).
struct psk_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes psk_identity; ///< up to 65535 bytes

    static psk_client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const psk_client_key_exchange&) const = default;
};

/// DHE_PSK (RFC 4279 section 3).
struct dhe_psk_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes psk_identity; ///< up to 65535 bytes
    bytes dh_Yc;        ///< the client's public value, big-endian, 1 to 65535 bytes, not validated

    static dhe_psk_client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const dhe_psk_client_key_exchange&) const = default;
};

/// RSA_PSK (RFC 4279 section 4).
struct rsa_psk_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes psk_identity;                ///< up to 65535 bytes
    bytes encrypted_pre_master_secret; ///< the RSA ciphertext; of any size when received

    static rsa_psk_client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const rsa_psk_client_key_exchange&) const = default;
};

/// ECDHE_PSK (RFC 5489 section 2).
struct ecdhe_psk_client_key_exchange {
    static constexpr handshake_type type = handshake_type::client_key_exchange;

    bytes psk_identity; ///< up to 65535 bytes
    bytes ecdh_Yc;      ///< the client's ECPoint, 1 to 255 bytes, not validated

    static ecdhe_psk_client_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const ecdhe_psk_client_key_exchange&) const = default;
};

} // namespace tls::message

#endif
