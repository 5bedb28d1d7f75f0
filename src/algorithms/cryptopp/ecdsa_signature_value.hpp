// ECDSA-Sig-Value, RFC 3279 section 2.2.3: SEQUENCE { r INTEGER, s INTEGER } in DER.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_ECDSA_SIGNATURE_VALUE_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_ECDSA_SIGNATURE_VALUE_HPP

#include <tls/bytes.hpp>

#include <optional>

namespace tls::cryptopp {

/// Both integers positive, big-endian and without leading zeros. Borrows when it was decoded.
struct ecdsa_signature_value {
    byte_view r;
    byte_view s;
};

/// Strict DER: any other encoding of the same integers, a negative one or zero, and trailing bytes
/// are refused. Zero is no valid part of a signature.
std::optional<ecdsa_signature_value> decode_ecdsa_signature_value(byte_view);

/// r and s must be short enough for the two-byte length of DER, as those of every curve here are.
bytes encode(const ecdsa_signature_value&);

} // namespace tls::cryptopp

#endif
