// The reasons for rejecting a certificate.

#ifndef TLS_X509_VERIFY_ERROR_HPP
#define TLS_X509_VERIFY_ERROR_HPP

#include <tls/alert.hpp>

#include <string_view>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// The rule that a certificate broke. Where OpenSSL has an X509_V_ERR_ number with the same meaning, the value is that
/// number, because programs written for asio::ssl compare with it.
enum class verify_error : int {
    ok = 0,
    unspecified = 1,
    signature_failure = 7,
    not_yet_valid = 9,
    expired = 10,
    self_signed_leaf = 18,         ///< the only certificate is self-signed and not trusted
    self_signed_in_chain = 19,     ///< the chain ends in a root that is not trusted
    unknown_issuer = 20,           ///< the issuer's certificate is missing
    unverified_leaf = 21,          ///< the callback has accepted unknown_issuer, and the leaf is all there is
    unknown_revocation_status = 3, ///< no CRL or OCSP response covers it, and one is required
    crl_signature_failure = 8,
    crl_not_yet_valid = 11,
    crl_expired = 12,
    chain_too_long = 22,
    revoked = 23,
    invalid_ca = 79, ///< an issuer is not a CA
    path_length_exceeded = 25,
    invalid_purpose = 26, ///< extendedKeyUsage does not allow the use
    rejected = 28,        ///< the application rejected it
    cannot_sign = 32,     ///< an issuer's keyUsage lacks keyCertSign
    unhandled_critical_extension = 34,
    permitted_violation = 47,
    excluded_violation = 48,
    bad_extension = 41,
    invalid_policy = 42,     ///< a policy extension is inconsistent
    no_explicit_policy = 43, ///< no required policy is valid for the path
    unsupported_crl = 44,    ///< the certificate's CRL is of an unsupported kind (indirect, delta)
    host_name_mismatch = 62,
    email_mismatch = 63,
    ip_address_mismatch = 64,
    ee_key_too_small = 66,
    ca_key_too_small = 67,
    weak_signature_hash = 68,
    unsupported_algorithm = 76,
    ocsp_verify_failed = 74,       ///< an OCSP response is invalid, or not for this certificate
    raw_public_key_untrusted = 95, ///< not one of the accepted raw public keys (RFC 7250)
    invalid_encoding = 1000,
    invalid_key_usage = 1001, ///< the leaf's keyUsage lacks digitalSignature
    too_many_checks = 1002,   ///< path building reached its limit
    uri_mismatch = 1003,
    missing_stapled_response = 1004, ///< the certificate requires a stapled OCSP response (RFC 7633), but none came
    profile_violation = 1005,        ///< broke a rule of the Web PKI that is not in RFC 5280
    no_subject_alt_name = 1006,      ///< the leaf names no host in subjectAltName
};

/// Returns a description for people, such as "certificate has expired".
std::string_view to_string(verify_error) noexcept;

/// Returns the alert that RFC 8446 section 6.2 specifies for the failure.
alert_description alert_for(verify_error) noexcept;

} // namespace tls::x509

#pragma GCC visibility pop

#endif
