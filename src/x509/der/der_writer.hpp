// Writes DER (ITU-T X.690). Each function returns one complete element.

#ifndef TLS_SRC_X509_DER_DER_WRITER_HPP
#define TLS_SRC_X509_DER_DER_WRITER_HPP

#include "x509/der/der_reader.hpp"

#include <tls/crypto/secret.hpp>

#include <initializer_list>
#include <string_view>

namespace tls::x509::der {

/// Encoded elements. Wiped on destruction, because the same functions encode private keys.
using encoding = secure_bytes;

/// Encodes an element with this content.
encoding element_of(std::uint8_t tag, byte_view content);
/// Encodes a constructed element from its parts, in order.
encoding constructed(std::uint8_t tag, std::initializer_list<encoding> parts);
encoding sequence(std::initializer_list<encoding> parts);
/// Concatenates the parts without an enclosing element.
encoding concatenation(std::initializer_list<encoding> parts);

encoding boolean(bool);
/// Encodes a non-negative INTEGER from its big-endian magnitude.
encoding unsigned_integer(byte_view magnitude);
encoding small_integer(std::uint32_t);
/// Encodes an INTEGER from content that was read, such as a serial number.
encoding integer(byte_view content);
/// Encodes an ENUMERATED up to 127.
encoding enumerated(std::uint8_t);
/// Encodes a BIT STRING of whole bytes.
encoding bit_string(byte_view);
/// Encodes a BIT STRING of named bits: bit n is 1 << n (X.690 section 11.2.2).
encoding named_bits(std::uint16_t);
encoding octet_string(byte_view);
encoding null();
/// Encodes an OBJECT IDENTIFIER from dotted decimal. Throws der::error if it is malformed.
encoding object_identifier(std::string_view dotted);
encoding utf8_string(std::string_view);

} // namespace tls::x509::der

#endif
