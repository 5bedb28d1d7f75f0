// Certificate requests (PKCS#10, RFC 2986): the owner of a key makes one, an authority answers it.

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

/// A certificate request. Immutable, thread-safe, and cheap to copy. Views and references that it returns are valid as
/// long as any copy lives.
class certificate_request {
public:
    /// Parses one DER CertificationRequest; `der` is copied. As strict as certificate::from_der. Does not check the
    /// signature: see is_signed. Throws boost::system::system_error with error::reason::bad_certificate_request.
    static certificate_request from_der(byte_view der);
    /// Parses the first "CERTIFICATE REQUEST" (or "NEW CERTIFICATE REQUEST") block of a PEM text. Throws like from_der,
    /// and also with no_start_line if there is no such block, and with bad_base64 if a block is malformed.
    static certificate_request from_pem(std::string_view pem);

    byte_view der() const noexcept;
    std::string to_pem() const;

    name subject() const noexcept;
    /// Return the SubjectPublicKeyInfo (DER) and the key (empty if the library does not support its kind).
    byte_view subject_public_key_info() const noexcept;
    const std::optional<public_key>& key() const noexcept;
    /// Returns the AlgorithmIdentifier of the signature, DER.
    byte_view signature_algorithm() const noexcept;

    /// Return the requested extensions (RFC 2985 section 5.4.2), and the values of the most common ones.
    std::span<const extension> extensions() const noexcept;
    const extension* find_extension(std::string_view identifier) const noexcept; ///< null if absent
    const subject_alt_names& alt_names() const noexcept;
    std::optional<std::uint16_t> key_usage_bits() const noexcept;
    const std::optional<std::vector<std::string>>& extended_key_usage() const noexcept;
    bool is_ca() const noexcept;
    bool must_staple() const noexcept;

    /// Returns whether the request is signed with its own key, which proves that its maker has the private key. False
    /// for signatures with SHA-1 or MD5, which prove nothing.
    bool is_signed(const registry& = *registry::standard()) const;

private:
    TLS_HIDDEN explicit certificate_request(std::shared_ptr<const detail::request_data>) noexcept;
    std::shared_ptr<const detail::request_data> data_;
};

/// Makes a request for a certificate like the template, signed with the key. Leaves out values that only an authority
/// decides: validity, serial number, and the extensions that name other certificates or services. Throws like
/// issue_certificate.
certificate_request make_certificate_request(const certificate_template&, const private_key&,
                                             random_source& = system_random(), const registry& = *registry::standard());

/// The parts of a request that an authority grants. Everything else comes from the authority's template, above all
/// whether the new certificate is a CA certificate.
struct granted_wishes {
    bool subject = true;
    bool alt_names = true; ///< DNS names, IP addresses, mailboxes and URIs; other kinds are dropped
    bool key_usage = false;
    bool extended_key_usage = false;
    bool must_staple = true;
};

/// Returns `base` with the granted values of the request in place of its own.
/// Throws boost::system::system_error with bad_certificate_request if a dNSName of the request is not a DNS name.
certificate_template grant(const certificate_request&, certificate_template base, const granted_wishes& = {});

/// Issues a certificate for the key of the request, with the content grant() returns. Throws
/// boost::system::system_error with bad_certificate_request if the request is not signed with its own key, and with
/// unsupported_key_type if the library does not support that kind of key. Also throws like grant and the other
/// issue_certificate.
certificate issue_certificate(const certificate_request&, const certificate_template& base, const granted_wishes&,
                              const certificate& issuer, const private_key& issuer_key,
                              random_source& = system_random(), const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
