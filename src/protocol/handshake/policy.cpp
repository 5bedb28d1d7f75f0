#include "protocol/handshake/policy.hpp"

#include "crypto/weaknesses.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/record/record_header.hpp"
#include "protocol/session/session_state.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/algorithm_name.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/version_descriptor.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tls {
namespace {

/// Limits on settings, in bytes. An extension could carry 65535, but all extensions together must not exceed that.
constexpr std::size_t max_alpn_size = 32 * 1024;
/// The identities of pre-shared keys also need their binders, and room for a ticket beside them.
constexpr std::size_t max_psk_identities_size = 16 * 1024;

void require(bool holds, const char* rule)
{
    if (!holds)
        throw boost::system::system_error(boost::asio::error::invalid_argument, rule);
}

void check_sessions(const session_settings& sessions)
{
    require(sessions.id_context.size() <= 255, "sessions.id_context must have at most 255 bytes");
    require(sessions.lifetime >= std::chrono::seconds(0) && sessions.lifetime <= max_session_lifetime,
            "sessions.lifetime must be 0 to 7 days (RFC 8446 section 4.6.1)");
    require(sessions.tickets <= max_issued_tickets, "sessions.tickets must be at most 8");
    require(sessions.early_data_window >= std::chrono::milliseconds(0),
            "sessions.early_data_window must not be negative");
    require(sessions.external_psks.size() <= 8, "sessions.external_psks must have at most 8 keys");
    std::size_t identities_size = 0;
    for (const auto& psk : sessions.external_psks) {
        require(!psk.identity.empty(), "the identity of a pre-shared key must not be empty");
        require(psk.key.size() >= 16 && psk.key.size() <= 256, "a pre-shared key must have 16 to 256 bytes");
        identities_size += psk.identity.size();
    }
    require(identities_size <= max_psk_identities_size,
            "the identities of the pre-shared keys must have at most 16384 bytes in all");
}

bool is_in_range(const configuration& config, protocol_version version) noexcept
{
    return is_within(version, config.negotiation.min_version, config.negotiation.max_version);
}

/// Returns whether the list of suites has PSK suites and no others.
bool lists_only_psk_suites(const configuration& config) noexcept
{
    bool lists_any = false;
    for (auto id : config.negotiation.cipher_suites) {
        const auto* suite = config.algorithms->find_cipher_suite(id);
        if (suite != nullptr && !uses_psk(*suite))
            return false;
        lists_any |= suite != nullptr;
    }
    return lists_any;
}

/// Returns whether the predicate holds for an implemented version that the configuration allows.
template <class Predicate>
bool any_allowed_version(const configuration& config, Predicate predicate)
{
    return std::ranges::any_of(version_descriptors(), [&](const version_descriptor& version) {
        return is_built(version) && predicate(version) && allows(config, version.number);
    });
}

/// Returns whether the settings allow the suite beyond naming it.
bool is_permitted(const cipher_suite& suite, const configuration& config) noexcept
{
    return (!is_anonymous(suite) || accepts_anonymous_peers(config)) && (!suite.is_export || config.allow_export);
}

/// Throws fatal if the list has a suite that needs another setting. To skip it would be as safe, but nobody would learn
/// why the suite is not used. And a verify mode must not decide it silently.
void check_named_suites(const configuration& config)
{
    constexpr auto alert = alert_description::internal_error;
    constexpr auto reason = error::reason::no_ciphers_available;
    for (auto id : config.negotiation.cipher_suites) {
        const auto* suite = config.algorithms->find_cipher_suite(id);
        const auto may_use = [&](const version_descriptor& version) { return suite->usable_in(version.number); };
        if (suite == nullptr || is_permitted(*suite, config) || !any_allowed_version(config, may_use))
            continue;
        const auto name = std::string(suite->name);
        if (suite->is_export && !config.allow_export)
            throw fatal(alert, reason, name + " is enabled, but export suites also need allow_export");
        if (config.tls12.anonymous_peers == anonymous_peers::refused)
            throw fatal(alert, reason,
                        name + " is enabled, but tls12.anonymous_peers refuses peers without authentication");
        throw fatal(alert, reason,
                    name +
                        " is enabled, and so is verify_peer: an anonymous peer cannot be verified. Disable the suite, "
                        "or set tls12.anonymous_peers to despite_verification");
    }
}

template <class IsUsable>
row_list<key_exchange_group> groups_usable_if(const configuration& config, IsUsable is_usable)
{
    auto groups = configured_groups(config);
    keep_if(groups, [&](auto* group) { return is_usable(*group); });
    return groups;
}

} // namespace

