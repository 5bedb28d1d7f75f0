#include "x509/der_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <vector>

namespace tls::x509::der {

namespace {

void append(encoding& out, byte_view data)
{
    out.insert(out.end(), data.begin(), data.end());
}

void append_length(encoding& out, std::size_t length)
{
    if (length < 0x80) {
        out.push_back(static_cast<std::uint8_t>(length));
        return;
    }
    std::size_t octets = 1;
    while (length >> (8 * octets) != 0)
        ++octets;
    out.push_back(static_cast<std::uint8_t>(0x80 | octets));
    while (octets-- > 0)
        out.push_back(static_cast<std::uint8_t>(length >> (8 * octets)));
}

std::vector<std::uint64_t> parse_arcs(std::string_view dotted)
{
    std::vector<std::uint64_t> arcs;
    auto end = dotted.data() + dotted.size();
    for (auto position = dotted.data();; ++position) {
        std::uint64_t arc = 0;
        auto [stop, status] = std::from_chars(position, end, arc);
        if (status != std::errc{} || (stop != end && *stop != '.'))
            throw error("malformed object identifier");
        arcs.push_back(arc);
        if (stop == end)
            break;
        position = stop;
    }
    if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39))
        throw error("malformed object identifier");
    return arcs;
}

void append_base128(encoding& out, std::uint64_t value)
{
    auto groups = (std::max<int>(std::bit_width(value), 1) + 6) / 7;
    while (groups-- > 0) {
        auto low = static_cast<std::uint8_t>(value >> (7 * groups) & 0x7f);
        out.push_back(groups == 0 ? low : static_cast<std::uint8_t>(low | 0x80));
    }
}

} // namespace

encoding element_of(std::uint8_t tag, byte_view content)
{
    encoding out;
    out.reserve(content.size() + 6);
    out.push_back(tag);
    append_length(out, content.size());
    append(out, content);
    return out;
}

encoding concatenation(std::initializer_list<encoding> parts)
{
    encoding out;
    for (const auto& part : parts)
        append(out, part);
    return out;
}

encoding constructed(std::uint8_t tag, std::initializer_list<encoding> parts)
{
    return element_of(tag, concatenation(parts));
}

encoding sequence(std::initializer_list<encoding> parts)
{
    return constructed(tag::sequence, parts);
}

encoding boolean(bool value)
{
    const std::uint8_t content = value ? 0xff : 0x00;
    return element_of(tag::boolean, {&content, 1});
}

encoding unsigned_integer(byte_view magnitude)
{
    while (!magnitude.empty() && magnitude.front() == 0)
        magnitude = magnitude.subspan(1);
    encoding content;
    content.reserve(magnitude.size() + 1);
    if (magnitude.empty() || magnitude.front() >= 0x80)
        content.push_back(0);
    append(content, magnitude);
    return element_of(tag::integer, content);
}

encoding small_integer(std::uint32_t value)
{
    const std::array<std::uint8_t, 4> magnitude{
        static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
        static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
    return unsigned_integer(magnitude);
}

encoding bit_string(byte_view data)
{
    encoding content;
    content.reserve(data.size() + 1);
    content.push_back(0);
    append(content, data);
    return element_of(tag::bit_string, content);
}

encoding named_bits(std::uint16_t value)
{
    auto used = static_cast<unsigned>(std::bit_width(value));
    auto octets = (used + 7) / 8;
    encoding content(1 + octets, 0);
    content[0] = static_cast<std::uint8_t>(octets * 8 - used);
    for (unsigned n = 0; n < used; ++n)
        if ((value >> n & 1) != 0)
            content[1 + n / 8] |= static_cast<std::uint8_t>(0x80 >> n % 8);
    return element_of(tag::bit_string, content);
}

encoding octet_string(byte_view data)
{
    return element_of(tag::octet_string, data);
}

encoding null()
{
    return element_of(tag::null, {});
}

encoding object_identifier(std::string_view dotted)
{
    auto arcs = parse_arcs(dotted);
    encoding content;
    append_base128(content, arcs[0] * 40 + arcs[1]);
    for (std::size_t i = 2; i < arcs.size(); ++i)
        append_base128(content, arcs[i]);
    return element_of(tag::object_identifier, content);
}

encoding utf8_string(std::string_view text)
{
    return element_of(tag::utf8_string, as_bytes(text));
}

} // namespace tls::x509::der
