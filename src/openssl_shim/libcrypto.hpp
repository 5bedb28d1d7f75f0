// BIO, EVP_PKEY and EC_KEY: libcrypto's objects if the program links libcrypto, otherwise ours.

#ifndef TLS_SRC_OPENSSL_SHIM_LIBCRYPTO_HPP
#define TLS_SRC_OPENSSL_SHIM_LIBCRYPTO_HPP

#include <tls/crypto/secret.hpp>

#include <openssl/asio_tls_libcrypto.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace tls::openssl_shim {

/// Base of our objects. Its address tells them from libcrypto's, which also begin with a pointer or are larger than
/// one.
struct tagged {
    const void* tag = &tag_of_ours;
    static const char tag_of_ours;
};

/// Whether the object behind one of the handles is ours. Not null.
inline bool is_ours(const void* handle) noexcept
{
    return *static_cast<const void* const*>(handle) == &tagged::tag_of_ours;
}

/// Reads a line, with its line feed. Returns false at the end of the source, and for null.
bool read_line(BIO*, std::string& line);
/// Writes all of the text. Returns whether that has succeeded; false for null.
bool write_text(BIO*, std::string_view);

/// Returns the key as DER. Throws boost::system::system_error if that fails.
secure_bytes der_of(const EVP_PKEY*);
/// Takes an unencrypted PKCS#8 key.
EVP_PKEY* make_key(secure_bytes der);

/// Returns the NID of the key's curve; NID_undef if it has no name.
int curve_of(const EC_KEY*);

} // namespace tls::openssl_shim

#endif
