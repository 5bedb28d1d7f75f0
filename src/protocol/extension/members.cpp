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
    result.reserve(present.size());
    for (auto type : order)
        if (contains(present, type) && !contains(result, type))
            result.push_back(type);
    for (auto type : present)
        if (!contains(result, type))
            result.push_back(type);

    // RFC 8446 section 4.2.11: pre_shared_key "MUST be the last extension in the ClientHello".
    const auto psk = std::ranges::find(result, static_cast<std::uint16_t>(extension_type::pre_shared_key));
    if (psk != result.end())
        std::rotate(psk, psk + 1, result.end());
    return result;
}

} // namespace tls::extension
