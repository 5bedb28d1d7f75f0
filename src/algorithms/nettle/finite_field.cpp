// GMP exponentiation in finite fields, for Diffie-Hellman (RFC 7919).

#include "algorithms/nettle/modulus.hpp"
#include "algorithms/nettle/rows.hpp"

#include <array>

namespace tls::nettle {

namespace {

secure_bytes raise(byte_view base, byte_view exponent, byte_view modulus_bytes)
{
    const modulus prime(modulus_bytes);
    const auto result = prime.raise(to_limbs(base, limb_count(base.size())),
                                    to_limbs(exponent, limb_count(exponent.size())), 8 * exponent.size());
    secure_bytes out(modulus_bytes.size());
    store(result, out);
    return out;
}

using namespace cryptopp;

template <const ffdhe_parameters& Group>
constexpr auto* row = &ffdhe<Group, &nettle::raise>::row;

constexpr std::array<const key_exchange_group*, 5> rows{row<ffdhe2048_parameters>, row<ffdhe3072_parameters>,
                                                        row<ffdhe4096_parameters>, row<ffdhe6144_parameters>,
                                                        row<ffdhe8192_parameters>};

} // namespace

std::span<const key_exchange_group* const> finite_field_groups() noexcept
{
    return rows;
}

raise_function finite_field_raise() noexcept
{
    return &nettle::raise;
}

} // namespace tls::nettle
