#include <tls/client_session_cache.hpp>

#include "protocol/session/lru_map.hpp"
#include "protocol/session/session_state.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace tls {

namespace {

constexpr std::size_t least_servers_of_a_shard = 128;

bool is_expired(const session& s, std::chrono::system_clock::time_point now) noexcept
{
    return has_expired(*s.state(), now);
}

} // namespace

struct client_session_cache::impl {
    using sessions = std::vector<session>; // the newest last

    struct shard {
        explicit shard(const keyed_hash& hash) : servers(hash) {}
        std::mutex mutex;
        lru_map<sessions> servers;
    };

    impl(std::size_t max_servers, std::size_t most_tickets) : max_tickets(most_tickets)
    {
        const auto count = shards_for(max_servers, least_servers_of_a_shard);
        servers_of_a_shard = max_servers / count;
        for (std::size_t i = 0; i < count; ++i)
            shards.emplace_back(hash);
    }

    shard& shard_of(std::string_view key) noexcept { return shards[hash(key) % shards.size()]; }

    const keyed_hash hash;
    std::size_t max_tickets;
    std::size_t servers_of_a_shard;
    std::deque<shard> shards;
};

client_session_cache::client_session_cache(std::size_t max_servers, std::size_t max_tickets)
{
    if (max_servers == 0 || max_tickets == 0)
        throw std::invalid_argument("tls::client_session_cache: a limit is zero");
    impl_ = std::make_unique<impl>(max_servers, max_tickets);
}

client_session_cache::~client_session_cache() = default;

void client_session_cache::insert(std::string_view key, session added)
{
    if (added.empty())
        return;
    auto& shard = impl_->shard_of(key);
    std::lock_guard lock(shard.mutex);
    auto* server = shard.servers.use(key);
    if (!server) {
        if (shard.servers.size() == impl_->servers_of_a_shard)
            shard.servers.remove(shard.servers.oldest());
        server = &shard.servers.add(key, {});
    }
    auto& sessions = server->value;
    std::erase_if(sessions,
                  [&](const session& s) { return s == added || (!s.is_single_use() && !added.is_single_use()); });
    if (sessions.size() == impl_->max_tickets)
        sessions.erase(sessions.begin());
    sessions.push_back(std::move(added));
}

session client_session_cache::take(std::string_view key, std::chrono::system_clock::time_point now, bool reuse)
{
    auto& shard = impl_->shard_of(key);
    std::lock_guard lock(shard.mutex);
    auto* server = shard.servers.use(key);
    if (!server)
        return {};
    auto& sessions = server->value;
    std::erase_if(sessions, [&](const session& s) { return is_expired(s, now); });
    session taken;
    if (!sessions.empty()) {
        taken = sessions.back();
        if (taken.is_single_use() && !reuse)
            sessions.pop_back();
    }
    if (sessions.empty())
        shard.servers.remove(*server);
    return taken;
}

void client_session_cache::erase(std::string_view key, const session& erased)
{
    auto& shard = impl_->shard_of(key);
    std::lock_guard lock(shard.mutex);
    auto* server = shard.servers.use(key);
    if (server && std::erase(server->value, erased) != 0 && server->value.empty())
        shard.servers.remove(*server);
}

void client_session_cache::clear()
{
    for (auto& shard : impl_->shards) {
        std::lock_guard lock(shard.mutex);
        shard.servers.clear();
    }
}

std::size_t client_session_cache::size() const
{
    std::size_t total = 0;
    for (auto& shard : impl_->shards) {
        std::lock_guard lock(shard.mutex);
        shard.servers.for_each([&](const impl::sessions& s) { total += s.size(); });
    }
    return total;
}

} // namespace tls
