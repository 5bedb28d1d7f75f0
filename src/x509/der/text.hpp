// Characters: the string types of names as UTF-8, and text from strangers made safe to show.

#ifndef TLS_SRC_X509_DER_TEXT_HPP
#define TLS_SRC_X509_DER_TEXT_HPP

#include "x509/der/der_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

/// What to_code_point gives for bytes that are no character.
inline constexpr char32_t not_a_character = 0xffffffff;

/// Takes one character of UTF-8 from the front of `in`, which is not empty; not_a_character, and one byte taken, if
/// there is none.
char32_t take_utf8(byte_view& in);

/// A character string (X.690 section 8.23) as UTF-8. TeletexString, and the types that are limited to ASCII, are read
/// as Latin-1. Empty optional if it is of another type or holds what are no characters.
std::optional<std::string> to_utf8(const der::element& string);

/// As to_utf8, for people: what are no characters stays as it is, or stands as U+FFFD. Never fails.
std::string to_utf8_leniently(const der::element& string);

/// Whether it is a character that a terminal or a log would act upon instead of showing it, or that reorders text.
bool is_control(char32_t) noexcept;

/// Appends two hexadecimal digits, upper case.
void append_hex(std::string& out, std::uint8_t byte);

/// The text with everything that is not printable as \XX, byte by byte, and the backslash as \\. `special` are ASCII
/// characters that get a backslash too.
std::string escaped(std::string_view text, std::string_view special = {});

/// An IP address of 4 or 16 bytes as a literal ("192.0.2.1", "2001:db8::1"); other sizes as hexadecimal digits.
std::string to_ip_literal(byte_view address);

} // namespace tls::x509

#endif
