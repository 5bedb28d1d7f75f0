// Parts of the ServerKeyExchange messages (RFC 5246 and RFC 4346, sections 4.7 and 7.4.3; RFC 8422, section 5.4).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_KEY_EXCHANGE_PARAMS_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_KEY_EXCHANGE_PARAMS_HPP

#include "protocol/wire/code_points.hpp"
#include "protocol/wire/reader.hpp"

#include <tls/bytes.hpp>
#include <tls/version_descriptor.hpp>

#include <optional>

namespace tls::message {

/// ServerECDHParams of a named curve. Other curve types throw fatal{illegal_parameter, wrong_curve}.
struct server_ecdh_params {
    std::uint16_t named_curve = 0; ///< NamedCurve: a code point of supported_groups
    bytes point;                   ///< ECPoint, 1 to 255 bytes, not validated

    static server_ecdh_params read(wire::reader&);
    void encode(bytes& out) const;
    /// Returns the signed bytes. The structure has only one encoding, so they equal the received bytes.
    bytes encoded() const;
    bool operator==(const server_ecdh_params&) const = default;
};

/// ServerDHParams: big-endian numbers of 1 to 65535 bytes, not validated.
struct server_dh_params {
    bytes dh_p;  ///< the prime modulus
    bytes dh_g;  ///< the generator
    bytes dh_Ys; ///< the server's public value

    static server_dh_params read(wire::reader&);
    void encode(bytes& out) const;
    /// Returns the signed bytes. The structure has only one encoding, so they equal the received bytes.
    bytes encoded() const;
    bool operator==(const server_dh_params&) const = default;
};

/// ServerRSAParams of a temporary key (RFC 2246 section 7.4.3): big-endian numbers of 1 to 65535 bytes, not validated.
struct server_rsa_params {
    bytes rsa_modulus;
    bytes rsa_exponent;

    static server_rsa_params read(wire::reader&);
    void encode(bytes& out) const;
    /// Returns the signed bytes. The structure has only one encoding, so they equal the received bytes.
    bytes encoded() const;
    bool operator==(const server_rsa_params&) const = default;
};

/// A signature with its algorithm ("digitally-signed").
struct digitally_signed {
    std::optional<std::uint16_t> algorithm; ///< SignatureAndHashAlgorithm, or SignatureScheme; none before TLS 1.2
    bytes signature;                        ///< up to 65535 bytes

    static digitally_signed read(wire::reader&, signature_naming);
    void encode(bytes& out) const;
    bool operator==(const digitally_signed&) const = default;
};

/// Returns the input of the ServerKeyExchange signature: both 32-byte randoms and the encoded parameters.
bytes signed_params(byte_view client_random, byte_view server_random, byte_view encoded_params);

} // namespace tls::message

#endif
