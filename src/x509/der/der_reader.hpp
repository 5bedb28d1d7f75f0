// Strict reader of DER (ITU-T X.690): refuses every encoding of a value but the canonical one.

#ifndef TLS_SRC_X509_DER_DER_READER_HPP
#define TLS_SRC_X509_DER_DER_READER_HPP

#include <tls/bytes.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tls::x509::der {

/// Thrown when the bytes are not the expected DER. Does not leave src/x509.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Identifier octets in use (X.690 section 8.1.2). PKIX does not use the high-tag-number form.
namespace tag {
inline constexpr std::uint8_t boolean = 0x01;
inline constexpr std::uint8_t integer = 0x02;
inline constexpr std::uint8_t bit_string = 0x03;
inline constexpr std::uint8_t octet_string = 0x04;
inline constexpr std::uint8_t null = 0x05;
inline constexpr std::uint8_t object_identifier = 0x06;
inline constexpr std::uint8_t enumerated = 0x0a;
inline constexpr std::uint8_t utf8_string = 0x0c;
inline constexpr std::uint8_t printable_string = 0x13;
inline constexpr std::uint8_t teletex_string = 0x14;
inline constexpr std::uint8_t ia5_string = 0x16;
inline constexpr std::uint8_t utc_time = 0x17;
inline constexpr std::uint8_t generalized_time = 0x18;
inline constexpr std::uint8_t universal_string = 0x1c;
inline constexpr std::uint8_t bmp_string = 0x1e;
inline constexpr std::uint8_t sequence = 0x30;
inline constexpr std::uint8_t set = 0x31;

/// Identifier octet of [n] for an implicitly tagged primitive type.
constexpr std::uint8_t context(unsigned n)
{
    return static_cast<std::uint8_t>(0x80 | n);
}
/// Identifier octet of [n] for a constructed or explicitly tagged type.
constexpr std::uint8_t context_constructed(unsigned n)
{
    return static_cast<std::uint8_t>(0xa0 | n);
}
} // namespace tag

/// The largest size of an arc of an OBJECT IDENTIFIER, in octets: 896 bits. Arcs have no limit (X.660), UUIDs as arcs
/// (2.25.<UUID>) have 19 octets, and the time to print a longer arc grows with the square of its size.
inline constexpr std::size_t max_arc_octets = 128;

/// One element. Non-owning: refers to the bytes that were read.
struct element {
    std::uint8_t tag = 0;
    byte_view content;
    byte_view whole; ///< includes identifier and length octets
};

/// Content of a BIT STRING.
struct bits {
    byte_view data;
    unsigned unused = 0; ///< unused bits of the last byte, all zero
};

/// Reads consecutive elements from a borrowed range of bytes. Every function throws der::error if the next element is
/// not of the type in its name. Results refer to the same bytes. The reader does not recurse: only its caller enters
/// nested elements, so deep nesting uses no stack.
class reader {
public:
    explicit reader(byte_view data) noexcept : data_(data) {}

    bool empty() const noexcept { return data_.empty(); }
    bool next_is(std::uint8_t tag) const noexcept { return !data_.empty() && data_.front() == tag; }

    element any();
    element take(std::uint8_t tag);
    std::optional<element> optional(std::uint8_t tag);

    /// Returns a reader for the content of a constructed element.
    reader constructed(std::uint8_t tag) { return reader(take(tag).content); }
    reader sequence() { return constructed(tag::sequence); }

    bool boolean();
    /// Returns the content of an INTEGER: minimal two's complement.
    byte_view integer();
    /// Returns the magnitude of a non-negative INTEGER, without leading zeros; empty for zero.
    byte_view unsigned_integer();
    /// Returns an INTEGER from 0 to `max`.
    std::uint32_t small_integer(std::uint32_t max);
    bits bit_string();
    /// Returns the content of a BIT STRING of whole bytes, as in keys and signatures.
    byte_view octets_in_bit_string();
    byte_view octet_string() { return take(tag::octet_string).content; }
    /// Returns an OBJECT IDENTIFIER in dotted decimal.
    std::string object_identifier();
    void null();

    /// Throws if any bytes are left.
    void expect_end() const;

private:
    byte_view data_;
};

/// Read the content of an element that is implicitly tagged as one of these types.
bits read_bits(byte_view content);
std::string read_object_identifier(byte_view content);

/// Returns a reader for the content of the only element in `data`, a SEQUENCE. Trailing bytes are an error.
reader only_sequence(byte_view data);

/// Returns the first element of `data`; all of `data` if it begins with none. For files, in which OpenSSL ignores bytes
/// behind the object: a line end, for example.
byte_view without_trailing_bytes(byte_view data) noexcept;

} // namespace tls::x509::der

#endif