bool accepts_anonymous_peers(const configuration& config) noexcept
{
    switch (config.tls12.anonymous_peers) {
    case anonymous_peers::without_verification:
        return (config.verification.mode & verify_peer) == 0;
    case anonymous_peers::despite_verification:
        return true;
    case anonymous_peers::refused:
        break;
    }
    return false;
}

bool any_enabled_suite(const configuration& config, protocol_version version,
                       const std::function<bool(const cipher_suite&)>& predicate)
{
    const auto is_enabled = [&](const cipher_suite& suite) {
        return suite.usable_in(version) && is_permitted(suite, config);
    };
    bool lists_any = false;
    for (auto id : config.negotiation.cipher_suites) {
        const auto* suite = config.algorithms->find_cipher_suite(id);
        if (suite == nullptr || !is_enabled(*suite))
            continue;
        lists_any = true;
        if (predicate(*suite))
            return true;
    }
    // A list without a suite of this version leaves the version's defaults: a TLS 1.2 cipher list does not restrict TLS
    // 1.3.
    return !lists_any && std::ranges::any_of(config.algorithms->cipher_suites(), [&](const cipher_suite& suite) {
        return suite.enabled_by_default && is_enabled(suite) && predicate(suite);
    });
}

row_list<cipher_suite> enabled_cipher_suites(const configuration& config, protocol_version version)
{
    row_list<cipher_suite> result;
    any_enabled_suite(config, version, [&](const cipher_suite& suite) {
        result.push_back(&suite);
        return false;
    });
    return result;
}

row_list<cipher_suite> suites_before_tls13(const configuration& config)
{
    row_list<cipher_suite> result;
    result.reserve(config.algorithms->cipher_suites().size());
    for (auto version : allowed_versions(config)) {
        if (!descriptor_of(version).suites_name_key_exchange)
            continue;
        for (auto* suite : enabled_cipher_suites(config, version)) {
            if (!contains(result, suite))
                result.push_back(suite);
        }
    }
    return result;
}

row_list<key_exchange_group> configured_groups(const configuration& config)
{
    row_list<key_exchange_group> result;
    for (auto id : config.negotiation.groups) {
        auto* group = config.algorithms->find_group(id);
        if (group != nullptr && !contains(result, group))
            result.push_back(group);
    }
    if (config.negotiation.groups.empty()) {
        for (auto& group : config.algorithms->groups()) {
            if (group.enabled_by_default)
                result.push_back(&group);
        }
    }
    return result;
}

row_list<key_exchange_group> enabled_groups(const configuration& config, protocol_version version)
{
    return groups_usable_if(config, [&](const key_exchange_group& group) { return group.usable_in(version); });
}

row_list<key_exchange_group> enabled_groups(const configuration& config)
{
    return groups_usable_if(config, [&](const key_exchange_group& group) {
        return any_allowed_version(config, [&](auto& version) { return group.usable_in(version.number); });
    });
}

row_list<signature_scheme> enabled_signature_schemes(const configuration& config)
{
    row_list<signature_scheme> result;
    if (config.negotiation.signature_schemes.empty()) {
        // SHA-1 signatures are broken (RFC 9155). The settings must list them explicitly.
        for (auto& scheme : config.algorithms->signature_schemes()) {
            if (scheme.id != 0 && scheme.enabled_by_default &&
                !(scheme.hash != nullptr && is_same_algorithm(scheme.hash->name, "SHA-1")))
                result.push_back(&scheme);
        }
    }
    for (auto id : config.negotiation.signature_schemes) {
        if (auto* scheme = config.algorithms->find_signature_scheme(id))
            result.push_back(scheme);
    }
    return result;
}

bool allows(const configuration& config, protocol_version version) noexcept
{
    // Before TLS 1.3 the cipher suite decides how peers authenticate. A list with only PSK suites means: no
    // certificates. TLS 1.3 does not use the keys of these suites, so it would fail or run without authentication. The
    // same holds if the function that knows the keys was forgotten.
    const auto* descriptor = find_version(version);
    return descriptor != nullptr && is_in_range(config, version) &&
           (descriptor->suites_name_key_exchange || !lists_only_psk_suites(config));
}

