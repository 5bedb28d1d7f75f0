// Temporary RSA keys of 512 bits, for the export suites of TLS 1.0 (RFC 2246 section 7.4.3). They are apart from all
// other RSA keys, whose functions refuse this size.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_EXPORT_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_EXPORT_HPP

#include <tls/crypto/signature_scheme.hpp>

#include <memory>
#include <optional>

namespace tls::cryptopp {

/// Generates a key of 512 bits.
private_key generate_export_key(random_source&);

/// Encrypts a premaster secret with RSAES-PKCS1-v1_5. Empty unless the modulus has 505 to 512 bits and is odd, and the
/// exponent is odd, at least 3 and at most 64 bits long.
std::optional<bytes> encrypt_with_export_key(const public_key&, byte_view premaster_secret, random_source&);

/// Returns the decrypter of a key made by generate_export_key(). Blinded, but not in constant time.
std::unique_ptr<decrypter> make_export_decrypter(const private_key&);

} // namespace tls::cryptopp

#endif
