// OpenSSL's cipher list format for TLS 1.2 suites, such as "ECDHE+AESGCM:!aNULL:@STRENGTH".

#ifndef TLS_SRC_CONTEXT_CIPHER_LIST_HPP
#define TLS_SRC_CONTEXT_CIPHER_LIST_HPP

#include <cstdint>
#include <string_view>
#include <vector>

namespace tls {

class registry;
struct configuration;

/// Returns the code points of the registry's suites that the list selects, in OpenSSL's order (`openssl ciphers`).
/// Ignores words that select nothing. Empty if the list is malformed or selects no suite.
///
/// DEFAULT, for which OpenSSL has a long list, means the suites that the registry enables by default.
///
/// A list selects suites of a weak class only by the class's name or their own: NULL or eNULL, aNULL or ADH, EXPORT or
/// EXP, kDH, kDHr or kDHd, RC4, DES, RC2, IDEA. A suite of several classes needs the names of all.
std::vector<std::uint16_t> select_cipher_suites(std::string_view list, const registry&);

/// Replaces the configuration's TLS 1.2 suites with these; its TLS 1.3 suites stay.
void replace_tls12_suites(configuration&, const std::vector<std::uint16_t>&);

/// Replaces the configuration's TLS 1.2 suites with those that the list selects. Throws boost::system::system_error
/// (invalid_argument) if it selects none.
void use_cipher_list(configuration&, std::string_view list);

} // namespace tls

#endif
