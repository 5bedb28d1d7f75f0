// Texts and alerts of the reasons for rejecting a certificate.

#include <tls/x509/verify_error.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace tls;
using x509::verify_error;

namespace {

struct row {
    verify_error error;
    int number; ///< OpenSSL's X509_V_ERR_, or ours from 1000
    alert_description alert;
};

// RFC 8446 section 6.2 describes the alerts.
constexpr row rows[] = {
    {verify_error::ok, 0, alert_description::certificate_unknown},
    {verify_error::unspecified, 1, alert_description::internal_error},
    {verify_error::unknown_revocation_status, 3, alert_description::certificate_unknown},
    {verify_error::signature_failure, 7, alert_description::bad_certificate},
    {verify_error::crl_signature_failure, 8, alert_description::certificate_unknown},
    {verify_error::not_yet_valid, 9, alert_description::certificate_expired},
    {verify_error::expired, 10, alert_description::certificate_expired},
    {verify_error::crl_not_yet_valid, 11, alert_description::certificate_unknown},
    {verify_error::crl_expired, 12, alert_description::certificate_unknown},
    {verify_error::self_signed_leaf, 18, alert_description::unknown_ca},
    {verify_error::self_signed_in_chain, 19, alert_description::unknown_ca},
    {verify_error::unknown_issuer, 20, alert_description::unknown_ca},
    {verify_error::unverified_leaf, 21, alert_description::unknown_ca},
    {verify_error::chain_too_long, 22, alert_description::unknown_ca},
    {verify_error::revoked, 23, alert_description::certificate_revoked},
    {verify_error::path_length_exceeded, 25, alert_description::unknown_ca},
    {verify_error::invalid_purpose, 26, alert_description::unsupported_certificate},
    {verify_error::rejected, 28, alert_description::bad_certificate},
    {verify_error::cannot_sign, 32, alert_description::unknown_ca},
    {verify_error::unhandled_critical_extension, 34, alert_description::unsupported_certificate},
    {verify_error::bad_extension, 41, alert_description::bad_certificate},
    {verify_error::invalid_policy, 42, alert_description::bad_certificate},
    {verify_error::no_explicit_policy, 43, alert_description::bad_certificate},
    {verify_error::unsupported_crl, 44, alert_description::certificate_unknown},
    {verify_error::permitted_violation, 47, alert_description::bad_certificate},
    {verify_error::excluded_violation, 48, alert_description::bad_certificate},
    {verify_error::host_name_mismatch, 62, alert_description::bad_certificate},
    {verify_error::email_mismatch, 63, alert_description::bad_certificate},
    {verify_error::ip_address_mismatch, 64, alert_description::bad_certificate},
    {verify_error::ee_key_too_small, 66, alert_description::bad_certificate},
    {verify_error::ca_key_too_small, 67, alert_description::bad_certificate},
    {verify_error::weak_signature_hash, 68, alert_description::bad_certificate},
    {verify_error::ocsp_verify_failed, 74, alert_description::bad_certificate_status_response},
    {verify_error::unsupported_algorithm, 76, alert_description::unsupported_certificate},
    {verify_error::invalid_ca, 79, alert_description::unknown_ca},
    {verify_error::raw_public_key_untrusted, 95, alert_description::certificate_unknown},
    {verify_error::invalid_encoding, 1000, alert_description::bad_certificate},
    {verify_error::invalid_key_usage, 1001, alert_description::unsupported_certificate},
    {verify_error::too_many_checks, 1002, alert_description::certificate_unknown},
    {verify_error::uri_mismatch, 1003, alert_description::bad_certificate},
    {verify_error::missing_stapled_response, 1004, alert_description::bad_certificate_status_response},
    {verify_error::profile_violation, 1005, alert_description::bad_certificate},
    {verify_error::no_subject_alt_name, 1006, alert_description::bad_certificate},
};

constexpr auto unknown = static_cast<verify_error>(999);
constexpr auto application_verification = static_cast<verify_error>(50); // X509_V_ERR_APPLICATION_VERIFICATION

} // namespace

BOOST_AUTO_TEST_SUITE(verify_errors)

BOOST_AUTO_TEST_CASE(have_openssl_numbers_and_the_alerts_of_rfc8446)
{
    for (const auto& [error, number, alert] : rows) {
        BOOST_TEST(static_cast<int>(error) == number, to_string(error));
        BOOST_TEST((alert_for(error) == alert), to_string(error));
    }
    BOOST_TEST((alert_for(application_verification) == alert_description::handshake_failure));
    BOOST_TEST((alert_for(unknown) == alert_description::certificate_unknown));
}

BOOST_AUTO_TEST_CASE(have_texts_of_their_own)
{
    std::set<std::string> seen{std::string(to_string(unknown))};
    BOOST_TEST(seen.contains("unknown certificate verification error"));
    for (const auto& row : rows)
        BOOST_TEST(seen.emplace(to_string(row.error)).second, row.number);
    BOOST_TEST(seen.emplace(to_string(application_verification)).second);
    BOOST_TEST(to_string(verify_error::expired) == "certificate has expired");
}

BOOST_AUTO_TEST_SUITE_END()