bool allows_before_tls13(const configuration& config) noexcept
{
    return any_allowed_version(config, [](auto& version) { return !version.negotiated_by_extension; });
}

bool is_built(const version_descriptor& version) noexcept
{
    return version.implemented && (version.keys != key_derivation::md5_sha1_prf || has_legacy());
}

bool names_signatures(protocol_version version) noexcept
{
    return descriptor_of(version).signatures != signature_naming::by_key;
}

version_list allowed_versions(const configuration& config)
{
    static_assert(version_descriptors().size() <= version_list::static_capacity);
    version_list result;
    for (const auto& version : version_descriptors()) {
        if (is_built(version) && allows(config, version.number))
            result.push_back(version.number);
    }
    return result;
}

bool requires_certificate(const configuration& config) noexcept
{
    constexpr auto required = verify_peer | verify_fail_if_no_peer_cert;
    return (config.verification.mode & required) == required;
}

bool wants_staple(const configuration& config) noexcept
{
    return config.verification.request_staple || config.hooks.async_verify ||
           config.verification.rules.revocation != x509::revocation_policy::off;
}

void throw_if_refusal(const boost::system::error_code& error, std::string detail)
{
    if (error == error::reason::unrecognized_name)
        throw fatal(alert_description::unrecognized_name, error::reason::unrecognized_name, std::move(detail));
    if (error == error::reason::no_application_protocol)
        throw fatal(alert_description::no_application_protocol, error::reason::no_application_protocol,
                    std::move(detail));
}

void check_settings(const configuration& config)
{
    const auto& negotiation = config.negotiation;
    require(negotiation.record_size_limit == 0 ||
                (negotiation.record_size_limit >= 64 && negotiation.record_size_limit <= max_plaintext_size),
            "record_size_limit must be 0 or 64 to 16384 bytes (RFC 8449)");
    constexpr std::array<std::uint16_t, 5> fragment_lengths{0, 512, 1024, 2048, 4096};
    require(contains(fragment_lengths, negotiation.max_fragment_length),
            "max_fragment_length must be 0, 512, 1024, 2048 or 4096 bytes (RFC 6066 section 4)");
    std::size_t alpn_size = 0;
    for (const auto& name : negotiation.alpn_protocols) {
        require(!name.empty() && name.size() <= 255, "an ALPN protocol name must have 1 to 255 bytes (RFC 7301)");
        alpn_size += 1 + name.size();
    }
    require(alpn_size <= max_alpn_size, "the ALPN protocol names must have at most 32768 bytes in all");
    require(config.algorithms && config.random && config.verification.anchors,
            "algorithms, random and verification.anchors must not be null");
    check_sessions(config.sessions);
}

void check_configuration(const configuration& config)
{
    check_raw_public_key_settings(config);
    auto refuse = [](error::reason reason, std::string detail) {
        throw fatal(alert_description::internal_error, reason, std::move(detail));
    };
    const auto versions = allowed_versions(config);
    const auto is_configured = [&](const version_descriptor& version) {
        return is_built(version) && is_in_range(config, version.number);
    };
    for (const auto& version : version_descriptors()) {
        if (version.implemented && !is_built(version) && is_in_range(config, version.number))
            refuse(error::reason::no_protocols_available,
                   std::string(version.name) + " is allowed, but " + std::string(lacks_legacy));
    }
    if (versions.empty() && std::ranges::any_of(version_descriptors(), is_configured))
        refuse(error::reason::no_ciphers_available,
               "only PSK suites are enabled, and they need TLS 1.2: allow TLS 1.2 or enable other suites");
    if (versions.empty())
        refuse(error::reason::no_protocols_available, "the configured versions include none from TLS 1.0 to 1.3");
    check_named_suites(config);
    for (auto version : versions) {
        if (!any_enabled_suite(config, version, [](auto&) { return true; }))
            refuse(error::reason::no_ciphers_available,
                   "no cipher suite is enabled for " + std::string(to_string(version)) +
                       ": enable one by name (set_cipher_list) or raise the lowest version");
    }
    if (enabled_groups(config).empty())
        refuse(error::reason::no_groups_available, "no key exchange group is enabled");
    if (enabled_signature_schemes(config).empty())
        refuse(error::reason::no_signature_schemes_available, "no signature scheme is enabled");
}

} // namespace tls
