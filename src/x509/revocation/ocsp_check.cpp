// Validates an OCSP response and extracts its status (RFC 6960 sections 3.2 and 4.2.2).

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"
#include "x509/keys/signature_work.hpp"
#include "x509/revocation/crl_check.hpp"
#include "x509/revocation/ocsp_response.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>

namespace tls::x509 {

namespace {

using std::chrono::seconds;

// RFC 6960 section 4.2.2.1: without nextUpdate "newer revocation information is available all the time". Such a
// response never expires, and anyone who kept one could replay it forever. So it is accepted only for as long as
// responders take to publish a revocation.
constexpr auto max_age_without_next_update = std::chrono::hours(24);

// Why a response is refused.
struct refusal {
    std::string why;
};

bytes canonical_name_of_responder(const basic_ocsp_response& response)
{
    return response.responder_name.empty() ? bytes() : canonical_name(response.responder_name);
}

class response_check {
public:
    response_check(const basic_ocsp_response& response, const certificate& subject, const certificate& issuer,
                   const verify_parameters& parameters, seconds clock_skew)
        : response_(response),
          subject_(subject),
          issuer_(issuer),
          parameters_(parameters),
          clock_skew_(clock_skew),
          work_left_(parameters.max_signature_work),
          canonical_responder_(canonical_name_of_responder(response)),
          now_(std::chrono::floor<seconds>(parameters.time))
    {
    }

    // Returns the status of the certificate. Throws refusal if the response is not valid.
    const single_response& run()
    {
        if (!response_.unknown_critical_extension.empty())
            throw refusal{"has the unsupported critical extension " + response_.unknown_critical_extension};
        const auto& single = find_single_response();
        check_times(single);
        check_signer();
        return single;
    }

private:
    const single_response& find_single_response() const;
    void check_times(const single_response&) const;
    void check_signer();
    bool is_responder(const certificate&) const;
    std::string why_not_delegated(const certificate& responder);
    void check_signed_by(const certificate& responder);
    void take_work(const certificate& signer, byte_view content);

