#include <tls/x509/verify_error.hpp>

namespace tls::x509 {

std::string_view to_string(verify_error error) noexcept
{
    switch (error) {
    case verify_error::ok:
        return "ok";
    case verify_error::unspecified:
        return "unspecified certificate verification error";
    case verify_error::signature_failure:
        return "certificate signature does not verify";
    case verify_error::not_yet_valid:
        return "certificate is not yet valid";
    case verify_error::expired:
        return "certificate has expired";
    case verify_error::self_signed_leaf:
        return "self-signed certificate is not trusted";
    case verify_error::self_signed_in_chain:
        return "certificate chain ends in a root that is not trusted";
    case verify_error::unknown_issuer:
        return "issuer of the certificate is unknown";
    case verify_error::chain_too_long:
        return "certificate chain is too long";
    case verify_error::revoked:
        return "certificate has been revoked";
    case verify_error::invalid_ca:
        return "issuer is not a certification authority";
    case verify_error::path_length_exceeded:
        return "path length constraint exceeded";
    case verify_error::invalid_purpose:
        return "certificate is not meant for this purpose";
    case verify_error::rejected:
        return "certificate was rejected by the application";
    case verify_error::cannot_sign:
        return "issuer may not sign certificates";
    case verify_error::unhandled_critical_extension:
        return "certificate has a critical extension that is not understood";
    case verify_error::permitted_violation:
        return "name is not within the permitted subtrees";
    case verify_error::excluded_violation:
        return "name is within an excluded subtree";
    case verify_error::bad_extension:
        return "certificate has an invalid or inconsistent extension";
    case verify_error::host_name_mismatch:
        return "certificate is not valid for the host name";
    case verify_error::ip_address_mismatch:
        return "certificate is not valid for the IP address";
    case verify_error::ee_key_too_small:
        return "key of the certificate is too small";
    case verify_error::ca_key_too_small:
        return "key of an issuer is too small";
    case verify_error::weak_signature_hash:
        return "certificate is signed with a hash that is too weak";
    case verify_error::unsupported_algorithm:
        return "certificate uses an algorithm that is not supported";
    case verify_error::invalid_encoding:
        return "certificate is not well encoded";
    case verify_error::invalid_key_usage:
        return "key of the certificate may not make digital signatures";
    case verify_error::unknown_revocation_status:
        return "it is not known whether the certificate is revoked";
    case verify_error::crl_signature_failure:
        return "signature of a certificate revocation list does not verify";
    case verify_error::crl_not_yet_valid:
        return "certificate revocation list is not yet valid";
    case verify_error::crl_expired:
        return "certificate revocation list has expired";
    case verify_error::unsupported_crl:
        return "certificate revocation list is of a kind that is not supported";
    case verify_error::ocsp_verify_failed:
        return "OCSP response does not verify";
    case verify_error::missing_stapled_response:
        return "certificate demands a stapled OCSP response, and there is none";
    case verify_error::invalid_policy:
        return "certificate has an inconsistent policy extension";
    case verify_error::no_explicit_policy:
        return "certificate chain is not valid for the policies asked for";
    case verify_error::email_mismatch:
        return "certificate is not valid for the e-mail address";
    case verify_error::uri_mismatch:
        return "certificate is not valid for the URI";
    case verify_error::profile_violation:
        return "certificate breaks a rule of the Web PKI";
    case verify_error::no_subject_alt_name:
        return "certificate names no host in subjectAltName";
    case verify_error::too_many_checks:
        return "certificate chain takes too much work to verify";
    }
    return "unknown certificate verification error";
}

alert_description alert_for(verify_error error) noexcept
{
    switch (error) {
    case verify_error::expired:
    case verify_error::not_yet_valid:
        return alert_description::certificate_expired;
    case verify_error::revoked:
        return alert_description::certificate_revoked;
    case verify_error::self_signed_leaf:
    case verify_error::self_signed_in_chain:
    case verify_error::unknown_issuer:
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
