#include "protocol/extension/members.hpp"

#include <algorithm>

namespace tls::extension {

void put_into_sending_order(std::span<std::uint16_t> present, const std::vector<std::uint16_t>& order)
{
    auto rest = present.begin();
    for (auto type : order) {
        const auto found = std::find(rest, present.end(), type);
        if (found != present.end())
            rest = std::rotate(rest, found, found + 1);
    }
    // RFC 8446 section 4.2.11: pre_shared_key "MUST be the last extension in the ClientHello".
    const auto psk = std::ranges::find(present, static_cast<std::uint16_t>(extension_type::pre_shared_key));
    if (psk != present.end())
        std::rotate(psk, psk + 1, present.end());
}

} // namespace tls::extension
