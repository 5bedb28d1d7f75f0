// Key pairs generated in advance, on an executor.

#include "context/context_state.hpp"
#include "crypto/groups_to_share.hpp"
#include "protocol/handshake/policy.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/key_share_pool.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <span>

namespace tls {
namespace {

/// The number of pairs that one job makes before other jobs of the executor run: a fraction of a millisecond on the
/// usual curves.
constexpr std::size_t pairs_per_job = 8;

/// Holds only a weak reference to the pool: a destroyed pool needs no keys.
struct refill_job {
    std::function<void(std::function<void()>)> run;
    std::weak_ptr<key_share_pool> pool;

    void operator()()
    {
        auto alive = pool.lock();
        if (!alive)
            return;
        try {
            if (alive->refill(pairs_per_job))
                run(*this);
        } catch (...) {
            // Out of memory or randomness. Leave missing key pairs to the handshakes, which can report the error.
            alive->give_up();
        }
    }
};

/// Returns the groups that peers are likely to agree on: `shared` and the most preferred others, at least two.
std::vector<key_exchange_group> likely_groups(const std::vector<const key_exchange_group*>& shared,
                                              std::span<const key_exchange_group* const> preferred)
{
    std::vector<key_exchange_group> result;
    for (auto* group : shared)
        result.push_back(*group);
    for (auto* group : preferred) {
        if (result.size() < 2 && std::ranges::count(shared, group) == 0)
            result.push_back(*group);
    }
    return result;
}

} // namespace

void context::prepare_key_shares_by(std::function<void(std::function<void()>)> run, std::size_t most)
{
    if (most > key_share_pool::max_size)
        throw boost::system::system_error(boost::asio::error::invalid_argument,
                                          "prepare_key_shares: at most 1024 key pairs per group");
    std::shared_ptr<key_share_pool> pool;
    auto self = std::make_shared<std::weak_ptr<key_share_pool>>();
    const auto config = snapshot();
    const auto preferred = configured_groups(*config);
    const auto shared = groups_to_share(preferred, config->negotiation.key_shares);
    if (most != 0) {
        pool = std::make_shared<key_share_pool>(likely_groups(shared, preferred), most, *config->random, [run, self] {
            run(refill_job{run, *self});
        });
        *self = pool;
    }
    update([&](configuration& c) { c.negotiation.prepared_key_shares = pool; });
    if (pool) {
        for (auto* group : shared)
            pool->want(*group);
    }
}

} // namespace tls
