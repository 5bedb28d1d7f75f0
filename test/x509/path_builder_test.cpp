// The search for a path where there is more than one way.

#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls::test;
using tls::x509::verify_error;

BOOST_AUTO_TEST_SUITE(building_paths)

BOOST_AUTO_TEST_CASE(presented_certificates_may_come_in_any_order)
{
    auto root = make_root("Root");
    auto first = root.delegate(ca_named("First"));
    auto second = first.delegate(ca_named("Second"));
    auto leaf = second.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, first.certificate, make_root("Unrelated").certificate, second.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(a_cross_signed_intermediate_leads_to_whichever_root_is_trusted)
{
    auto old_root = make_root("Old Root"), new_root = make_root("New Root");
    auto intermediate = old_root.delegate(ca_named("Intermediate"));
    auto cross = new_root.issue(ca_named("Intermediate"), intermediate.key.public_part);
    auto leaf = intermediate.issue(server_named("www.example.com"));

    verification trusts_old{old_root.certificate}, trusts_new{new_root.certificate};
    BOOST_TEST(trusts_old({leaf, cross, intermediate.certificate}).accepted);
    BOOST_TEST(trusts_old({leaf, intermediate.certificate, cross}).accepted);
    BOOST_TEST(trusts_new({leaf, intermediate.certificate, cross}).accepted);
    BOOST_TEST(trusts_new({leaf, intermediate.certificate, cross}).path.size() == 3u);
}

BOOST_AUTO_TEST_CASE(an_expired_candidate_does_not_hide_a_valid_one)
{
    auto root = make_root("Root");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto description = ca_named("Intermediate");
    description.not_after = now - day;
    auto expired = root.issue(description, intermediate.key.public_part);
    auto leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, expired, intermediate.certificate}).accepted);
    BOOST_TEST(verify({leaf, expired}).error == verify_error::expired);
}

BOOST_AUTO_TEST_CASE(a_candidate_that_is_no_authority_does_not_hide_one_that_is)
{
    auto root = make_root("Root");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto not_ca = root.issue(named("Intermediate"), intermediate.key.public_part);
    auto leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, not_ca, intermediate.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(anchors_of_the_same_name_are_told_apart_by_their_keys)
{
    auto first = make_root("Root"), second = make_root("Root");
    verification verify{first.certificate, second.certificate};
    BOOST_TEST(verify({second.issue(server_named("www.example.com"))}).accepted);
    BOOST_TEST(verify({first.issue(server_named("www.example.com"))}).accepted);
}

BOOST_AUTO_TEST_CASE(a_loop_of_authorities_is_cut)
{
    auto a = make_root("A"), b = make_root("B");
    auto a_by_b = b.issue(ca_named("A"), a.key.public_part);
    auto b_by_a = a.issue(ca_named("B"), b.key.public_part);
    auto leaf = a.issue(server_named("www.example.com"));
    verification elsewhere{make_root("Root").certificate};
    auto result = elsewhere({leaf, a_by_b, b_by_a});
    BOOST_TEST(result.error == verify_error::unknown_issuer);
    BOOST_TEST(result.path.size() == 3u);

    verification verify{b.certificate};
    BOOST_TEST(verify({leaf, a_by_b, b_by_a}).accepted);
}

BOOST_AUTO_TEST_CASE(many_candidates_of_one_name_cost_bounded_work)
{
    // Every head of the hydra certifies every other under the same name: paths without number, and no anchor.
    constexpr std::size_t heads = 8;
    std::vector<tls::private_key> keys;
    for (std::size_t i = 0; i < heads; ++i)
        keys.push_back(tls::x509::generate_private_key(tls::key_type::ed25519));
    auto body = tls::x509::self_signed_certificate(ca_named("Hydra"), keys[0]);
    std::vector chain{
        tls::x509::issue_certificate(server_named("www.example.com"), keys[0].public_part, body, keys[0])};
    for (const auto& subject : keys)
        for (const auto& issuer : keys)
            chain.push_back(tls::x509::issue_certificate(ca_named("Hydra"), subject.public_part, body, issuer));
    const auto& standard = *tls::registry::standard();
    static unsigned checks;
    checks = 0;
    auto counting = *standard.find_signature_scheme("ed25519");
    counting.make_verifier = [](const tls::signature_scheme& scheme, const tls::public_key& key) {
        ++checks;
        return tls::registry::standard()->find_signature_scheme(scheme.id)->make_verifier(scheme, key);
    };
    auto algorithms = standard;
    algorithms.add(counting);
    verification verify{make_root("Root").certificate};
    verify.parameters.algorithms = &algorithms;

    auto result = tls::x509::verify_chain(chain, verify.parameters);
    BOOST_TEST(!result.accepted);
    BOOST_TEST(checks == verify.parameters.max_signature_checks);
}

BOOST_AUTO_TEST_CASE(the_bound_on_signature_checks_is_reported)
{
    auto root = make_root("Root");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    verify.parameters.max_signature_checks = 1;
    BOOST_TEST(verify({leaf, intermediate.certificate}).error == verify_error::too_many_checks);
    verify.parameters.max_signature_checks = 2;
    BOOST_TEST(verify({leaf, intermediate.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(the_path_that_reaches_an_anchor_tells_the_error)
{
    auto root = make_root("Root"), elsewhere = make_root("Elsewhere");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto cross = elsewhere.issue(ca_named("Intermediate"), intermediate.key.public_part);
    auto description = server_named("www.example.com");
    description.not_after = now - day;
    auto leaf = intermediate.issue(description);
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, cross, elsewhere.certificate, intermediate.certificate}).error == verify_error::expired);
}

BOOST_AUTO_TEST_SUITE_END()
