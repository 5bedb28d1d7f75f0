// Revocation checks by CRLs, rule by rule.

#include "x509/revocation/crl_check.hpp"
#include "x509/revocation/revocation_pki.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
using x509::revocation_policy;
using x509::revocation_reason;
using x509::verify_error;

namespace {

constexpr std::uint16_t key_compromise = 1 << 1;
constexpr std::uint16_t other_reasons = 0x1fc;

// The verdict under `required` with this CRL of the leaf's issuer, everything else being good.
verify_error verdict_with(const std::function<bytes(raw_crl&, const revocation_case&)>& make)
{
    revocation_case at(revocation_policy::required);
    at.add_crl_for_ca();
    raw_crl raw(at.ca);
    at.crls.add(x509::crl::from_der(make(raw, at)));
    return at.verdict();
}

// The verdict with a CRL that has one more extension.
verify_error verdict_with_extension(const bytes& extension)
{
    return verdict_with([&](raw_crl& raw, const revocation_case&) {
        raw.extensions.insert(raw.extensions.end(), extension.begin(), extension.end());
        return raw.der();
    });
}

x509::crl_template with_extension(x509::crl_template description, const bytes& extension)
{
    description.extra_extensions.push_back(extension);
    return description;
}

} // namespace

BOOST_AUTO_TEST_SUITE(crl_revocation)

BOOST_AUTO_TEST_CASE(rejects_certificate_on_crl_of_its_issuer)
{
    for (auto policy : {revocation_policy::if_available, revocation_policy::required}) {
        revocation_case at(policy);
        at.add_crl_for_ca();
        at.crls.add(issue(crl_of({at.leaf}), at.ca));
        auto failures = at.failures();
        BOOST_REQUIRE(failures.size() == 1);
        BOOST_TEST(failures[0].error == verify_error::revoked);
        BOOST_TEST(failures[0].depth == 0);
        BOOST_TEST(failures[0].detail == "certificate of CN=example.org was revoked 2026-06-05 (keyCompromise), "
                                         "according to its issuer's CRL");
    }
}

BOOST_AUTO_TEST_CASE(reports_depth_of_revoked_intermediate)
{
    revocation_case at(revocation_policy::if_available);
    at.crls.add(issue(crl_of({at.ca.certificate}), at.root));
    auto failures = at.failures();
    BOOST_REQUIRE(failures.size() == 1);
    BOOST_TEST(failures[0].error == verify_error::revoked);
    BOOST_TEST(failures[0].depth == 1);
}

BOOST_AUTO_TEST_CASE(reports_failures_from_anchor_to_leaf)
{
    revocation_case at(revocation_policy::required);
    auto failures = at.failures();
    BOOST_REQUIRE(failures.size() == 2);
    BOOST_TEST(failures[0].depth == 1);
    BOOST_TEST(failures[1].depth == 0);
}

