#include "x509/revocation.hpp"

#include "x509/crl_check.hpp"

namespace tls::x509 {

void check_revocation(std::span<const certificate> path, const verify_parameters& parameters,
                      std::vector<path_failure>& failures)
{
    if (parameters.revocation == revocation_policy::off || path.size() < 2)
        return;
    for (auto depth = static_cast<unsigned>(path.size()) - 1; depth-- > 0;) {
        auto verdict = check_crls(path[depth], path[depth + 1], parameters);
        bool refused = verdict.error == verify_error::revoked ||
                       (verdict.error != verify_error::ok && parameters.revocation == revocation_policy::required);
        if (refused)
            failures.push_back(
                {depth, verdict.error, "certificate of " + describe(path[depth]) + ' ' + verdict.detail});
    }
}

} // namespace tls::x509
