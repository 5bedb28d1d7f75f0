#include "x509/revocation/crl_scope.hpp"

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

// A DistributionPoint (RFC 5280 section 4.2.1.13) whose CRL the certificate's issuer signs.
struct distribution_point {
    std::vector<bytes> names; ///< GeneralName elements
    reason_flags reasons = all_reasons;
};

// Returns the distribution point that every certificate has. RFC 5280 section 6.3.3, last paragraph: "assume a DP with
// both the reasons and the cRLIssuer fields omitted and a distribution point name of the certificate issuer".
distribution_point implicit_distribution_point(const certificate& subject)
{
    auto name = der::element_of(der::tag::context_constructed(4), subject.issuer().der());
    distribution_point result;
    result.names.emplace_back(name.begin(), name.end());
    return result;
}

void append_distribution_points(const certificate& subject, byte_view value, std::vector<distribution_point>& points)
{
    auto all = der::only_sequence(value);
    while (!all.empty()) {
        auto fields = all.sequence();
        distribution_point point;
        if (auto name = fields.optional(der::tag::context_constructed(0)))
            point.names = read_distribution_point_name(name->content, subject.issuer().der());
        if (auto reasons = fields.optional(der::tag::context(1)))
            point.reasons = read_reason_flags(reasons->content);
        auto crl_issuer = fields.optional(der::tag::context_constructed(2));
        fields.expect_end();
        // RFC 5280 section 6.3.3 (b) (1): a distribution point with a cRLIssuer is for an indirect CRL.
        if (!crl_issuer)
            points.push_back(std::move(point));
    }
}

std::vector<distribution_point> distribution_points_of(const certificate& subject)
{
    std::vector<distribution_point> points{implicit_distribution_point(subject)};
    try {
        if (auto extension = subject.find_extension(oid::crl_distribution_points))
            append_distribution_points(subject, extension->value, points);
    } catch (const der::error&) {
        // A malformed extension names no CRL.
        points.resize(1);
    }
    return points;
}

bool have_common_name(const std::vector<bytes>& a, const std::vector<bytes>& b)
{
    return std::ranges::any_of(a, [&b](const bytes& name) { return std::ranges::find(b, name) != b.end(); });
}

} // namespace

reason_flags reasons_covered(const certificate& subject, const crl& list)
{
    const auto& scope = detail::data_of(list).scope;
    // RFC 5280 section 6.3.3 (b) (2) (ii) to (iv).
    if (scope.only_contains_attribute_certs || (scope.only_contains_user_certs && subject.is_ca()) ||
        (scope.only_contains_ca_certs && !subject.is_ca()))
        return 0;
    // RFC 5280 section 6.3.3 (b) (2) (i): without a distribution point name the CRL covers all distribution points.
    if (scope.names.empty())
        return scope.reasons;
    reason_flags covered = 0;
    for (const auto& point : distribution_points_of(subject))
        if (have_common_name(scope.names, point.names))
            covered = static_cast<reason_flags>(covered | (point.reasons & scope.reasons));
    return covered;
}

} // namespace tls::x509
