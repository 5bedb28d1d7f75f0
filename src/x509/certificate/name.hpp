// Distinguished names (RFC 5280 section 4.1.2.4): attributes and comparison.

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

/// One attribute of a Name. Non-owning.
struct attribute {
    std::string type; ///< dotted decimal
    der::element value;
    bool starts_relative_name; ///< first attribute of its RelativeDistinguishedName
};

/// Returns the attributes of a Name (DER), in order. Throws der::error if it is malformed.
std::vector<attribute> read_attributes(byte_view name_der);

/// Returns at most 256 characters of the text of a Name (DER), for messages. The work is linear in its size, with
/// little for each attribute.
std::string short_text(byte_view name_der);

/// Returns the canonical form of a name. Two names are the same if their canonical forms are equal (RFC 5280 section
/// 7.1, in the simpler form that OpenSSL established).
///
/// The canonical form is the RelativeDistinguishedNames, one SET after the other, without the header of the SEQUENCE.
/// So a name lies within a directoryName subtree if its canonical form begins with that of the base. Character strings
/// become UTF8String with ASCII letters in lower case, without white space at the ends and with one space for each run
/// inside. Values of other types, and strings with invalid characters, stay unchanged. The empty name gives an empty
/// result. Throws der::error if `name_der` is not a Name.
///
/// detail::certificate_data holds the canonical subject and issuer of a certificate.
bytes canonical_name(byte_view name_der);

/// Returns the hash by which hashed directories name their files: OpenSSL's X509_NAME_hash, of a canonical name.
std::uint32_t name_hash(byte_view canonical_name);

/// Encodes a Name of these attributes, each in its own RelativeDistinguishedName. Throws std::invalid_argument for a
/// type that is neither dotted decimal nor a short name of RFC 4514.
der::encoding write_name(std::span<const name_attribute> attributes);

/// Returns the short name of an attribute type, "CN" for 2.5.4.3; empty if it has none.
std::string_view short_name_of(std::string_view type) noexcept;

} // namespace tls::x509

#endif
