// Membership in a list.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_CONTAINS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_CONTAINS_HPP

#include <algorithm>
#include <ranges>

namespace tls {

template <std::ranges::input_range Range, class T>
bool contains(const Range& values, const T& value)
{
    return std::ranges::find(values, value) != std::ranges::end(values);
}

} // namespace tls

#endif
