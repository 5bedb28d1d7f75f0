// The calls of verify callbacks, as programs written for asio::ssl expect them.

#include "x509/pki.hpp"

#include <tls/host_name_verification.hpp>
#include <tls/verify_context.hpp>
#include <tls/x509/crl.hpp>

#include <boost/test/unit_test.hpp>

namespace verify_callback_test {

using namespace tls::test;
using tls::verify_context;
using tls::x509::revocation_policy;
using tls::x509::verify_error;

namespace {

struct call {
    bool preverified;
    unsigned depth;
    verify_error error;
    friend bool operator==(const call&, const call&) = default;
    friend std::ostream& operator<<(std::ostream& out, const call& c)
    {
        return out << (c.preverified ? "true at " : "false at ") << c.depth << ": " << c.error;
    }
};

// A callback that records its calls and returns the test's answer.
struct recorder {
    std::vector<call> calls;
    std::function<bool(bool, verify_context&)> answer = [](bool preverified, verify_context&) { return preverified; };

    auto callback()
    {
        return [this](bool preverified, verify_context& context) {
            calls.push_back({preverified, context.error_depth(), context.error()});
            return answer(preverified, context);
        };
    }
    void expect(const std::vector<call>& expected) const
    {
        BOOST_TEST(calls == expected, boost::test_tools::per_element());
    }
};

struct three_levels {
    authority root = make_root("Root");
    authority intermediate = root.delegate(ca_named("Intermediate"));
    tls::x509::certificate leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    recorder seen;

    three_levels() { verify.parameters.callback = seen.callback(); }
};

constexpr auto ok = verify_error::ok;

} // namespace

BOOST_FIXTURE_TEST_SUITE(verify_callbacks, three_levels)

BOOST_AUTO_TEST_CASE(calls_from_root_to_leaf_for_valid_chain)
{
    BOOST_TEST(verify({leaf, intermediate.certificate}).accepted);
    seen.expect({{true, 2, ok}, {true, 1, ok}, {true, 0, ok}});
}

BOOST_AUTO_TEST_CASE(context_has_chain_and_current_certificate)
{
    seen.answer = [&](bool, verify_context& context) {
        BOOST_TEST(context.chain().size() == 3u);
        const auto& expected = context.error_depth() == 2   ? root.certificate
                               : context.error_depth() == 1 ? intermediate.certificate
                                                            : leaf;
        BOOST_TEST((context.current_certificate() == expected));
        return true;
    };
    BOOST_TEST(verify({leaf, intermediate.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(calls_once_for_failure_and_stops_if_refused)
{
    verification trusts_other_root{make_root("Other").certificate};
    trusts_other_root.parameters.callback = seen.callback();
    auto result = trusts_other_root({leaf, intermediate.certificate});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::unknown_issuer);
    BOOST_TEST(result.depth == 1u);
    seen.expect({{false, 1, verify_error::unknown_issuer}});
}

BOOST_AUTO_TEST_CASE(continues_after_overridden_failure_and_keeps_its_error)
{
    verification trusts_other_root{make_root("Other").certificate};
    trusts_other_root.parameters.callback = seen.callback();
    seen.answer = [](bool, verify_context&) { return true; };
    auto result = trusts_other_root({leaf, intermediate.certificate});
    BOOST_TEST(result.accepted);
    BOOST_TEST(result.error == verify_error::unknown_issuer);
    BOOST_TEST(result.depth == 1u);
    seen.expect({{false, 1, verify_error::unknown_issuer},
                 {true, 1, verify_error::unknown_issuer},
                 {true, 0, verify_error::unknown_issuer}});
}

// As in OpenSSL. Nothing has been verified about such a leaf.
BOOST_AUTO_TEST_CASE(leaf_without_issuer_must_be_accepted_as_unverified)
{
    verification trusts_other_root{make_root("Other").certificate};
    trusts_other_root.parameters.callback = seen.callback();
    seen.answer = [](bool preverified, verify_context& context) {
        return preverified || context.error() == verify_error::unknown_issuer;
    };
    const auto result = trusts_other_root({leaf});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::unverified_leaf);
    seen.expect({{false, 0, verify_error::unknown_issuer}, {false, 0, verify_error::unverified_leaf}});
    seen.answer = [](bool, verify_context&) { return true; };
    BOOST_TEST(trusts_other_root({leaf}).accepted);
}

BOOST_AUTO_TEST_CASE(each_failure_must_be_overridden)
{
    auto description = server_named("www.example.com");
    description.not_after = now - day;
    verify.parameters.host = "www.example.org";
    seen.answer = [](bool preverified, verify_context& context) {
        return preverified || context.error() == verify_error::expired;
    };
    auto result = verify({root.issue(description)});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::host_name_mismatch);
    seen.expect({{true, 1, ok}, {false, 0, verify_error::expired}, {false, 0, verify_error::host_name_mismatch}});
}

BOOST_AUTO_TEST_CASE(reports_rejected_if_callback_refuses_valid_certificate)
{
    seen.answer = [](bool, verify_context& context) { return context.error_depth() != 1; };
    auto result = verify({leaf, intermediate.certificate});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::rejected);
    BOOST_TEST(result.depth == 1u);
    BOOST_TEST(result.detail == "certificate of CN=Intermediate: " + std::string(to_string(verify_error::rejected)));
}

BOOST_AUTO_TEST_CASE(callback_can_set_error)
{
    seen.answer = [](bool, verify_context& context) {
        context.set_error(verify_error::revoked);
        return false;
    };
    auto result = verify({leaf, intermediate.certificate});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::revoked);
}

