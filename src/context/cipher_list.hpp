// OpenSSL's language for the suites of TLS 1.2, such as "ECDHE+AESGCM:!aNULL:@STRENGTH".

#ifndef TLS_SRC_CONTEXT_CIPHER_LIST_HPP
#define TLS_SRC_CONTEXT_CIPHER_LIST_HPP

#include <cstdint>
#include <string_view>
#include <vector>

namespace tls {

class registry;
struct configuration;

/// The code points of the suites that the list selects, in the order that OpenSSL has (`openssl ciphers`), of those
/// in the registry. Words that select nothing are passed over; empty if nothing is left, or the list is none.
///
/// DEFAULT, which OpenSSL has a long list for, is what the registry enables by default.
std::vector<std::uint16_t> select_cipher_suites(std::string_view list, const registry&);

/// Puts the suites into the configuration in the place of all of TLS 1.2; those of TLS 1.3 stay.
void replace_tls12_suites(configuration&, const std::vector<std::uint16_t>&);

/// The same with what the list selects. Throws boost::system::system_error (invalid_argument) if that is nothing.
void use_cipher_list(configuration&, std::string_view list);

} // namespace tls

#endif
