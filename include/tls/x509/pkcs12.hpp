// A key with its certificates from one file: PKCS#12 (RFC 7292), also called PFX.

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

/// What a PKCS#12 file held.
struct pkcs12_content {
    std::optional<private_key> key; ///< the first of the file; later ones are not decrypted
    /// The key's certificate, and after it those of its issuers that are in the file, each signed by the next. Without
    /// a root, which nobody needs to be sent, unless the key's certificate is one. Empty if the file has no
    /// certificate of the key.
    std::vector<certificate> chain;
    std::vector<certificate> others; ///< every other certificate, in the file's order
    std::string friendly_name;       ///< what the key, or else its certificate, is called; UTF-8; empty: nothing
};

/// Reads a file whose integrity is protected by the password (or not at all) and whose content is encrypted under the
/// same password (or not): PBES2 as for private keys, and the older 3DES and RC2-40. `password` is UTF-8 and may be
/// empty. CRLs and secrets in the file are skipped.
///
/// Throws boost::system::system_error, error::reason:
///   - bad_container_encoding: it is no PKCS#12 file, or in a form of BER that is not DER;
///   - bad_decrypt: the password is wrong, or the file was changed;
///   - unsupported_encryption: a scheme that the library does not know, or deriving the keys of the file would take
///     more than ten million rounds or 256 MiB;
///   - bad_certificate_encoding, bad_private_key_encoding, unsupported_key_type.
pkcs12_content read_pkcs12(byte_view der, std::string_view password, const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
