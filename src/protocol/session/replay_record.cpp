#include <tls/replay_record.hpp>

#include "protocol/session/keyed_hash.hpp"
#include "protocol/session/session_state.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <unordered_set>

namespace tls {

namespace {

using time_point = std::chrono::system_clock::time_point;
using value_type = std::array<std::uint8_t, 32>;

constexpr std::size_t least_values_of_a_shard = 1024;

// Values in the order of their arrival, each with the time until which it is kept.
class shard {
public:
    explicit shard(const keyed_hash& hash) : index_(0, hash) {}

    bool insert(byte_view value, time_point now, time_point keep_until, std::size_t max_values)
    {
        std::lock_guard lock(mutex_);
        forget(now);
        // A clock that was set back makes values fresh again that the record may have forgotten.
        if (now <= forgotten_until_ || values_.size() >= max_values)
            return false;
        if (values_.empty())
            index_.reserve(max_values); // so that no later call has to rehash
        if (index_.contains(as_text(value)))
            return false;
        auto& added = values_.emplace_back();
        std::ranges::copy(value, added.value.begin());
        added.keep_until = keep_until;
        try {
            index_.insert(as_text(added.value));
        } catch (...) {
            values_.pop_back();
            throw;
        }
        return true;
    }

private:
    struct kept {
        value_type value;
        time_point keep_until;
    };

    // Forgets up to two old values: one call adds one, so the record does not grow, and no call has to do much. A value
    // with a long window delays those behind it.
    void forget(time_point now)
    {
        for (int i = 0; i < 2 && !values_.empty() && values_.front().keep_until < now; ++i) {
            forgotten_until_ = std::max(forgotten_until_, values_.front().keep_until);
            index_.erase(as_text(values_.front().value));
            values_.pop_front();
        }
    }

    std::mutex mutex_;
    std::deque<kept> values_;
    std::unordered_set<std::string_view, keyed_hash> index_; // borrows from values_
    time_point forgotten_until_ = time_point::min();
};

} // namespace

struct memory_replay_record::impl {
    impl(std::size_t max_values, clock_function c) : clock(std::move(c)), created_at(clock())
    {
        const auto count = shards_for(max_values, least_values_of_a_shard);
        values_of_a_shard = max_values / count;
        for (std::size_t i = 0; i < count; ++i)
            shards.emplace_back(hash);
    }

    const keyed_hash hash;
    clock_function clock;
    time_point created_at;
    std::size_t values_of_a_shard;
    std::deque<shard> shards;
};

memory_replay_record::memory_replay_record(std::size_t max_values, clock_function clock)
{
    if (max_values == 0 || !clock)
        throw std::invalid_argument("tls::memory_replay_record needs a limit above zero and a clock");
    impl_ = std::make_unique<impl>(max_values, std::move(clock));
}

memory_replay_record::~memory_replay_record() = default;

void memory_replay_record::async_insert(byte_view value, std::chrono::milliseconds window, completion complete)
{
    const auto now = impl_->clock();
    const auto usable = value.size() == sizeof(value_type) && window > std::chrono::milliseconds(0) &&
                        window <= max_session_lifetime && now > impl_->created_at + window;
    bool is_new = false;
    if (usable) {
        auto& shard = impl_->shards[impl_->hash(value) % impl_->shards.size()];
        is_new = shard.insert(value, now, now + window, impl_->values_of_a_shard);
    }
    complete(is_new);
}

} // namespace tls
