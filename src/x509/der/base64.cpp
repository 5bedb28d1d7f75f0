#include "x509/der/base64.hpp"

namespace tls::x509 {

namespace {

constexpr std::uint32_t invalid = 0x100;

// All ones if low <= value <= high, else zero, without a branch.
std::uint32_t in_range(std::uint32_t value, std::uint32_t low, std::uint32_t high)
{
    // The subtractions borrow into the top bit if value is out of range.
    auto outside = (value - low) >> 31 | (high - value) >> 31;
    return outside - 1;
}

// Returns the six bits that a character encodes, or `invalid`.
std::uint32_t value_of(char character)
{
    std::uint32_t c = static_cast<unsigned char>(character);
    auto upper = in_range(c, 'A', 'Z'), lower = in_range(c, 'a', 'z'), digit = in_range(c, '0', '9');
    auto plus = in_range(c, '+', '+'), slash = in_range(c, '/', '/');
    auto known = upper | lower | digit | plus | slash;
    return (upper & (c - 'A')) | (lower & (c - 'a' + 26)) | (digit & (c - '0' + 52)) | (plus & 62) | (slash & 63) |
           (~known & invalid);
}

char character_of(std::uint32_t value)
{
    auto upper = in_range(value, 0, 25), lower = in_range(value, 26, 51), digit = in_range(value, 52, 61);
    auto plus = in_range(value, 62, 62), slash = in_range(value, 63, 63);
    auto c = (upper & (value + 'A')) | (lower & (value - 26 + 'a')) | (digit & (value - 52 + '0')) | (plus & '+') |
             (slash & '/');
    return static_cast<char>(c);
}

} // namespace

void append_base64(std::string& out, byte_view data)
{
    out.reserve(out.size() + (data.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < data.size(); i += 3) {
        auto group = data.subspan(i, std::min<std::size_t>(3, data.size() - i));
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < group.size() ? group[k] : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= group.size() ? character_of(bits >> (18 - 6 * k) & 0x3f) : '=';
    }
}

bool decode_base64(std::string_view text, secure_bytes& out)
{
    if (text.size() % 4 != 0)
        return false;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=')
        ++padding;
    text.remove_suffix(padding);

    out.clear();
    out.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t errors = 0;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        auto group = text.substr(i, 4);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            auto value = k < group.size() ? value_of(group[k]) : 0u;
            errors |= value & invalid;
            bits = bits << 6 | (value & 0x3f);
        }
        // A last group of n characters holds n - 1 bytes; the remaining bits must be zero (RFC 4648 section 3.5).
        for (std::size_t k = 0; k + 1 < group.size(); ++k)
            out.push_back(static_cast<std::uint8_t>(bits >> (16 - 8 * k)));
        if (group.size() < 4)
            errors |= bits & (0xffffffu >> (8 * (group.size() - 1)));
    }
    return errors == 0;
}

} // namespace tls::x509
