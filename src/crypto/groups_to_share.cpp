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
    // A classical share too, for servers without hybrid groups: 32 bytes save a HelloRetryRequest round trip.
    const auto is_hybrid = [](auto* group) { return group->family == group_family::hybrid; };
    const auto hybrid = std::ranges::find_if(preferred, is_hybrid);
    const auto classical = std::ranges::find_if_not(preferred, is_hybrid);
    std::vector<const key_exchange_group*> result;
    for (const auto found : {std::min(hybrid, classical), std::max(hybrid, classical)}) {
        if (found != preferred.end())
            result.push_back(*found);
    }
    return result;
}

} // namespace tls
