// Converts between big-endian bytes and GMP numbers.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_LIMBS_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_LIMBS_HPP

#include <tls/crypto/constant_time.hpp>
#include <tls/crypto/secret.hpp>

#include <gmp.h>

#include <span>
#include <stdexcept>
#include <vector>

namespace tls::nettle {

static_assert(GMP_NAIL_BITS == 0 && GMP_NUMB_BITS == 64);

/// A number for GMP's low-level functions: limbs, least significant first. Its length is public. Its value may be
/// secret, so it wipes itself.
using limbs = std::vector<mp_limb_t, wiping_allocator<mp_limb_t>>;

using limb_view = std::span<const mp_limb_t>;

constexpr std::size_t limb_count(std::size_t bytes) noexcept
{
    return (bytes + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t);
}

/// Lengths of key numbers are public, and keys from outside may have leading zeros.
inline byte_view without_leading_zeros(byte_view number) noexcept
{
    while (!number.empty() && number.front() == 0)
        number = number.subspan(1);
    return number;
}

/// Returns the unsigned big-endian integer in `data` as `count` limbs. Throws std::length_error if it has more.
inline limbs to_limbs(byte_view data, std::size_t count)
{
    if (data.size() > count * sizeof(mp_limb_t))
        data = without_leading_zeros(data);
    if (data.size() > count * sizeof(mp_limb_t))
        throw std::length_error("the number has more bytes than expected");
    limbs out(count);
    for (std::size_t i = 0; i < data.size(); ++i) {
        auto byte = static_cast<mp_limb_t>(data[data.size() - 1 - i]);
        out[i / sizeof(mp_limb_t)] |= byte << (8 * (i % sizeof(mp_limb_t)));
    }
    return out;
}

/// Stores the number in all of `out`, with leading zeros. The number must fit.
inline void store(limb_view number, byte_span out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto limb = i / sizeof(mp_limb_t) < number.size() ? number[i / sizeof(mp_limb_t)] : 0;
        out[out.size() - 1 - i] = static_cast<std::uint8_t>(limb >> (8 * (i % sizeof(mp_limb_t))));
    }
}

/// Converts a size to GMP's type.
inline mp_size_t size_of(limb_view number) noexcept
{
    return static_cast<mp_size_t>(number.size());
}

/// Mark a number as public or as secret from here on, see <tls/crypto/constant_time.hpp>.
inline void declassify(limb_view number) noexcept
{
    constant_time::declassify_memory(number.data(), number.size_bytes());
}

inline void classify(limb_view number) noexcept
{
    constant_time::classify_memory(number.data(), number.size_bytes());
}

} // namespace tls::nettle

#endif
