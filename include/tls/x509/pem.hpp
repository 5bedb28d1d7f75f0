// Certificates and private keys from files and memory: PEM (RFC 7468), DER, PKCS#1 (RFC 8017),
// SEC1 (RFC 5915), PKCS#8 (RFC 5958), also encrypted under a password.

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

/// One block between -----BEGIN label----- and -----END label-----.
struct pem_block {
    std::string label;
    secure_bytes content; ///< decoded
    std::string headers;  ///< lines such as "Proc-Type: 4,ENCRYPTED" before the content (RFC 1421); normally empty
};

/// Every block of the text in order; text around blocks is skipped.
/// Throws boost::system::system_error (error::reason::bad_base64) on a broken block.
std::vector<pem_block> read_pem(std::string_view text);

/// A PEM block, lines of 64 characters.
std::string write_pem(std::string_view label, byte_view content);

/// Every CERTIFICATE block of the text. Throws boost::system::system_error: no_start_line if there
/// is none, bad_certificate_encoding if one does not parse.
std::vector<certificate> read_certificates_pem(std::string_view text);

/// Asked for the password of an encrypted key, of at most `max_length` bytes; an empty answer means that there is
/// none. The answer is wiped after use. What the callback throws passes through to the caller.
using password_callback = std::function<std::string(std::size_t max_length)>;

/// What password callbacks are told.
inline constexpr std::size_t max_password_size = 1024;

/// The first private key of a PEM text: "PRIVATE KEY", "RSA PRIVATE KEY" or "EC PRIVATE KEY"; and encrypted ones,
/// of which the callback is asked for the password: "ENCRYPTED PRIVATE KEY" under PBES2 with PBKDF2 or scrypt or
/// under PKCS#12's 3DES, and OpenSSL's traditional form with the header DEK-Info; AES-CBC or 3DES.
///
/// Throws boost::system::system_error, error::reason:
///   - no_start_line: there is no private key in the text; bad_base64: a block of it is broken;
///   - bad_private_key_encoding: the key, or the frame of an encrypted one, does not parse;
///   - bad_password_read: the key is encrypted, and there is no password;
///   - bad_decrypt: the password is wrong;
///   - unsupported_encryption: a scheme or cipher that the library does not know, or deriving the key would take
///     more than ten million rounds of a hash or 256 MiB of memory;
///   - unsupported_key_type.
private_key read_private_key_pem(std::string_view text, const password_callback&,
                                 const registry& = *registry::standard());
/// The same without a password.
private_key read_private_key_pem(std::string_view text, const registry& = *registry::standard());

/// A private key in DER: PKCS#8, PKCS#1, SEC1, or encrypted PKCS#8, told apart by content. Throws as above.
private_key read_private_key_der(byte_view der, const password_callback&, const registry& = *registry::standard());
private_key read_private_key_der(byte_view der, const registry& = *registry::standard());

/// PKCS#8, unencrypted.
secure_bytes write_private_key_der(const private_key&);
std::string write_private_key_pem(const private_key&);

/// PKCS#8 encrypted under a password that is not empty: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC. Deriving the
/// key takes some tenths of a second with this number of iterations. Throws boost::system::system_error
/// (bad_password_read) if the password is empty.
secure_bytes write_private_key_der(const private_key&, std::string_view password, std::uint32_t iterations = 600'000,
                                   random_source& = system_random(), const registry& = *registry::standard());
std::string write_private_key_pem(const private_key&, std::string_view password, std::uint32_t iterations = 600'000,
                                  random_source& = system_random(), const registry& = *registry::standard());

/// SubjectPublicKeyInfo, DER.
bytes write_public_key_der(const public_key&);

} // namespace tls::x509

#pragma GCC visibility pop

#endif
