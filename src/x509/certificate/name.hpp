// Distinguished names (RFC 5280 section 4.1.2.4): what is in them, and whether two are the same.

#ifndef TLS_SRC_X509_CERTIFICATE_NAME_HPP
#define TLS_SRC_X509_CERTIFICATE_NAME_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/x509/certificate.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tls::x509 {

/// One attribute of a Name. Borrows.
struct attribute {
    std::string type; ///< dotted
    der::element value;
    bool starts_relative_name; ///< the first of its RelativeDistinguishedName
};

/// The attributes of a Name (DER), in order. Throws der::error if it is malformed.
std::vector<attribute> read_attributes(byte_view name_der);

/// What names are compared by: RFC 5280 section 7.1, in the simpler form that OpenSSL made the custom. Two names are
/// the same if these bytes are.
///
/// It is the RelativeDistinguishedNames, one SET after the other, without the header of the SEQUENCE; so a name lies
/// within a directoryName subtree if its bytes begin with those of the base. Values of the character string types are
/// UTF8String, ASCII letters in lower case, without white space at the ends and with one space for each run inside;
/// values that are no such string, or hold what are no characters, are as they were. Empty for the empty name.
/// Throws der::error if `name_der` is no Name.
///
/// Those of a certificate's subject and issuer are at hand in detail::certificate_data.
bytes canonical_name(byte_view name_der);

/// By which hashed directories name their files: OpenSSL's X509_NAME_hash, of a canonical name.
std::uint32_t name_hash(byte_view canonical_name);

/// A Name of these attributes, each in a RelativeDistinguishedName of its own.
/// Throws std::invalid_argument for a type that is neither dotted nor a short name of RFC 4514.
der::encoding write_name(std::span<const name_attribute> attributes);

/// "CN" for 2.5.4.3; empty if the type has no short name.
std::string_view short_name_of(std::string_view type) noexcept;

} // namespace tls::x509

#endif
