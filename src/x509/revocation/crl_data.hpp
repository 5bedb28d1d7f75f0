// What a parsed CRL holds.

#ifndef TLS_SRC_X509_REVOCATION_CRL_DATA_HPP
#define TLS_SRC_X509_REVOCATION_CRL_DATA_HPP

#include "x509/der/der_reader.hpp"

#include <tls/x509/crl.hpp>

#include <mutex>
#include <string>

namespace tls::x509 {

/// ReasonFlags (RFC 5280 section 4.2.1.13): bit n of the BIT STRING is 1 << n. Bit 0 is unused.
using reason_flags = std::uint16_t;
inline constexpr reason_flags all_reasons = 0x1fe;

/// IssuingDistributionPoint, RFC 5280 section 5.2.5: which certificates a CRL speaks of.
struct issuing_distribution_point {
    /// GeneralName elements; empty if the CRL is for every distribution point.
    std::vector<bytes> names;
    bool only_contains_user_certs = false;
    bool only_contains_ca_certs = false;
    bool only_contains_attribute_certs = false;
    bool indirect_crl = false;
    reason_flags reasons = all_reasons;
};

/// The bits of ReasonFlags. Throws der::error.
reason_flags read_reason_flags(byte_view content);

/// The GeneralNames that a DistributionPointName (the content of its explicit tag) stands for, each an element;
/// a name relative to `issuer` is made a whole directoryName. Throws der::error.
std::vector<bytes> read_distribution_point_name(byte_view content, byte_view issuer);

namespace detail {

/// Where an entry of the list stands in the DER of the CRL.
struct crl_entry_position {
    std::uint32_t entry;        ///< of its SEQUENCE
    std::uint8_t serial_offset; ///< of the serial number's content, from there
    std::uint8_t serial_size;
};

/// The fields of a CRL. Views are into `der`, so it is neither copied nor moved.
struct crl_data {
    crl_data() = default;
    crl_data(const crl_data&) = delete;
    crl_data& operator=(const crl_data&) = delete;

    bytes der;
    byte_view tbs;
    byte_view signature_algorithm;
    byte_view signature;

    int version = 1;
    byte_view issuer;
    bytes canonical_issuer; ///< see canonical_name
    time_point this_update{};
    std::optional<time_point> next_update;
    std::vector<crl_entry_position> entries; ///< by serial number
    byte_view number;                        ///< magnitude
    issuing_distribution_point scope;
    /// Why the CRL says nothing: "is a delta CRL"; empty if there is no reason.
    std::string unsupported;
    /// What it lacks of RFC 5280, so that nothing is good by it: "has no CRL number"; empty if nothing.
    std::string defect;

    byte_view serial_of(const crl_entry_position& position) const noexcept
    {
        return byte_view(der).subspan(position.entry + position.serial_offset, position.serial_size);
    }

    /// The key (SubjectPublicKeyInfo) that the signature was seen to verify with, so that a large CRL is hashed
    /// once and not for every certificate.
    mutable std::mutex verified_mutex;
    mutable bytes verified_with;
};

/// Fills in the fields from `data.der`. Throws der::error.
void parse_crl(crl_data& data);

/// What an entry says. `entry` is its whole SEQUENCE, which parsed before.
revocation read_crl_entry(byte_view entry);

} // namespace detail

} // namespace tls::x509

#endif
