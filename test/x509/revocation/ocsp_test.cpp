// OCSP requests and responses, rule by rule.

#include "x509/keys/signature_work.hpp"
#include "x509/revocation/ocsp_cert_id.hpp"
#include "x509/revocation/revocation_pki.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
using x509::certificate_status;
using x509::revocation_policy;
using x509::revocation_reason;
using x509::verify_error;

namespace {

constexpr std::uint16_t digital_signature = 1 << 0;
constexpr std::uint16_t key_cert_sign = 1 << 5;

// A leaf, its issuer, and responses for the leaf.
struct ocsp_case : revocation_case {
    explicit ocsp_case(revocation_policy policy = revocation_policy::if_available) : revocation_case(policy)
    {
        description.produced_at = now;
        description.this_update = now - std::chrono::hours(1);
        description.next_update = now + day;
        description.revoked = {now - 10 * day, revocation_reason::superseded};
    }

    bytes response() const { return response_by(ca); }
    bytes response_by(const authority& responder) const
    {
        return x509::issue_ocsp_response(description, leaf, ca.certificate, responder.certificate, responder.key);
    }
    x509::ocsp_verdict judge(byte_view der) const
    {
        return x509::check_ocsp_response(der, leaf, ca.certificate, parameters);
    }
    x509::ocsp_verdict judge() const { return judge(response()); }
    bool is_refused(byte_view der) const
    {
        auto verdict = judge(der);
        BOOST_TEST_INFO(verdict.detail);
        BOOST_TEST(verdict.detail.empty() == (verdict.error == verify_error::ok));
        return verdict.error == verify_error::ocsp_verify_failed;
    }
    bool is_refused() const { return is_refused(response()); }

    /// A responder delegated by the CA.
    authority responder(const std::function<void(x509::certificate_template&)>& change = {}) const
    {
        auto delegated = named("Responder");
        delegated.extended_key_usage = {std::string(oid::ocsp_signing)};
        if (change)
            change(delegated);
        return ca.delegate(delegated);
    }

    x509::ocsp_response_template description;
};

// A BasicOCSPResponse, signed by the issuer, whose fields a test can set to anything.
struct raw_response {
    explicit raw_response(const ocsp_case& for_case) : at(for_case) {}

    const ocsp_case& at;
    std::uint8_t status = 0;
    std::string type = std::string(oid::ocsp_basic);
    der::encoding version;
    der::encoding produced_at = x509::write_generalized_time(now);
    der::encoding single_extensions;
    der::encoding certificates;
    std::size_t copies = 1;
    der::encoding cert_status = der::element_of(der::tag::context(0), {});

