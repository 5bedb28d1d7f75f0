#include "algorithms/cryptopp/ecdsa_signature_value.hpp"

#include <stdexcept>

namespace tls::cryptopp {

namespace {

constexpr std::uint8_t sequence_tag = 0x30;
constexpr std::uint8_t integer_tag = 0x02;
constexpr std::uint8_t one_length_byte = 0x81;
constexpr std::size_t short_form_end = 0x80;

// Returns the content of the element at the front of `data`, and advances `data` past the element.
std::optional<byte_view> take_element(byte_view& data, std::uint8_t tag)
{
    if (data.size() < 2 || data[0] != tag)
        return std::nullopt;
    std::size_t header = 2;
    std::size_t length = data[1];
    if (length == one_length_byte) {
        if (data.size() < 3 || data[2] < short_form_end) // X.690 section 10.1: only the shortest form
            return std::nullopt;
        header = 3;
        length = data[2];
    } else if (length >= short_form_end) {
        return std::nullopt;
    }
    if (length > data.size() - header)
        return std::nullopt;
    auto content = data.subspan(header, length);
    data = data.subspan(header + length);
    return content;
}

std::optional<byte_view> take_positive_integer(byte_view& data)
{
    auto content = take_element(data, integer_tag);
    if (!content || content->empty())
        return std::nullopt;
    auto& integer = *content;
    bool negative = integer[0] >= 0x80;
    bool leading_zero = integer[0] == 0;
    if (negative || (leading_zero && (integer.size() == 1 || integer[1] < 0x80)))
        return std::nullopt;
    return integer.subspan(leading_zero ? 1 : 0);
}

void append_header(bytes& out, std::uint8_t tag, std::size_t length)
{
    if (length > 0xff)
        throw std::length_error("the ECDSA signature is too long");
    out.push_back(tag);
    if (length >= short_form_end)
        out.push_back(one_length_byte);
    out.push_back(static_cast<std::uint8_t>(length));
}

void append_positive_integer(bytes& out, byte_view integer)
{
    bool needs_zero = integer[0] >= 0x80;
    append_header(out, integer_tag, integer.size() + (needs_zero ? 1 : 0));
    if (needs_zero)
        out.push_back(0);
    out.insert(out.end(), integer.begin(), integer.end());
}

} // namespace

std::optional<ecdsa_signature_value> decode_ecdsa_signature_value(byte_view data)
{
    auto content = take_element(data, sequence_tag);
    if (!content || !data.empty())
        return std::nullopt;
    auto r = take_positive_integer(*content);
    if (!r)
        return std::nullopt;
    auto s = take_positive_integer(*content);
    if (!s || !content->empty())
        return std::nullopt;
    return ecdsa_signature_value{*r, *s};
}

bytes encode(const ecdsa_signature_value& value)
{
    bytes content;
    append_positive_integer(content, value.r);
    append_positive_integer(content, value.s);
    bytes out;
    append_header(out, sequence_tag, content.size());
    out.insert(out.end(), content.begin(), content.end());
    return out;
}

} // namespace tls::cryptopp
