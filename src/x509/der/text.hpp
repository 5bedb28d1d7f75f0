// Text: ASN.1 string types converted to UTF-8, and untrusted text made safe to display.

#ifndef TLS_SRC_X509_DER_TEXT_HPP
#define TLS_SRC_X509_DER_TEXT_HPP

#include "x509/der/der_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

/// Returned by take_utf8 for bytes that are not a valid character.
inline constexpr char32_t not_a_character = 0xffffffff;

/// Takes one UTF-8 character from the front of `in`, which must not be empty. If it is malformed, takes one byte and
/// returns not_a_character.
char32_t take_utf8(byte_view& in);

/// Converts a character string (X.690 section 8.23) to UTF-8. TeletexString and the ASCII-only types are read as
/// Latin-1. Returns an empty optional for other types and for invalid characters.
std::optional<std::string> to_utf8(const der::element& string);

/// Converts as to_utf8 does, for display: invalid characters are kept or replaced by U+FFFD. Never fails.
std::string to_utf8_leniently(const der::element& string);

/// Returns whether the character is an ASCII digit.
constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// Returns whether the character is an ASCII letter.
constexpr bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Returns whether the character is a hexadecimal digit, of either case.
constexpr bool is_hex_digit(char c) noexcept
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Returns whether a terminal or a log would act on the character instead of showing it, or whether it reorders text.
bool is_control(char32_t) noexcept;

/// Appends two upper-case hexadecimal digits.
void append_hex(std::string& out, std::uint8_t byte);

/// Escapes each non-printable character byte by byte as \XX, and the backslash as \\. Puts a backslash before each of
/// the ASCII characters in `special`, too.
std::string escaped(std::string_view text, std::string_view special = {});

/// Formats an IP address of 4 or 16 bytes as a literal ("192.0.2.1", "2001:db8::1"); other sizes as hexadecimal digits.
std::string to_ip_literal(byte_view address);

} // namespace tls::x509

#endif
