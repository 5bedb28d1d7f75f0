#include <tls/impl/ocsp_transport.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace tls::detail {

namespace {

struct prefix_v4 {
    std::uint32_t address;
    unsigned length;
};

constexpr std::array special_v4{
    prefix_v4{0x00000000, 8},  // this network
    prefix_v4{0x0a000000, 8},  // private use
    prefix_v4{0x64400000, 10}, // shared address space
    prefix_v4{0x7f000000, 8},  // loopback
    prefix_v4{0xa9fe0000, 16}, // link-local, used by the metadata services of clouds
    prefix_v4{0xac100000, 12}, // private use
    prefix_v4{0xc0000000, 24}, // protocol assignments
    prefix_v4{0xc0000200, 24}, // documentation
    prefix_v4{0xc0a80000, 16}, // private use
    prefix_v4{0xc6120000, 15}, // benchmarking
    prefix_v4{0xc6336400, 24}, // documentation
    prefix_v4{0xcb007100, 24}, // documentation
    prefix_v4{0xe0000000, 3},  // multicast, reserved, broadcast
};

constexpr std::size_t size_v4 = 4;
constexpr std::size_t size_v6 = 16;

bool is_public_v4(byte_view octets)
{
    std::uint32_t number = 0;
    for (auto octet : octets)
        number = number << 8 | octet;
    return std::ranges::none_of(special_v4,
                                [number](const prefix_v4& p) { return (number ^ p.address) >> (32 - p.length) == 0; });
}

bool begins_with(byte_view octets, std::span<const std::uint8_t> prefix)
{
    return std::equal(prefix.begin(), prefix.end(), octets.begin());
}

bool is_public_v6(byte_view octets)
{
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 section 2.5.5.2
    constexpr std::array<std::uint8_t, 12> translated{0x00, 0x64, 0xff, 0x9b};               // RFC 6052 section 2.1
    constexpr std::array<std::uint8_t, 2> six_to_four{0x20, 0x02};                           // RFC 3056
    constexpr std::array<std::uint8_t, 4> teredo{0x20, 0x01, 0x00, 0x00};                    // RFC 4380
    constexpr std::array<std::uint8_t, 4> documentation{0x20, 0x01, 0x0d, 0xb8};
    if (begins_with(octets, mapped) || begins_with(octets, translated))
        return is_public_v4(octets.last(size_v4));
    // All assigned global unicast addresses are in 2000::/3.
    bool global_unicast = octets[0] >> 5 == 1;
    return global_unicast && !begins_with(octets, six_to_four) && !begins_with(octets, teredo) &&
           !begins_with(octets, documentation);
}

} // namespace

bool is_public_address(byte_view octets) noexcept
{
    if (octets.size() == size_v4)
        return is_public_v4(octets);
    return octets.size() == size_v6 && is_public_v6(octets);
}

} // namespace tls::detail
