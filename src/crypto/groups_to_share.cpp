#include "crypto/groups_to_share.hpp"

#include <algorithm>

namespace tls {

std::vector<const key_exchange_group*> groups_to_share(std::span<const key_exchange_group* const> preferred,
                                                       std::optional<std::size_t> count)
{
    if (count) {
        const auto first = preferred.first(std::min(*count, preferred.size()));
        return {first.begin(), first.end()};
    }
    // A classical share too, for servers without post-quantum groups: 32 bytes save a HelloRetryRequest round trip.
    const auto post_quantum = std::ranges::find_if(preferred, &key_exchange_group::is_post_quantum);
    const auto classical = std::ranges::find_if_not(preferred, &key_exchange_group::is_post_quantum);
    std::vector<const key_exchange_group*> result;
    for (const auto found : {std::min(post_quantum, classical), std::max(post_quantum, classical)}) {
        if (found != preferred.end())
            result.push_back(*found);
    }
    return result;
}

} // namespace tls
