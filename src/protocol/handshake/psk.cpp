#include "protocol/handshake/psk.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/endpoint.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/registry.hpp>

#include <algorithm>

namespace tls {
namespace {

constexpr std::size_t min_key_size = 16;

} // namespace

std::optional<handshake_psk> psk_of(std::shared_ptr<const session_state> state, const configuration& config)
{
    const auto* suite = config.algorithms->find_cipher_suite(state->cipher_suite);
    if (suite == nullptr || !has_resumption_psk(*state) || state->secret.empty())
        return std::nullopt;
    tls13::early_secret early(*suite->hash, state->secret);
    handshake_psk psk{std::move(state), {}, tls13::psk_kind::resumption, suite->hash, suite->id, std::move(early)};
    psk.max_early_data = psk.session->max_early_data;
    psk.alpn_protocol = psk.session->alpn_protocol;
    return psk;
}

std::optional<handshake_psk> psk_of(const external_psk& psk, const configuration& config)
{
    if (psk.key.size() < min_key_size)
        throw fatal(alert_description::internal_error, error::reason::internal_error,
                    "an external pre-shared key must have at least 16 bytes");
    const auto* hash = config.algorithms->find_hash(psk.hash == psk_hash::sha256 ? "SHA-256" : "SHA-384");
    if (hash == nullptr)
        return std::nullopt;
    const auto kind = psk.imported ? tls13::psk_kind::imported : tls13::psk_kind::external;
    handshake_psk result{nullptr,          std::string(as_text(psk.identity)), kind, hash,
                         psk.cipher_suite, tls13::early_secret(*hash, psk.key)};
    result.max_early_data = psk.max_early_data;
    result.alpn_protocol = psk.alpn_protocol;
    return result;
}

bool offers_psk_mode(const message::client_hello& hello, extension::psk_key_exchange_mode mode) noexcept
{
    const auto& modes = hello.extensions.psk_key_exchange_modes;
    return modes && contains(modes->ke_modes, mode);
}

bool fits_external_psks(const session_state& state, const configuration& config, role r)
{
    const auto& settings = config.sessions;
    if (r == role::server)
        return state.psk_identity.empty() ||
               (settings.find_psk && settings.find_psk(as_bytes(state.psk_identity)).has_value());
    if (state.psk_identity.empty())
        return settings.external_psks.empty() || (config.verification.mode & verify_peer) != 0;
    return std::ranges::any_of(settings.external_psks,
                               [&](auto& psk) { return as_text(psk.identity) == state.psk_identity; });
}

byte_view truncated_client_hello(byte_view encoded, const extension::offered_psks& psks) noexcept
{
    return encoded.first(encoded.size() - extension::binders_size(psks));
}

secret binder_for(const handshake_psk& psk, const transcript& transcript, byte_view truncated)
{
    return psk.early.binder(psk.kind, transcript.hash_with(*psk.hash, truncated));
}

tls13::early_secret take_early_secret(std::optional<handshake_psk>& psk, const cipher_suite& suite)
{
    return psk ? std::move(psk->early) : tls13::early_secret(*suite.hash);
}

void describe_psk(endpoint& e, connection_info& info, handshake_psk& psk)
{
    if (!psk.session) {
        info.psk_identity = std::move(psk.identity);
        return;
    }
    describe_resumption(e, info, std::move(psk.session));
    if (psk.verdict)
        info.verification = std::move(*psk.verdict);
}

} // namespace tls
