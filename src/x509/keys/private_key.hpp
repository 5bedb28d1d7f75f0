// Private keys as files hold them, before and after encryption.

#ifndef TLS_SRC_X509_KEYS_PRIVATE_KEY_HPP
#define TLS_SRC_X509_KEYS_PRIVATE_KEY_HPP

#include "x509/keys/password_encryption.hpp"

#include <tls/x509/pem.hpp>

namespace tls::x509 {

/// A private key in PKCS#8, PKCS#1 or SEC1, not encrypted. Throws der::error if it is malformed or inconsistent;
/// boost::system::system_error: unsupported_key_type.
private_key read_plain_private_key(byte_view der, const registry& algorithms);

/// The same of what came out of a decryption: malformed content is what wrong passwords give, and throws
/// boost::system::system_error (bad_decrypt).
private_key read_decrypted_private_key(byte_view der, const registry& algorithms);

/// Whether `der` begins as an EncryptedPrivateKeyInfo (RFC 5958 section 3) does, and as no other form of a key.
bool is_encrypted_private_key_info(byte_view der);

/// The key in an EncryptedPrivateKeyInfo. Throws der::error if it is malformed, and what decrypt_with_password does.
private_key read_encrypted_private_key_info(byte_view der, const password_forms& password, derivation_budget& budget,
                                            const registry& algorithms);

/// What the callback answers. Throws boost::system::system_error (bad_password_read) if there is no callback, or its
/// answer is empty or too long.
secure_bytes ask_for_password(const password_callback& ask);

} // namespace tls::x509

#endif
