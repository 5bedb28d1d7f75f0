// Requests for certificates (PKCS#10, RFC 2986): made by who has the key, answered by an authority.

#ifndef TLS_X509_CERTIFICATE_REQUEST_HPP
#define TLS_X509_CERTIFICATE_REQUEST_HPP

#include <tls/x509/certificate_builder.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls::x509 {

namespace detail {
struct TLS_HIDDEN request_data;
} // namespace detail

/// A request. Immutable and cheap to copy; any number of threads may use one. Views and references it returns are
/// valid as long as any copy lives.
class certificate_request {
public:
    /// Parses one DER CertificationRequest; `der` is copied. Strict as certificate::from_der. The signature is not
    /// checked: see is_signed. Throws boost::system::system_error with error::reason::bad_certificate_request.
    static certificate_request from_der(byte_view der);
    /// The first "CERTIFICATE REQUEST" (or "NEW CERTIFICATE REQUEST") block of a PEM text. Throws as from_der, and
    /// with no_start_line if there is none, bad_base64 if a block is malformed.
    static certificate_request from_pem(std::string_view pem);

    byte_view der() const noexcept;
    std::string to_pem() const;

    name subject() const noexcept;
    /// SubjectPublicKeyInfo, DER; and the key, empty if it is of a kind that the library does not know.
    byte_view subject_public_key_info() const noexcept;
    const std::optional<public_key>& key() const noexcept;
    /// AlgorithmIdentifier of the signature, DER.
    byte_view signature_algorithm() const noexcept;

    /// The extensions asked for (RFC 2985 section 5.4.2), and what the commonest of them say.
    std::span<const extension> extensions() const noexcept;
    const extension* find_extension(std::string_view identifier) const noexcept; ///< null if absent
    const subject_alt_names& alt_names() const noexcept;
    std::optional<std::uint16_t> key_usage_bits() const noexcept;
    const std::optional<std::vector<std::string>>& extended_key_usage() const noexcept;
    bool is_ca() const noexcept;
    bool must_staple() const noexcept;

    /// Whether the request is signed with the key in it, which proves that who made it has the private key. Signatures
    /// with SHA-1 or MD5 prove nothing.
    bool is_signed(const registry& = *registry::standard()) const;

private:
    TLS_HIDDEN explicit certificate_request(std::shared_ptr<const detail::request_data>) noexcept;
    std::shared_ptr<const detail::request_data> data_;
};

/// A request for a certificate that says what the template does; what only authorities decide (validity, serial
/// number, the extensions that name other certificates or services) is left out. Signed with the key.
/// Throws as issue_certificate.
certificate_request make_certificate_request(const certificate_template&, const private_key&,
                                             random_source& = system_random(), const registry& = *registry::standard());

/// What of a request an authority grants. The rest is as its template says: whether the certificate is an authority's,
/// above all.
struct granted_wishes {
    bool subject = true;
    bool alt_names = true; ///< DNS names, IP addresses, mailboxes and URIs; others are dropped
    bool key_usage = false;
    bool extended_key_usage = false;
    bool must_staple = true;
};

/// The template with what the request asks for and is granted in place of its own.
/// Throws boost::system::system_error with bad_certificate_request for a dNSName that is no DNS name.
certificate_template grant(const certificate_request&, certificate_template says, const granted_wishes& = {});

/// A certificate for the key in the request. Throws boost::system::system_error with bad_certificate_request if the
/// request is not signed by its key, with unsupported_key_type if that is of a kind that the library does not know;
/// and as grant and the other issue_certificate.
certificate issue_certificate(const certificate_request&, const certificate_template& says, const granted_wishes&,
                              const certificate& issuer, const private_key& issuer_key,
                              random_source& = system_random(), const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
