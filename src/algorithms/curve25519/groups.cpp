#include "algorithms/curve25519/groups.hpp"

#include "algorithms/cryptopp/x25519.hpp"
#include "algorithms/curve25519/multiply_base.hpp"

#include <array>

namespace tls::curve25519 {

namespace {

constexpr auto x25519 = cryptopp::x25519_row<&multiply_base>();

constexpr std::array<const key_exchange_group*, 1> rows{&x25519};

} // namespace

std::span<const key_exchange_group* const> groups() noexcept
{
    return rows;
}

} // namespace tls::curve25519
