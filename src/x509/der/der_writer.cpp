#include "x509/der/der_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace tls::x509::der {

namespace {

// Identifier and length octets.
struct tag_and_length {
    std::array<std::uint8_t, 2 + sizeof(std::size_t)> octets{};
    std::size_t size = 0;

    void put(std::size_t octet) { octets[size++] = static_cast<std::uint8_t>(octet); }
};

tag_and_length make_header(std::uint8_t tag, std::size_t length)
{
    tag_and_length result;
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

// An arc of an object identifier in base 128, the lowest digit first.
using long_arc = std::vector<std::uint8_t>;

void multiply_and_add(long_arc& number, unsigned factor, unsigned addend)
{
    unsigned carry = addend;
    for (auto& digit : number) {
        carry += digit * factor;
        digit = carry & 0x7f;
        carry >>= 7;
    }
    for (; carry != 0; carry >>= 7)
        number.push_back(carry & 0x7f);
}

long_arc parse_arc(std::string_view decimal)
{
    const bool is_number =
        !decimal.empty() && std::ranges::all_of(decimal, [](char c) { return c >= '0' && c <= '9'; });
    long_arc number;
    for (char c : is_number ? decimal : std::string_view()) {
        multiply_and_add(number, 10, static_cast<unsigned>(c - '0'));
        if (number.size() > max_arc_octets)
            break;
    }
    if (!is_number || number.size() > max_arc_octets)
        throw error("malformed object identifier");
    return number;
}

std::vector<long_arc> parse_arcs(std::string_view dotted)
{
    std::vector<long_arc> arcs;
    for (;;) {
        const auto dot = dotted.find('.');
        arcs.push_back(parse_arc(dotted.substr(0, dot)));
        if (dot == std::string_view::npos)
            break;
        dotted.remove_prefix(dot + 1);
    }
    auto is_below = [](const long_arc& number, unsigned value) {
        return number.empty() || (number.size() == 1 && number.front() < value);
    };
    if (arcs.size() < 2 || !is_below(arcs[0], 3) || (is_below(arcs[0], 2) && !is_below(arcs[1], 40)))
        throw error("malformed object identifier");
    return arcs;
}

void append_base128(encoding& out, const long_arc& number)
{
    for (std::size_t i = number.size(); i-- > 1;)
        out.push_back(static_cast<std::uint8_t>(number[i] | 0x80));
    out.push_back(number.empty() ? std::uint8_t{0} : number.front());
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
    // X.690 section 8.19.4: the first two arcs are one subidentifier.
    multiply_and_add(arcs[1], 1, arcs[0].empty() ? 0 : arcs[0].front() * 40u);
    append_base128(content, arcs[1]);
    for (std::size_t i = 2; i < arcs.size(); ++i)
        append_base128(content, arcs[i]);
    return element_of(tag::object_identifier, content);
}

encoding utf8_string(std::string_view text)
{
    return element_of(tag::utf8_string, as_bytes(text));
}

} // namespace tls::x509::der