BOOST_AUTO_TEST_CASE(reports_rejected_if_callback_clears_error_and_refuses)
{
    verification trusts_other_root{make_root("Other").certificate};
    trusts_other_root.parameters.callback = [](bool, verify_context& context) {
        context.set_error(verify_error::ok);
        return false;
    };
    auto result = trusts_other_root({leaf});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::rejected);
}

BOOST_AUTO_TEST_CASE(calls_with_preverified_true_for_leaf_after_overridden_failure)
{
    auto description = server_named("www.example.com");
    description.not_after = now - day;
    auto expired = root.issue(description);
    auto accept_expiry_and_check = [](std::string host) {
        return [check = tls::host_name_verification(std::move(host))](bool preverified, verify_context& context) {
            return (!preverified && context.error() == verify_error::expired) || check(preverified, context);
        };
    };
    verify.parameters.callback = accept_expiry_and_check("www.example.com");
    BOOST_TEST(verify({expired}).accepted);
    verify.parameters.callback = accept_expiry_and_check("www.example.org");
    BOOST_TEST(!verify({expired}).accepted);
    BOOST_TEST(verify({expired}).error == verify_error::host_name_mismatch);
}

BOOST_AUTO_TEST_CASE(reports_revocation_after_overridden_failure)
{
    auto description = server_named("www.example.com");
    description.not_after = now - day;
    auto expired = root.issue(description);
    tls::x509::crl_template crl_description;
    crl_description.this_update = now - day;
    crl_description.next_update = now + day;
    crl_description.entries.push_back({tls::to_bytes(expired.serial_number()), {crl_description.this_update, {}}});
    tls::x509::crl_store crls;
    crls.add(tls::x509::issue_crl(crl_description, root.certificate, root.key));
    verify.parameters.crls = &crls;
    verify.parameters.callback = [](bool preverified, verify_context& context) {
        return preverified || context.error() == verify_error::expired;
    };
    BOOST_TEST(verify({expired}).accepted);
    for (auto policy : {revocation_policy::if_available, revocation_policy::required}) {
        verify.parameters.revocation = policy;
        auto result = verify({expired});
        BOOST_TEST(!result.accepted);
        BOOST_TEST(result.error == verify_error::revoked);
    }
}

BOOST_AUTO_TEST_CASE(reports_unknown_revocation_status_after_overridden_unknown_issuer)
{
    verification trusts_other_root{make_root("Other").certificate};
    trusts_other_root.parameters.callback = [](bool preverified, verify_context& context) {
        return preverified || context.error() == verify_error::unknown_issuer;
    };
    BOOST_TEST(trusts_other_root({leaf, intermediate.certificate}).accepted);
    trusts_other_root.parameters.revocation = revocation_policy::required;
    auto result = trusts_other_root({leaf, intermediate.certificate});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::unknown_revocation_status);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace verify_callback_test
