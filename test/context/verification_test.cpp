// A context's rules for verifying peers' certificate chains.

#include "context/files.hpp"

#include <tls/configuration.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/ocsp.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(context_verification)

BOOST_AUTO_TEST_CASE(sets_verify_rules_together_and_one_by_one)
{
    context ctx(context::tls_client);
    BOOST_TEST((ctx.verify_rules().revocation == x509::revocation_policy::off));
    BOOST_TEST((ctx.verify_rules().profile == x509::profile::rfc5280));
    ctx.set_revocation_policy(x509::revocation_policy::required);
    ctx.set_verify_profile(x509::profile::web);
    auto rules = ctx.verify_rules();
    BOOST_TEST((rules.revocation == x509::revocation_policy::required));
    BOOST_TEST((rules.profile == x509::profile::web));
    rules.common_name_fallback = true;
    ctx.set_verify_rules(rules);
    BOOST_TEST(ctx.snapshot()->verification.rules.common_name_fallback);
    BOOST_TEST((ctx.snapshot()->verification.rules.profile == x509::profile::web));
}

BOOST_AUTO_TEST_CASE(loads_crls_in_pem_and_der_and_removes_them)
{
    temporary_directory directory;
    pki authority, other;
    auto crl = x509::issue_crl({}, authority.root(), authority.root_key());
    auto second = x509::issue_crl({}, other.root(), other.root_key());
    context ctx(context::tls_client);
    ctx.add_crl(asio::buffer(crl.der().data(), crl.der().size()));
    auto earlier = ctx.snapshot();
    ctx.load_crl_file(directory.write("crl.pem", x509::write_pem("X509 CRL", second.der())));
    BOOST_TEST(earlier->verification.rules.crls->size() == 1u);
    BOOST_TEST(ctx.snapshot()->verification.rules.crls->size() == 2u);
    ctx.set_crls(nullptr);
    BOOST_TEST(!ctx.snapshot()->verification.rules.crls);
}

BOOST_AUTO_TEST_CASE(staples_a_response_to_the_certificates_that_it_is_for)
{
    pki authority;
    context ctx(context::tls_server);
    const auto first = authority.leaf(), second = authority.leaf(key_type::secp256r1);
    ctx.add_credential(first);
    ctx.add_credential(second);
    const auto key = pki::make_key(key_type::ed25519);
    ctx.add_credential(credential::raw_public_key(key));
    const auto response_for = [&](const x509::certificate& subject) {
        return x509::issue_ocsp_response({}, subject, authority.root(), authority.root(), authority.root_key());
    };
    const auto response = response_for(second->leaf());
    ctx.staple_ocsp_response(buffer(response));
    BOOST_TEST(first->ocsp_response().empty());
    BOOST_TEST((second->ocsp_response() == response));

    const auto elsewhere = response_for(authority.leaf()->leaf());
    for (const byte_view refused : {byte_view(elsewhere), as_bytes("no response")}) {
        error_code error;
        ctx.staple_ocsp_response(buffer(refused), error);
        BOOST_TEST(error == error::reason::no_certificate_found);
    }
    BOOST_TEST((second->ocsp_response() == response), "a refused response replaces none");
}

BOOST_AUTO_TEST_CASE(refuses_an_empty_crl)
{
    context ctx(context::tls_client);
    error_code error;
    ctx.add_crl(asio::buffer("", 0), error);
    BOOST_TEST(error == error::reason::no_start_line);
}

BOOST_AUTO_TEST_CASE(refuses_a_malformed_crl_and_keeps_the_others)
{
    pki authority;
    auto crl = x509::issue_crl({}, authority.root(), authority.root_key());
    context ctx(context::tls_client);
    ctx.add_crl(asio::buffer(crl.der().data(), crl.der().size()));
    error_code error;
    ctx.add_crl(asio::buffer("0123", 4), error);
    BOOST_TEST(error == error::reason::bad_crl_encoding);
    ctx.add_crl(asio::buffer("nothing", 7), error);
    BOOST_TEST(error == error::reason::no_start_line);
    ctx.load_crl_file("/nonexistent/file", error);
    BOOST_TEST(error == boost::system::errc::no_such_file_or_directory);
    BOOST_TEST(ctx.snapshot()->verification.rules.crls->size() == 1u);
}

BOOST_AUTO_TEST_CASE(adds_intermediate_certificates_without_trusting_them)
{
    pki authority;
    auto pem = x509::write_pem("CERTIFICATE", authority.root().der());
    context ctx(context::tls_client);
    ctx.add_intermediate_certificates(asio::buffer(pem));
    BOOST_TEST(ctx.snapshot()->verification.rules.intermediates.size() == 1u);
    BOOST_TEST(ctx.snapshot()->verification.anchors->empty());
    error_code error;
    ctx.add_intermediate_certificates(asio::buffer("nothing", 7), error);
    BOOST_TEST(error == error::reason::no_start_line);
}

BOOST_AUTO_TEST_SUITE_END()
