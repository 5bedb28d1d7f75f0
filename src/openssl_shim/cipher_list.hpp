// OpenSSL cipher lists for TLS 1.2 and earlier, such as "ECDHE+AESGCM:!aNULL:@STRENGTH".

#ifndef TLS_SRC_OPENSSL_SHIM_CIPHER_LIST_HPP
#define TLS_SRC_OPENSSL_SHIM_CIPHER_LIST_HPP

#include <tls/crypto/registry.hpp>

#include <boost/system/error_code.hpp>

#include <string_view>
#include <vector>

namespace tls::openssl_shim {

/// Calls tls::select_cipher_suites. Throws boost::system::system_error with no_cipher_match() if the list is malformed
/// or selects no suite.
std::vector<std::uint16_t> select_suites(std::string_view list, const registry&);

/// Returns SSL_R_NO_CIPHER_MATCH.
boost::system::error_code no_cipher_match();

} // namespace tls::openssl_shim

#endif