BOOST_AUTO_TEST_CASE(policy_off_ignores_crls_and_ocsp_response)
{
    revocation_case at(revocation_policy::off);
    at.crls.add(issue(crl_of({at.leaf}), at.ca));
    const bytes garbage{1, 2, 3};
    at.parameters.ocsp_response = garbage;
    BOOST_TEST(at.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_unknown_status_only_if_policy_is_required)
{
    revocation_case if_available(revocation_policy::if_available);
    BOOST_TEST(if_available.verdict() == verify_error::ok);
    revocation_case required(revocation_policy::required);
    BOOST_TEST(required.verdict() == verify_error::unknown_revocation_status);
    required.parameters.crls = nullptr;
    BOOST_TEST(required.verdict() == verify_error::unknown_revocation_status);
}

BOOST_AUTO_TEST_CASE(policy_required_covers_every_certificate_except_the_anchor)
{
    revocation_case at(revocation_policy::required);
    at.crls.add(issue(crl_of({}), at.ca));
    BOOST_TEST(at.verdict() == verify_error::unknown_revocation_status);
    BOOST_TEST(at.failures()[0].depth == 1);
    at.add_crl_for_ca();
    BOOST_TEST(at.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(ignores_crl_of_another_issuer_with_same_serial_number)
{
    revocation_case at(revocation_policy::required);
    at.add_crl_for_ca();
    at.crls.add(issue(crl_of({}), at.ca));
    at.crls.add(issue(crl_of({at.leaf}), make_root("Another CA")));
    BOOST_TEST(at.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(ignores_crl_not_signed_by_issuer)
{
    // A CA of the same name with another key.
    auto impostor = make_root("CA");
    revocation_case at(revocation_policy::if_available);
    at.crls.add(issue(crl_of({at.leaf}), impostor));
    BOOST_TEST(at.verdict() == verify_error::ok);

    revocation_case required(revocation_policy::required);
    required.add_crl_for_ca();
    required.crls.add(issue(crl_of({}), impostor));
    BOOST_TEST(required.verdict() == verify_error::crl_signature_failure);
    // It does no harm beside the genuine CRL.
    required.crls.add(issue(crl_of({}), required.ca));
    BOOST_TEST(required.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(cached_crl_signature_is_valid_for_one_key_only)
{
    revocation_case at(revocation_policy::required);
    at.add_crl_for_ca();
    at.crls.add(issue(crl_of({}), at.ca));
    BOOST_TEST(at.verdict() == verify_error::ok);
    at.ca = at.root.delegate(ca_named("CA"));
    BOOST_TEST(at.verdict() == verify_error::crl_signature_failure);
}

BOOST_AUTO_TEST_CASE(rejects_crl_of_issuer_without_crl_sign_key_usage)
{
    auto verdict = [](std::uint16_t bits) {
        revocation_case at(revocation_policy::required);
        at.add_crl_for_ca();
        auto description = ca_named("CA");
        description.key_usage_bits = bits;
        at.ca = at.root.delegate(description);
        at.leaf = at.ca.issue(server_named("example.org"));
        at.crls.add(issue(crl_of({}), at.ca));
        return at.verdict();
    };
    BOOST_TEST(verdict(1 << 5) == verify_error::crl_signature_failure);
    BOOST_TEST(verdict(1 << 5 | 1 << 6) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(crl_is_valid_from_this_update_to_next_update)
{
    auto verdict = [](auto this_update, auto next_update) {
        revocation_case at(revocation_policy::required);
        at.add_crl_for_ca();
        auto description = crl_of({});
        description.this_update = now + this_update;
        description.next_update = now + next_update;
        at.crls.add(issue(description, at.ca));
        return at.verdict();
    };
    using std::chrono::seconds;
    BOOST_TEST(verdict(seconds(0), seconds(0)) == verify_error::ok);
    BOOST_TEST(verdict(seconds(1), seconds(2)) == verify_error::crl_not_yet_valid);
    BOOST_TEST(verdict(seconds(-2), seconds(-1)) == verify_error::crl_expired);
}

BOOST_AUTO_TEST_CASE(expired_crl_still_revokes_except_for_certificate_hold)
{
    revocation_case at(revocation_policy::if_available);
    auto stale = crl_of({});
    stale.next_update = now - std::chrono::seconds(1);
    at.crls.add(issue(stale, at.ca));
    BOOST_TEST(at.verdict() == verify_error::ok);

    auto stale_revocation = crl_of({at.leaf});
    stale_revocation.next_update = stale.next_update;
    stale_revocation.entries[0].what.reason = revocation_reason::certificate_hold;
    at.crls.add(issue(stale_revocation, at.ca));
    BOOST_TEST(at.verdict() == verify_error::ok);

    stale_revocation.entries[0].what.reason = revocation_reason::key_compromise;
    at.crls.add(issue(stale_revocation, at.ca));
    BOOST_TEST(at.verdict() == verify_error::revoked);
}

BOOST_AUTO_TEST_CASE(current_crl_with_certificate_hold_revokes)
{
    revocation_case at(revocation_policy::if_available);
    auto held = crl_of({at.leaf});
    held.entries[0].what.reason = revocation_reason::certificate_hold;
    at.crls.add(issue(held, at.ca));
    BOOST_TEST(at.verdict() == verify_error::revoked);
}

BOOST_AUTO_TEST_CASE(rejects_crl_without_next_update_or_non_critical_number)
{
    BOOST_TEST(verdict_with([](raw_crl& raw, auto&) { return raw.der(); }) == verify_error::ok);
    BOOST_TEST(verdict_with([](raw_crl& raw, auto&) {
                   raw.times = x509::write_time(now - day);
                   return raw.der();
               }) == verify_error::unsupported_crl);
    BOOST_TEST(verdict_with([](raw_crl& raw, auto&) {
                   raw.extensions = {};
                   return raw.der();
               }) == verify_error::unsupported_crl);
    BOOST_TEST(verdict_with([](raw_crl& raw, auto&) {
                   raw.extensions = x509::write_extension(oid::crl_number, true, der::small_integer(7));
                   return raw.der();
               }) == verify_error::unsupported_crl);
    // Its revocations still count.
    BOOST_TEST(verdict_with([](raw_crl& raw, const revocation_case& at) {
                   raw.extensions = {};
                   raw.entries = der::sequence({crl_entry(at.leaf.serial_number())});
                   return raw.der();
               }) == verify_error::revoked);
}

BOOST_AUTO_TEST_CASE(accepts_version_1_crl)
{
    BOOST_TEST(verdict_with([](raw_crl& raw, auto&) {
                   raw.version = {};
                   raw.extensions = {};
                   return raw.der();
               }) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(ignores_crl_with_unknown_critical_extension)
{
    constexpr auto unknown = "1.2.3.4";
    BOOST_TEST(verdict_with_extension(extension_of(unknown, false, der::null())) == verify_error::ok);
    BOOST_TEST(verdict_with_extension(extension_of(unknown, true, der::null())) == verify_error::unsupported_crl);

    auto with_entry = [&](bool critical) {
        return verdict_with([&](raw_crl& raw, auto&) {
            raw.entries = der::sequence({crl_entry(bytes{9}, {extension_of(unknown, critical, der::null())})});
            return raw.der();
        });
    };
    BOOST_TEST(with_entry(false) == verify_error::ok);
    BOOST_TEST(with_entry(true) == verify_error::unsupported_crl);
}

BOOST_AUTO_TEST_CASE(ignores_indirect_and_delta_crls)
{
    BOOST_TEST(verdict_with_extension(issuing_distribution_point({flag(4)})) == verify_error::unsupported_crl);
    BOOST_TEST(verdict_with_extension(extension_of(oid::delta_crl_indicator, true, der::small_integer(3))) ==
               verify_error::unsupported_crl);
    auto names = der::sequence({der::element_of(der::tag::context(2), as_bytes("other"))});
    BOOST_TEST(verdict_with([&](raw_crl& raw, const revocation_case& at) {
                   raw.entries = der::sequence(
                       {crl_entry(at.leaf.serial_number(), {extension_of(oid::certificate_issuer, true, names)})});
                   return raw.der();
               }) == verify_error::unsupported_crl);
}

BOOST_AUTO_TEST_CASE(only_contains_flags_limit_scope_of_crl)
{
    constexpr unsigned user_certs = 1, ca_certs = 2, attribute_certs = 5;
    BOOST_TEST(verdict_with_extension(issuing_distribution_point({flag(user_certs)})) == verify_error::ok);
    BOOST_TEST(verdict_with_extension(issuing_distribution_point({flag(ca_certs)})) ==
               verify_error::unknown_revocation_status);
    BOOST_TEST(verdict_with_extension(issuing_distribution_point({flag(attribute_certs)})) ==
               verify_error::unknown_revocation_status);

    auto of_root = [](unsigned kind) {
        revocation_case at(revocation_policy::required);
        at.crls.add(issue(crl_of({}), at.ca));
        at.crls.add(issue(with_extension(crl_of({}), issuing_distribution_point({flag(kind)})), at.root));
        return at.verdict();
    };
    BOOST_TEST(of_root(ca_certs) == verify_error::ok);
    BOOST_TEST(of_root(user_certs) == verify_error::unknown_revocation_status);
}

BOOST_AUTO_TEST_CASE(distribution_point_limits_scope_of_crl)
{
    auto verdict = [](const bytes& in_certificate, const bytes& in_list) {
        revocation_case at(revocation_policy::required);
        at.add_crl_for_ca();
        auto description = server_named("example.org");
        if (!in_certificate.empty())
            description.extra_extensions.push_back(in_certificate);
        at.leaf = at.ca.issue(description);
        at.crls.add(issue(with_extension(crl_of({}), in_list), at.ca));
        return at.verdict();
    };
    auto point_a = distribution_point_name({uri("http://crl.example/a")});
    auto point_b = distribution_point_name({uri("http://crl.example/b")});
    auto both = distribution_point_name({uri("http://crl.example/b"), uri("http://crl.example/a")});
    const auto same_name = make_root("CA").certificate;
    auto directory_name = der::element_of(der::tag::context_constructed(4), same_name.subject().der());
    auto issuers_own = distribution_point_name({directory_name});

    BOOST_TEST(verdict(crl_distribution_point({point_a}), issuing_distribution_point({point_a})) == verify_error::ok);
    BOOST_TEST(verdict(crl_distribution_point({both}), issuing_distribution_point({point_a})) == verify_error::ok);
    BOOST_TEST(verdict(crl_distribution_point({point_b}), issuing_distribution_point({point_a})) ==
               verify_error::unknown_revocation_status);
    BOOST_TEST(verdict({}, issuing_distribution_point({point_a})) == verify_error::unknown_revocation_status);
    BOOST_TEST(verdict({}, issuing_distribution_point({issuers_own})) == verify_error::ok);
    // A distribution point of an indirect CRL is not one of the issuer's.
    auto crl_issuer = der::constructed(der::tag::context_constructed(2), {directory_name});
    BOOST_TEST(verdict(crl_distribution_point({point_a, crl_issuer}), issuing_distribution_point({point_a})) ==
               verify_error::unknown_revocation_status);
}

BOOST_AUTO_TEST_CASE(compares_names_relative_to_crl_issuer_as_complete_names)
{
    auto relative = der::constructed(
        der::tag::context_constructed(0),
        {der::constructed(der::tag::context_constructed(1),
                          {der::sequence({der::object_identifier(oid::common_name), der::utf8_string("list 1")})})});
    revocation_case at(revocation_policy::required);
    at.add_crl_for_ca();
    auto description = server_named("example.org");
    description.extra_extensions.push_back(crl_distribution_point({relative}));
    at.leaf = at.ca.issue(description);
    at.crls.add(issue(with_extension(crl_of({}), issuing_distribution_point({relative})), at.ca));
    BOOST_TEST(at.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(crls_must_together_cover_all_reasons)
{
    constexpr unsigned only_some_reasons = 3;
    revocation_case at(revocation_policy::required);
    at.add_crl_for_ca();
    at.crls.add(issue(
        with_extension(crl_of({}), issuing_distribution_point({reasons(only_some_reasons, key_compromise)})), at.ca));
    BOOST_TEST(at.verdict() == verify_error::unknown_revocation_status);
    at.crls.add(issue(
        with_extension(crl_of({}), issuing_distribution_point({reasons(only_some_reasons, other_reasons)})), at.ca));
    BOOST_TEST(at.verdict() == verify_error::ok);
    at.crls.add(issue(
        with_extension(crl_of({at.leaf}), issuing_distribution_point({reasons(only_some_reasons, key_compromise)})),
        at.ca));
    BOOST_TEST(at.verdict() == verify_error::revoked);
}

BOOST_AUTO_TEST_CASE(reasons_in_distribution_point_limit_its_crl)
{
    auto point = distribution_point_name({uri("http://crl.example/a")});
    revocation_case at(revocation_policy::required);
    at.add_crl_for_ca();
    auto description = server_named("example.org");
    description.extra_extensions.push_back(crl_distribution_point({point, reasons(1, key_compromise)}));
    at.leaf = at.ca.issue(description);
    at.crls.add(issue(with_extension(crl_of({}), issuing_distribution_point({point})), at.ca));
    BOOST_TEST(at.verdict() == verify_error::unknown_revocation_status);
    // A CRL for every distribution point covers all reasons.
    at.crls.add(issue(crl_of({}), at.ca));
    BOOST_TEST(at.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_SUITE_END()
