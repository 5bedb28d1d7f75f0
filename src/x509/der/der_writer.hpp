// Writes DER (ITU-T X.690): each function returns one whole element.

#ifndef TLS_SRC_X509_DER_DER_WRITER_HPP
#define TLS_SRC_X509_DER_DER_WRITER_HPP

#include "x509/der/der_reader.hpp"

#include <tls/crypto/secret.hpp>

#include <initializer_list>
#include <string_view>

namespace tls::x509::der {

/// Encoded elements. They wipe themselves, because private keys are written with the same functions.
using encoding = secure_bytes;

/// An element with this content.
encoding element_of(std::uint8_t tag, byte_view content);
/// A constructed element of the parts, in order.
encoding constructed(std::uint8_t tag, std::initializer_list<encoding> parts);
encoding sequence(std::initializer_list<encoding> parts);
/// The parts one after the other, in no element of their own.
encoding concatenation(std::initializer_list<encoding> parts);

encoding boolean(bool);
/// An INTEGER that is not negative, from its big-endian magnitude.
encoding unsigned_integer(byte_view magnitude);
encoding small_integer(std::uint32_t);
/// From the content of an INTEGER that was read, such as a serial number.
encoding integer(byte_view content);
/// An ENUMERATED up to 127.
encoding enumerated(std::uint8_t);
/// A BIT STRING of whole bytes.
encoding bit_string(byte_view);
/// A BIT STRING of named bits: bit n is 1 << n (X.690 section 11.2.2).
encoding named_bits(std::uint16_t);
encoding octet_string(byte_view);
encoding null();
/// From dotted decimal. Throws der::error if it is none.
encoding object_identifier(std::string_view dotted);
encoding utf8_string(std::string_view);

} // namespace tls::x509::der

#endif
