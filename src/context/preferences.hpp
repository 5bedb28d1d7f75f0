// Lists of suites, groups and schemes, as their code points or by name.

#ifndef TLS_SRC_CONTEXT_PREFERENCES_HPP
#define TLS_SRC_CONTEXT_PREFERENCES_HPP

#include <tls/crypto/registry.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace tls {

/// The parts of the text between any of the separators; empty ones are left out.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);

/// The code points of names separated by colons or commas, IANA's or OpenSSL's. Throw boost::system::system_error
/// (invalid_argument) for one that the registry does not have, and say which.
std::vector<std::uint16_t> cipher_suites_by_name(const registry&, std::string_view names);
std::vector<std::uint16_t> groups_by_name(const registry&, std::string_view names);
std::vector<std::uint16_t> signature_schemes_by_name(const registry&, std::string_view names);

/// Throw the same for code points that the registry does not have.
void check_cipher_suites(const registry&, const std::vector<std::uint16_t>& ids);
void check_groups(const registry&, const std::vector<std::uint16_t>& ids);
void check_signature_schemes(const registry&, const std::vector<std::uint16_t>& ids);

} // namespace tls

#endif
