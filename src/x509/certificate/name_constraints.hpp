// The extension by which an authority is confined to some names (RFC 5280 section 4.2.1.10).

#ifndef TLS_SRC_X509_CERTIFICATE_NAME_CONSTRAINTS_HPP
#define TLS_SRC_X509_CERTIFICATE_NAME_CONSTRAINTS_HPP

#include "x509/der/der_reader.hpp"

#include <tls/x509/verify_error.hpp>

#include <span>
#include <vector>

namespace tls::x509 {

/// A GeneralName (RFC 5280 section 4.2.1.6). Borrows.
struct general_name {
    std::uint8_t tag; ///< of the alternative
    byte_view content;
};

/// A GeneralName, or the base of a subtree of such names, in the form in which they are compared.
struct constrained_name {
    std::uint8_t tag; ///< of the alternative
    bytes value;      ///< see canonical_name for a directoryName; of others what is encoded
};

/// The alternatives of GeneralName that are compared.
namespace general_name_tag {
inline constexpr auto rfc822_name = der::tag::context(1);
inline constexpr auto dns_name = der::tag::context(2);
inline constexpr auto directory_name = der::tag::context_constructed(4);
inline constexpr auto uniform_resource_identifier = der::tag::context(6);
inline constexpr auto ip_address = der::tag::context(7);
} // namespace general_name_tag

/// Throws der::error if it is a directoryName and malformed.
constrained_name comparable(const general_name&);

struct name_constraints {
    std::vector<constrained_name> permitted;
    std::vector<constrained_name> excluded;
};

/// Reads NameConstraints. Throws der::error if it is malformed or bounds subtrees by depth.
name_constraints read_name_constraints(byte_view der);

/// Whether the names are all within the constraints: ok, permitted_violation or excluded_violation.
/// Names of a kind that is constrained but not understood are violations. Every comparison takes one
/// from `budget`; too_many_checks if there is none left.
verify_error check_names(const name_constraints&, std::span<const constrained_name> names, std::size_t& budget);

} // namespace tls::x509

#endif