    const basic_ocsp_response& response_;
    const certificate& subject_;
    const certificate& issuer_;
    const verify_parameters& parameters_;
    seconds clock_skew_;
    std::uint64_t work_left_;
    bytes canonical_responder_; ///< empty if the responder is named by its key
    time_point now_;
};

// Counts the check of one signature, as the search for paths does.
void response_check::take_work(const certificate& signer, byte_view content)
{
    const auto work = signature_work(signer.key(), content.size());
    if (work > work_left_)
        throw refusal{"takes more work to verify than max_signature_work allows"};
    work_left_ -= work;
}

// RFC 6960 section 3.2, 1: "The certificate identified in a received response corresponds to the certificate that was
// identified in the corresponding request". A response may cover many certificates; only the entries for this one
// count. If there are several, revoked wins.
const single_response& response_check::find_single_response() const
{
    const single_response* found = nullptr;
    cert_id_matcher matcher(subject_, *parameters_.algorithms);
    for (const auto& single : response_.responses) {
        if (!matcher.matches(single.id, issuer_))
            continue;
        if (found == nullptr || single.status == certificate_status::revoked)
            found = &single;
    }
    if (found == nullptr)
        throw refusal{"is not for the certificate"};
    if (!found->unknown_critical_extension.empty())
        throw refusal{"has the unsupported critical extension " + found->unknown_critical_extension};
    return *found;
}

// RFC 6960 section 3.2, 5 and 6, and section 4.2.2.1.
void response_check::check_times(const single_response& single) const
{
    auto latest = now_ + clock_skew_;
    auto earliest = now_ - clock_skew_;
    if (single.this_update > latest || response_.produced_at > latest)
        throw refusal{"is dated in the future: " + to_date(std::max(single.this_update, response_.produced_at))};
    if (single.next_update && *single.next_update < single.this_update)
        throw refusal{"has a nextUpdate before its thisUpdate"};
    if (single.next_update && *single.next_update < earliest)
        throw refusal{"expired " + to_date(*single.next_update)};
    if (!single.next_update && single.this_update < earliest - max_age_without_next_update)
        throw refusal{"has no nextUpdate and is too old: " + to_date(single.this_update)};
}

bool response_check::is_responder(const certificate& candidate) const
{
    if (!response_.responder_name.empty())
        return canonical_responder_ == detail::data_of(candidate).canonical_subject;
    const auto hash = hash_key_of(candidate, "SHA-1", *parameters_.algorithms);
    return !hash.empty() && std::ranges::equal(response_.responder_key, hash);
}

// Returns why the certificate is not that of a delegated responder; empty if it is. RFC 6960 section 4.2.2.2: besides
// the issuer, a responder may sign if its certificate "includes a value of id-kp-OCSPSigning in an extended key usage
// extension and is issued by the CA that issued the certificate in question".
std::string response_check::why_not_delegated(const certificate& responder)
{
    if (!responder.defects().empty())
        return responder.defects().front().rule;
    if (detail::data_of(responder).canonical_issuer != detail::data_of(issuer_).canonical_subject)
        return "was not issued by the certificate's issuer";
    const auto& purposes = responder.extended_key_usage();
    if (!purposes || std::ranges::find(*purposes, oid::ocsp_signing) == purposes->end())
        return "may not be used to sign OCSP responses (extended key usage)";
    if (!responder.allows(key_usage::digital_signature))
        return "may not sign (key usage lacks digitalSignature)";
    if (now_ < responder.not_before() || now_ > responder.not_after())
        return "has expired or is not yet valid";
    // RFC 6960 section 4.2.2.2.1: id-pkix-ocsp-nocheck, critical or not, means that there is no status to query.
    const auto& unhandled = responder.unhandled_critical_extension();
    if (!unhandled.empty() && unhandled != oid::ocsp_no_check)
        return "has the unsupported critical extension " + unhandled;
    take_work(issuer_, responder.tbs());
    auto signature = check_signature({responder.tbs(), responder.signature_algorithm(), responder.signature()}, issuer_,
                                     parameters_);
    if (signature != verify_error::ok)
        return "does not verify: " + std::string(to_string(signature));
    if (auto status = check_crls(responder, issuer_, parameters_); status.error == verify_error::revoked)
        return status.detail;
    return {};
}

void response_check::check_signed_by(const certificate& responder)
{
    take_work(responder, response_.signature.content);
    auto verdict = check_signature(response_.signature, responder, parameters_);
    if (verdict != verify_error::ok)
        throw refusal{"does not verify: " + std::string(to_string(verdict))};
}

void response_check::check_signer()
{
    if (is_responder(issuer_))
        return check_signed_by(issuer_);
    std::string why = "comes from an unknown responder";
    for (auto der : response_.certificates) {
        try {
            auto responder = certificate::from_der(der);
            if (!is_responder(responder))
                continue;
            auto objection = why_not_delegated(responder);
            if (objection.empty())
                return check_signed_by(responder);
            why = "comes from a responder whose certificate " + objection;
        } catch (const boost::system::system_error&) {
            why = "contains a malformed certificate";
        }
    }
    throw refusal{why};
}

ocsp_verdict refused(const std::string& why)
{
    ocsp_verdict verdict;
    verdict.error = verify_error::ocsp_verify_failed;
    verdict.detail = "has an OCSP response that " + why;
    return verdict;
}

} // namespace

ocsp_verdict check_ocsp_response(byte_view response, const certificate& subject, const certificate& issuer,
                                 const verify_parameters& parameters, seconds clock_skew)
try {
    auto parsed = read_ocsp_response(response);
    if (parsed.status != 0)
        return refused("reports the error " + std::string(ocsp_status_name(parsed.status)));
    const auto& single = response_check(parsed.basic, subject, issuer, parameters, clock_skew).run();
    ocsp_verdict verdict;
    verdict.status = single.status;
    if (single.status == certificate_status::revoked)
        verdict.revoked = single.revoked;
    verdict.this_update = single.this_update;
    verdict.next_update = single.next_update;
    return verdict;
} catch (const refusal& r) {
    return refused(r.why);
} catch (const der::error& e) {
    return refused("is malformed: " + std::string(e.what()));
}

} // namespace tls::x509
