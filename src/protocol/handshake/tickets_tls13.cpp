#include "protocol/handshake/tickets_tls13.hpp"

#include "protocol/handshake/early_data.hpp"
#include "protocol/handshake/sessions.hpp"

#include <tls/crypto/cipher_suite.hpp>
#include <tls/ticket_keys.hpp>

#include <algorithm>
#include <chrono>

namespace tls {
namespace {

std::uint32_t random_u32(random_source& random)
{
    std::array<std::uint8_t, 4> out{};
    random.fill(out);
    return static_cast<std::uint32_t>(out[0]) << 24 | static_cast<std::uint32_t>(out[1]) << 16 |
           static_cast<std::uint32_t>(out[2]) << 8 | out[3];
}

secret ticket_psk(const established_tls13& connection, byte_view nonce)
{
    return tls13::resumption_psk(*connection.hash, connection.resumption_master_secret, nonce);
}

} // namespace

bool has_resumable_hash(const cipher_suite& suite) noexcept
{
    return suite.hash->digest_size >= min_tls13_secret_size;
}

std::optional<message::new_session_ticket> make_ticket(endpoint& e)
{
    const auto& config = *e.config;
    auto& connection = std::get<established_tls13>(e.established);
    message::new_session_ticket ticket;
    ticket.ticket_nonce = {static_cast<std::uint8_t>(connection.tickets_sent++)};
    ticket.ticket_age_add = random_u32(*config.random);
    auto state = describe_session(e, e.info);
    state.secret = ticket_psk(connection, ticket.ticket_nonce);
    state.ticket_age_add = ticket.ticket_age_add;
    ticket.ticket_lifetime = static_cast<std::uint32_t>(state.lifetime.count());
    if (accepts_early_data(config)) {
        state.max_early_data = config.sessions.max_early_data;
        ticket.extensions.early_data = extension::early_data_limit{state.max_early_data};
    }
    // A lifetime of zero tells the client to discard the ticket.
    if (ticket.ticket_lifetime == 0)
        return std::nullopt;
    if (config.sessions.single_use_tickets) {
        ticket.ticket = new_ticket_id(config);
        return keep_session(ticket.ticket, state, config) ? std::optional(std::move(ticket)) : std::nullopt;
    }
    auto sealed = seal_session(state, config);
    if (!sealed)
        return std::nullopt;
    ticket.ticket = std::move(*sealed);
    return ticket;
}

void accept_ticket(endpoint& e, message::new_session_ticket ticket)
{
    if (ticket.ticket_lifetime == 0 || ticket.ticket.size() > max_ticket_size ||
        !has_resumable_hash(*e.info.cipher_suite))
        return;
    auto state = describe_session(e, e.info);
    // Rounded up, so that the age that we send is never above the server's. GnuTLS would reject early data then.
    state.issued_at = std::chrono::ceil<session_time::duration>(e.config->clock());
    state.secret = ticket_psk(std::get<established_tls13>(e.established), ticket.ticket_nonce);
    state.ticket_age_add = ticket.ticket_age_add;
    state.lifetime = std::min(std::chrono::seconds(ticket.ticket_lifetime), max_session_lifetime);
    state.ticket = std::move(ticket.ticket);
    if (ticket.extensions.early_data)
        state.max_early_data = ticket.extensions.early_data->max_early_data_size;
    store_session(e, std::move(state));
}

} // namespace tls
