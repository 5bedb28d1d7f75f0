// The fields of a parsed CRL.

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

/// IssuingDistributionPoint, RFC 5280 section 5.2.5: which certificates a CRL covers.
struct issuing_distribution_point {
    /// GeneralName elements; empty if the CRL covers every distribution point.
    std::vector<bytes> names;
    bool only_contains_user_certs = false;
    bool only_contains_ca_certs = false;
    bool only_contains_attribute_certs = false;
    bool indirect_crl = false;
    reason_flags reasons = all_reasons;
};

/// Reads the bits of ReasonFlags. Throws der::error.
reason_flags read_reason_flags(byte_view content);

/// Returns the GeneralName elements of a DistributionPointName, of which `content` is the content of the explicit tag.
/// A name relative to `issuer` is completed to a directoryName. Throws der::error.
std::vector<bytes> read_distribution_point_name(byte_view content, byte_view issuer);

namespace detail {

/// The position of an entry in the DER of the CRL.
struct crl_entry_position {
    std::uint32_t entry;        ///< offset of its SEQUENCE
    std::uint8_t serial_offset; ///< offset of the serial number's content from there
    std::uint8_t serial_size;
};

/// The fields of a CRL. Views refer to `der`, so the struct is neither copied nor moved.
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
    /// Why the CRL may not be used at all: "is a delta CRL"; empty if it may.
    std::string unsupported;
    /// The rule of RFC 5280 that the CRL breaks, so that it cannot show a certificate as good: "has no CRL number";
    /// empty if it breaks none.
    std::string defect;

    byte_view serial_of(const crl_entry_position& position) const noexcept
    {
        return byte_view(der).subspan(position.entry + position.serial_offset, position.serial_size);
    }

    /// The key (SubjectPublicKeyInfo) with which the signature was verified, so that a large CRL is hashed once instead
    /// of once for every certificate.
    mutable std::mutex verified_mutex;
    mutable bytes verified_with;
};

/// Fills in the fields from `data.der`. Throws der::error.
void parse_crl(crl_data& data);

/// Reads an entry. `entry` is its whole SEQUENCE, which parsed before.
revocation read_crl_entry(byte_view entry);

} // namespace detail

} // namespace tls::x509

#endif
