// ECDSA-Sig-Value, RFC 3279 section 2.2.3: SEQUENCE { r INTEGER, s INTEGER } in DER.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_ECDSA_SIGNATURE_VALUE_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_ECDSA_SIGNATURE_VALUE_HPP

#include <tls/bytes.hpp>

#include <optional>

namespace tls::cryptopp {

/// Both integers are positive, big-endian and without leading zeros. A decoded value borrows from its input.
struct ecdsa_signature_value {
    byte_view r;
    byte_view s;
};

/// Decodes strict DER. Rejects any other encoding, negative or zero integers, and trailing bytes. Zero is never part of
/// a valid signature.
std::optional<ecdsa_signature_value> decode_ecdsa_signature_value(byte_view);

/// r and s must fit the two-byte DER length form, as they do for every curve here.
bytes encode(const ecdsa_signature_value&);

} // namespace tls::cryptopp

#endif
