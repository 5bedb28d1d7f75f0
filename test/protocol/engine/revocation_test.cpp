// Revocation in a handshake: by CRLs, and by OCSP responses that the peer staples.

#include "support/engine_pair.hpp"

#include <tls/alert.hpp>
#include <tls/error.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/ocsp.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
using x509::revocation_policy;
using x509::verify_error;

namespace {

struct revocation_test {
    pki authority;
    std::shared_ptr<const credential> leaf = authority.leaf();
    configurations settings{authority, {leaf}};

    revocation_test() { settings.client.verification.rules.revocation = revocation_policy::required; }

    std::shared_ptr<const x509::crl_store> crls(const std::vector<x509::certificate>& revoked) const
    {
        x509::crl_template says;
        for (const auto& c : revoked)
            says.entries.push_back({to_bytes(c.serial_number()), {}});
        auto store = std::make_shared<x509::crl_store>();
        store->add(x509::issue_crl(says, authority.root(), authority.root_key()));
        return store;
    }

    bytes ocsp_response(x509::certificate_status status) const
    {
        x509::ocsp_response_template says;
        says.status = status;
        return x509::issue_ocsp_response(says, leaf->leaf(), authority.root(), authority.root(), authority.root_key());
    }

    /// The client's verdict on the server, and what both sides say of it.
    void check(verify_error expected, alert_description alert = alert_description::internal_error)
    {
        auto pair = settings.pair();
        pair.handshake();
        const auto& verdict = pair.client.info().verification;
        BOOST_TEST(to_string(verdict.error) == to_string(expected), verdict.detail);
        BOOST_TEST(pair.established() == (expected == verify_error::ok), pair.client.error_detail());
        if (expected == verify_error::ok)
            return;
        BOOST_TEST(pair.client_error == error::reason::certificate_verify_failed);
        error_code at_server;
        pair.exchange();
        bytes space(10);
        byte_span into(space);
        std::size_t n = 0;
        pair.server.read({&into, 1}, n, at_server);
        BOOST_TEST(at_server == error::alert_received(alert), at_server.message());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_peer_certificate, revocation_test)

BOOST_AUTO_TEST_CASE(that_a_crl_does_not_name_is_good)
{
    settings.client.verification.rules.crls = crls({});
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(that_a_crl_revokes_is_refused_with_certificate_revoked)
{
    settings.client.verification.rules.crls = crls({leaf->leaf()});
    check(verify_error::revoked, alert_description::certificate_revoked);
    settings.client.verification.rules.revocation = revocation_policy::if_available;
    check(verify_error::revoked, alert_description::certificate_revoked);
    settings.client.verification.rules.revocation = revocation_policy::off;
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(of_which_nothing_is_known_is_refused_where_something_must_be)
{
    check(verify_error::unknown_revocation_status, alert_description::certificate_unknown);
    settings.client.verification.rules.revocation = revocation_policy::if_available;
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(is_good_if_the_stapled_response_says_so)
{
    leaf->staple_ocsp_response(ocsp_response(x509::certificate_status::good));
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(is_refused_if_the_stapled_response_says_so_from_the_moment_that_it_is_replaced)
{
    leaf->staple_ocsp_response(ocsp_response(x509::certificate_status::good));
    auto server = std::make_shared<const configuration>(settings.server);
    auto client = std::make_shared<const configuration>(settings.client);
    engine_pair before(client, server);
    before.handshake();
    BOOST_TEST(before.established());
    leaf->staple_ocsp_response(ocsp_response(x509::certificate_status::revoked));
    engine_pair after(client, server);
    after.handshake();
    BOOST_TEST(!after.established());
    BOOST_TEST(to_string(after.client.info().verification.error) == to_string(verify_error::revoked));
}

BOOST_AUTO_TEST_CASE(is_refused_if_the_stapled_response_is_broken)
{
    leaf->staple_ocsp_response({0x30, 0x03, 0x0a, 0x01, 0x00});
    check(verify_error::ocsp_verify_failed, alert_description::bad_certificate_status_response);
    settings.client.verification.rules.revocation = revocation_policy::if_available;
    check(verify_error::ocsp_verify_failed, alert_description::bad_certificate_status_response);
}

BOOST_AUTO_TEST_CASE(that_demands_stapling_is_refused_without)
{
    x509::certificate_template says;
    says.common_name = "localhost";
    says.dns_names = {"localhost"};
    says.must_staple = true;
    leaf = authority.leaf(says);
    settings.server.authentication.credentials = {leaf};
    settings.client.verification.rules.revocation = revocation_policy::if_available;
    check(verify_error::missing_stapled_response, alert_description::bad_certificate_status_response);
    leaf->staple_ocsp_response(ocsp_response(x509::certificate_status::good));
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(of_a_client_is_asked_for_its_status_too)
{
    settings.client.verification.rules.revocation = revocation_policy::off;
    settings.client.authentication.credentials = {leaf};
    settings.server.verification.anchors = authority.anchors();
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.server.verification.rules.revocation = revocation_policy::required;
    leaf->staple_ocsp_response(ocsp_response(x509::certificate_status::good));
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.established(), pair.server.error_detail());
    leaf->staple_ocsp_response(ocsp_response(x509::certificate_status::revoked));
    auto revoked = settings.pair();
    revoked.handshake();
    BOOST_TEST(to_string(revoked.server.info().verification.error) == to_string(verify_error::revoked));
    BOOST_TEST(revoked.server_error == error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_SUITE_END()
