#include "protocol/handshake/versions.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/signature_scheme.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>

namespace tls {
namespace {

// The next byte of the random depends on the version: version_descriptor::downgrade_mark (RFC 8446 section 4.1.3).
constexpr std::string_view downgrade_mark = "DOWNGRD";

/// Returns the last version that legacy_version can name. An extension names the later ones.
protocol_version best_legacy_version() noexcept
{
    return std::ranges::find(version_descriptors(), false, &version_descriptor::negotiated_by_extension)->number;
}

/// Returns whether a server can authenticate in TLS 1.2 but not in TLS 1.3: by pre-shared keys, with a DSA or DH key,
/// or, if the settings accept that, not at all.
bool can_authenticate_only_in_tls12(const configuration& config)
{
    const auto schemes = enabled_signature_schemes(config);
    const auto can_sign_in_tls13 = [&](auto& credential) {
        return std::ranges::any_of(
            schemes, [&](auto* scheme) { return scheme->in_tls13_handshake && credential->supports(*scheme); });
    };
    return !config.hooks.async_select_credential &&
           (config.tls12.psk_server || accepts_anonymous_peers(config) || !config.authentication.credentials.empty()) &&
           std::ranges::none_of(config.authentication.credentials, can_sign_in_tls13);
}

} // namespace

std::vector<protocol_version> offered_versions(const message::client_hello& hello)
{
    // RFC 8446 section 4.2.1: if the extension is present, "servers MUST NOT use the ClientHello.legacy_version value
    // for version negotiation". Without it they "MUST negotiate TLS 1.2 or prior ... even if legacy_version is 0x0304
    // or later".
    if (hello.extensions.supported_versions)
        return hello.extensions.supported_versions->versions;
    const auto best = std::min(hello.legacy_version, best_legacy_version());
    std::vector<protocol_version> result{best};
    for (const auto& version : version_descriptors()) {
        if (is_built(version) && version.number < best)
            result.push_back(version.number);
    }
    return result;
}

bool serves_tls13(const configuration& config)
{
    return allows(config, protocol_version::tls1_3) && !can_authenticate_only_in_tls12(config);
}

protocol_version choose_version(const message::client_hello& hello, const configuration& config)
{
    // RFC 8446 appendix D.5: an SSL 3.0 ClientHello MUST be answered with "protocol_version", regardless of its other
    // content.
    if (is_before_tls(hello.legacy_version))
        throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                    "the client's legacy_version is SSL 3.0");
    const auto offered = offered_versions(hello);
    auto allowed = allowed_versions(config);
    const auto is_offered = [&](auto version) { return contains(offered, version); };
    const auto authenticates_by_suite = [](auto version) { return descriptor_of(version).suites_name_key_exchange; };
    const bool can_do_without_tls13 = std::ranges::any_of(
        allowed, [&](auto version) { return is_offered(version) && authenticates_by_suite(version); });
    const bool offers_psk = config.sessions.find_psk && hello.extensions.pre_shared_key;
    if (can_do_without_tls13 && !offers_psk && !serves_tls13(config))
        keep_if(allowed, authenticates_by_suite);
    const auto chosen = std::ranges::find_if(allowed, is_offered);
    // RFC 7507 section 3: if the client fell back from a version that the server supports, the server MUST answer with
    // inappropriate_fallback.
    const bool could_do_better =
        !allowed.empty() && std::ranges::all_of(offered, [&](auto v) { return v < allowed.front(); });
    if (hello.has_cipher_suite(scsv::fallback) && could_do_better)
        throw fatal(alert_description::inappropriate_fallback, error::reason::inappropriate_fallback,
                    "the client fell back (TLS_FALLBACK_SCSV) although both sides support " +
                        std::string(to_string(allowed.front())));
    if (chosen == allowed.end())
        throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                    "no version in common with the client");
    return *chosen;
}

void mark_downgrade(message::server_hello& hello, const configuration& config)
{
    const auto& mark = descriptor_of(hello.version()).downgrade_mark;
    const auto could_do_better = [&](auto version) {
        return version > hello.version() && (!descriptor_of(version).negotiated_by_extension || serves_tls13(config));
    };
    if (!mark || std::ranges::none_of(allowed_versions(config), could_do_better))
        return;
    auto tail = std::ranges::copy(as_bytes(downgrade_mark), hello.random.end() - 8).out;
    *tail = *mark;
}

void check_not_downgraded(const message::server_hello& hello, const message::client_hello& offer)
{
    const auto tail = byte_view(hello.random).last(8);
    if (!as_text(tail).starts_with(downgrade_mark))
        return;
    // RFC 8446 section 4.1.3: a TLS 1.3 client that receives an earlier version MUST check for both values. A TLS 1.2
    // client SHOULD check for the second one. The alert is "illegal_parameter". An earlier client gets that value from
    // every better server.
    constexpr auto chose_tls12 = descriptor_of(protocol_version::tls1_2).downgrade_mark;
    constexpr auto chose_earlier = descriptor_of(protocol_version::tls1_1).downgrade_mark;
    const auto offered = offered_versions(offer);
    const bool gave_up_tls13 = tail[7] == chose_tls12 && contains(offered, protocol_version::tls1_3);
    const bool gave_up_tls12 =
        tail[7] == chose_earlier && std::ranges::any_of(offered, [](auto v) { return v >= protocol_version::tls1_2; });
    if (gave_up_tls13 || gave_up_tls12)
        throw fatal(alert_description::illegal_parameter, error::reason::downgrade_detected,
                    "an attacker may have altered our offer: the server supports a better version than " +
                        std::string(to_string(hello.version())));
}

} // namespace tls
