#include "x509/keys/signature_work.hpp"

#include <algorithm>
#include <bit>

namespace tls::x509 {

namespace {

// Returns the number of modular multiplications that an exponent costs: one for each bit, and one for each bit set.
std::uint64_t multiplications(byte_view exponent) noexcept
{
    std::uint64_t count = 8 * exponent.size();
    for (auto byte : exponent)
        count += static_cast<unsigned>(std::popcount(byte));
    return count;
}

// A multiplication takes time quadratic in the size of the modulus. Rounds up.
std::uint64_t exponentiation_work(std::uint64_t modulus_bits, std::uint64_t multiplications) noexcept
{
    constexpr std::uint64_t unit = 2048ull * 2048 * 19; // 65537 costs 17 squarings and 2 multiplications
    return (modulus_bits * modulus_bits * multiplications + unit - 1) / unit;
}

std::uint64_t key_work(const public_key& key) noexcept
{
    switch (key.type) {
    case key_type::rsa:
    case key_type::rsa_pss:
        return exponentiation_work(8 * key.modulus.size(), multiplications(key.public_exponent));
    case key_type::dsa:
        // Two exponentiations, whose exponents are as long as the subgroup's order.
        return exponentiation_work(8 * key.prime.size(), 2 * 12 * key.subgroup_order.size());
    case key_type::secp384r1:
        return 12;
    case key_type::secp521r1:
        return 20;
    default:
        return 4;
    }
}

} // namespace

std::uint64_t signature_work(const std::optional<public_key>& key, std::size_t content_size) noexcept
{
    constexpr std::size_t hashed_in_unit = 8 * 1024;
    return std::max<std::uint64_t>(1, (key ? key_work(*key) : 0) + content_size / hashed_in_unit);
}

} // namespace tls::x509
