// Revocation checks in a handshake, by CRLs and by stapled OCSP responses.

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

    /// Checks the client's verdict on the server and the errors on both sides.
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

BOOST_FIXTURE_TEST_SUITE(peer_certificate_revocation, revocation_test)

BOOST_AUTO_TEST_CASE(accepts_certificate_not_listed_in_crl)
{
    settings.client.verification.rules.crls = crls({});
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_certificate_revoked_by_crl)
{
    settings.client.verification.rules.crls = crls({leaf->leaf()});
    check(verify_error::revoked, alert_description::certificate_revoked);
    settings.client.verification.rules.revocation = revocation_policy::if_available;
    check(verify_error::revoked, alert_description::certificate_revoked);
    settings.client.verification.rules.revocation = revocation_policy::off;
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_unknown_status_if_revocation_check_is_required)
{
    check(verify_error::unknown_revocation_status, alert_description::certificate_unknown);
    settings.client.verification.rules.revocation = revocation_policy::if_available;
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(accepts_certificate_with_good_stapled_response)
{
    leaf->staple_ocsp_response(ocsp_response(x509::certificate_status::good));
    check(verify_error::ok);
}

BOOST_AUTO_TEST_CASE(uses_replaced_stapled_response_at_once)
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

BOOST_AUTO_TEST_CASE(rejects_malformed_stapled_response)
{
    leaf->staple_ocsp_response({0x30, 0x03, 0x0a, 0x01, 0x00});
    check(verify_error::ocsp_verify_failed, alert_description::bad_certificate_status_response);
    settings.client.verification.rules.revocation = revocation_policy::if_available;
    check(verify_error::ocsp_verify_failed, alert_description::bad_certificate_status_response);
}

BOOST_AUTO_TEST_CASE(rejects_must_staple_certificate_without_stapled_response)
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

BOOST_AUTO_TEST_CASE(requests_stapled_response_from_client)
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
