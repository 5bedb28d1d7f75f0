// X.509 certificates (RFC 5280), parsed.

#ifndef TLS_X509_CERTIFICATE_HPP
#define TLS_X509_CERTIFICATE_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/keys.hpp>

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

/// One extension (RFC 5280 section 4.2) as it stands in a certificate. Borrows from the certificate.
struct extension {
    std::string identifier; ///< dotted
    bool critical = false;
    byte_view value; ///< what the OCTET STRING holds: the DER of the extension's own type
};

namespace detail {
struct TLS_HIDDEN certificate_data;
TLS_HIDDEN const certificate_data& data_of(const certificate&) noexcept;
} // namespace detail

/// One attribute of a distinguished name, such as its organizationName.
struct name_attribute {
    std::string type;  ///< dotted: "2.5.4.10"; where a name is to be made, short as well: "O"
    std::string value; ///< UTF-8

    friend bool operator==(const name_attribute&, const name_attribute&) = default;
};

/// A distinguished name (RFC 5280 section 4.1.2.4). Borrows from its certificate.
class name {
public:
    explicit name(byte_view der) noexcept : der_(der) {}

    /// The DER encoding of the Name.
    byte_view der() const noexcept { return der_; }
    bool empty() const noexcept { return der_.size() <= 2; }
    /// For people, most significant last: "CN=example.org,O=Example" (RFC 4514).
    std::string to_string() const;
    /// Every attribute, in the order of the name; none if it is malformed. Values are as the certificate has them:
    /// they may hold anything, also what a terminal acts upon. to_string() is safe to show.
    std::vector<name_attribute> attributes() const;
    /// The value of the last commonName, of the last organizationName; empty if there is none.
    std::string common_name() const;
    std::string organization() const;

    /// Whether they are the same name as RFC 5280 section 7.1 has it: without regard to the type of string, to the
    /// case of ASCII letters and to how much white space there is.
    friend bool operator==(const name& a, const name& b);

private:
    std::string last(std::string_view type) const;

    byte_view der_;
};

/// subjectAltName entries (RFC 5280 section 4.2.1.6) of the kinds that identify hosts and people.
struct subject_alt_names {
    bool present = false;
    std::vector<std::string> dns_names;
    std::vector<bytes> ip_addresses; ///< 4 or 16 bytes each
    std::vector<std::string> emails;
    std::vector<std::string> uris;
};

/// Bits of keyUsage (RFC 5280 section 4.2.1.3): bit n of the BIT STRING is 1 << n.
enum class key_usage : std::uint16_t {
    digital_signature = 1 << 0,
    non_repudiation = 1 << 1,
    key_encipherment = 1 << 2,
    data_encipherment = 1 << 3,
    key_agreement = 1 << 4,
    key_cert_sign = 1 << 5,
    crl_sign = 1 << 6,
};

/// A certificate. Immutable and cheap to copy (copies share the parsed data), so any number of
/// threads may use one. Views and references it returns are valid as long as any copy lives.
class certificate {
public:
    /// Parses one DER certificate; `der` is copied. Strict: bytes left over, non-minimal
    /// lengths, duplicate extensions, a version other than 3 with extensions, or an inner
    /// signature algorithm unlike the outer are refused. Throws boost::system::system_error with
    /// error::reason::bad_certificate_encoding (its what() says where). A key of a kind that the
    /// library does not know is not an error here: key() is then empty.
    static certificate from_der(byte_view der);

    byte_view der() const noexcept;
    byte_view tbs() const noexcept; ///< TBSCertificate: what the signature covers
    int version() const noexcept;   ///< 1 to 3
    byte_view serial_number() const noexcept;
    name subject() const noexcept;
    name issuer() const noexcept;
    time_point not_before() const noexcept;
    time_point not_after() const noexcept;

    /// SubjectPublicKeyInfo, DER.
    byte_view subject_public_key_info() const noexcept;
    /// The public key; empty if it is of a kind that the library does not know.
    const std::optional<public_key>& key() const noexcept;

    /// AlgorithmIdentifier of the signature, DER; and the signature itself.
    byte_view signature_algorithm() const noexcept;
    byte_view signature() const noexcept;

    bool is_ca() const noexcept;                                  ///< basicConstraints.cA
    std::optional<unsigned> path_length() const noexcept;         ///< basicConstraints.pathLenConstraint
    std::optional<std::uint16_t> key_usage_bits() const noexcept; ///< absent: every use
    bool allows(key_usage) const noexcept;                        ///< true if keyUsage is absent
    /// Dotted OIDs of extendedKeyUsage; empty optional if absent.
    const std::optional<std::vector<std::string>>& extended_key_usage() const noexcept;
    const subject_alt_names& alt_names() const noexcept;
    byte_view subject_key_identifier() const noexcept;   ///< empty if absent
    byte_view authority_key_identifier() const noexcept; ///< keyIdentifier; empty if absent
    /// Dotted OIDs of certificatePolicies (RFC 5280 section 4.2.1.4); empty optional if absent.
    const std::optional<std::vector<std::string>>& policies() const noexcept;
    /// URIs of authorityInfoAccess (RFC 5280 section 4.2.2.1): where to ask by OCSP, and for the issuer's certificate.
    const std::vector<std::string>& ocsp_responders() const noexcept;
    const std::vector<std::string>& ca_issuers() const noexcept;
    /// URIs of cRLDistributionPoints (RFC 5280 section 4.2.1.13).
    const std::vector<std::string>& crl_distribution_points() const noexcept;
    /// The TLS feature extension demands a stapled OCSP response (RFC 7633).
    bool must_staple() const noexcept;

    /// Every extension, in the order of the certificate; and the one with this dotted OID, null if absent.
    std::span<const extension> extensions() const noexcept;
    const extension* find_extension(std::string_view identifier) const noexcept;

    /// Dotted OID of a critical extension that the library does not process; empty if none.
    const std::string& unhandled_critical_extension() const noexcept;

    /// Issuer and subject are the same name (RFC 5280 section 3.2: self-issued).
    bool is_self_issued() const noexcept;

    /// The hash of the DER: "SHA-256", "SHA-1" or another name of the registry.
    /// Throws std::invalid_argument for a name that the standard registry does not have.
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
