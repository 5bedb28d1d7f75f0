// Parsed X.509 certificates (RFC 5280).

#ifndef TLS_X509_CERTIFICATE_HPP
#define TLS_X509_CERTIFICATE_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/keys.hpp>
#include <tls/x509/verify_error.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

using time_point = std::chrono::system_clock::time_point;

class certificate;

/// One extension of a certificate (RFC 5280 section 4.2). Valid as long as a copy of the certificate lives.
struct extension {
    std::string identifier; ///< dotted OID
    bool critical = false;
    byte_view value; ///< content of extnValue: the DER encoding of the extension's own type
};

/// A rule of RFC 5280 section 4 that a certificate breaks although its fields can be read. Verification rejects the
/// certificate with this error.
struct certificate_defect {
    verify_error error = verify_error::invalid_encoding;
    std::string rule; ///< continues "certificate of ...": "has a serial number longer than 20 octets"
};

namespace detail {
struct TLS_HIDDEN certificate_data;
TLS_HIDDEN const certificate_data& data_of(const certificate&) noexcept;
} // namespace detail

/// One attribute of a distinguished name, such as its organizationName.
struct name_attribute {
    std::string type;  ///< dotted OID, "2.5.4.10"; in a certificate_template also a short name, "O"
    std::string value; ///< UTF-8

    friend bool operator==(const name_attribute&, const name_attribute&) = default;
};

/// A distinguished name (RFC 5280 section 4.1.2.4). Refers to the DER that it was made from, normally a
/// certificate's, which must outlive it.
class name {
public:
    explicit name(byte_view der) noexcept : der_(der) {}

    /// Returns the DER encoding of the Name.
    byte_view der() const noexcept { return der_; }
    bool empty() const noexcept { return der_.size() <= 2; }
    /// Returns the name as text, most significant attribute last: "CN=example.org,O=Example" (RFC 4514). Safe to show
    /// on a terminal.
    std::string to_string() const;
    /// Returns all attributes in the order of the name; none if the name is malformed. Values are not escaped and may
    /// hold anything, terminal control sequences included. Use to_string() for display.
    std::vector<name_attribute> attributes() const;
    /// Return the value of the last commonName or organizationName; empty if there is none.
    std::string common_name() const;
    std::string organization() const;

    /// Compares names according to RFC 5280 section 7.1: the string type, the case of ASCII letters and the amount of
    /// white space do not matter.
    friend bool operator==(const name& a, const name& b);

private:
    std::string last(std::string_view type) const;

    byte_view der_;
};

/// The subjectAltName entries (RFC 5280 section 4.2.1.6) that identify hosts and people.
struct subject_alt_names {
    bool present = false;
    std::vector<std::string> dns_names;
    std::vector<bytes> ip_addresses; ///< 4 or 16 bytes each
    std::vector<std::string> emails;
    std::vector<std::string> uris;
};

/// Bits of keyUsage (RFC 5280 section 4.2.1.3). Bit n of the BIT STRING is 1 << n.
enum class key_usage : std::uint16_t {
    digital_signature = 1 << 0,
    non_repudiation = 1 << 1,
    key_encipherment = 1 << 2,
    data_encipherment = 1 << 3,
    key_agreement = 1 << 4,
    key_cert_sign = 1 << 5,
    crl_sign = 1 << 6,
};

/// A certificate. Immutable, thread-safe, and cheap to copy: copies share the parsed data. Views and references that
/// it returns are valid as long as any copy lives.
class certificate {
public:
    /// Parses one DER certificate; `der` is copied.
    ///
    /// Strict about DER: rejects trailing bytes, non-minimal lengths, and fields that are missing or of another type.
    /// Throws boost::system::system_error with error::reason::bad_certificate_encoding; its what() says where the error
    /// is. Lenient about RFC 5280: reports other broken rules, such as a duplicate or malformed extension, in
    /// defects(). An unknown kind of key is neither: key() is then empty.
    static certificate from_der(byte_view der);

    /// Returns the broken rules that the parser found, at most 16; empty for nearly all certificates. A field that
    /// cannot be read is absent: is_ca() is false if basicConstraints is malformed.
    std::span<const certificate_defect> defects() const noexcept;

    byte_view der() const noexcept;
    byte_view tbs() const noexcept; ///< TBSCertificate, the signed part
    int version() const noexcept;   ///< 1 to 3; another number is one of the defects()
    byte_view serial_number() const noexcept;
    name subject() const noexcept;
    name issuer() const noexcept;
    time_point not_before() const noexcept;
    time_point not_after() const noexcept;

    /// Returns the SubjectPublicKeyInfo, DER.
    byte_view subject_public_key_info() const noexcept;
    /// Returns the public key; empty if the library does not support its kind.
    const std::optional<public_key>& key() const noexcept;

    /// Return the AlgorithmIdentifier of the signature (DER) and the signature itself.
    byte_view signature_algorithm() const noexcept;
    byte_view signature() const noexcept;

    bool is_ca() const noexcept;                                  ///< basicConstraints.cA
    std::optional<unsigned> path_length() const noexcept;         ///< basicConstraints.pathLenConstraint
    std::optional<std::uint16_t> key_usage_bits() const noexcept; ///< empty optional if absent: every use is allowed
    bool allows(key_usage) const noexcept;                        ///< true if keyUsage is absent
    /// Returns the dotted OIDs of extendedKeyUsage; empty optional if absent.
    const std::optional<std::vector<std::string>>& extended_key_usage() const noexcept;
    const subject_alt_names& alt_names() const noexcept;
    byte_view subject_key_identifier() const noexcept;   ///< empty if absent
    byte_view authority_key_identifier() const noexcept; ///< keyIdentifier; empty if absent
    /// Returns the dotted OIDs of certificatePolicies (RFC 5280 section 4.2.1.4); empty optional if absent.
    const std::optional<std::vector<std::string>>& policies() const noexcept;
    /// Return URIs of authorityInfoAccess (RFC 5280 section 4.2.2.1): OCSP responders, and the issuer's certificate.
    const std::vector<std::string>& ocsp_responders() const noexcept;
    const std::vector<std::string>& ca_issuers() const noexcept;
    /// Returns the URIs of cRLDistributionPoints (RFC 5280 section 4.2.1.13).
    const std::vector<std::string>& crl_distribution_points() const noexcept;
    /// Returns whether the TLS feature extension requires a stapled OCSP response (RFC 7633).
    bool must_staple() const noexcept;

    /// Return all extensions in the order of the certificate, and the one with this dotted OID (null if absent).
    std::span<const extension> extensions() const noexcept;
    const extension* find_extension(std::string_view identifier) const noexcept;

    /// Returns the dotted OID of a critical extension that the library does not process; empty if there is none.
    const std::string& unhandled_critical_extension() const noexcept;

    /// Returns whether issuer and subject are the same name (self-issued, RFC 5280 section 3.2).
    bool is_self_issued() const noexcept;

    /// Returns the hash of the DER encoding. `hash` is the name of a hash in the standard registry, such as "SHA-256"
    /// or "SHA-1"; throws std::invalid_argument for any other name.
    bytes fingerprint(std::string_view hash = "SHA-256") const;

    friend bool operator==(const certificate& a, const certificate& b) noexcept;

private:
    friend const detail::certificate_data& detail::data_of(const certificate&) noexcept;
    TLS_HIDDEN explicit certificate(std::shared_ptr<const detail::certificate_data>) noexcept;
    std::shared_ptr<const detail::certificate_data> data_;
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
