#include "protocol/handshake/sessions.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/settings_digest.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>

#include <algorithm>
#include <utility>

namespace tls {
namespace {

constexpr std::uint8_t ticket_id_bit = 0x80; // of the first byte

bool enables_suite(const session_state& state, const configuration& config)
{
    return any_enabled_suite(config, state.version, [&](const cipher_suite& suite) {
        return suite.id == state.cipher_suite &&
               (!has_resumption_psk(state) || state.secret.size() == suite.hash->digest_size);
    });
}

/// A full handshake would refuse an expired certificate, so a resumption must not go on with it.
bool leaf_is_valid(const session_state& state, std::chrono::system_clock::time_point now)
{
    if (state.peer_certificates.empty())
        return true;
    const auto& leaf = state.peer_certificates.front();
    return leaf.not_before() <= now && now <= leaf.not_after();
}

bytes settings_of(const endpoint& e)
{
    return settings_digest(*e.config, e.role, e.verify_host);
}

/// A server must not resume what its full handshake refuses.
bool has_required_certificate(const session_state& state, const endpoint& e)
{
    return e.role == role::client || !requires_certificate(*e.config) || !state.peer_certificates.empty() ||
           state.peer_raw_public_key;
}

/// Returns the key under which the client's cache keeps this endpoint's sessions. `settings` is the digest.
std::string cache_key(const endpoint& e, byte_view settings)
{
    auto key = e.server_name ? e.server_name->text : std::string();
    key += '\0' + e.session_peer + '\0';
    key += as_text(settings);
    return key;
}

/// Returns may_resume() under the settings with this digest.
bool may_resume_under(const session_state& state, const endpoint& e, const std::string& server_name, byte_view settings)
{
    const auto& config = *e.config;
    const auto now = session_now(config);
    const auto limit = std::min(config.sessions.lifetime, max_session_lifetime);
    return allows(config, state.version) && enables_suite(state, config) && !has_expired(state, now) &&
           now - state.authenticated_at <= limit && state.server_name == server_name && leaf_is_valid(state, now) &&
           has_required_certificate(state, e) && std::ranges::equal(state.settings, settings);
}

bool offers_alpn(const session_state& state, const configuration& config)
{
    return state.alpn_protocol.empty() || contains(config.negotiation.alpn_protocols, state.alpn_protocol);
}

/// Returns the encoding of a server's state; no value if a ticket or a store's entry cannot hold it.
std::optional<secure_bytes> encode_for_ticket(const session_state& state)
{
    std::size_t certificates = 0;
    for (const auto& certificate : state.peer_certificates)
        certificates += certificate.der().size();
    if (certificates > max_certificates_in_ticket)
        return std::nullopt;
    auto encoded = encode(state);
    return encoded.size() <= ticket_keys::max_state_size ? std::optional(std::move(encoded)) : std::nullopt;
}

/// Returns the state in a ticket or a store's entry. No value for anything else.
std::optional<session_state> decode_ticket(byte_view encoded, const configuration& config)
{
    return decode_session_state(encoded, config.verification.known_certificates.get());
}

} // namespace

session_time session_now(const configuration& config)
{
    return std::chrono::floor<std::chrono::milliseconds>(config.clock());
}

session_state describe_session(const endpoint& e, const connection_info& info)
{
    const auto& config = *e.config;
    session_state state;
    state.version = info.version;
    state.cipher_suite = info.cipher_suite->id;
    state.extended_master_secret = info.extended_master_secret;
    state.issued_at = session_now(config);
    // The clock of the server that authenticated the peer may be a little ahead.
    state.authenticated_at = e.resumed ? std::min(e.resumed->authenticated_at, state.issued_at) : state.issued_at;
    const auto end =
        state.authenticated_at + std::clamp(config.sessions.lifetime, std::chrono::seconds(0), max_session_lifetime);
    state.lifetime = std::max(std::chrono::floor<std::chrono::seconds>(end - state.issued_at), std::chrono::seconds(0));
    state.server_name = info.server_name;
    state.alpn_protocol = info.alpn_protocol;
    state.psk_identity = info.psk_identity;
    state.settings = settings_of(e);
    state.peer_certificates = info.peer_certificates;
    state.peer_raw_public_key = info.peer_raw_public_key;
    state.verification = info.verification;
    return state;
}

bool may_resume(const session_state& state, const endpoint& e, const std::string& server_name)
{
    return may_resume_under(state, e, server_name, settings_of(e));
}

void describe_resumption(endpoint& e, connection_info& info, std::shared_ptr<const session_state> state)
{
    info.session_reused = true;
    info.server_name = state->server_name;
    info.peer_certificates = state->peer_certificates;
    info.peer_raw_public_key = state->peer_raw_public_key;
    auto& type = e.role == role::client ? info.server_certificate_type : info.client_certificate_type;
    type = state->peer_raw_public_key ? certificate_type::raw_public_key : certificate_type::x509;
    info.verification = state->verification;
    info.psk_identity = state->psk_identity;
    info.extended_master_secret = state->extended_master_secret;
    e.resumed = std::move(state);
}

session session_to_offer(const endpoint& e)
{
    const auto& sessions = e.config->sessions;
    auto chosen = e.offered_session;
    if (chosen.empty() && !sessions.cache)
        return {};
    const auto settings = settings_of(e);
    if (chosen.empty())
        chosen = sessions.cache->take(cache_key(e, settings), session_now(*e.config), sessions.reuse_tickets);
    if (chosen.empty())
        return {};
    const auto& state = *chosen.state();
    const auto name = e.server_name ? e.server_name->dns_name : std::string();
    return may_resume_under(state, e, name, settings) && offers_alpn(state, *e.config) ? chosen : session();
}

void store_session(endpoint& e, session_state state)
{
    e.session = session(std::make_shared<const session_state>(std::move(state)));
    const auto& config = *e.config;
    if (config.sessions.cache)
        config.sessions.cache->insert(cache_key(e, e.session.state()->settings), e.session);
    if (config.sessions.on_new_session)
        config.sessions.on_new_session(e.session);
}

void forget_session(const endpoint& e, const session& s)
{
    if (s.empty())
        return;
    // Since the handshake that it is from, the settings may have been replaced for a renegotiation.
    for (const auto& config : {e.config, e.established_config})
        if (config && config->sessions.cache)
            config->sessions.cache->erase(cache_key(e, s.state()->settings), s);
}

void drop_attempted_session(endpoint& e)
{
    forget_session(e, std::exchange(e.attempted_session, {}));
}

std::optional<bytes> seal_session(const session_state& state, const configuration& config)
{
    if (!config.sessions.ticket_keys)
        return std::nullopt;
    const auto encoded = encode_for_ticket(state);
    return encoded ? std::optional(config.sessions.ticket_keys->seal(*encoded)) : std::nullopt;
}

std::optional<opened_session> open_session(byte_view ticket, const configuration& config)
{
    if (!config.sessions.ticket_keys)
        return std::nullopt;
    const auto opened = config.sessions.ticket_keys->open(ticket);
    auto state = opened ? decode_ticket(opened->state, config) : std::nullopt;
    if (!state)
        return std::nullopt;
    return opened_session{std::move(*state), opened->needs_renewal};
}

bytes new_session_id(const configuration& config)
{
    bytes id(session_id_size);
    config.random->fill(id);
    id.front() &= static_cast<std::uint8_t>(~ticket_id_bit);
    return id;
}

bytes new_ticket_id(const configuration& config)
{
    auto id = new_session_id(config);
    id.front() |= ticket_id_bit;
    return id;
}

bool is_ticket_id(byte_view ticket) noexcept
{
    return ticket.size() == session_id_size && (ticket.front() & ticket_id_bit) != 0;
}

bool keep_session(byte_view id, const session_state& state, const configuration& config)
{
    const auto encoded = encode_for_ticket(state);
    if (!encoded)
        return false;
    const auto& sessions = config.sessions;
    if (sessions.ticket_keys)
        sessions.store->insert(id, sessions.ticket_keys->seal(*encoded), state.lifetime);
    else
        sessions.store->insert(id, *encoded, state.lifetime);
    return true;
}

std::optional<session_state> open_stored_session(byte_view content, const configuration& config)
{
    if (!config.sessions.ticket_keys)
        return decode_ticket(content, config);
    auto opened = open_session(content, config);
    return opened ? std::optional(std::move(opened->state)) : std::nullopt;
}

void forget_stored_sessions(endpoint& e)
{
    for (const auto& stored : std::exchange(e.stored_sessions, {}))
        stored.store->erase(stored.id);
}

} // namespace tls
