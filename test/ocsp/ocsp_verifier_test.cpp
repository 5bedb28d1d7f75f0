// Verdicts on chains that use the answer of the leaf's OCSP responder.

#include "ocsp/responder_case.hpp"

#include <tls/configuration.hpp>
#include <tls/verify_context.hpp>

using namespace tls;
using namespace tls::test;
using x509::certificate_status;
using x509::revocation_policy;
using x509::verify_error;

namespace {

struct verifier_case : responder_case {
    configuration config;
    verify_request request;

    explicit verifier_case(revocation_policy policy)
    {
        auto anchors = std::make_shared<x509::trust_store>();
        anchors->add(root.certificate);
        config.verification.anchors = anchors;
        config.clock = [this] { return time; };
        config.verification.rules.revocation = policy;
        request.host = "example.org";
        request.use = x509::purpose::server_auth;
    }

    async_verify_function verifier() { return get_client().verifier(std::make_shared<configuration>(config)); }

    x509::verification_result verdict() { return verdict_of(verifier()); }
    x509::verification_result verdict_of(const async_verify_function& verify)
    {
        request.chain = {leaf};
        std::optional<x509::verification_result> got;
        verify(request, [&](x509::verification_result result) {
            BOOST_TEST(!got, "the completion was called twice");
            got = std::move(result);
            io.stop();
        });
        if (!got)
            run();
        BOOST_REQUIRE_MESSAGE(got, "the completion was not called");
        BOOST_TEST(got->accepted == (got->error == verify_error::ok));
        return std::move(*got);
    }
    verify_error error() { return verdict().error; }
    std::size_t request_count() const { return responder.requests.size(); }

