// Sessions: ticket keys, caches and stores.

#include "context/context_state.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/configuration.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/error.hpp>

namespace tls {

/// As in OpenSSL, so that a server resumes sessions without being told to.
void context::state::make_ticket_keys()
{
    if (for_servers)
        change([](configuration& c) { c.sessions.ticket_keys = ticket_keys::rotating(); });
}

void context::state::apply_tickets(context_base::options changed)
{
    if ((changed & no_ticket) == 0)
        return;
    const bool withheld = (option_bits & no_ticket) != 0;
    change([&](configuration& c) {
        auto& from = withheld ? c.sessions.ticket_keys : withheld_ticket_keys;
        auto& to = withheld ? withheld_ticket_keys : c.sessions.ticket_keys;
        if (from)
            to = std::exchange(from, nullptr);
    });
}

void context::resume_sessions()
{
    update([&](configuration& c) {
        if (state_->for_clients && !c.sessions.cache)
            c.sessions.cache = std::make_shared<client_session_cache>();
        if (state_->for_servers && !c.sessions.store)
            c.sessions.store = std::make_shared<memory_session_store>();
    });
}

void context::set_session_cache(std::shared_ptr<client_session_cache> cache)
{
    update([&](configuration& c) { c.sessions.cache = std::move(cache); });
}

void context::set_new_session_callback(new_session_function callback)
{
    update([&](configuration& c) { c.sessions.on_new_session = std::move(callback); });
}

void context::set_ticket_keys(std::shared_ptr<ticket_keys> keys)
{
    std::lock_guard lock(state_->mutex);
    if ((state_->option_bits & no_ticket) != 0)
        state_->withheld_ticket_keys = std::move(keys);
    else
        state_->change([&](configuration& c) { c.sessions.ticket_keys = std::move(keys); });
}

void context::set_session_store(std::shared_ptr<session_store> store)
{
    update([&](configuration& c) { c.sessions.store = std::move(store); });
}

void context::set_session_id_context(std::string_view id)
{
    update([&](configuration& c) { c.sessions.id_context.assign(id.begin(), id.end()); });
}

void context::set_max_early_data(std::uint32_t size)
{
    update([&](configuration& c) { c.sessions.max_early_data = size; });
}

void context::set_replay_record(std::shared_ptr<replay_record> record)
{
    update([&](configuration& c) { c.sessions.replays = std::move(record); });
}

void context::set_external_psks(std::vector<external_psk> keys)
{
    update([&](configuration& c) { c.sessions.external_psks = std::move(keys); });
}

void context::set_find_psk(find_psk_function find)
{
    update([&](configuration& c) { c.sessions.find_psk = std::move(find); });
}

} // namespace tls
