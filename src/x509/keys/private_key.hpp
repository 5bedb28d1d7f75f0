// Private keys in the formats of files, before and after encryption.

#ifndef TLS_SRC_X509_KEYS_PRIVATE_KEY_HPP
#define TLS_SRC_X509_KEYS_PRIVATE_KEY_HPP

#include "x509/keys/password_encryption.hpp"

#include <tls/x509/pem.hpp>

#include <functional>

namespace tls::x509 {

/// Reads an unencrypted private key in PKCS#8, PKCS#1 or SEC1. Throws der::error if it is malformed or inconsistent;
/// boost::system::system_error: unsupported_key_type.
private_key read_plain_private_key(byte_view der, const registry& algorithms);

/// Reads a decrypted private key in the same formats. Malformed content is the usual sign of a wrong password: throws
/// boost::system::system_error (bad_decrypt).
private_key read_decrypted_private_key(byte_view der, const registry& algorithms);

/// Returns whether `der` begins as an EncryptedPrivateKeyInfo (RFC 5958 section 3) does, unlike every other format.
bool is_encrypted_private_key_info(byte_view der);

/// Reads the key in an EncryptedPrivateKeyInfo. Throws der::error if it is malformed, and the errors of
/// decrypt_with_password.
private_key read_encrypted_private_key_info(byte_view der, const password_forms& password, derivation_budget& budget,
                                            const registry& algorithms);

/// Returns the password that the callback gives, which may be empty. Throws boost::system::system_error
/// (bad_password_read) if there is no callback, or its answer is too long.
secure_bytes ask_for_password(const password_callback& ask);

/// Returns the key that `decrypt` makes with the password that the callback gives. Throws what `decrypt` throws; but
/// boost::system::system_error (bad_password_read) if the password is empty and the wrong one.
private_key decrypt_with_answer(const password_callback& ask,
                                const std::function<private_key(byte_view password)>& decrypt);

} // namespace tls::x509

#endif
