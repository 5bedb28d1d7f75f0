// Certificate revocation lists (RFC 5280 section 5).

#ifndef TLS_X509_CRL_HPP
#define TLS_X509_CRL_HPP

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// CRLReason (RFC 5280 section 5.3.1).
enum class revocation_reason : std::uint8_t {
    unspecified = 0,
    key_compromise = 1,
    ca_compromise = 2,
    affiliation_changed = 3,
    superseded = 4,
    cessation_of_operation = 5,
    certificate_hold = 6,
    remove_from_crl = 8,
    privilege_withdrawn = 9,
    aa_compromise = 10,
};

/// Returns "keyCompromise" and so on; empty for a number that is not a reason.
std::string_view to_string(revocation_reason) noexcept;

/// When and why a certificate was revoked.
struct revocation {
    time_point date{};
    revocation_reason reason = revocation_reason::unspecified;
};

class crl;

namespace detail {
struct TLS_HIDDEN crl_data;
TLS_HIDDEN const crl_data& data_of(const crl&) noexcept;
} // namespace detail

/// A CRL. Immutable, thread-safe, and cheap to copy.
class crl {
public:
    /// Parses one DER CertificateList; `der` is copied. As strict as certificate::from_der. Entries stay encoded and
    /// are found by binary search, so a CRL with 100,000 entries takes little more memory than its encoding. Throws
    /// boost::system::system_error with error::reason::bad_crl_encoding.
    static crl from_der(byte_view der);

    byte_view der() const noexcept;
    name issuer() const noexcept;
    time_point this_update() const noexcept;
    std::optional<time_point> next_update() const noexcept;
    /// Returns the CRLNumber; empty if absent.
    byte_view number() const noexcept;
    std::size_t size() const noexcept; ///< number of entries

    /// Returns the entry with this serial number (as from certificate::serial_number); empty if there is none.
    std::optional<revocation> find(byte_view serial_number) const;

private:
    friend const detail::crl_data& detail::data_of(const crl&) noexcept;
    TLS_HIDDEN explicit crl(std::shared_ptr<const detail::crl_data>) noexcept;
    std::shared_ptr<const detail::crl_data> data_;
};

/// Parses all "X509 CRL" blocks of a PEM text. Throws boost::system::system_error: no_start_line if there is none,
/// bad_crl_encoding if one does not parse.
std::vector<crl> read_crls_pem(std::string_view text);

/// CRLs, found by their issuer. A value. Several threads may read it; changing it is not thread-safe.
///
/// CRLs are added unverified: they may come from anyone, and may be stale. A newer CRL does not replace an older one.
/// So if a newer CRL lifts a certificateHold, the hold remains while the older CRL is current and in the store.
class crl_store {
public:
    void add(crl);
    /// Adds all "X509 CRL" blocks of a PEM text. Returns their number.
    /// Throws boost::system::system_error if there is none or one does not parse; then nothing is added.
    std::size_t add_pem(std::string_view pem);
    /// Adds all CRLs of a PEM file, or the one CRL of a DER file. Returns and throws like add_pem.
    std::size_t load_file(const std::string& path);

    /// Returns the CRLs whose issuer has this Name (DER, compared according to RFC 5280 section 7.1). Valid until the
    /// store changes.
    std::span<const crl> find(byte_view issuer) const;
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }

private:
    std::map<bytes, std::vector<crl>, std::less<>> by_issuer_;
    std::size_t size_ = 0;
};

/// The content of a new CRL.
struct crl_template {
    struct entry {
        bytes serial_number; ///< as from certificate::serial_number
        revocation what;
    };
    std::vector<entry> entries;
    time_point this_update = std::chrono::system_clock::now() - std::chrono::hours(1);
    std::optional<time_point> next_update = std::chrono::system_clock::now() + std::chrono::hours(24 * 7);
    std::uint64_t number = 1;            ///< 0: no CRLNumber, which RFC 5280 forbids
    std::vector<bytes> extra_extensions; ///< complete DER Extension elements, added unchanged
    std::string signature_scheme;        ///< name in the registry; empty: the best one for the issuer's key
};

/// Issues a CRL of `issuer`, signed with its key. Throws like issue_certificate.
crl issue_crl(const crl_template&, const certificate& issuer, const private_key& issuer_key,
              random_source& = system_random(), const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
