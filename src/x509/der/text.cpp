#include "x509/der/text.hpp"

#include <arpa/inet.h>

#include <array>

namespace tls::x509 {

namespace {

constexpr std::uint8_t visible_string = 0x1a;

bool is_scalar_value(char32_t c)
{
    return c < 0xd800 || (c >= 0xe000 && c <= 0x10ffff);
}

void append_utf8(std::string& out, char32_t c)
{
    auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | c >> 6);
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

// Decodes a string of big-endian characters of `width` bytes each. Sets `valid` to false if one of them is invalid.
std::string from_wide(byte_view content, std::size_t width, bool& valid)
{
    std::string out;
    valid = content.size() % width == 0;
    for (; content.size() >= width; content = content.subspan(width)) {
        char32_t c = 0;
        for (auto byte : content.first(width))
            c = c << 8 | byte;
        valid = valid && is_scalar_value(c);
        append_utf8(out, is_scalar_value(c) ? c : U'\ufffd');
    }
    return out;
}

bool is_utf8(byte_view text)
{
    while (!text.empty())
        if (take_utf8(text) == not_a_character)
            return false;
    return true;
}

} // namespace

char32_t take_utf8(byte_view& in)
{
    auto first = in[0];
    std::size_t size = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    char32_t c = size == 1 ? first : first & (0xffu >> (size + 1));
    bool well_formed = size != 0 && size <= in.size();
    for (std::size_t i = 1; well_formed && i < size; ++i) {
        well_formed = (in[i] & 0xc0) == 0x80;
        c = c << 6 | (in[i] & 0x3f);
    }
    if (!well_formed || c < smallest[size] || !is_scalar_value(c)) {
        in = in.subspan(1);
        return not_a_character;
    }
    in = in.subspan(size);
    return c;
}

std::optional<std::string> to_utf8(const der::element& string)
{
    bool valid = true;
    std::string text;
    switch (string.tag) {
    case der::tag::utf8_string:
        text = as_text(string.content);
        valid = is_utf8(string.content);
        break;
    case der::tag::bmp_string:
        text = from_wide(string.content, 2, valid);
        break;
    case der::tag::universal_string:
        text = from_wide(string.content, 4, valid);
        break;
    case der::tag::printable_string:
    case der::tag::teletex_string:
    case der::tag::ia5_string:
    case visible_string:
        text = from_wide(string.content, 1, valid);
        break;
    default:
        valid = false;
    }
    if (!valid)
        return std::nullopt;
    return text;
}

std::string to_utf8_leniently(const der::element& string)
{
    bool valid = true;
    switch (string.tag) {
    case der::tag::bmp_string:
        return from_wide(string.content, 2, valid);
    case der::tag::universal_string:
        return from_wide(string.content, 4, valid);
    case der::tag::teletex_string:
        return from_wide(string.content, 1, valid);
    default:
        return std::string(as_text(string.content));
    }
}

bool is_control(char32_t c) noexcept
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

void append_hex(std::string& out, std::uint8_t byte)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

std::string escaped(std::string_view text, std::string_view special)
{
    std::string out;
    auto rest = as_bytes(text);
    while (!rest.empty()) {
        auto before = rest;
        auto c = take_utf8(rest);
        auto encoded = before.first(before.size() - rest.size());
        if (c == not_a_character || is_control(c)) {
            for (auto byte : encoded) {
                out += '\\';
                append_hex(out, byte);
            }
            continue;
        }
        if (c == '\\' || (c < 0x80 && special.find(static_cast<char>(c)) != std::string_view::npos))
            out += '\\';
        out += as_text(encoded);
    }
    return out;
}

std::string to_ip_literal(byte_view address)
{
    char text[INET6_ADDRSTRLEN];
    const int family = address.size() == 4 ? AF_INET : AF_INET6;
    if ((address.size() == 4 || address.size() == 16) &&
        ::inet_ntop(family, address.data(), text, sizeof text) != nullptr)
        return text;
    std::string digits;
    for (auto byte : address)
        append_hex(digits, byte);
    return digits;
}

} // namespace tls::x509
