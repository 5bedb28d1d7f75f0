// The choices that a configuration allows, as rows of its registry in order of preference. Pure functions.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_POLICY_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_POLICY_HPP

#include <tls/version.hpp>

#include <boost/container/small_vector.hpp>
#include <boost/container/static_vector.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <functional>
#include <string>

namespace tls {

struct cipher_suite;
struct configuration;
struct key_exchange_group;
struct signature_scheme;
struct version_descriptor;

/// Rows of the registry. A handshake makes two dozen lists, and most need no allocation.
template <class Row>
using row_list = boost::container::small_vector<const Row*, 16>;

/// TLS versions.
using version_list = boost::container::static_vector<protocol_version, 8>;

/// Removes the elements of a list that do not satisfy the predicate.
template <class List, class Predicate>
void keep_if(List& list, Predicate predicate)
{
    list.erase(std::remove_if(list.begin(), list.end(), std::not_fn(predicate)), list.end());
}

/// Returns the enabled suites, groups or schemes, most preferred first: the user's lists, or else the registry's
/// defaults. Skips code points that the registry does not know, and export suites without allow_export.
row_list<cipher_suite> enabled_cipher_suites(const configuration&, protocol_version);
/// Returns whether the predicate holds for one of the enabled suites.
bool any_enabled_suite(const configuration&, protocol_version,
                       const std::function<bool(const cipher_suite&)>& predicate);
/// Returns whether suites without authentication may be used: if the settings accept them for this verify mode.
/// Otherwise they are in none of the lists here.
bool accepts_anonymous_peers(const configuration&) noexcept;
/// Returns the suites of all allowed versions whose suites name the key exchange.
row_list<cipher_suite> suites_before_tls13(const configuration&);
/// Returns the groups whatever the versions, each once.
row_list<key_exchange_group> configured_groups(const configuration&);
/// Returns the groups for one version.
row_list<key_exchange_group> enabled_groups(const configuration&, protocol_version);
/// Returns the groups for any allowed version.
row_list<key_exchange_group> enabled_groups(const configuration&);
row_list<signature_scheme> enabled_signature_schemes(const configuration&);

/// Returns whether the configuration allows the version. A list with only PSK suites excludes TLS 1.3, whether or not
/// such keys are set.
bool allows(const configuration&, protocol_version) noexcept;
/// Returns whether the configuration allows an implemented version before TLS 1.3.
bool allows_before_tls13(const configuration&) noexcept;

/// Returns whether the version is implemented and built in. TLS 1.0 and 1.1 may be left out (ASIO_TLS_LEGACY).
bool is_built(const version_descriptor&) noexcept;

/// Returns whether messages of the version name the algorithm of each signature. Before TLS 1.2 the key determines it.
bool names_signatures(protocol_version) noexcept;

/// Returns the implemented versions that the configuration allows, newest first.
version_list allowed_versions(const configuration&);

/// Returns whether a server accepts no client without a certificate or a raw public key.
bool requires_certificate(const configuration&) noexcept;

/// Returns whether we request a stapled OCSP response (RFC 6066 section 8, RFC 8446 section 4.4.2.1).
bool wants_staple(const configuration&) noexcept;

/// Throws the fatal whose alert tells the client why the application refused its ClientHello, if `error` is
/// error::reason::unrecognized_name or no_application_protocol.
void throw_if_refusal(const boost::system::error_code& error, std::string detail);

/// Throws boost::system::system_error with invalid_argument and the rule, if a setting has a value that can never be
/// applied: a size that its extension cannot carry, or names that do not fit into it. Called where settings are made.
void check_settings(const configuration&);

/// Throws fatal unless our side enables a version that is built in, a suite, a group and a signature scheme:
/// {no_protocols_available, no_ciphers_available, no_groups_available, no_signature_schemes_available} with
/// internal_error. Called before anything is sent.
void check_configuration(const configuration&);

} // namespace tls

#endif
