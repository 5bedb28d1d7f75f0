#include "x509/der/der_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <vector>

namespace tls::x509::der {

namespace {

// Identifier and length octets.
struct header {
    std::array<std::uint8_t, 2 + sizeof(std::size_t)> octets{};
    std::size_t size = 0;

    void put(std::size_t octet) { octets[size++] = static_cast<std::uint8_t>(octet); }
};

header make_header(std::uint8_t tag, std::size_t length)
{
    header result;
    result.put(tag);
    if (length < 0x80) {
        result.put(length);
        return result;
    }
    std::size_t octets = 1;
    while (octets < sizeof length && length >> (8 * octets) != 0)
        ++octets;
    result.put(0x80 | octets);
    while (octets-- > 0)
        result.put(length >> (8 * octets));
    return result;
}

// Returns `count` zero bytes followed by `data`.
encoding after_zeros(std::size_t count, byte_view data)
{
    encoding out(count + data.size());
    std::ranges::copy(data, out.begin() + static_cast<std::ptrdiff_t>(count));
    return out;
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
    const auto header = make_header(tag, content.size());
    auto out = after_zeros(header.size, content);
    std::copy_n(header.octets.begin(), header.size, out.begin());
    return out;
}

encoding concatenation(std::initializer_list<encoding> parts)
{
    encoding out;
    for (const auto& part : parts)
        out.insert(out.end(), part.begin(), part.end());
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
    bool needs_zero = magnitude.empty() || magnitude.front() >= 0x80;
    return element_of(tag::integer, after_zeros(needs_zero ? 1 : 0, magnitude));
}

encoding small_integer(std::uint32_t value)
{
    const std::array<std::uint8_t, 4> magnitude{
        static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
        static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
    return unsigned_integer(magnitude);
}

encoding integer(byte_view content)
{
    return element_of(tag::integer, content);
}

encoding enumerated(std::uint8_t value)
{
    return element_of(tag::enumerated, {&value, 1});
}

encoding bit_string(byte_view data)
{
    return element_of(tag::bit_string, after_zeros(1, data));
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
