// Distinguished names as text (RFC 4514).

#include "x509/der_reader.hpp"
#include "x509/object_identifiers.hpp"

#include <tls/x509/certificate.hpp>

#include <array>

namespace tls::x509 {

namespace {

struct attribute {
    std::string type; ///< dotted
    der::element value;
    bool starts_relative_name; ///< the first of its RelativeDistinguishedName
};

std::vector<attribute> read_attributes(byte_view der)
{
    std::vector<attribute> result;
    auto relative_names = der::only_sequence(der);
    while (!relative_names.empty()) {
        auto attributes = relative_names.constructed(der::tag::set);
        for (bool first = true; !attributes.empty(); first = false) {
            auto fields = attributes.sequence();
            auto type = fields.object_identifier();
            result.push_back({std::move(type), fields.any(), first});
        }
    }
    return result;
}

struct short_name {
    std::string_view type;
    std::string_view text;
};

// RFC 4514 section 3, and those of RFC 4519 and RFC 2985 that stand in certificates.
constexpr std::array short_names{
    short_name{oid::common_name, "CN"},
    short_name{"2.5.4.4", "SN"},
    short_name{"2.5.4.5", "serialNumber"},
    short_name{"2.5.4.6", "C"},
    short_name{"2.5.4.7", "L"},
    short_name{"2.5.4.8", "ST"},
    short_name{"2.5.4.9", "STREET"},
    short_name{"2.5.4.10", "O"},
    short_name{"2.5.4.11", "OU"},
    short_name{"2.5.4.12", "title"},
    short_name{"2.5.4.42", "GN"},
    short_name{"0.9.2342.19200300.100.1.1", "UID"},
    short_name{"0.9.2342.19200300.100.1.25", "DC"},
    short_name{"1.2.840.113549.1.9.1", "emailAddress"},
};

constexpr char32_t not_a_character = 0xffffffff;

// Takes one character of UTF-8 from the front of `in`; not_a_character, and one byte taken, if there is none.
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
    if (!well_formed || c < smallest[size] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
        in = in.subspan(1);
        return not_a_character;
    }
    in = in.subspan(size);
    return c;
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

// BMPString and UniversalString: characters of `width` bytes, big-endian.
std::string from_wide(byte_view content, std::size_t width)
{
    std::string out;
    for (; content.size() >= width; content = content.subspan(width)) {
        char32_t c = 0;
        for (auto byte : content.first(width))
            c = c << 8 | byte;
        append_utf8(out, c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? U'\ufffd' : c);
    }
    return out;
}

std::string to_utf8(const der::element& value)
{
    switch (value.tag) {
    case der::tag::bmp_string:
        return from_wide(value.content, 2);
    case der::tag::universal_string:
        return from_wide(value.content, 4);
    case der::tag::teletex_string:
        return from_wide(value.content, 1);
    default:
        return std::string(as_text(value.content));
    }
}

void append_hex(std::string& out, std::uint8_t byte)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

// Characters that a terminal or a log would act upon instead of showing them, or that reorder text.
bool is_control(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

// RFC 4514 section 2.4. What is not printable stands as \XX, byte by byte.
std::string escaped(std::string_view text)
{
    std::string out;
    auto rest = as_bytes(text);
    while (!rest.empty()) {
        auto before = rest;
        auto c = take_utf8(rest);
        auto encoded = before.first(before.size() - rest.size());
        bool first = before.size() == text.size(), last = rest.empty();
        bool special = (c == '#' && first) || (c == ' ' && (first || last)) ||
                       (c < 0x80 && std::string_view(",+\"\\<>;").find(static_cast<char>(c)) != std::string_view::npos);
        if (c == not_a_character || is_control(c)) {
            for (auto byte : encoded) {
                out += '\\';
                append_hex(out, byte);
            }
            continue;
        }
        if (special)
            out += '\\';
        out += as_text(encoded);
    }
    return out;
}

std::string describe(const attribute& a)
{
    for (const auto& row : short_names)
        if (row.type == a.type)
            return std::string(row.text) + '=' + escaped(to_utf8(a.value));
    // RFC 4514 section 2.4: the value of a type written as dotted decimal is a number sign and its BER in hexadecimal.
    auto text = a.type + "=#";
    for (auto byte : a.value.whole)
        append_hex(text, byte);
    return text;
}

} // namespace

std::string name::to_string() const
try {
    // RFC 4514 section 2.2: the members of a multi-valued relative name are separated by plus signs.
    std::vector<std::string> relative_names;
    for (const auto& a : read_attributes(der_)) {
        if (a.starts_relative_name)
            relative_names.push_back(describe(a));
        else
            relative_names.back() += '+' + describe(a);
    }
    // RFC 4514 section 2.1: the output starts with the last element of the sequence and moves to the first.
    std::string text;
    for (auto relative_name = relative_names.rbegin(); relative_name != relative_names.rend(); ++relative_name) {
        if (!text.empty())
            text += ',';
        text += *relative_name;
    }
    return text;
} catch (const der::error&) {
    return "(malformed name)";
}

std::string name::common_name() const
try {
    std::string result;
    for (const auto& a : read_attributes(der_))
        if (a.type == oid::common_name)
            result = to_utf8(a.value);
    return result;
} catch (const der::error&) {
    return {};
}

} // namespace tls::x509
