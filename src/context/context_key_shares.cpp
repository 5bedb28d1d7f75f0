// Key pairs made ahead, on an executor.

#include "context/context_state.hpp"

#include <tls/configuration.hpp>
#include <tls/key_share_pool.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace tls {
namespace {

/// As many as a job makes before others have their turn: a fraction of a millisecond on the usual curves.
constexpr std::size_t pairs_per_job = 8;

/// Keeps nothing alive: a pool that is gone needs no keys.
struct refill_job {
    boost::asio::any_io_executor executor;
    std::weak_ptr<key_share_pool> pool;

    void operator()()
    {
        auto alive = pool.lock();
        if (!alive)
            return;
        try {
            if (alive->refill(pairs_per_job))
                boost::asio::post(executor, *this);
        } catch (...) {
            // What is missing still (there was no memory, no randomness) is left to handshakes, which have somebody to
            // tell of it.
            alive->give_up();
        }
    }
};

/// The groups that peers are likely to agree on: those that a client sends shares of, and at least two.
std::vector<key_exchange_group> most_preferred_groups(const configuration& config)
{
    const auto most = std::max<std::size_t>(config.negotiation.key_shares, 2);
    std::vector<key_exchange_group> result;
    auto add = [&](const key_exchange_group* group) {
        if (group != nullptr && result.size() < most)
            result.push_back(*group);
    };
    for (auto id : config.negotiation.groups)
        add(config.algorithms->find_group(id));
    if (config.negotiation.groups.empty()) {
        for (auto& group : config.algorithms->groups())
            add(&group);
    }
    return result;
}

} // namespace

void context::prepare_key_shares(const boost::asio::any_io_executor& executor, std::size_t most)
{
    if (most > key_share_pool::max_size)
        throw boost::system::system_error(boost::asio::error::invalid_argument, "prepare_key_shares");
    std::shared_ptr<key_share_pool> pool;
    auto self = std::make_shared<std::weak_ptr<key_share_pool>>();
    const auto config = snapshot();
    const auto groups = most_preferred_groups(*config);
    if (most != 0) {
        pool = std::make_shared<key_share_pool>(groups, most, *config->random, [executor, self] {
            boost::asio::post(executor, refill_job{executor, *self});
        });
        *self = pool;
    }
    update([&](configuration& c) { c.negotiation.prepared_key_shares = pool; });
    for (std::size_t i = 0; pool && i < std::min(config->negotiation.key_shares, groups.size()); ++i)
        pool->want(groups[i]);
}

} // namespace tls
