#include "protocol/handshake/settings_digest.hpp"

#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/endpoint.hpp"
#include "protocol/wire/writer.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/trust_store.hpp>

#include <set>
#include <string_view>

namespace tls {
namespace {

void add_flag(wire::writer& w, bool value)
{
    w.u8(value ? 1 : 0);
}

void add_text(wire::writer& w, std::string_view text)
{
    w.vector16(as_bytes(text));
}

void add_rules(wire::writer& w, const verify_rules& rules)
{
    w.u8(static_cast<std::uint8_t>(rules.profile));
    w.u8(static_cast<std::uint8_t>(rules.revocation));
    add_flag(w, rules.crls != nullptr);
    for (bool flag : {rules.allow_partial_chain, rules.common_name_fallback, rules.allow_sha1, rules.allow_md5,
                      rules.allow_dsa, rules.strict, rules.explicit_policy})
        add_flag(w, flag);
    w.u32(rules.min_rsa_bits);
    add_flag(w, rules.policies.has_value());
    if (rules.policies) {
        w.u32(static_cast<std::uint32_t>(rules.policies->size()));
        for (const auto& policy : *rules.policies)
            add_text(w, policy);
    }
}

void add_credentials(wire::writer& w, const authentication_settings& settings)
{
    w.u32(static_cast<std::uint32_t>(settings.credentials.size()));
    for (const auto& credential : settings.credentials)
        w.vector8(credential->chain().empty() ? bytes(credential->public_key_info().sha256().begin(),
                                                      credential->public_key_info().sha256().end())
                                              : credential->leaf().fingerprint());
}

/// Changes nothing in the digest of settings without raw public keys.
void add_raw_public_keys(wire::writer& w, const configuration& config)
{
    const auto& settings = config.verification;
    if (!accepts_raw_public_keys(config))
        return;
    w.u8(static_cast<std::uint8_t>(settings.certificate_types.size()));
    for (auto type : settings.certificate_types)
        w.u8(static_cast<std::uint8_t>(type));
    std::set<public_key_digest> accepted(settings.raw_public_key_digests.begin(),
                                         settings.raw_public_key_digests.end());
    for (const auto& key : settings.raw_public_keys)
        accepted.insert(key.sha256());
    w.u32(static_cast<std::uint32_t>(accepted.size()));
    for (const auto& digest : accepted)
        w.raw(digest);
    add_flag(w, static_cast<bool>(config.hooks.async_verify_raw_public_key));
}

} // namespace

bytes settings_digest(const configuration& config, role r, const std::optional<x509::host_name>& verify_host)
{
    const auto& verification = config.verification;
    constexpr std::size_t usual_size = 256;
    bytes content;
    content.reserve(usual_size);
    wire::writer w(content);
    w.u8(1); // version of this list
    w.u8(static_cast<std::uint8_t>(r));
    w.vector16(config.sessions.id_context);
    add_flag(w, verify_host.has_value());
    if (verify_host)
        add_text(w, verify_host->text);
    w.u32(static_cast<std::uint32_t>(verification.mode));
    w.u32(verification.depth);
    add_rules(w, verification.rules);
    add_flag(w, static_cast<bool>(verification.callback));
    add_flag(w, static_cast<bool>(config.hooks.async_verify));
    if (verification.anchors)
        w.vector8(verification.anchors->digest());
    if (r == role::client)
        add_credentials(w, config.authentication);
    add_raw_public_keys(w, config);

    const auto& hash = *registry::standard()->find_hash("SHA-256"); // the user's registry may have none
    bytes out(hash.digest_size);
    digest(hash, content, out);
    return out;
}

bool verification_has_changed(const endpoint& e)
{
    if (!e.established_config)
        return false;
    auto earlier = *e.established_config;
    earlier.verification.mode = e.config->verification.mode;
    return settings_digest(earlier, e.role, e.verify_host) != settings_digest(*e.config, e.role, e.verify_host);
}

} // namespace tls
