// Membership in a list of code points or names.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_CONTAINS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_CONTAINS_HPP

#include <algorithm>
#include <vector>

namespace tls {

template <class T>
bool contains(const std::vector<T>& values, const T& value)
{
    return std::ranges::find(values, value) != values.end();
}

} // namespace tls

#endif
