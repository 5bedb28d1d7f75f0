#include "x509/revocation/crl_check.hpp"

#include "x509/der/time.hpp"
#include "x509/keys/signature.hpp"
#include "x509/revocation/crl_scope.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

bool was_verified_with(const detail::crl_data& data, const certificate& issuer)
{
    std::lock_guard lock(data.verified_mutex);
    return std::ranges::equal(data.verified_with, issuer.subject_public_key_info());
}

verify_error check_crl_signature(const detail::crl_data& data, const certificate& issuer,
                                 const verify_parameters& parameters)
{
    const bool verified_before = was_verified_with(data, issuer);
    auto verdict =
        check_signature({data.tbs, data.signature_algorithm, data.signature}, issuer, parameters, verified_before);
    if (verdict == verify_error::ok && !verified_before) {
        std::lock_guard lock(data.verified_mutex);
        data.verified_with = to_bytes(issuer.subject_public_key_info());
    }
    return verdict;
}

// What one CRL says.
struct statement {
    crl_verdict verdict;
    reason_flags covered = 0; ///< the reasons for which it says that the certificate is good
};

statement refuse(verify_error error, const std::string& why)
{
    return {{error, "has a CRL that " + why}, 0};
}

// Whether the CRL may be believed; ok if so. Most of all it must be the issuer's.
statement check_authenticity(const crl& list, const certificate& issuer, const verify_parameters& parameters)
{
    const auto& data = detail::data_of(list);
    if (!data.unsupported.empty())
        return refuse(verify_error::unsupported_crl, data.unsupported);
    // RFC 5280 section 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate, verify that
    // the cRLSign bit is set."
    if (!issuer.allows(key_usage::crl_sign))
        return refuse(verify_error::crl_signature_failure, "its issuer may not sign (key usage)");
    auto verdict = check_crl_signature(data, issuer, parameters);
    if (verdict != verify_error::ok)
        return refuse(verify_error::crl_signature_failure, "does not verify: " + std::string(to_string(verdict)));
    return {{verify_error::ok, {}}, 0};
}

// Whether a CRL that does not list a certificate tells that it is good now.
statement check_currency(const crl& list, const verify_parameters& parameters)
{
    const auto& data = detail::data_of(list);
    auto now = std::chrono::floor<std::chrono::seconds>(parameters.time);
    if (!data.defect.empty())
        return refuse(verify_error::unsupported_crl, data.defect);
    if (now > *list.next_update())
        return refuse(verify_error::crl_expired, "expired " + to_date(*list.next_update()));
    return {{verify_error::ok, {}}, 0};
}

statement judge(const crl& list, const certificate& subject, const certificate& issuer,
                const verify_parameters& parameters)
{
    auto covered = reasons_covered(subject, list);
    if (covered == 0)
        return {{verify_error::unknown_revocation_status, "has CRLs for other certificates of its issuer only"}, 0};
    if (std::chrono::floor<std::chrono::seconds>(parameters.time) < list.this_update())
        return refuse(verify_error::crl_not_yet_valid, "is not valid before " + to_date(list.this_update()));
    if (auto refused = check_authenticity(list, issuer, parameters); refused.verdict.error != verify_error::ok)
        return refused;

    auto stale = check_currency(list, parameters);
    bool current = stale.verdict.error == verify_error::ok;
    auto entry = list.find(subject.serial_number());
    // RFC 5280 section 5.3.1: of all revocations only a hold may end.
    if (entry && (current || entry->reason != revocation_reason::certificate_hold))
        return {{verify_error::revoked, describe(*entry) + ", says the CRL of its issuer"}, 0};
    if (!current)
        return stale;
    return {{verify_error::ok, {}}, covered};
}

} // namespace

std::string describe(const revocation& what)
{
    auto text = "was revoked " + to_date(what.date);
    if (what.reason != revocation_reason::unspecified)
        text += " (" + std::string(to_string(what.reason)) + ')';
    return text;
}

crl_verdict check_crls(const certificate& subject, const certificate& issuer, const verify_parameters& parameters)
{
    crl_verdict unknown{verify_error::unknown_revocation_status, "has no CRL or OCSP response that says it is good"};
    if (parameters.crls == nullptr)
        return unknown;
    reason_flags covered = 0;
    for (const auto& list : parameters.crls->find(subject.issuer().der())) {
        auto said = judge(list, subject, issuer, parameters);
        if (said.verdict.error == verify_error::revoked)
            return said.verdict;
        covered = static_cast<reason_flags>(covered | said.covered);
        if (said.verdict.error != verify_error::ok)
            unknown = std::move(said.verdict);
    }
    // RFC 5280 section 6.3.3: the status is known when the CRLs are together for all reasons.
    if (covered == all_reasons)
        return {verify_error::ok, {}};
    if (covered != 0)
        return {verify_error::unknown_revocation_status, "has CRLs for some reasons of revocation only"};
    return unknown;
}

} // namespace tls::x509
