#include "protocol/extension/members.hpp"

#include <algorithm>

namespace tls::extension {

std::vector<std::uint16_t> sending_order(const std::vector<std::uint16_t>& present,
                                         const std::vector<std::uint16_t>& order)
{
    auto contains = [](const std::vector<std::uint16_t>& types, std::uint16_t type) {
        return std::ranges::find(types, type) != types.end();
    };
    std::vector<std::uint16_t> result;
    for (auto type : order)
        if (contains(present, type) && !contains(result, type))
            result.push_back(type);
    for (auto type : present)
        if (!contains(result, type))
            result.push_back(type);

    // RFC 8446 section 4.2.11: pre_shared_key "MUST be the last extension in the ClientHello".
    std::stable_partition(result.begin(), result.end(),
                          [](auto type) { return extension_type{type} != extension_type::pre_shared_key; });
    return result;
}

} // namespace tls::extension
