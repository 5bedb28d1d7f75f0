// OpenSSL's language for the suites of TLS 1.2 and before, such as "ECDHE+AESGCM:!aNULL:@STRENGTH".

#ifndef TLS_SRC_OPENSSL_SHIM_CIPHER_LIST_HPP
#define TLS_SRC_OPENSSL_SHIM_CIPHER_LIST_HPP

#include <tls/crypto/registry.hpp>

#include <boost/system/error_code.hpp>

#include <string_view>
#include <vector>

namespace tls::openssl_shim {

/// tls::select_cipher_suites. Throws boost::system::system_error with no_cipher_match() if the list selects nothing, or
/// is no list.
std::vector<std::uint16_t> select_suites(std::string_view list, const registry&);

/// SSL_R_NO_CIPHER_MATCH.
boost::system::error_code no_cipher_match();

} // namespace tls::openssl_shim

#endif
