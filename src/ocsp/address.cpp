#include <tls/impl/ocsp_transport.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace tls::detail {

namespace {

struct prefix {
    std::uint32_t address; ///< the first 32 bits
    unsigned length;       ///< in bits
};

// The registries of special-purpose addresses (RFC 6890).
constexpr std::array special_v4{
    prefix{0x00000000, 8},  // this network
    prefix{0x0a000000, 8},  // private use
    prefix{0x64400000, 10}, // shared address space
    prefix{0x7f000000, 8},  // loopback
    prefix{0xa9fe0000, 16}, // link-local, used by the metadata services of clouds
    prefix{0xac100000, 12}, // private use
    prefix{0xc0000000, 24}, // protocol assignments
    prefix{0xc0000200, 24}, // documentation
    prefix{0xc0a80000, 16}, // private use
    prefix{0xc6120000, 15}, // benchmarking
    prefix{0xc6336400, 24}, // documentation
    prefix{0xcb007100, 24}, // documentation
    prefix{0xe0000000, 3},  // multicast, reserved, broadcast
};

// Within 2000::/3.
constexpr std::array special_v6{
    prefix{0x20010000, 23}, // protocol assignments: Teredo, benchmarking, ORCHID
    prefix{0x20010db8, 32}, // documentation
    prefix{0x20020000, 16}, // 6to4 (RFC 3056)
    prefix{0x3fff0000, 20}, // documentation (RFC 9637)
};

constexpr std::size_t size_v4 = 4;
constexpr std::size_t size_v6 = 16;

// `octets` are the first four of the address.
bool is_outside(std::span<const prefix> prefixes, byte_view octets)
{
    std::uint32_t number = 0;
    for (auto octet : octets)
        number = number << 8 | octet;
    return std::ranges::none_of(prefixes,
                                [number](const prefix& p) { return (number ^ p.address) >> (32 - p.length) == 0; });
}

bool is_public_v4(byte_view octets)
{
    return is_outside(special_v4, octets);
}

bool begins_with(byte_view octets, std::span<const std::uint8_t> prefix)
{
    return std::equal(prefix.begin(), prefix.end(), octets.begin());
}

bool is_public_v6(byte_view octets)
{
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 section 2.5.5.2
    constexpr std::array<std::uint8_t, 12> translated{0x00, 0x64, 0xff, 0x9b};               // RFC 6052 section 2.1
    if (begins_with(octets, mapped) || begins_with(octets, translated))
        return is_public_v4(octets.last(size_v4));
    // All assigned global unicast addresses are in 2000::/3.
    const bool global_unicast = octets[0] >> 5 == 1;
    return global_unicast && is_outside(special_v6, octets.first(size_v4));
}

} // namespace

bool is_public_address(byte_view octets) noexcept
{
    if (octets.size() == size_v4)
        return is_public_v4(octets);
    return octets.size() == size_v6 && is_public_v6(octets);
}

} // namespace tls::detail
