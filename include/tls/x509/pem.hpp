// Certificates and private keys from files and memory: PEM (RFC 7468), DER, PKCS#1 (RFC 8017),
// SEC1 (RFC 5915), PKCS#8 (RFC 5958).

#ifndef TLS_X509_PEM_HPP
#define TLS_X509_PEM_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <string>
#include <string_view>
#include <vector>

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

/// The first private key of a PEM text: "PRIVATE KEY", "RSA PRIVATE KEY" or "EC PRIVATE KEY".
/// Throws boost::system::system_error: no_start_line, bad_private_key_encoding,
/// unsupported_key_type, or encrypted_key_not_supported.
private_key read_private_key_pem(std::string_view text, const registry& = *registry::standard());

/// A private key in DER: PKCS#8, PKCS#1 or SEC1, told apart by content. Throws as above.
private_key read_private_key_der(byte_view der, const registry& = *registry::standard());

/// PKCS#8, unencrypted.
secure_bytes write_private_key_der(const private_key&);
std::string write_private_key_pem(const private_key&);

/// SubjectPublicKeyInfo, DER.
bytes write_public_key_der(const public_key&);

} // namespace tls::x509

#endif
