// For processors without 64-bit arithmetic.

#include "algorithms/curve25519/ed25519.hpp"
#include "algorithms/curve25519/groups.hpp"

namespace tls::curve25519 {

std::span<const key_exchange_group* const> groups() noexcept
{
    return {};
}

ed25519_functions ed25519() noexcept
{
    return {};
}

} // namespace tls::curve25519
