// Known mistakes of certificate verifiers, each with a test that this one does not make it.

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"

#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using namespace std::chrono_literals;
using tls::x509::certificate_template;
using tls::x509::verify_error;

namespace {

// A root, and a CA below it whose template the test chooses.
struct regressions {
    authority root = make_root("Root");
    verification verify{root.certificate};

    verify_error verdict(const certificate_template& confined, const certificate_template& leaf)
    {
        auto issuer = root.delegate(confined);
        return verify({issuer.issue(leaf), issuer.certificate}).error;
    }

    static certificate_template permitting(std::vector<std::string> dns_names)
    {
        auto description = ca_named("Confined");
        description.permitted.dns_names = std::move(dns_names);
        return description;
    }
    static certificate_template excluding(std::vector<std::string> dns_names)
    {
        auto description = ca_named("Confined");
        description.excluded.dns_names = std::move(dns_names);
        return description;
    }
};

// A subjectAltName with names that the builder would refuse.
tls::bytes alt_names(std::initializer_list<std::string_view> dns_names)
{
    der::encoding all;
    for (auto name : dns_names)
        all = der::concatenation({all, der::element_of(der::tag::context(2), tls::as_bytes(name))});
    return tls::to_bytes(
        der::sequence({der::object_identifier(oid::subject_alt_name), der::octet_string(der::sequence({all}))}));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(known_verifier_bugs, regressions)

BOOST_AUTO_TEST_CASE(name_constraints_ignore_case)
{
    BOOST_TEST(verdict(excluding({"example.com"}), server_named("www.EXAMPLE.com")) ==
               verify_error::excluded_violation);
    BOOST_TEST(verdict(excluding({"EXAMPLE.com"}), server_named("www.example.com")) ==
               verify_error::excluded_violation);
    BOOST_TEST(verdict(permitting({"EXAMPLE.com"}), server_named("www.example.COM")) == verify_error::ok);

    auto confined = ca_named("Confined");
    confined.excluded.emails = {"Example.com"};
    auto someone = named("Someone");
    someone.emails = {"someone@eXample.com"};
    BOOST_TEST(verdict(confined, someone) == verify_error::excluded_violation);

    confined = ca_named("Confined");
    confined.excluded.directory_names = {{{"O", "Example"}}};
    auto leaf = server_named("www.example.com");
    leaf.subject = {{"O", " EXAMPLE "}};
    BOOST_TEST(verdict(confined, leaf) == verify_error::excluded_violation);
}

BOOST_AUTO_TEST_CASE(empty_intersection_of_permitted_subtrees_permits_nothing)
{
    auto confined_root_template = permitting({"example.com"});
    confined_root_template.common_name = "Confined Root";
    auto confined_root = make_root(confined_root_template);
    auto confined = confined_root.delegate(permitting({"example.org"}));
    verification trusting{confined_root.certificate};
    for (auto host : {"www.example.com", "www.example.org", "www.example.net"})
        BOOST_TEST(trusting({confined.issue(server_named(host)), confined.certificate}).error ==
                   verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(permitted_subtrees_constrain_only_their_name_type)
{
    auto confined = ca_named("Confined");
    confined.permitted.ip_networks = {"192.0.2.0/24"};
    BOOST_TEST(verdict(confined, server_named("www.example.com")) == verify_error::ok);
    auto leaf = server_named("www.example.com");
    leaf.ip_addresses = {"198.51.100.1"};
    BOOST_TEST(verdict(confined, leaf) == verify_error::permitted_violation);
    leaf.ip_addresses = {"2001:db8::1"};
    BOOST_TEST(verdict(confined, leaf) == verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(permitted_dns_subtree_needs_a_label_boundary)
{
    BOOST_TEST(verdict(permitting({"example.com"}), server_named("notexample.com")) ==
               verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(wildcard_does_not_bypass_excluded_subtree)
{
    BOOST_TEST(verdict(excluding({"bar.example.com"}), server_named("*.example.com")) ==
               verify_error::excluded_violation);
    BOOST_TEST(verdict(permitting({"bar.example.com"}), server_named("*.example.com")) ==
               verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(name_constraints_apply_to_every_name_of_the_leaf)
{
    verify.parameters.host = "www.example.com";
    auto leaf = server_named("www.example.com");
    leaf.dns_names.push_back("www.example.org");
    BOOST_TEST(verdict(permitting({"example.com"}), leaf) == verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(name_constraints_apply_to_email_address_in_subject)
{
    auto confined = ca_named("Confined");
    confined.permitted.emails = {"example.com"};
    auto with_address = [](const std::string& address) {
        auto leaf = server_named("www.example.com");
        leaf.subject = {{std::string(oid::email_address), address}};
        return leaf;
    };
    BOOST_TEST(verdict(confined, with_address("someone@example.com")) == verify_error::ok);
    BOOST_TEST(verdict(confined, with_address("someone@example.org")) == verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(ignores_common_name_if_subject_alt_name_has_a_host)
{
    auto leaf = named("www.example.com");
    leaf.dns_names = {"www.example.org"};
    verify.parameters.host = "www.example.com";
    verify.parameters.common_name_fallback = true;
    BOOST_TEST(verify({root.issue(leaf)}).error == verify_error::host_name_mismatch);
    leaf.dns_names.clear();
    leaf.ip_addresses = {"192.0.2.1"};
    BOOST_TEST(verify({root.issue(leaf)}).error == verify_error::host_name_mismatch);
}

BOOST_AUTO_TEST_CASE(name_constraints_apply_to_common_name_that_looks_like_a_host)
{
    auto confined = permitting({"example.com"});
    BOOST_TEST(verdict(confined, named("www.example.com")) == verify_error::ok);
    BOOST_TEST(verdict(confined, named("www.example.org")) == verify_error::permitted_violation);
    BOOST_TEST(verdict(confined, named("*.example.org")) == verify_error::permitted_violation);
    BOOST_TEST(verdict(confined, named("Somebody")) == verify_error::ok);
    auto leaf = named("www.example.org");
    leaf.dns_names = {"www.example.com"};
    BOOST_TEST(verdict(confined, leaf) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(wildcard_matches_one_label)
{
    auto leaf = root.issue(server_named("*.example.com"));
    auto is_for = [&](std::string host) {
        verify.parameters.host = std::move(host);
        return verify({leaf}).accepted;
    };
    BOOST_TEST(is_for("www.example.com"));
    BOOST_TEST(is_for("xn--bcher-kva.example.com"));
    BOOST_TEST(!is_for("a.b.example.com"));
    BOOST_TEST(!is_for("example.com"));
    BOOST_TEST(!is_for(".example.com"));
    BOOST_TEST(!is_for("www.example.com.evil.example"));
}

// CVE-2009-2408.
BOOST_AUTO_TEST_CASE(nul_byte_does_not_truncate_name)
{
    using namespace std::string_view_literals;
    verify.parameters.host = "www.example.com";
    auto with = [&](std::string_view dns_name) {
        auto leaf = named("Leaf");
        leaf.extra_extensions = {alt_names({dns_name})};
        return verify({root.issue(leaf)}).error;
    };
    BOOST_TEST(with("www.example.com"sv) == verify_error::ok);
    BOOST_TEST(with("www.example.com\0.evil.example"sv) == verify_error::host_name_mismatch);
    BOOST_TEST(with("www.example.com\0"sv) == verify_error::host_name_mismatch);

    verify.parameters.common_name_fallback = true;
    auto leaf = named(std::string("www.example.com\0.evil.example"sv));
    BOOST_TEST(verify({root.issue(leaf)}).error == verify_error::host_name_mismatch);
}

BOOST_AUTO_TEST_CASE(name_with_nul_byte_violates_name_constraints)
{
    using namespace std::string_view_literals;
    auto leaf = named("Leaf");
    leaf.extra_extensions = {alt_names({"evil\0.example.com"sv})};
    BOOST_TEST(verdict(permitting({"example.com"}), leaf) == verify_error::permitted_violation);
    BOOST_TEST(verdict(excluding({"example.org"}), leaf) == verify_error::excluded_violation);
}

BOOST_AUTO_TEST_CASE(overlong_mailbox_or_uri_violates_name_constraints)
{
    const std::string endless(60'000, 'a');
    auto leaf = server_named("www.example.com");
    leaf.emails = {endless + "@example.com"};
    leaf.uris = {"https://www.example.com/" + endless};
    auto description = ca_named("Confined");
    description.permitted.emails = {"example.com"};
    BOOST_TEST(verdict(description, leaf) == verify_error::permitted_violation);
    description.permitted = {};
    description.permitted.uris = {"www.example.com"};
    BOOST_TEST(verdict(description, leaf) == verify_error::permitted_violation);
    description.permitted = {};
    description.excluded.uris = {"www.example.org"};
    BOOST_TEST(verdict(description, leaf) == verify_error::excluded_violation);
}

BOOST_AUTO_TEST_CASE(verifies_certificate_with_ten_thousand_names_quickly)
{
    auto leaf = server_named("www.example.com");
    for (int i = 0; i < 10'000; ++i)
        leaf.dns_names.push_back("host" + std::to_string(i) + ".example.com");
    auto confined = root.delegate(permitting({"example.com"}));
    auto issued = confined.issue(leaf);
    verify.parameters.host = "host9999.example.com";
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(verify({issued, confined.certificate}).accepted);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s));
}

BOOST_AUTO_TEST_CASE(rejects_ten_thousand_constraints_on_ten_thousand_names_quickly)
{
    std::vector<std::string> subtrees;
    auto leaf = server_named("www.example.com");
    for (int i = 0; i < 10'000; ++i) {
        subtrees.push_back("host" + std::to_string(i) + ".example.org");
        leaf.dns_names.push_back("host" + std::to_string(i) + ".example.com");
    }
    auto confined = root.delegate(excluding(subtrees));
    auto issued = confined.issue(leaf);
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(verify({issued, confined.certificate}).error == verify_error::too_many_checks);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s));
}

BOOST_AUTO_TEST_CASE(rejects_ten_thousand_directory_name_constraints_quickly)
{
    auto description = ca_named("Confined");
    for (int i = 0; i < 10'000; ++i)
        description.excluded.directory_names.push_back({{"O", "Organization " + std::to_string(i)}});
    auto confined = root.delegate(description);
    auto below = confined;
    std::vector<tls::x509::certificate> chain{confined.certificate};
    for (int i = 0; i < 40; ++i) {
        below = below.delegate(ca_named("Level " + std::to_string(i)));
        chain.insert(chain.begin(), below.certificate);
    }
    chain.insert(chain.begin(), below.issue(server_named("www.example.com")));
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(tls::x509::verify_chain(chain, verify.parameters).error == verify_error::too_many_checks);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s));
}

BOOST_AUTO_TEST_SUITE_END()
