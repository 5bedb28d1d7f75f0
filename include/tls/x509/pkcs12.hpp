// PKCS#12 files (RFC 7292), also called PFX: a private key with its certificates.

#ifndef TLS_X509_PKCS12_HPP
#define TLS_X509_PKCS12_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// The content of a PKCS#12 file.
struct pkcs12_content {
    std::optional<private_key> key; ///< the first key of the file; later keys are not decrypted
    /// The key's certificate, followed by the issuers' certificates in the file, each signed by the next. Excludes the
    /// root, which a peer does not need, unless the key's certificate is itself a root. Empty if the file has no
    /// certificate for the key.
    std::vector<certificate> chain;
    std::vector<certificate> others; ///< all other certificates, in the order of the file
    std::string friendly_name;       ///< UTF-8, of the key or else of its certificate; empty if there is none
};

/// Reads a PKCS#12 file. The same password protects the integrity of the file and encrypts its content; either may be
/// missing. Supported are PBES2, as for private keys, and the older 3DES and RC2-40. `password` is UTF-8 and may be
/// empty. CRLs and secrets in the file are skipped.
///
/// Throws boost::system::system_error with error::reason:
///   - bad_container_encoding: not a PKCS#12 file, or its BER is not DER;
///   - bad_decrypt: the password is wrong, or the file was changed;
///   - unsupported_encryption: the library does not support the scheme, or the key derivations for the file would take
///     more than ten million rounds or 256 MiB of memory;
///   - bad_certificate_encoding, bad_private_key_encoding, unsupported_key_type.
pkcs12_content read_pkcs12(byte_view der, std::string_view password, const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
