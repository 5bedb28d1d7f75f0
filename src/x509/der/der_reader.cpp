#include "x509/der/der_reader.hpp"

#include <algorithm>
#include <array>

namespace tls::x509::der {

namespace {

// Largest number of length octets that is accepted: four reach 4 GiB, more than any input has.
constexpr std::size_t max_length_octets = 4;

struct header {
    std::size_t size;
    std::size_t content_size;
};

header read_header(byte_view data)
{
    if (data.size() < 2)
        throw error("truncated element");
    if ((data[0] & 0x1f) == 0x1f)
        throw error("tag number above 30");
    if (data[1] < 0x80)
        return {2, data[1]};

    auto octets = static_cast<std::size_t>(data[1] & 0x7f);
    if (octets == 0)
        throw error("indefinite length");
    if (octets > max_length_octets)
        throw error("length too large");
    if (data.size() < 2 + octets)
        throw error("truncated length");
    std::size_t length = 0;
    for (auto octet : data.subspan(2, octets))
        length = length << 8 | octet;
    // X.690 section 10.1: the length is encoded in the minimum number of octets.
    if (data[2] == 0 || length < 0x80)
        throw error("length not minimal");
    return {2 + octets, length};
}

} // namespace

element reader::any()
{
    auto [header_size, content_size] = read_header(data_);
    if (content_size > data_.size() - header_size)
        throw error("element longer than its container");
    element e{data_[0], data_.subspan(header_size, content_size), data_.first(header_size + content_size)};
    data_ = data_.subspan(e.whole.size());
    return e;
}

element reader::take(std::uint8_t tag)
{
    if (empty())
        throw error("missing element");
    if (!next_is(tag))
        throw error("unexpected tag");
    return any();
}

std::optional<element> reader::optional(std::uint8_t tag)
{
    if (!next_is(tag))
        return std::nullopt;
    return any();
}

bool reader::boolean()
{
    auto content = take(tag::boolean).content;
    // X.690 section 11.1: TRUE is all one bits.
    if (content.size() != 1 || (content[0] != 0x00 && content[0] != 0xff))
        throw error("BOOLEAN neither 00 nor FF");
    return content[0] == 0xff;
}

byte_view reader::integer()
{
    auto content = take(tag::integer).content;
    if (content.empty())
        throw error("empty INTEGER");
    // X.690 section 8.3.2: the first nine bits are neither all zero nor all one.
    bool sign_repeated =
        content.size() > 1 && ((content[0] == 0x00 && content[1] < 0x80) || (content[0] == 0xff && content[1] >= 0x80));
    if (sign_repeated)
        throw error("INTEGER not minimal");
    return content;
}

byte_view reader::unsigned_integer()
{
    auto content = integer();
    if (content[0] >= 0x80)
        throw error("negative INTEGER");
    return content[0] == 0 ? content.subspan(1) : content;
}

std::uint32_t reader::small_integer(std::uint32_t max)
{
    auto magnitude = unsigned_integer();
    if (magnitude.size() > sizeof(std::uint32_t))
        throw error("INTEGER too large");
    std::uint32_t value = 0;
    for (auto octet : magnitude)
        value = value << 8 | octet;
    if (value > max)
        throw error("INTEGER too large");
    return value;
}

bits read_bits(byte_view content)
{
    if (content.empty() || content[0] > 7 || (content.size() == 1 && content[0] != 0))
        throw error("malformed BIT STRING");
    bits result{content.subspan(1), content[0]};
    // X.690 section 11.2.1: each unused bit is zero.
    if (result.unused != 0 && (result.data.back() & ((1u << result.unused) - 1)) != 0)
        throw error("unused bits of a BIT STRING are not zero");
    return result;
}

bits reader::bit_string()
{
    return read_bits(take(tag::bit_string).content);
}

byte_view reader::octets_in_bit_string()
{
    auto value = bit_string();
    if (value.unused != 0)
        throw error("BIT STRING is not a whole number of bytes");
    return value.data;
}

namespace {

// The number in the base 128 octets of a subidentifier (X.690 section 8.19.2), in decimal. The work is quadratic, but
// max_arc_octets bounds it.
class arc {
public:
    explicit arc(byte_view subidentifier)
    {
        if (subidentifier.size() > max_arc_octets)
            throw error("OBJECT IDENTIFIER arc too large");
        for (auto octet : subidentifier)
            append(octet & 0x7f);
    }

    bool is_below(std::uint32_t value) const { return size_ == 1 && digits_.front() < value; }

    /// Splits off the first arc of the two that share a subidentifier: X.690 section 8.19.4.
    char take_root()
    {
        const std::uint32_t root = is_below(40) ? 0 : is_below(80) ? 1 : 2;
        std::uint64_t borrowed = root * 40;
        for (auto& digit : digits()) {
            const auto borrows = digit < borrowed;
            digit = static_cast<std::uint32_t>(digit + (borrows ? base : 0) - borrowed);
            borrowed = borrows ? 1 : 0;
        }
        while (size_ > 1 && digits_[size_ - 1] == 0)
            --size_;
        return static_cast<char>('0' + root);
    }

    std::string to_string() const
    {
        auto text = std::to_string(digits_[size_ - 1]);
        for (auto i = size_ - 1; i-- > 0;) {
            const auto below = std::to_string(digits_[i]);
            text.append(base_digits - below.size(), '0') += below;
        }
        return text;
    }

private:
    static constexpr std::uint64_t base = 1'000'000'000;
    static constexpr std::size_t base_digits = 9;
    static constexpr std::size_t max_digits = (7 * max_arc_octets + 28) / 29; // a digit has at least 29 bits

    std::span<std::uint32_t> digits() { return std::span(digits_).first(size_); }

    void append(std::uint32_t seven_bits)
    {
        std::uint64_t carry = seven_bits;
        for (auto& digit : digits()) {
            carry += std::uint64_t{digit} << 7;
            digit = static_cast<std::uint32_t>(carry % base);
            carry /= base;
        }
        if (carry != 0)
            digits_[size_++] = static_cast<std::uint32_t>(carry);
    }

    // To the base, the lowest first. Stored inline: a certificate has dozens of arcs.
    std::array<std::uint32_t, max_digits> digits_{};
    std::size_t size_ = 1;
};

} // namespace

std::string read_object_identifier(byte_view content)
{
    if (content.empty() || content.back() >= 0x80)
        throw error("malformed OBJECT IDENTIFIER");

    std::string text;
    while (!content.empty()) {
        // X.690 section 8.19.2: the leading octet of a subidentifier is not 80.
        if (content.front() == 0x80)
            throw error("OBJECT IDENTIFIER not minimal");
        const auto last = std::ranges::find_if(content, [](std::uint8_t octet) { return octet < 0x80; });
        const auto size = static_cast<std::size_t>(last - content.begin()) + 1;
        arc next(content.first(size));
        if (text.empty())
            text = next.take_root();
        text += '.';
        text += next.to_string();
        content = content.subspan(size);
    }
    return text;
}

std::string reader::object_identifier()
{
    return read_object_identifier(take(tag::object_identifier).content);
}

void reader::null()
{
    if (!take(tag::null).content.empty())
        throw error("NULL with content");
}

void reader::expect_end() const
{
    if (!empty())
        throw error("trailing bytes");
}

reader only_sequence(byte_view data)
{
    reader outer(data);
    auto inner = outer.sequence();
    outer.expect_end();
    return inner;
}

byte_view without_trailing_bytes(byte_view data) noexcept
try {
    return reader(data).any().whole;
} catch (const error&) {
    return data;
}

} // namespace tls::x509::der
