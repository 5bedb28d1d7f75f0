// Reads whole files, which may hold keys.

#ifndef TLS_SRC_X509_DER_FILE_HPP
#define TLS_SRC_X509_DER_FILE_HPP

#include <tls/crypto/secret.hpp>

#include <string>

namespace tls::x509 {

/// Reads the whole file. Throws boost::system::system_error with the system's error.
secure_bytes read_file(const std::string& path);

} // namespace tls::x509

#endif
