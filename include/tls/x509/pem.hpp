// Reads and writes certificates and keys: PEM (RFC 7468), DER, PKCS#1 (RFC 8017), SEC1 (RFC 5915), and PKCS#8
// (RFC 5958) with or without password encryption.

#ifndef TLS_X509_PEM_HPP
#define TLS_X509_PEM_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// A PEM block, from -----BEGIN label----- to -----END label-----.
struct pem_block {
    std::string label;
    secure_bytes content; ///< decoded from base64
    std::string headers;  ///< lines such as "Proc-Type: 4,ENCRYPTED" before the content (RFC 1421); normally empty
};

/// Returns all PEM blocks of a text in order; skips text around blocks, byte order marks, and NULs at the ends of
/// lines. Throws boost::system::system_error with error::reason::bad_base64 if a block is malformed.
std::vector<pem_block> read_pem(std::string_view text);

/// Returns a PEM block with lines of 64 characters.
std::string write_pem(std::string_view label, byte_view content);

/// Parses all blocks labelled CERTIFICATE, X509 CERTIFICATE or TRUSTED CERTIFICATE of a text, ignoring the trust
/// settings of the latter. Throws boost::system::system_error: no_start_line if there is none, bad_base64 if a block is
/// malformed or has lost its beginning, bad_certificate_encoding if a certificate does not parse.
std::vector<certificate> read_certificates_pem(std::string_view text);

/// Returns the password of an encrypted key, at most `max_length` bytes. An empty string is tried as a password, too.
/// The library wipes the string after use. Exceptions of the callback propagate to the caller.
using password_callback = std::function<std::string(std::size_t max_length)>;

/// The `max_length` that password callbacks get, in bytes.
inline constexpr std::size_t max_password_size = 1024;

/// Reads the first private key of a PEM text: "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", or
/// an encrypted one. Ignores the text behind it. Elliptic curves may be given by name or by all their parameters.
///
/// The callback is called for the password of an encrypted key. Supported are "ENCRYPTED PRIVATE KEY" with PBES2
/// (PBKDF2 or scrypt) or PKCS#12's 3DES, and OpenSSL's traditional format with a DEK-Info header. The cipher may be
/// AES-CBC or 3DES.
///
/// Throws boost::system::system_error with error::reason:
///   - no_start_line: the text has no private key;
///   - bad_base64: the block of the key, or one in front of it, is malformed;
///   - bad_private_key_encoding: the key, or the structure around an encrypted key, does not parse;
///   - bad_password_read: the key is encrypted, and there is no callback, or it returned an empty string, which is not
///     the password;
///   - bad_decrypt: the password is wrong;
///   - unsupported_encryption: the library does not support the scheme or cipher, or the key derivation would take more
///     than ten million hash rounds or 256 MiB of memory;
///   - unsupported_key_type: the library does not support this kind or size of key; RSA keys have 1024 to 16384 bits.
private_key read_private_key_pem(std::string_view text, const password_callback&,
                                 const registry& = *registry::standard());
/// Reads a private key without a password.
private_key read_private_key_pem(std::string_view text, const registry& = *registry::standard());

/// Reads a DER private key: PKCS#8, PKCS#1, SEC1, OpenSSL's format of DSA keys, or encrypted PKCS#8. Detects the format
/// from the content. Ignores bytes behind the key. Throws like read_private_key_pem.
private_key read_private_key_der(byte_view der, const password_callback&, const registry& = *registry::standard());
private_key read_private_key_der(byte_view der, const registry& = *registry::standard());

/// Returns the key as unencrypted PKCS#8.
secure_bytes write_private_key_der(const private_key&);
std::string write_private_key_pem(const private_key&);

/// Returns the key as PKCS#8, encrypted with a non-empty password: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC. With
/// the default number of iterations, the key derivation takes some tenths of a second. Throws
/// boost::system::system_error with bad_password_read if the password is empty.
secure_bytes write_private_key_der(const private_key&, std::string_view password, std::uint32_t iterations = 600'000,
                                   random_source& = system_random(), const registry& = *registry::standard());
std::string write_private_key_pem(const private_key&, std::string_view password, std::uint32_t iterations = 600'000,
                                  random_source& = system_random(), const registry& = *registry::standard());

/// Returns the SubjectPublicKeyInfo, DER.
bytes write_public_key_der(const public_key&);

} // namespace tls::x509

#pragma GCC visibility pop

#endif
