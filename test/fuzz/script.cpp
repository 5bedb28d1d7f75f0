#include "fuzz/script.hpp"

#include <algorithm>

namespace tls::fuzz {

namespace {

constexpr std::size_t header_size = 3;
constexpr std::size_t max_content = 0xffff;

/// Returns the minor version number in two bits.
std::uint8_t version_in(unsigned bits)
{
    return static_cast<std::uint8_t>(script_settings::oldest_version + (bits & 3));
}

unsigned bits_of(std::uint8_t version)
{
    return version - unsigned{script_settings::oldest_version};
}

} // namespace

std::array<std::uint8_t, script_settings::size> script_settings::encode() const
{
    const unsigned role = (is_server ? server : 0U) | bits_of(max_version) << 1 | bits_of(min_version) << 3;
    const auto key_bits = static_cast<unsigned>(key_kind);
    const unsigned kinds = (key_bits & 3) | static_cast<unsigned>(group_kind) << 2 |
                           static_cast<unsigned>(piece_size) << 4 | (key_bits & 4) << 4;
    return {static_cast<std::uint8_t>(role),
            authentication,
            sessions,
            extensions,
            static_cast<std::uint8_t>(suite >> 8),
            static_cast<std::uint8_t>(suite),
            static_cast<std::uint8_t>(kinds),
            0};
}

script_settings script_settings::decode(byte_view first_bytes)
{
    std::array<std::uint8_t, size> in{};
    std::ranges::copy(first_bytes.first(std::min(first_bytes.size(), size)), in.begin());
    script_settings s;
    s.is_server = (in[0] & server) != 0;
    s.max_version = version_in(in[0] >> 1U);
    s.min_version = std::min(version_in(in[0] >> 3U), s.max_version);
    s.authentication = in[1];
    s.sessions = in[2];
    s.extensions = in[3];
    s.suite = static_cast<std::uint16_t>(in[4] << 8 | in[5]);
    s.key_kind = (in[6] & 0x40) != 0 ? key::dh : static_cast<key>(in[6] & 3);
    s.group_kind = static_cast<group>(in[6] >> 2 & 3);
    s.piece_size = static_cast<pieces>(in[6] >> 4 & 3);
    return s;
}

bytes script::encode() const
{
    const auto first = settings.encode();
    bytes out(first.begin(), first.end());
    for (const auto& [kind, content] : operations) {
        const auto size = std::min(content.size(), max_content);
        out.push_back(static_cast<std::uint8_t>(kind));
        out.push_back(static_cast<std::uint8_t>(size >> 8));
        out.push_back(static_cast<std::uint8_t>(size));
        out.insert(out.end(), content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size));
    }
    return out;
}

script script::decode(byte_view input)
{
    script result;
    result.settings = script_settings::decode(input);
    input = input.subspan(std::min(input.size(), script_settings::size));
    while (input.size() >= header_size && result.operations.size() != max_operations) {
        const std::size_t stated = input[1] * 256U + input[2];
        const auto size = std::min(stated, input.size() - header_size);
        result.operations.push_back({static_cast<operation>(input[0] % 4), to_bytes(input.subspan(header_size, size))});
        input = input.subspan(header_size + size);
    }
    return result;
}

script_operation act_operation(action what, std::uint16_t argument)
{
    return {operation::act,
            {static_cast<std::uint8_t>(what), static_cast<std::uint8_t>(argument >> 8),
             static_cast<std::uint8_t>(argument)}};
}

} // namespace tls::fuzz
