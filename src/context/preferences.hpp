// Lists of suites, groups and schemes, as code points or names.

#ifndef TLS_SRC_CONTEXT_PREFERENCES_HPP
#define TLS_SRC_CONTEXT_PREFERENCES_HPP

#include <tls/crypto/registry.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace tls {

/// Returns the parts of the text between any of the separators. Omits empty parts.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);

/// Return the code points of names separated by colons or commas. Names are IANA's or OpenSSL's. Throw
/// boost::system::system_error (invalid_argument) with the name in the message if the registry does not have it.
std::vector<std::uint16_t> cipher_suites_by_name(const registry&, std::string_view names);
std::vector<std::uint16_t> groups_by_name(const registry&, std::string_view names);
std::vector<std::uint16_t> signature_schemes_by_name(const registry&, std::string_view names);

/// Throw the same error for code points that the registry does not have.
void check_cipher_suites(const registry&, const std::vector<std::uint16_t>& ids);
void check_groups(const registry&, const std::vector<std::uint16_t>& ids);
void check_signature_schemes(const registry&, const std::vector<std::uint16_t>& ids);

} // namespace tls

#endif
