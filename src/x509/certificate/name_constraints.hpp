// The nameConstraints extension, which confines a CA to some names (RFC 5280 section 4.2.1.10).

#ifndef TLS_SRC_X509_CERTIFICATE_NAME_CONSTRAINTS_HPP
#define TLS_SRC_X509_CERTIFICATE_NAME_CONSTRAINTS_HPP

#include "x509/der/der_reader.hpp"

#include <tls/x509/verify_error.hpp>

#include <span>
#include <vector>

namespace tls::x509 {

/// A GeneralName (RFC 5280 section 4.2.1.6). Non-owning.
struct general_name {
    std::uint8_t tag; ///< tag of the alternative
    byte_view content;
};

/// A GeneralName, or the base of a subtree of names, in the form in which they are compared.
struct constrained_name {
    std::uint8_t tag; ///< tag of the alternative
    bytes value;      ///< canonical_name of a directoryName; else the encoded content
};

/// GeneralName alternatives. All but otherName can be compared.
namespace general_name_tag {
inline constexpr auto other_name = der::tag::context_constructed(0);
inline constexpr auto rfc822_name = der::tag::context(1);
inline constexpr auto dns_name = der::tag::context(2);
inline constexpr auto directory_name = der::tag::context_constructed(4);
inline constexpr auto uniform_resource_identifier = der::tag::context(6);
inline constexpr auto ip_address = der::tag::context(7);
} // namespace general_name_tag

/// Converts to the form in which names are compared. Throws der::error if it is a malformed directoryName.
constrained_name comparable(const general_name&);

struct name_constraints {
    std::vector<constrained_name> permitted;
    std::vector<constrained_name> excluded;
};

/// Reads NameConstraints. Throws der::error if it is malformed or limits the depth of subtrees.
name_constraints read_name_constraints(byte_view der);

/// Checks that all names satisfy the constraints. Returns ok, permitted_violation or excluded_violation. A name of a
/// type that is constrained but not supported is a violation. Comparing a name with a subtree takes one from `budget`,
/// and one more for each 32 bytes of the subtree; returns too_many_checks if too little is left.
verify_error check_names(const name_constraints&, std::span<const constrained_name> names, std::size_t& budget);

} // namespace tls::x509

#endif
