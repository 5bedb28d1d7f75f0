#include <tls/x509/verify_error.hpp>

namespace tls::x509 {
namespace {

/// X509_V_ERR_APPLICATION_VERIFICATION, which only verify callbacks set.
constexpr auto application_verification = static_cast<verify_error>(50);

} // namespace

std::string_view to_string(verify_error error) noexcept
{
    if (error == application_verification)
        return "certificate was refused by the application's own verification";
    switch (error) {
    case verify_error::ok:
        return "ok";
    case verify_error::unspecified:
        return "unspecified certificate verification error";
    case verify_error::signature_failure:
        return "certificate signature is invalid";
    case verify_error::not_yet_valid:
        return "certificate is not yet valid";
    case verify_error::expired:
        return "certificate has expired";
    case verify_error::self_signed_leaf:
        return "certificate is self-signed and not in the trust store";
    case verify_error::self_signed_in_chain:
        return "certificate chain ends in a root that is not in the trust store";
    case verify_error::unknown_issuer:
        return "certificate of the issuer is neither in the chain nor in the trust store";
    case verify_error::unverified_leaf:
        return "signature of the only certificate cannot be verified";
    case verify_error::chain_too_long:
        return "certificate chain exceeds the maximum depth";
    case verify_error::revoked:
        return "certificate has been revoked";
    case verify_error::invalid_ca:
        return "issuer's certificate is not a CA certificate";
    case verify_error::path_length_exceeded:
        return "path length constraint exceeded";
    case verify_error::invalid_purpose:
        return "extended key usage of the certificate does not allow this purpose";
    case verify_error::rejected:
        return "application rejected the certificate";
    case verify_error::cannot_sign:
        return "issuer may not sign certificates: its key usage lacks keyCertSign";
    case verify_error::unhandled_critical_extension:
        return "certificate has a critical extension that is not supported";
    case verify_error::permitted_violation:
        return "name is outside the permitted subtrees of an issuer's name constraints";
    case verify_error::excluded_violation:
        return "name is in an excluded subtree of an issuer's name constraints";
    case verify_error::bad_extension:
        return "certificate has an invalid or inconsistent extension";
    case verify_error::host_name_mismatch:
        return "certificate is not valid for the host name";
    case verify_error::ip_address_mismatch:
        return "certificate is not valid for the IP address";
    case verify_error::ee_key_too_small:
        return "RSA key of the certificate is smaller than the minimum";
    case verify_error::ca_key_too_small:
        return "RSA key of an issuer is smaller than the minimum";
    case verify_error::weak_signature_hash:
        return "certificate is signed with a weak hash (MD5 or SHA-1)";
    case verify_error::unsupported_algorithm:
        return "certificate uses a key or signature algorithm that is not supported";
    case verify_error::invalid_encoding:
        return "certificate is not encoded as RFC 5280 requires";
    case verify_error::invalid_key_usage:
        return "key usage of the certificate does not allow this use of its key";
    case verify_error::unknown_revocation_status:
        return "revocation status of the certificate is unknown";
    case verify_error::crl_signature_failure:
        return "CRL signature is invalid";
    case verify_error::crl_not_yet_valid:
        return "CRL is not yet valid";
    case verify_error::crl_expired:
        return "CRL has expired";
    case verify_error::unsupported_crl:
        return "CRL is of a kind that is not supported, or does not conform to RFC 5280";
    case verify_error::ocsp_verify_failed:
        return "OCSP response is invalid or not for this certificate";
    case verify_error::missing_stapled_response:
        return "certificate requires a stapled OCSP response (must-staple), but the server sent none";
    case verify_error::invalid_policy:
        return "certificate has an inconsistent policy extension";
    case verify_error::no_explicit_policy:
        return "certificate chain is not valid for any of the required certificate policies";
    case verify_error::email_mismatch:
        return "certificate is not valid for the e-mail address";
    case verify_error::uri_mismatch:
        return "certificate is not valid for the URI";
    case verify_error::profile_violation:
        return "certificate breaks the CA/Browser Forum's Baseline Requirements";
    case verify_error::no_subject_alt_name:
        return "certificate has no DNS name or IP address in subjectAltName";
    case verify_error::raw_public_key_untrusted:
        return "raw public key is not one of those that are accepted";
    case verify_error::too_many_checks:
        return "certificate chain needs more checks than the limit allows";
    }
    return "unknown certificate verification error";
}

alert_description alert_for(verify_error error) noexcept
{
    if (error == application_verification)
        return alert_description::handshake_failure;
    switch (error) {
    case verify_error::expired:
    case verify_error::not_yet_valid:
        return alert_description::certificate_expired;
    case verify_error::revoked:
        return alert_description::certificate_revoked;
    case verify_error::self_signed_leaf:
    case verify_error::self_signed_in_chain:
    case verify_error::unknown_issuer:
    case verify_error::unverified_leaf:
    case verify_error::chain_too_long:
    case verify_error::invalid_ca:
    case verify_error::path_length_exceeded:
    case verify_error::cannot_sign:
        return alert_description::unknown_ca;
    case verify_error::invalid_purpose:
    case verify_error::invalid_key_usage:
    case verify_error::unsupported_algorithm:
    case verify_error::unhandled_critical_extension:
        return alert_description::unsupported_certificate;
    case verify_error::signature_failure:
    case verify_error::rejected:
    case verify_error::bad_extension:
    case verify_error::invalid_encoding:
    case verify_error::host_name_mismatch:
    case verify_error::ip_address_mismatch:
    case verify_error::email_mismatch:
    case verify_error::uri_mismatch:
    case verify_error::no_subject_alt_name:
    case verify_error::profile_violation:
    case verify_error::invalid_policy:
    case verify_error::no_explicit_policy:
    case verify_error::permitted_violation:
    case verify_error::excluded_violation:
    case verify_error::ee_key_too_small:
    case verify_error::ca_key_too_small:
    case verify_error::weak_signature_hash:
        return alert_description::bad_certificate;
    // RFC 8446 section 6.2: "an invalid or unacceptable OCSP response is provided by the server".
    case verify_error::ocsp_verify_failed:
    case verify_error::missing_stapled_response:
        return alert_description::bad_certificate_status_response;
    case verify_error::unspecified:
        return alert_description::internal_error;
    case verify_error::ok:
    case verify_error::raw_public_key_untrusted:
    case verify_error::too_many_checks:
    case verify_error::unknown_revocation_status:
    case verify_error::crl_signature_failure:
    case verify_error::crl_not_yet_valid:
    case verify_error::crl_expired:
    case verify_error::unsupported_crl:
        break;
    }
    return alert_description::certificate_unknown;
}

} // namespace tls::x509
