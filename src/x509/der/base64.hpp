// Base64 (RFC 4648 section 4), safe for private keys.

#ifndef TLS_SRC_X509_DER_BASE64_HPP
#define TLS_SRC_X509_DER_BASE64_HPP

#include <tls/crypto/secret.hpp>

#include <string>
#include <string_view>

namespace tls::x509 {

/// Appends the base64 encoding of `data`, with padding, without line breaks.
void append_base64(std::string& out, byte_view data);

/// Decodes padded base64 without white space. No branch and no table index depends on the characters. Returns false if
/// `text` is not a canonical encoding.
bool decode_base64(std::string_view text, secure_bytes& out);

} // namespace tls::x509

#endif
