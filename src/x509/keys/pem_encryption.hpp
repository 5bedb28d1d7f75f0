// PEM blocks encrypted by their headers, as OpenSSL's traditional keys are: Proc-Type and DEK-Info of RFC 1421 section
// 4.6, with OpenSSL's ciphers and key derivation.

#ifndef TLS_SRC_X509_KEYS_PEM_ENCRYPTION_HPP
#define TLS_SRC_X509_KEYS_PEM_ENCRYPTION_HPP

#include "x509/keys/password_encryption.hpp"

#include <tls/x509/pem.hpp>

namespace tls::x509 {

/// Returns whether the headers mark the content as encrypted.
bool is_encrypted(const pem_block& block);

/// Returns the decrypted content without padding. Throws der::error if a header is malformed or the content's size is
/// invalid; boost::system::system_error: unsupported_encryption, or bad_decrypt if the padding shows that the password
/// is wrong.
secure_bytes decrypt_pem_block(const pem_block& block, byte_view password, const registry& algorithms);

} // namespace tls::x509

#endif
