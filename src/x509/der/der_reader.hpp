// A cursor over DER (ITU-T X.690), strict: what is not the one encoding of its value is refused.

#ifndef TLS_SRC_X509_DER_DER_READER_HPP
#define TLS_SRC_X509_DER_DER_READER_HPP

#include <tls/bytes.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tls::x509::der {

/// The bytes are not the DER that was expected. Does not leave src/x509.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Identifier octets in use (X.690 section 8.1.2); the high-tag-number form occurs nowhere in PKIX.
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

/// [n] of a primitive type, implicitly tagged.
constexpr std::uint8_t context(unsigned n)
{
    return static_cast<std::uint8_t>(0x80 | n);
}
/// [n] of a constructed type, or explicitly tagged.
constexpr std::uint8_t context_constructed(unsigned n)
{
    return static_cast<std::uint8_t>(0xa0 | n);
}
} // namespace tag

/// One element. Borrows from what was read.
struct element {
    std::uint8_t tag = 0;
    byte_view content;
    byte_view whole; ///< with identifier and length octets
};

/// A BIT STRING's content.
struct bits {
    byte_view data;
    unsigned unused = 0; ///< bits of the last byte that are not part of the value; they are zero
};

/// Reads elements one after the other from a borrowed run of bytes. Every function throws
/// der::error if the next element is not what it is named for; what it returns borrows from the
/// same bytes. It descends only where the caller does, so nesting costs no stack.
class reader {
public:
    explicit reader(byte_view data) noexcept : data_(data) {}

    bool empty() const noexcept { return data_.empty(); }
    bool next_is(std::uint8_t tag) const noexcept { return !data_.empty() && data_.front() == tag; }

    element any();
    element take(std::uint8_t tag);
    std::optional<element> optional(std::uint8_t tag);

    /// A reader of the content of a constructed element.
    reader constructed(std::uint8_t tag) { return reader(take(tag).content); }
    reader sequence() { return constructed(tag::sequence); }

    bool boolean();
    /// The content of an INTEGER: two's complement, minimal.
    byte_view integer();
    /// The magnitude of an INTEGER that is not negative, without leading zeros; empty for zero.
    byte_view unsigned_integer();
    /// An INTEGER from 0 to `max`.
    std::uint32_t small_integer(std::uint32_t max);
    bits bit_string();
    /// A BIT STRING of whole bytes, as keys and signatures are.
    byte_view octets_in_bit_string();
    byte_view octet_string() { return take(tag::octet_string).content; }
    /// Dotted decimal.
    std::string object_identifier();
    void null();

    /// The end: bytes that are left are an error.
    void expect_end() const;

private:
    byte_view data_;
};

/// The content of an element that was implicitly tagged as these types.
bits read_bits(byte_view content);
std::string read_object_identifier(byte_view content);

/// The one element that `data` is; bytes left over are an error.
reader only_sequence(byte_view data);

} // namespace tls::x509::der

#endif
