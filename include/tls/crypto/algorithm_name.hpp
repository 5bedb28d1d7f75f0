// Names of algorithms, in registry rows and wherever programs write them.

#ifndef TLS_CRYPTO_ALGORITHM_NAME_HPP
#define TLS_CRYPTO_ALGORITHM_NAME_HPP

#include <tls/config.hpp>

#include <cstddef>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// Returns whether two names mean the same algorithm, suite, group or scheme: ASCII letters compare case-insensitively,
/// as in OpenSSL's EVP_MD_fetch. Thread-safe.
constexpr bool is_same_algorithm(std::string_view a, std::string_view b) noexcept
{
    constexpr auto to_lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (to_lower(a[i]) != to_lower(b[i]))
            return false;
    return true;
}

} // namespace tls

#pragma GCC visibility pop

#endif
