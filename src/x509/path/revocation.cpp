#include "x509/path/revocation.hpp"

#include "x509/revocation/crl_check.hpp"

#include <tls/x509/ocsp.hpp>

namespace tls::x509 {

namespace {

// The revocation status of one certificate.
struct status {
    verify_error error = verify_error::unknown_revocation_status; ///< ok: not revoked
    std::string detail;
    bool fatal = false; ///< a failure even if the policy is not `required`
};

status judge_stapled(const certificate& leaf, const certificate& issuer, const verify_parameters& parameters)
{
    auto verdict = check_ocsp_response(parameters.ocsp_response, leaf, issuer, parameters);
    // RFC 6066 section 8: "Clients requesting an OCSP response and receiving an OCSP response in a CertificateStatus
    // message MUST check the OCSP response and abort the handshake if the response is not satisfactory".
    if (verdict.error != verify_error::ok)
        return {verdict.error, verdict.detail, true};
    if (verdict.status == certificate_status::revoked)
        return {verify_error::revoked, describe(*verdict.revoked) + ", according to its OCSP response", true};
    if (verdict.status == certificate_status::unknown)
        return {verify_error::unknown_revocation_status, "is unknown to its OCSP responder", true};
    return {verify_error::ok, {}};
}

status judge_by_crls(const certificate& subject, const certificate& issuer, const verify_parameters& parameters)
{
    auto verdict = check_crls(subject, issuer, parameters);
    return {verdict.error, verdict.detail, verdict.error == verify_error::revoked};
}

bool must_have_stapled_response(const certificate& leaf, const verify_parameters& parameters)
{
    return parameters.use == purpose::server_auth && leaf.must_staple();
}

status judge_leaf(const certificate& leaf, const certificate& issuer, const verify_parameters& parameters)
{
    auto by_crls = judge_by_crls(leaf, issuer, parameters);
    if (by_crls.error == verify_error::revoked)
        return by_crls;
    if (!parameters.ocsp_response.empty())
        return judge_stapled(leaf, issuer, parameters);
    // RFC 7633 section 4.2.2: the client rejects a server that lacks a feature which the certificate names.
    if (must_have_stapled_response(leaf, parameters))
        return {verify_error::missing_stapled_response,
                "requires a stapled OCSP response (must-staple), but none was sent", true};
    return by_crls;
}

} // namespace

void check_revocation(const certification_path& path, const verify_parameters& parameters,
                      std::vector<path_failure>& failures)
{
    if (parameters.revocation == revocation_policy::off)
        return;
    const bool required = parameters.revocation == revocation_policy::required;
    const auto& certificates = path.certificates;
    auto depth = static_cast<unsigned>(certificates.size()) - 1;
    // An anchor or another root is trusted as it is or not at all. Any other certificate without a known issuer has an
    // unknown status.
    if (path.dead_end && !certificates.back().is_self_issued() && required)
        failures.push_back(
            {depth, verify_error::unknown_revocation_status,
             "certificate of " + describe(certificates.back()) + " may be revoked: its issuer was not found"});
    while (depth-- > 0) {
        const auto& subject = certificates[depth];
        const auto& issuer = certificates[depth + 1];
        auto known = depth == 0 ? judge_leaf(subject, issuer, parameters) : judge_by_crls(subject, issuer, parameters);
        if (known.fatal || (known.error != verify_error::ok && required))
            failures.push_back({depth, known.error, "certificate of " + describe(subject) + ' ' + known.detail});
    }
}

} // namespace tls::x509