    void close_connections()
    {
        responder.answer = [](auto&) { return ocsp_http_response{.closes = true}; };
    }
    bytes stale_response()
    {
        auto stale = response_content;
        stale.next_update = now - day / 2;
        return x509::issue_ocsp_response(stale, leaf, root.certificate, root.certificate, root.key);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(ocsp_verifiers)

BOOST_AUTO_TEST_CASE(uses_response_under_either_policy)
{
    for (auto policy : {revocation_policy::if_available, revocation_policy::required}) {
        verifier_case good(policy);
        BOOST_TEST(good.error() == verify_error::ok);
        BOOST_TEST(good.request_count() == 1);

        verifier_case revoked(policy);
        revoked.response_content.status = certificate_status::revoked;
        auto verdict = revoked.verdict();
        BOOST_TEST(verdict.error == verify_error::revoked);
        BOOST_TEST(verdict.depth == 0);

        verifier_case unknown(policy);
        unknown.response_content.status = certificate_status::unknown;
        BOOST_TEST(unknown.error() == verify_error::unknown_revocation_status);
    }
}

BOOST_AUTO_TEST_CASE(policy_decides_without_response)
{
    verifier_case soft(revocation_policy::if_available);
    soft.close_connections();
    BOOST_TEST(soft.error() == verify_error::ok);
    BOOST_TEST(soft.request_count() == 1);

    verifier_case hard(revocation_policy::required);
    hard.close_connections();
    auto verdict = hard.verdict();
    BOOST_TEST(verdict.error == verify_error::unknown_revocation_status);
    BOOST_TEST_INFO(verdict.detail);
    BOOST_TEST(verdict.detail.find("; it has no valid OCSP response: " + hard.responder.url()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(does_not_ask_if_policy_is_off)
{
    verifier_case fixture(revocation_policy::off);
    fixture.response_content.status = certificate_status::revoked;
    BOOST_TEST(fixture.error() == verify_error::ok);
    BOOST_TEST(fixture.request_count() == 0);
}

BOOST_AUTO_TEST_CASE(does_not_ask_about_rejected_chain)
{
    verifier_case wrong_host(revocation_policy::required);
    wrong_host.request.host = "other.example";
    BOOST_TEST(wrong_host.error() == verify_error::host_name_mismatch);
    BOOST_TEST(wrong_host.request_count() == 0);

    verifier_case untrusted(revocation_policy::required);
    untrusted.config.verification.anchors = std::make_shared<x509::trust_store>();
    BOOST_TEST(untrusted.error() != verify_error::ok);
    BOOST_TEST(untrusted.request_count() == 0);
}

BOOST_AUTO_TEST_CASE(does_not_ask_with_good_stapled_response)
{
    verifier_case fixture(revocation_policy::required);
    fixture.request.ocsp_response = fixture.response();
    BOOST_TEST(fixture.error() == verify_error::ok);
    BOOST_TEST(fixture.request_count() == 0);
    fixture.response_content.status = certificate_status::revoked;
    fixture.request.ocsp_response = fixture.response();
    BOOST_TEST(fixture.error() == verify_error::revoked);
    BOOST_TEST(fixture.request_count() == 0);
}

BOOST_AUTO_TEST_CASE(response_replaces_bad_stapled_response)
{
    verifier_case fixture(revocation_policy::if_available);
    fixture.request.ocsp_response = fixture.stale_response();
    BOOST_TEST(fixture.error() == verify_error::ok);
    BOOST_TEST(fixture.request_count() == 1);

    verifier_case unanswered(revocation_policy::if_available);
    unanswered.close_connections();
    unanswered.request.ocsp_response = unanswered.stale_response();
    BOOST_TEST(unanswered.error() == verify_error::ocsp_verify_failed);
}

BOOST_AUTO_TEST_CASE(does_not_ask_if_crl_covers_certificate)
{
    for (bool revoked : {false, true}) {
        verifier_case fixture(revocation_policy::required);
        auto crls = std::make_shared<x509::crl_store>();
        crls->add(revoked ? issue(crl_of({fixture.leaf}), fixture.root) : issue(crl_of({}), fixture.root));
        fixture.config.verification.rules.crls = crls;
        BOOST_TEST(fixture.error() == (revoked ? verify_error::revoked : verify_error::ok));
        BOOST_TEST(fixture.request_count() == 0);
    }
}

BOOST_AUTO_TEST_CASE(must_staple_certificate_needs_stapled_response)
{
    constexpr std::uint32_t status_request = 5;
    verifier_case fixture(revocation_policy::if_available);
    fixture.leaf = fixture.leaf_naming(
        {fixture.responder.url()},
        {extension_of(oid::tls_feature, false, der::sequence({der::small_integer(status_request)}))});
    BOOST_TEST(fixture.error() == verify_error::missing_stapled_response);
    BOOST_TEST(fixture.request_count() == 0);
    fixture.request.ocsp_response = fixture.response();
    BOOST_TEST(fixture.error() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(calls_verify_callback_once_per_certificate)
{
    verifier_case fixture(revocation_policy::required);
    std::vector<bool> seen;
    fixture.config.verification.callback = [&](bool preverified, verify_context&) {
        seen.push_back(preverified);
        return preverified;
    };
    BOOST_TEST(fixture.error() == verify_error::ok);
    BOOST_TEST((seen == std::vector<bool>{true, true}));
}

BOOST_AUTO_TEST_CASE(verifies_response_by_rules_of_configuration)
{
    verifier_case fixture(revocation_policy::required);
    fixture.root = make_root("Root", key_type::rsa);
    fixture.leaf = fixture.leaf_naming({fixture.responder.url()});
    auto anchors = std::make_shared<x509::trust_store>();
    anchors->add(fixture.root.certificate);
    fixture.config.verification.anchors = anchors;
    fixture.response_content.signature_scheme = "rsa_pkcs1_sha1";
    BOOST_TEST(fixture.error() == verify_error::unknown_revocation_status);

    fixture.time += fixture.options.pause_after_failure;
    fixture.config.verification.rules.allow_sha1 = true;
    BOOST_TEST(fixture.error() == verify_error::ok);
    // A cached response that other rules reject is requested again.
    fixture.config.verification.rules.allow_sha1 = false;
    BOOST_TEST(fixture.error() == verify_error::unknown_revocation_status);
    BOOST_TEST(fixture.request_count() == 3);
}

BOOST_AUTO_TEST_CASE(verifier_without_client_gets_no_response)
{
    verifier_case fixture(revocation_policy::required);
    auto verifier = fixture.verifier();
    fixture.client.reset();
    BOOST_TEST(fixture.verdict_of(verifier).error == verify_error::unknown_revocation_status);
    BOOST_TEST(fixture.request_count() == 0);
}

BOOST_AUTO_TEST_CASE(verifier_reports_that_its_client_has_been_destroyed)
{
    verifier_case hard(revocation_policy::required), soft(revocation_policy::if_available);
    for (auto* fixture : {&hard, &soft}) {
        const auto verifier = fixture->verifier();
        fixture->client.reset();
        fixture->io.poll(); // the client's last work
        const auto verdict = fixture->verdict_of(verifier);
        BOOST_TEST(verdict.accepted == (fixture == &soft));
        BOOST_TEST((verdict.detail.find("the OCSP client has been destroyed") != std::string::npos) ==
                   (fixture == &hard));
        BOOST_TEST(fixture->request_count() == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
