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

// The verdict of one CRL.
struct crl_statement {
    crl_verdict verdict;
    reason_flags covered = 0; ///< revocation reasons that it rules out
};

crl_statement refuse(verify_error error, const std::string& why)
{
    return {{error, "has a CRL that " + why}, 0};
}

// Returns ok if the CRL is authentic. Above all, the issuer must have signed it.
crl_statement check_authenticity(const crl& list, const certificate& issuer, const verify_parameters& parameters)
{
    const auto& data = detail::data_of(list);
    if (!data.unsupported.empty())
        return refuse(verify_error::unsupported_crl, data.unsupported);
    // RFC 5280 section 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate, verify that
    // the cRLSign bit is set."
    if (!issuer.allows(key_usage::crl_sign))
        return refuse(verify_error::crl_signature_failure, "its issuer may not sign (key usage lacks cRLSign)");
    auto verdict = check_crl_signature(data, issuer, parameters);
    if (verdict != verify_error::ok)
        return refuse(verify_error::crl_signature_failure, "does not verify: " + std::string(to_string(verdict)));
    return {{verify_error::ok, {}}, 0};
}

// Returns ok if the CRL is current: a certificate that it does not list is good now.
crl_statement check_currency(const crl& list, const verify_parameters& parameters)
{
    const auto& data = detail::data_of(list);
    auto now = std::chrono::floor<std::chrono::seconds>(parameters.time);
    if (!data.defect.empty())
        return refuse(verify_error::unsupported_crl, data.defect);
    if (now > *list.next_update())
        return refuse(verify_error::crl_expired, "expired " + to_date(*list.next_update()));
    return {{verify_error::ok, {}}, 0};
}

crl_statement judge(const crl& list, const certificate& subject, const certificate& issuer,
                    const verify_parameters& parameters)
{
    auto covered = reasons_covered(subject, list);
    if (covered == 0)
        return {{verify_error::unknown_revocation_status, "has only CRLs that cover other certificates of its issuer"},
                0};
    if (std::chrono::floor<std::chrono::seconds>(parameters.time) < list.this_update())
        return refuse(verify_error::crl_not_yet_valid, "is not valid before " + to_date(list.this_update()));
    if (auto refused = check_authenticity(list, issuer, parameters); refused.verdict.error != verify_error::ok)
        return refused;

    auto stale = check_currency(list, parameters);
    bool current = stale.verdict.error == verify_error::ok;
    auto entry = list.find(subject.serial_number());
    // RFC 5280 section 5.3.1: the only revocation that may end is a hold.
    if (entry && (current || entry->reason != revocation_reason::certificate_hold))
        return {{verify_error::revoked, describe(*entry) + ", according to its issuer's CRL"}, 0};
    if (!current)
        return stale;
    return {{verify_error::ok, {}}, covered};
}

} // namespace

std::string describe(const revocation& r)
{
    auto text = "was revoked " + to_date(r.date);
    if (r.reason != revocation_reason::unspecified)
        text += " (" + std::string(to_string(r.reason)) + ')';
    return text;
}

crl_verdict check_crls(const certificate& subject, const certificate& issuer, const verify_parameters& parameters)
{
    crl_verdict unknown{verify_error::unknown_revocation_status,
                        "has no CRL or OCSP response that shows it is not revoked"};
    if (parameters.crls == nullptr)
        return unknown;
    reason_flags covered = 0;
    for (const auto& list : parameters.crls->find(subject.issuer().der())) {
        auto stated = judge(list, subject, issuer, parameters);
        if (stated.verdict.error == verify_error::revoked)
            return stated.verdict;
        covered = static_cast<reason_flags>(covered | stated.covered);
        if (stated.verdict.error != verify_error::ok)
            unknown = std::move(stated.verdict);
    }
    // RFC 5280 section 6.3.3: the status is known once the CRLs together cover all reasons.
    if (covered == all_reasons)
        return {verify_error::ok, {}};
    if (covered != 0)
        return {verify_error::unknown_revocation_status, "has CRLs for only some of the revocation reasons"};
    return unknown;
}

} // namespace tls::x509
