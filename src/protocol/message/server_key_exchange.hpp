// ServerKeyExchange (RFC 5246, section 7.4.3; RFC 8422, section 5.4; RFC 4279; RFC 5489).
//
// The format depends on the cipher suite's key exchange. A flow that knows the format receives one of the message types
// below. Otherwise it receives server_key_exchange and decodes its body once the format is known.

#ifndef TLS_SRC_PROTOCOL_MESSAGE_SERVER_KEY_EXCHANGE_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_SERVER_KEY_EXCHANGE_HPP

#include "protocol/message/key_exchange_params.hpp"

namespace tls::message {

/// The message in an unknown format: decode `body` as one of the types below.
struct server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    bytes body;

    static server_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const server_key_exchange&) const = default;
};

/// ECDHE_ECDSA and ECDHE_RSA.
struct ecdhe_server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    server_ecdh_params params;
    digitally_signed signed_params; ///< covers message::signed_params of the randoms and `params`

    static ecdhe_server_key_exchange decode(byte_view body, signature_naming = signature_naming::by_hash);
    void encode(bytes& out) const;
    bool operator==(const ecdhe_server_key_exchange&) const = default;
};

/// DHE_RSA and DHE_DSS.
struct dhe_server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    server_dh_params params;
    digitally_signed signed_params; ///< covers message::signed_params of the randoms and `params`

    static dhe_server_key_exchange decode(byte_view body, signature_naming = signature_naming::by_hash);
    void encode(bytes& out) const;
    bool operator==(const dhe_server_key_exchange&) const = default;
};

/// DH_anon (RFC 5246 section 7.4.3): nobody signs the parameters.
struct dh_anon_server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    server_dh_params params;

    static dh_anon_server_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const dh_anon_server_key_exchange&) const = default;
};

/// RSA_EXPORT (RFC 2246 section 7.4.3): a temporary RSA key.
struct rsa_export_server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    server_rsa_params params;
    digitally_signed signed_params; ///< covers message::signed_params of the randoms and `params`

    static rsa_export_server_key_exchange decode(byte_view body, signature_naming = signature_naming::by_key);
    void encode(bytes& out) const;
    bool operator==(const rsa_export_server_key_exchange&) const = default;
};

/// PSK and RSA_PSK. Servers without a hint omit the message (RFC 4279 sections 2 and 4).
struct psk_server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    bytes psk_identity_hint; ///< up to 65535 bytes

    static psk_server_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const psk_server_key_exchange&) const = default;
};

/// DHE_PSK (RFC 4279 section 3).
struct dhe_psk_server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    bytes psk_identity_hint; ///< up to 65535 bytes; empty if there is no hint
    server_dh_params params;

    static dhe_psk_server_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const dhe_psk_server_key_exchange&) const = default;
};

/// ECDHE_PSK (RFC 5489 section 2).
struct ecdhe_psk_server_key_exchange {
    static constexpr handshake_type type = handshake_type::server_key_exchange;

    bytes psk_identity_hint; ///< up to 65535 bytes; empty if there is no hint
    server_ecdh_params params;

    static ecdhe_psk_server_key_exchange decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const ecdhe_psk_server_key_exchange&) const = default;
};

} // namespace tls::message

#endif
