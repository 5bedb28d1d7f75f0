#include "ocsp/address.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace tls::ocsp {

namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

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

bool is_public_v4(const address_v4& a)
{
    return std::ranges::none_of(special_v4,
                                [&a](const prefix_v4& p) { return (a.to_uint() ^ p.address) >> (32 - p.length) == 0; });
}

// Returns the last four bytes as an IPv4 address.
address_v4 embedded_v4(const address_v6::bytes_type& octets)
{
    address_v4::bytes_type last{};
    std::copy(octets.end() - 4, octets.end(), last.begin());
    return address_v4(last);
}

bool begins_with(const address_v6::bytes_type& octets, std::span<const std::uint8_t> prefix)
{
    return std::equal(prefix.begin(), prefix.end(), octets.begin());
}

bool is_public_v6(const address_v6& a)
{
    constexpr std::array<std::uint8_t, 12> translated{0x00, 0x64, 0xff, 0x9b}; // RFC 6052 section 2.1
    constexpr std::array<std::uint8_t, 2> six_to_four{0x20, 0x02};             // RFC 3056
    constexpr std::array<std::uint8_t, 4> teredo{0x20, 0x01, 0x00, 0x00};      // RFC 4380
    constexpr std::array<std::uint8_t, 4> documentation{0x20, 0x01, 0x0d, 0xb8};
    auto octets = a.to_bytes();
    if (a.is_v4_mapped() || begins_with(octets, translated))
        return is_public_v4(embedded_v4(octets));
    // All assigned global unicast addresses are in 2000::/3.
    bool global_unicast = octets[0] >> 5 == 1;
    return global_unicast && !begins_with(octets, six_to_four) && !begins_with(octets, teredo) &&
           !begins_with(octets, documentation);
}

} // namespace

bool is_public(const address& a)
{
    return a.is_v4() ? is_public_v4(a.to_v4()) : is_public_v6(a.to_v6());
}

} // namespace tls::ocsp
