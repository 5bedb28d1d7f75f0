// Hexadecimal conversion for tests.

#ifndef TLS_TEST_CRYPTO_HEX_HPP
#define TLS_TEST_CRYPTO_HEX_HPP

#include <tls/bytes.hpp>

#include <stdexcept>
#include <string>

namespace tls::test {

inline unsigned from_hex_digit(char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    auto found = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (found == std::string_view::npos)
        throw std::invalid_argument("not a hexadecimal digit");
    return static_cast<unsigned>(found);
}

/// Decodes hexadecimal digits; skips spaces.
inline bytes from_hex(std::string_view text)
{
    std::string digits;
    for (char c : text)
        if (c != ' ')
            digits += c;
    if (digits.size() % 2 != 0)
        throw std::invalid_argument("odd number of hexadecimal digits");
    bytes out;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(16 * from_hex_digit(digits[i]) + from_hex_digit(digits[i + 1])));
    return out;
}

inline std::string to_hex(byte_view data)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (auto byte : data) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

} // namespace tls::test

#endif