    der::encoding single() const
    {
        auto id = x509::write_cert_id(at.leaf, at.ca.certificate, "SHA-1", *registry::standard());
        return der::sequence(
            {id, cert_status, x509::write_generalized_time(now),
             der::constructed(der::tag::context_constructed(0), {x509::write_generalized_time(now + day)}),
             single_extensions});
    }
    bytes der() const
    {
        x509::object_signer signer({}, at.ca.key, *registry::standard());
        auto name = at.ca.certificate.subject().der();
        auto responder = der::constructed(der::tag::context_constructed(1), {der::encoding(name.begin(), name.end())});
        der::encoding singles;
        for (std::size_t i = 0; i < copies; ++i)
            singles = der::concatenation({singles, single()});
        auto data = der::sequence({version, responder, produced_at, der::sequence({singles})});
        auto basic = der::sequence({data, signer.algorithm(), signer.signature(data, system_random()), certificates});
        auto response_bytes = der::sequence({der::object_identifier(type), der::octet_string(basic)});
        return plain(der::sequence(
            {der::enumerated(status), der::constructed(der::tag::context_constructed(0), {response_bytes})}));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(ocsp_requests)

BOOST_AUTO_TEST_CASE(request_contains_only_the_cert_id)
{
    ocsp_case at;
    auto request = x509::make_ocsp_request(at.leaf, at.ca.certificate);
    auto fields = der::only_sequence(request).sequence().sequence().sequence();
    auto id = x509::read_cert_id(fields);
    fields.expect_end();
    BOOST_TEST(id.hash == "SHA-1");
    auto matches = [&](const x509::certificate& subject, const x509::certificate& issuer) {
        return x509::cert_id_matcher(subject, *registry::standard()).matches(id, issuer);
    };
    BOOST_TEST(matches(at.leaf, at.ca.certificate));
    BOOST_TEST(!matches(at.ca.certificate, at.root.certificate));
    BOOST_TEST(!matches(at.leaf, at.root.certificate));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ocsp_responses)

BOOST_AUTO_TEST_CASE(accepts_good_revoked_and_unknown_from_issuer)
{
    ocsp_case at;
    auto good = at.judge();
    BOOST_TEST(good.error == verify_error::ok);
    BOOST_TEST((good.status == certificate_status::good));
    BOOST_TEST((good.next_update == at.description.next_update));
    BOOST_TEST(!good.revoked);

    at.description.status = certificate_status::revoked;
    auto revoked = at.judge();
    BOOST_TEST(revoked.error == verify_error::ok);
    BOOST_TEST((revoked.status == certificate_status::revoked));
    BOOST_REQUIRE(revoked.revoked);
    BOOST_TEST((revoked.revoked->date == now - 10 * day));
    BOOST_TEST((revoked.revoked->reason == revocation_reason::superseded));

    at.description.status = certificate_status::unknown;
    BOOST_TEST(at.judge().error == verify_error::ok);
    BOOST_TEST((at.judge().status == certificate_status::unknown));
}

// A known bug elsewhere: taking the first SingleResponse for that of the certificate.
BOOST_AUTO_TEST_CASE(selects_single_response_for_the_certificate)
{
    ocsp_case at;
    auto neighbour = at.ca.issue(server_named("neighbour.example"));
    at.description.others = {{neighbour, certificate_status::good}};
    at.description.status = certificate_status::revoked;
    BOOST_TEST((at.judge().status == certificate_status::revoked));

    at.description.others = {{neighbour, certificate_status::revoked}};
    at.description.status = certificate_status::good;
    BOOST_TEST((at.judge().status == certificate_status::good));
}

BOOST_AUTO_TEST_CASE(rejects_response_for_another_certificate)
{
    ocsp_case at;
    auto neighbour = at.ca.issue(server_named("neighbour.example"));
    auto response =
        x509::issue_ocsp_response(at.description, neighbour, at.ca.certificate, at.ca.certificate, at.ca.key);
    BOOST_TEST(at.is_refused(response));
    BOOST_TEST(at.judge(response).detail == "has an OCSP response that is not for the certificate");
}

BOOST_AUTO_TEST_CASE(rejects_response_for_same_serial_number_of_another_issuer)
{
    ocsp_case at;
    auto other_ca = at.root.delegate(ca_named("Another CA"));
    auto response =
        x509::issue_ocsp_response(at.description, at.leaf, other_ca.certificate, at.ca.certificate, at.ca.key);
    BOOST_TEST(at.is_refused(response));
}

BOOST_AUTO_TEST_CASE(revoked_wins_over_good_for_the_same_certificate)
{
    ocsp_case at;
    at.description.others = {{at.leaf, certificate_status::revoked}};
    BOOST_TEST((at.judge().status == certificate_status::revoked));
    at.description.others = {{at.leaf, certificate_status::good}};
    at.description.status = certificate_status::revoked;
    BOOST_TEST((at.judge().status == certificate_status::revoked));
}

BOOST_AUTO_TEST_CASE(accepts_cert_id_with_every_known_hash)
{
    for (auto hash : {"SHA-1", "SHA-256", "SHA-384", "SHA-512"}) {
        ocsp_case at;
        at.description.cert_id_hash = hash;
        BOOST_TEST(at.judge().error == verify_error::ok);
    }
}

BOOST_AUTO_TEST_CASE(accepts_responder_id_by_name_and_by_key)
{
    ocsp_case at;
    for (bool by_key : {false, true}) {
        at.description.responder_by_key = by_key;
        BOOST_TEST(at.judge().error == verify_error::ok);
        BOOST_TEST(at.judge(at.response_by(at.responder())).error == verify_error::ok);
    }
}

BOOST_AUTO_TEST_CASE(rejects_response_not_signed_by_issuer_or_its_responder)
{
    ocsp_case at;
    // A CA of the same name: first without, then with its certificate in the response.
    auto impostor = make_root("CA");
    BOOST_TEST(at.is_refused(
        x509::issue_ocsp_response(at.description, at.leaf, at.ca.certificate, at.ca.certificate, impostor.key)));
    BOOST_TEST(at.is_refused(at.response_by(impostor)));
    BOOST_TEST(at.is_refused(at.response_by(make_root("Somebody"))));
    // The issuer's issuer may not sign either.
    BOOST_TEST(at.is_refused(at.response_by(at.root)));
}

BOOST_AUTO_TEST_CASE(rejects_responder_without_ocsp_signing_purpose)
{
    ocsp_case at;
    auto with = [&at](std::vector<std::string> purposes) {
        auto responder = at.responder([&](auto& d) { d.extended_key_usage = purposes; });
        return at.is_refused(at.response_by(responder));
    };
    BOOST_TEST(!with({std::string(oid::ocsp_signing)}));
    BOOST_TEST(!with({std::string(oid::server_auth), std::string(oid::ocsp_signing)}));
    BOOST_TEST(with({}));
    BOOST_TEST(with({std::string(oid::server_auth)}));
    BOOST_TEST(with({std::string(oid::any_extended_key_usage)}));
}

BOOST_AUTO_TEST_CASE(rejects_responder_not_issued_by_the_issuer)
{
    ocsp_case at;
    auto delegated = named("Responder");
    delegated.extended_key_usage = {std::string(oid::ocsp_signing)};
    BOOST_TEST(at.is_refused(at.response_by(at.root.delegate(delegated))));
    BOOST_TEST(at.is_refused(at.response_by(make_root("CA").delegate(delegated))));
    auto below = at.ca.delegate(ca_named("Below"));
    BOOST_TEST(at.is_refused(at.response_by(below.delegate(delegated))));
}

BOOST_AUTO_TEST_CASE(rejects_expired_and_not_yet_valid_responder)
{
    ocsp_case at;
    BOOST_TEST(
        at.is_refused(at.response_by(at.responder([](auto& d) { d.not_after = now - std::chrono::seconds(1); }))));
    BOOST_TEST(
        at.is_refused(at.response_by(at.responder([](auto& d) { d.not_before = now + std::chrono::seconds(1); }))));
}

BOOST_AUTO_TEST_CASE(rejects_responder_without_digital_signature_key_usage)
{
    ocsp_case at;
    auto with = [&at](std::uint16_t bits) {
        return at.is_refused(at.response_by(at.responder([bits](auto& d) { d.key_usage_bits = bits; })));
    };
    BOOST_TEST(!with(digital_signature));
    BOOST_TEST(with(key_cert_sign));
}

BOOST_AUTO_TEST_CASE(rejects_responder_with_critical_extension_other_than_nocheck)
{
    ocsp_case at;
    auto with = [&at](std::string_view identifier) {
        auto extension = extension_of(identifier, true, der::null());
        return at.is_refused(at.response_by(at.responder([&](auto& d) { d.extra_extensions = {extension}; })));
    };
    BOOST_TEST(!with(oid::ocsp_no_check));
    BOOST_TEST(with("1.2.3.4"));
}

BOOST_AUTO_TEST_CASE(rejects_responder_revoked_by_crl)
{
    ocsp_case at;
    auto responder = at.responder();
    at.crls.add(issue(crl_of({}), at.ca));
    BOOST_TEST(!at.is_refused(at.response_by(responder)));
    at.crls.add(issue(crl_of({responder.certificate}), at.ca));
    BOOST_TEST(at.is_refused(at.response_by(responder)));
}

BOOST_AUTO_TEST_CASE(checks_times_with_clock_skew)
{
    using std::chrono::minutes;
    auto refused = [](auto produced_at, auto this_update, auto next_update) {
        ocsp_case at;
        at.description.produced_at = now + produced_at;
        at.description.this_update = now + this_update;
        at.description.next_update = now + next_update;
        return at.is_refused();
    };
    BOOST_TEST(!refused(minutes(5), minutes(5), minutes(10)));
    BOOST_TEST(refused(minutes(0), minutes(6), minutes(10)));
    BOOST_TEST(refused(minutes(6), minutes(0), minutes(10)));
    BOOST_TEST(!refused(minutes(-60), minutes(-60), minutes(-5)));
    BOOST_TEST(refused(minutes(-60), minutes(-60), minutes(-6)));
    BOOST_TEST(refused(minutes(0), minutes(2), minutes(1)));
}

BOOST_AUTO_TEST_CASE(response_without_next_update_is_valid_for_a_day)
{
    ocsp_case at;
    at.description.next_update.reset();
    at.description.this_update = now - day;
    BOOST_TEST(!at.is_refused());
    BOOST_TEST(!at.judge().next_update);
    at.description.this_update = now - day - std::chrono::minutes(6);
    BOOST_TEST(at.is_refused());
}

BOOST_AUTO_TEST_CASE(ignores_nonce_and_rejects_unknown_critical_extensions)
{
    ocsp_case at;
    at.description.extra_extensions = {extension_of(oid::ocsp_nonce, true, der::octet_string(bytes(8, 1)))};
    BOOST_TEST(!at.is_refused());
    at.description.extra_extensions = {extension_of("1.2.3.4", false, der::null())};
    BOOST_TEST(!at.is_refused());
    at.description.extra_extensions = {extension_of("1.2.3.4", true, der::null())};
    BOOST_TEST(at.is_refused());
    auto twice = extension_of("1.2.3.4", false, der::null());
    at.description.extra_extensions = {twice, twice};
    BOOST_TEST(at.is_refused());

    raw_response raw(at);
    auto single_extensions = [](bool critical) {
        return der::constructed(der::tag::context_constructed(1),
                                {der::sequence({x509::write_extension("1.2.3.4", critical, der::null())})});
    };
    raw.single_extensions = single_extensions(false);
    BOOST_TEST(!at.is_refused(raw.der()));
    raw.single_extensions = single_extensions(true);
    BOOST_TEST(at.is_refused(raw.der()));
}

BOOST_AUTO_TEST_CASE(applies_certificate_signature_rules_to_response)
{
    ocsp_case at;
    at.ca = make_root("CA", key_type::rsa);
    at.leaf = at.ca.issue(server_named("example.org"));
    BOOST_TEST(!at.is_refused());
    at.description.signature_scheme = "rsa_pkcs1_sha1";
    BOOST_TEST(at.is_refused());
    at.parameters.allow_sha1 = true;
    BOOST_TEST(!at.is_refused());
    at.parameters.min_rsa_bits = 4096;
    BOOST_TEST(at.is_refused());
}

BOOST_AUTO_TEST_CASE(rejects_error_responses)
{
    ocsp_case at;
    for (std::uint8_t status : {1, 2, 3, 5, 6, 99})
        BOOST_TEST(at.is_refused(plain(der::sequence({der::enumerated(status)}))));
    auto later = plain(der::sequence({der::enumerated(3)}));
    BOOST_TEST(at.judge(later).detail == "has an OCSP response that reports the error tryLater");
    BOOST_TEST(at.is_refused(plain(der::sequence({der::enumerated(0)}))));
}

BOOST_AUTO_TEST_CASE(rejects_responses_that_break_rfc6960)
{
    ocsp_case at;
    raw_response raw(at);
    BOOST_TEST(!at.is_refused(raw.der()));

    raw.type = "1.2.3";
    BOOST_TEST(at.is_refused(raw.der()));
    raw.type = oid::ocsp_basic;
    raw.version = der::constructed(der::tag::context_constructed(0), {der::small_integer(1)});
    BOOST_TEST(at.is_refused(raw.der()));
    raw.version = {};
    raw.status = 1;
    BOOST_TEST(at.is_refused(raw.der()));
    raw.status = 0;
    raw.produced_at = x509::write_time(now);
    BOOST_TEST(at.is_refused(raw.der()));
    raw.produced_at = x509::write_generalized_time(now);
    raw.cert_status = der::element_of(der::tag::context(3), {});
    BOOST_TEST(at.is_refused(raw.der()));
    raw.cert_status = der::element_of(der::tag::context(0), bytes{1});
    BOOST_TEST(at.is_refused(raw.der()));
}

BOOST_AUTO_TEST_CASE(limits_size_single_responses_and_certificates)
{
    ocsp_case at;
    raw_response raw(at);
    raw.copies = 256;
    BOOST_TEST(!at.is_refused(raw.der()));
    raw.copies = 257;
    BOOST_TEST(at.is_refused(raw.der()));

    raw.copies = 1;
    auto certificates = [&at](std::size_t count) {
        der::encoding all;
        for (std::size_t i = 0; i < count; ++i)
            all.insert(all.end(), at.leaf.der().begin(), at.leaf.der().end());
        return der::constructed(der::tag::context_constructed(0), {der::sequence({all})});
    };
    raw.certificates = certificates(8);
    BOOST_TEST(!at.is_refused(raw.der()));
    raw.certificates = certificates(9);
    BOOST_TEST(at.is_refused(raw.der()));
    BOOST_TEST(at.is_refused(bytes(200'000, 0x30)));
}

BOOST_AUTO_TEST_CASE(limits_work_of_checking_signatures)
{
    ocsp_case at;
    const auto check = [&at](byte_view response, std::uint64_t work) {
        at.parameters.max_signature_work = static_cast<unsigned>(work);
        BOOST_TEST(!at.is_refused(response));
        at.parameters.max_signature_work = static_cast<unsigned>(work - 1);
        BOOST_TEST(at.is_refused(response));
        BOOST_TEST(at.judge(response).detail.find("max_signature_work") != std::string::npos);
    };
    const auto by_issuer = x509::signature_work(at.ca.certificate.key(), 0);
    check(at.response(), by_issuer);
    // A delegated responder takes another one, on its certificate.
    const auto responder = at.responder();
    check(at.response_by(responder), by_issuer + x509::signature_work(responder.certificate.key(), 0));
}

BOOST_AUTO_TEST_CASE(rejects_response_without_single_responses)
{
    ocsp_case at;
    raw_response raw(at);
    raw.copies = 0;
    BOOST_TEST(at.is_refused(raw.der()));
}

BOOST_AUTO_TEST_CASE(rejects_response_truncated_or_changed_at_any_byte)
{
    ocsp_case at;
    auto whole = at.response_by(at.responder());
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_REQUIRE(at.judge(byte_view(whole).first(size)).error == verify_error::ocsp_verify_failed);
    // Not every byte is signed, but the headers around the signed part may not change, and a changed certificate is
    // another one.
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto changed = whole;
        changed[i] ^= 0x10;
        auto verdict = at.judge(changed);
        BOOST_REQUIRE(verdict.error == verify_error::ocsp_verify_failed);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(stapled_responses)

BOOST_AUTO_TEST_CASE(good_response_satisfies_policy_required)
{
    ocsp_case at(revocation_policy::required);
    at.add_crl_for_ca();
    auto response = at.response();
    BOOST_TEST(at.verdict() == verify_error::unknown_revocation_status);
    at.parameters.ocsp_response = response;
    BOOST_TEST(at.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(response_covers_only_the_leaf)
{
    ocsp_case at(revocation_policy::required);
    auto response = at.response();
    at.parameters.ocsp_response = response;
    auto failures = at.failures();
    BOOST_REQUIRE(failures.size() == 1);
    BOOST_TEST(failures[0].depth == 1);
    BOOST_TEST(failures[0].error == verify_error::unknown_revocation_status);
}

BOOST_AUTO_TEST_CASE(revoked_response_rejects_leaf)
{
    ocsp_case at;
    at.description.status = certificate_status::revoked;
    auto response = at.response();
    at.parameters.ocsp_response = response;
    auto failures = at.failures();
    BOOST_REQUIRE(failures.size() == 1);
    BOOST_TEST(failures[0].error == verify_error::revoked);
    BOOST_TEST(failures[0].depth == 0);
    BOOST_TEST(failures[0].detail ==
               "certificate of CN=example.org was revoked 2026-06-05 (superseded), according to its OCSP response");
}

BOOST_AUTO_TEST_CASE(rejects_unsatisfactory_response)
{
    ocsp_case at;
    at.description.next_update = now - std::chrono::minutes(10);
    auto stale = at.response();
    at.parameters.ocsp_response = stale;
    BOOST_TEST(at.verdict() == verify_error::ocsp_verify_failed);

    const bytes garbage{0x30, 0x03, 1, 2, 3};
    at.parameters.ocsp_response = garbage;
    BOOST_TEST(at.verdict() == verify_error::ocsp_verify_failed);

    at.description.next_update = now + day;
    at.description.status = certificate_status::unknown;
    auto unknown = at.response();
    at.parameters.ocsp_response = unknown;
    BOOST_TEST(at.verdict() == verify_error::unknown_revocation_status);
}

BOOST_AUTO_TEST_CASE(revoking_crl_overrides_good_response)
{
    ocsp_case at;
    auto response = at.response();
    at.parameters.ocsp_response = response;
    at.crls.add(issue(crl_of({at.leaf}), at.ca));
    BOOST_TEST(at.verdict() == verify_error::revoked);
}

BOOST_AUTO_TEST_CASE(must_staple_certificate_requires_response)
{
    ocsp_case at;
    auto description = server_named("example.org");
    constexpr std::uint32_t status_request = 5;
    description.extra_extensions = {
        extension_of(oid::tls_feature, false, der::sequence({der::small_integer(status_request)}))};
    at.leaf = at.ca.issue(description);
    BOOST_REQUIRE(at.leaf.must_staple());

    BOOST_TEST(at.verdict() == verify_error::missing_stapled_response);
    // A CRL does not replace the stapled response.
    at.crls.add(issue(crl_of({}), at.ca));
    BOOST_TEST(at.verdict() == verify_error::missing_stapled_response);
    auto response = at.response();
    at.parameters.ocsp_response = response;
    BOOST_TEST(at.verdict() == verify_error::ok);

    at.parameters.ocsp_response = {};
    at.parameters.use = x509::purpose::client_auth;
    BOOST_TEST(at.verdict() == verify_error::ok);
    at.parameters.use = x509::purpose::server_auth;
    at.parameters.revocation = revocation_policy::off;
    BOOST_TEST(at.verdict() == verify_error::ok);
}

BOOST_AUTO_TEST_SUITE_END()
