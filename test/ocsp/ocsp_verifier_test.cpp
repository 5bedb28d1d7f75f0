// Verdicts on chains with the answer of the leaf's responder.

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

    async_verify_function verifier() { return the_client().verifier(std::make_shared<configuration>(config)); }

    x509::verification_result verdict() { return verdict_of(verifier()); }
    x509::verification_result verdict_of(const async_verify_function& verify)
    {
        request.chain = {leaf};
        std::optional<x509::verification_result> got;
        verify(request, [&](x509::verification_result result) {
            BOOST_TEST(!got, "a verdict came twice");
            got = std::move(result);
            io.stop();
        });
        if (!got)
            run();
        BOOST_REQUIRE_MESSAGE(got, "no verdict came");
        BOOST_TEST(got->accepted == (got->error == verify_error::ok));
        return std::move(*got);
    }
    verify_error error() { return verdict().error; }
    std::size_t asked() const { return responder.requests.size(); }

    void have_no_answer()
    {
        responder.answer = [](auto&) { return ocsp_http_response{.closes = true}; };
    }
    bytes stale_response()
    {
        auto stale = says;
        stale.next_update = now - day / 2;
        return x509::issue_ocsp_response(stale, leaf, root.certificate, root.certificate, root.key);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(ocsp_verifiers)

BOOST_AUTO_TEST_CASE(the_responders_word_counts_under_either_policy)
{
    for (auto policy : {revocation_policy::if_available, revocation_policy::required}) {
        verifier_case good(policy);
        BOOST_TEST(good.error() == verify_error::ok);
        BOOST_TEST(good.asked() == 1);

        verifier_case revoked(policy);
        revoked.says.status = certificate_status::revoked;
        auto verdict = revoked.verdict();
        BOOST_TEST(verdict.error == verify_error::revoked);
        BOOST_TEST(verdict.depth == 0);

        verifier_case unknown(policy);
        unknown.says.status = certificate_status::unknown;
        BOOST_TEST(unknown.error() == verify_error::unknown_revocation_status);
    }
}

BOOST_AUTO_TEST_CASE(if_nobody_answers_the_policy_decides)
{
    verifier_case soft(revocation_policy::if_available);
    soft.have_no_answer();
    BOOST_TEST(soft.error() == verify_error::ok);
    BOOST_TEST(soft.asked() == 1);

    verifier_case hard(revocation_policy::required);
    hard.have_no_answer();
    auto verdict = hard.verdict();
    BOOST_TEST(verdict.error == verify_error::unknown_revocation_status);
    BOOST_TEST_INFO(verdict.detail);
    BOOST_TEST(verdict.detail.find("; it has no OCSP response: " + hard.responder.url()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(with_the_policy_off_nobody_is_asked)
{
    verifier_case at(revocation_policy::off);
    at.says.status = certificate_status::revoked;
    BOOST_TEST(at.error() == verify_error::ok);
    BOOST_TEST(at.asked() == 0);
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_about_a_chain_that_is_refused_anyway)
{
    verifier_case wrong_host(revocation_policy::required);
    wrong_host.request.host = "other.example";
    BOOST_TEST(wrong_host.error() == verify_error::host_name_mismatch);
    BOOST_TEST(wrong_host.asked() == 0);

    verifier_case untrusted(revocation_policy::required);
    untrusted.config.verification.anchors = std::make_shared<x509::trust_store>();
    BOOST_TEST(untrusted.error() != verify_error::ok);
    BOOST_TEST(untrusted.asked() == 0);
}

BOOST_AUTO_TEST_CASE(a_good_stapled_response_makes_a_question_needless)
{
    verifier_case at(revocation_policy::required);
    at.request.ocsp_response = at.response();
    BOOST_TEST(at.error() == verify_error::ok);
    BOOST_TEST(at.asked() == 0);
    at.says.status = certificate_status::revoked;
    at.request.ocsp_response = at.response();
    BOOST_TEST(at.error() == verify_error::revoked);
    BOOST_TEST(at.asked() == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_takes_the_place_of_a_bad_stapled_response)
{
    verifier_case at(revocation_policy::if_available);
    at.request.ocsp_response = at.stale_response();
    BOOST_TEST(at.error() == verify_error::ok);
    BOOST_TEST(at.asked() == 1);

    verifier_case unanswered(revocation_policy::if_available);
    unanswered.have_no_answer();
    unanswered.request.ocsp_response = unanswered.stale_response();
    BOOST_TEST(unanswered.error() == verify_error::ocsp_verify_failed);
}

BOOST_AUTO_TEST_CASE(what_a_crl_tells_is_not_asked)
{
    for (bool revoked : {false, true}) {
        verifier_case at(revocation_policy::required);
        auto crls = std::make_shared<x509::crl_store>();
        crls->add(revoked ? issue(crl_of({at.leaf}), at.root) : issue(crl_of({}), at.root));
        at.config.verification.rules.crls = crls;
        BOOST_TEST(at.error() == (revoked ? verify_error::revoked : verify_error::ok));
        BOOST_TEST(at.asked() == 0);
    }
}

BOOST_AUTO_TEST_CASE(no_answer_stands_for_the_stapled_response_that_a_certificate_demands)
{
    constexpr std::uint32_t status_request = 5;
    verifier_case at(revocation_policy::if_available);
    at.leaf = at.named_at({at.responder.url()},
                          {extension_of(oid::tls_feature, false, der::sequence({der::small_integer(status_request)}))});
    BOOST_TEST(at.error() == verify_error::missing_stapled_response);
    BOOST_TEST(at.asked() == 0);
    at.request.ocsp_response = at.response();
    BOOST_TEST(at.error() == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(the_verify_callback_is_called_once_for_each_certificate)
{
    verifier_case at(revocation_policy::required);
    std::vector<bool> seen;
    at.config.verification.callback = [&](bool preverified, verify_context&) {
        seen.push_back(preverified);
        return preverified;
    };
    BOOST_TEST(at.error() == verify_error::ok);
    BOOST_TEST((seen == std::vector<bool>{true, true}));
}

BOOST_AUTO_TEST_CASE(the_rules_of_the_configuration_judge_the_answer)
{
    verifier_case at(revocation_policy::required);
    at.root = make_root("Root", key_type::rsa);
    at.leaf = at.named_at({at.responder.url()});
    auto anchors = std::make_shared<x509::trust_store>();
    anchors->add(at.root.certificate);
    at.config.verification.anchors = anchors;
    at.says.signature_scheme = "rsa_pkcs1_sha1";
    BOOST_TEST(at.error() == verify_error::unknown_revocation_status);

    at.time += at.options.pause_after_failure;
    at.config.verification.rules.allow_sha1 = true;
    BOOST_TEST(at.error() == verify_error::ok);
    // What is known by one's rules is asked again by another's.
    at.config.verification.rules.allow_sha1 = false;
    BOOST_TEST(at.error() == verify_error::unknown_revocation_status);
    BOOST_TEST(at.asked() == 3);
}

BOOST_AUTO_TEST_CASE(without_its_client_a_verifier_finds_that_nobody_answers)
{
    verifier_case at(revocation_policy::required);
    auto verifier = at.verifier();
    at.client.reset();
    BOOST_TEST(at.verdict_of(verifier).error == verify_error::unknown_revocation_status);
    BOOST_TEST(at.asked() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
