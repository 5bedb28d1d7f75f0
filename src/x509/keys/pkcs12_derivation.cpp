#include "x509/keys/pkcs12_derivation.hpp"

#include "x509/der/text.hpp"

#include <optional>

namespace tls::x509 {

namespace {

// Appends `data` repeatedly, up to the next whole number of blocks (RFC 7292 appendix B.2 steps 2 and 3).
void append_repeated(secure_bytes& out, byte_view data, std::size_t block_size)
{
    const auto size = (data.size() + block_size - 1) / block_size * block_size;
    for (std::size_t i = 0; i < size; ++i)
        out.push_back(data[i % data.size()]);
}

// block = (block + addend + 1) mod 2^(8 * size), where the addend is `digest` repeated (steps 6 B and C).
void add_with_one(byte_span block, byte_view digest)
{
    unsigned carry = 1;
    for (auto i = block.size(); i-- > 0;) {
        carry += block[i] + digest[i % digest.size()];
        block[i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
}

void append_utf16(secure_bytes& out, char32_t value)
{
    auto append_unit = [&out](char32_t unit) {
        out.push_back(static_cast<std::uint8_t>(unit >> 8));
        out.push_back(static_cast<std::uint8_t>(unit));
    };
    if (value < 0x10000) {
        append_unit(value);
        return;
    }
    append_unit(0xd800 + ((value - 0x10000) >> 10));
    append_unit(0xdc00 + ((value - 0x10000) & 0x3ff));
}

std::optional<secure_bytes> utf16_of_utf8(byte_view text)
{
    secure_bytes out;
    while (!text.empty()) {
        auto value = take_utf8(text);
        if (value == not_a_character)
            return std::nullopt;
        append_utf16(out, value);
    }
    return out;
}

secure_bytes utf16_of_latin1(byte_view text)
{
    secure_bytes out;
    for (auto octet : text)
        append_utf16(out, octet);
    return out;
}

} // namespace

password_forms::password_forms(byte_view text) : octets(text.begin(), text.end())
{
    auto utf16 = utf16_of_utf8(octets);
    bmp = utf16 ? std::move(*utf16) : utf16_of_latin1(octets);
    append_utf16(bmp, 0);
}

secure_bytes pkcs12_derivation::derive(pkcs12_purpose purpose, std::size_t size, derivation_budget& budget) const
{
    if (iterations == 0)
        throw der::error("iteration count is zero");
    const bytes diversifier(hash.block_size, static_cast<std::uint8_t>(purpose));
    secure_bytes input;
    append_repeated(input, salt, hash.block_size);
    append_repeated(input, password, hash.block_size);

    auto context = hash.make();
    secure_bytes digest(hash.digest_size), out;
    while (out.size() < size) {
        budget.spend(iterations);
        context->update(diversifier);
        context->update(input);
        context->finish(digest);
        for (std::uint64_t i = 1; i < iterations; ++i) {
            context->update(digest);
            context->finish(digest);
        }
        out.insert(out.end(), digest.begin(), digest.end());
        for (std::size_t i = 0; i < input.size(); i += hash.block_size)
            add_with_one(byte_span(input).subspan(i, hash.block_size), digest);
    }
    out.resize(size);
    return out;
}

} // namespace tls::x509
