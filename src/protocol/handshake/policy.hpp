// What a configuration allows, as rows of its registry in order of preference. Pure functions.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_POLICY_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_POLICY_HPP

#include <tls/version.hpp>

#include <vector>

namespace tls {

struct cipher_suite;
struct configuration;
struct key_exchange_group;
struct signature_scheme;

/// The suites, groups and schemes that may be used, most preferred first: the user's lists, or else
/// what the registry enables by default. Code points that the registry does not know are left out.
std::vector<const cipher_suite*> enabled_cipher_suites(const configuration&, protocol_version);
/// The suites of all allowed versions whose suites name the key exchange.
std::vector<const cipher_suite*> suites_before_tls13(const configuration&);
/// The groups that a version may use.
std::vector<const key_exchange_group*> enabled_groups(const configuration&, protocol_version);
/// The groups that any of the allowed versions may use.
std::vector<const key_exchange_group*> enabled_groups(const configuration&);
std::vector<const signature_scheme*> enabled_signature_schemes(const configuration&);

/// Whether the range of versions includes one. A list of suites of pre-shared keys, and no others, leaves TLS 1.3 out,
/// whether or not there are such keys.
bool allows(const configuration&, protocol_version) noexcept;
/// Whether it allows any version before TLS 1.3 that is implemented.
bool allows_before_tls13(const configuration&) noexcept;

/// The versions that the configuration allows, of those that are implemented, best first.
std::vector<protocol_version> allowed_versions(const configuration&);

/// Whether the peer is asked for a stapled OCSP response (RFC 6066 section 8, RFC 8446 section 4.4.2.1).
bool wants_staple(const configuration&) noexcept;

/// Our own side must have a version, a suite and a group to begin with: fatal{no_protocols_available,
/// no_ciphers_available, no_groups_available, no_signature_schemes_available} with internal_error, before anything is
/// sent.
void check_configuration(const configuration&);

} // namespace tls

#endif
