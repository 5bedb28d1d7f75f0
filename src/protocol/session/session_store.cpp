#include <tls/session_store.hpp>

#include "protocol/session/lru_map.hpp"
#include "protocol/session/session_state.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace tls {

namespace {

constexpr std::size_t max_id_size = 32;
constexpr std::size_t max_content_size = 64 * 1024;
// The list's and the table's nodes and the key, measured with glibc's allocator and rounded up.
constexpr std::size_t overhead_of_a_session = 256;
constexpr std::size_t least_bytes_of_a_shard = 4 * (max_content_size + overhead_of_a_session);

bool is_valid(byte_view id) noexcept
{
    return !id.empty() && id.size() <= max_id_size;
}

} // namespace

struct memory_session_store::impl {
    using time_point = std::chrono::system_clock::time_point;

    struct stored {
        secure_bytes content;
        time_point stored_at;
        time_point expires_at;

        std::size_t size() const noexcept { return content.size() + overhead_of_a_session; }
        // After the clock was set back, nobody knows how old a session is.
        bool is_expired(time_point now) const noexcept { return now >= expires_at || now < stored_at; }
    };

    struct shard {
        explicit shard(const keyed_hash& hash) : sessions(hash) {}
        std::mutex mutex;
        lru_map<stored> sessions;
        std::size_t bytes = 0;

        stored remove(lru_map<stored>::entry& e)
        {
            bytes -= e.value.size();
            return sessions.remove(e);
        }
    };

    impl(std::size_t max_bytes, clock_function c) : clock(std::move(c))
    {
        const auto count = shards_for(max_bytes, least_bytes_of_a_shard);
        bytes_of_a_shard = max_bytes / count;
        for (std::size_t i = 0; i < count; ++i)
            shards.emplace_back(hash);
    }

    shard& shard_of(std::string_view id) noexcept { return shards[hash(id) % shards.size()]; }

    const keyed_hash hash;
    clock_function clock;
    std::size_t bytes_of_a_shard;
    std::deque<shard> shards;
};

memory_session_store::memory_session_store(std::size_t max_bytes, clock_function clock)
{
    if (max_bytes == 0 || !clock)
        throw std::invalid_argument("tls::memory_session_store needs a limit above zero and a clock");
    impl_ = std::make_unique<impl>(max_bytes, std::move(clock));
}

memory_session_store::~memory_session_store() = default;

void memory_session_store::insert(byte_view id, byte_view content, std::chrono::seconds lifetime)
{
    const auto now = impl_->clock();
    if (!is_valid(id) || content.size() > max_content_size || lifetime <= std::chrono::seconds(0))
        return;
    impl::stored added{{content.begin(), content.end()}, now, now + std::min(lifetime, max_session_lifetime)};
    const auto size = added.size();
    if (size > impl_->bytes_of_a_shard)
        return;
    const auto key = as_text(id);
    auto& shard = impl_->shard_of(key);
    std::lock_guard lock(shard.mutex);
    if (auto* earlier = shard.sessions.use(key))
        shard.remove(*earlier);
    while (shard.bytes + size > impl_->bytes_of_a_shard)
        shard.remove(shard.sessions.oldest());
    shard.sessions.add(key, std::move(added));
    shard.bytes += size;
}

void memory_session_store::async_find(byte_view id, bool take, find_completion complete)
{
    const auto now = impl_->clock();
    std::optional<secure_bytes> found;
    if (is_valid(id)) {
        const auto key = as_text(id);
        auto& shard = impl_->shard_of(key);
        std::lock_guard lock(shard.mutex);
        if (auto* entry = shard.sessions.use(key)) {
            const auto expired = entry->value.is_expired(now);
            if (expired || take) {
                auto removed = shard.remove(*entry);
                if (!expired)
                    found = std::move(removed.content);
            } else {
                found = entry->value.content;
            }
        }
    }
    complete(std::move(found));
}

void memory_session_store::erase(byte_view id)
{
    const auto key = as_text(id);
    auto& shard = impl_->shard_of(key);
    std::lock_guard lock(shard.mutex);
    if (auto* entry = shard.sessions.use(key))
        shard.remove(*entry);
}

std::size_t memory_session_store::size() const
{
    std::size_t total = 0;
    for (auto& shard : impl_->shards) {
        std::lock_guard lock(shard.mutex);
        total += shard.sessions.size();
    }
    return total;
}

} // namespace tls
