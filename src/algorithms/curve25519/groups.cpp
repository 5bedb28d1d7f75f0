#include "algorithms/curve25519/groups.hpp"

#include "algorithms/cryptopp/x25519.hpp"
#include "algorithms/curve25519/form.hpp"

#include <array>

namespace tls::curve25519 {

namespace {

void multiply_base(byte_view private_key, byte_span share)
{
    best_form().multiply_base(private_key, share);
}

void multiply(byte_view private_key, byte_view peer_share, byte_span secret)
{
    best_form().multiply(private_key, peer_share, secret);
}

constexpr auto x25519 = cryptopp::x25519_row<&multiply_base, &multiply>();

constexpr std::array<const key_exchange_group*, 1> rows{&x25519};

} // namespace

std::span<const key_exchange_group* const> groups() noexcept
{
    return rows;
}

} // namespace tls::curve25519
