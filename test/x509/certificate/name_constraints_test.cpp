#include "x509/certificate/name.hpp"
#include "x509/certificate/name_constraints.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"

#include "crypto/hex.hpp"
#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

namespace der = tls::x509::der;
using namespace tls::test;
using tls::x509::general_name;
using tls::x509::verify_error;

namespace {

constexpr auto email = der::tag::context(1);
constexpr auto dns = der::tag::context(2);
constexpr auto uri = der::tag::context(6);
constexpr auto address = der::tag::context(7);
constexpr auto directory = der::tag::context_constructed(4);

general_name name_of(std::uint8_t tag, std::string_view text)
{
    return {tag, tls::as_bytes(text)};
}

der::encoding subtrees(unsigned which, std::initializer_list<general_name> bases)
{
    der::encoding all;
    for (const auto& base : bases)
        all = der::concatenation({all, der::sequence({der::element_of(base.tag, base.content)})});
    return bases.size() == 0 ? der::encoding() : der::constructed(der::tag::context_constructed(which), {all});
}

der::encoding constraints(std::initializer_list<general_name> permitted, std::initializer_list<general_name> excluded)
{
    return der::sequence({subtrees(0, permitted), subtrees(1, excluded)});
}

verify_error verdict(const der::encoding& encoded, std::initializer_list<general_name> names)
{
    std::size_t budget = 1000;
    std::vector<tls::x509::constrained_name> compared;
    for (const auto& name : names)
        compared.push_back(tls::x509::comparable(name));
    return check_names(tls::x509::read_name_constraints(encoded), compared, budget);
}

bool permits(std::uint8_t tag, std::string_view base, std::string_view name)
{
    return verdict(constraints({name_of(tag, base)}, {}), {name_of(tag, name)}) == verify_error::ok;
}

bool excludes(std::uint8_t tag, std::string_view base, std::string_view name)
{
    return verdict(constraints({}, {name_of(tag, base)}), {name_of(tag, name)}) == verify_error::excluded_violation;
}

bool malformed(const der::encoding& encoded)
{
    try {
        tls::x509::read_name_constraints(encoded);
    } catch (const der::error&) {
        return true;
    }
    return false;
}

tls::bytes critical_extension(const der::encoding& value)
{
    return tls::to_bytes(der::sequence(
        {der::object_identifier(tls::x509::oid::name_constraints), der::boolean(true), der::octet_string(value)}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(name_constraints)

BOOST_AUTO_TEST_CASE(dns_subtree_contains_base_and_names_below)
{
    BOOST_TEST(permits(dns, "example.com", "example.com"));
    BOOST_TEST(permits(dns, "example.com", "a.b.EXAMPLE.com"));
    BOOST_TEST(permits(dns, "example.com", "*.example.com"));
    BOOST_TEST(permits(dns, "", "anything.example"));
    BOOST_TEST(!permits(dns, "example.com", "badexample.com"));
    BOOST_TEST(!permits(dns, "example.com", "com"));
    BOOST_TEST(!permits(dns, "a.example.com", "*.example.com"));
}

BOOST_AUTO_TEST_CASE(excludes_wildcard_that_matches_excluded_host)
{
    BOOST_TEST(excludes(dns, "example.com", "www.example.com"));
    BOOST_TEST(excludes(dns, "www.example.com", "*.example.com"));
    BOOST_TEST(!excludes(dns, "www.example.com", "*.example.org"));
    BOOST_TEST(!excludes(dns, "www.example.com", "example.com"));
}

BOOST_AUTO_TEST_CASE(address_range_is_an_address_and_a_contiguous_mask)
{
    auto text = [](std::string_view hex) { return std::string(tls::as_text(from_hex(hex))); };
    auto base = text("0a000000 ff000000");
    BOOST_TEST(permits(address, base, text("0a010203")));
    BOOST_TEST(!permits(address, base, text("0b010203")));
    BOOST_TEST(!permits(address, base, text("0a010203 0a010203 0a010203 0a010203")));
    BOOST_TEST(excludes(address, text("00000000 00000000"), text("0a010203")));
    for (auto hex : {"0a000000", "0a000000 ff00ff00", "0a000000 ffffff"}) {
        auto malformed_base = text(hex);
        BOOST_TEST(malformed(constraints({name_of(address, malformed_base)}, {})));
    }
}

BOOST_AUTO_TEST_CASE(directory_subtree_contains_names_that_begin_with_base)
{
    auto relative = [](std::string_view value) {
        return der::constructed(der::tag::set, {der::sequence({der::object_identifier(tls::x509::oid::common_name),
                                                               der::utf8_string(value)})});
    };
    auto base = der::sequence({relative("a")}), below = der::sequence({relative("a"), relative("b")});
    auto beside = der::sequence({relative("b"), relative("a")});
    BOOST_TEST(permits(directory, tls::as_text(base), tls::as_text(base)));
    BOOST_TEST(permits(directory, tls::as_text(base), tls::as_text(below)));
    BOOST_TEST(!permits(directory, tls::as_text(base), tls::as_text(beside)));
    BOOST_TEST(!permits(directory, tls::as_text(below), tls::as_text(base)));
    auto other_spelling = der::sequence({relative(" A "), relative("b")});
    BOOST_TEST(permits(directory, tls::as_text(base), tls::as_text(other_spelling)));
    BOOST_TEST(excludes(directory, tls::as_text(other_spelling), tls::as_text(below)));
}

BOOST_AUTO_TEST_CASE(email_constraint_is_a_mailbox_host_or_domain)
{
    BOOST_TEST(permits(email, "someone@example.com", "someone@EXAMPLE.com"));
    BOOST_TEST(!permits(email, "someone@example.com", "other@example.com"));
    BOOST_TEST(permits(email, "example.com", "other@example.com"));
    BOOST_TEST(!permits(email, "example.com", "other@a.example.com"));
    BOOST_TEST(permits(email, ".example.com", "other@a.example.com"));
    BOOST_TEST(!permits(email, ".example.com", "other@example.com"));
    BOOST_TEST(!permits(email, "example.com", "a@b@example.com"));
    BOOST_TEST(excludes(email, "example.org", "not a mailbox"));
}

BOOST_AUTO_TEST_CASE(checks_only_names_of_constrained_type)
{
    BOOST_TEST(verdict(constraints({name_of(dns, "example.com")}, {}), {name_of(email, "a@b.c")}) == verify_error::ok);
    BOOST_TEST(verdict(constraints({name_of(dns, "example.com")}, {}), {}) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(constraint_on_unsupported_name_type_is_a_violation)
{
    constexpr auto registered_id = der::tag::context(8);
    BOOST_TEST(excludes(registered_id, "\x2a\x03", "\x2a\x04"));
    BOOST_TEST(!permits(registered_id, "\x2a\x03", "\x2a\x03"));
}

BOOST_AUTO_TEST_CASE(uri_constraint_is_a_host_or_domain)
{
    BOOST_TEST(permits(uri, "example.com", "https://EXAMPLE.com:8443/path?query"));
    BOOST_TEST(permits(uri, "example.com", "ftp://user@example.com/"));
    BOOST_TEST(!permits(uri, "example.com", "https://www.example.com/"));
    BOOST_TEST(permits(uri, ".example.com", "https://www.example.com/"));
    BOOST_TEST(!permits(uri, ".example.com", "https://example.com/"));
    BOOST_TEST(!permits(uri, "example.com", "https://example.com@elsewhere.example/"));
    BOOST_TEST(!permits(uri, "example.com", "https://elsewhere.example/example.com"));
    BOOST_TEST(excludes(uri, "example.com", "https://example.com#fragment"));
    BOOST_TEST(!excludes(uri, "example.com", "https://elsewhere.example/"));
}

BOOST_AUTO_TEST_CASE(uri_without_host_name_violates_any_uri_constraint)
{
    for (auto text :
         {"http://blocked.example\\@example.com/", "http://blocked.example^@example.com/", "http://example.com/%",
          "https://192.0.2.1/", "https://[2001:db8::1]/", "urn:example:1", "mailto:a@example.com", "no uri"}) {
        BOOST_TEST(!permits(uri, "example.com", text));
        BOOST_TEST(excludes(uri, "elsewhere.example", text));
        BOOST_TEST(!permits(uri, "", text));
    }
}

BOOST_AUTO_TEST_CASE(excluded_subtree_overrides_permitted_subtree)
{
    auto both = constraints({name_of(dns, "example.com")}, {name_of(dns, "secret.example.com")});
    BOOST_TEST(verdict(both, {name_of(dns, "www.example.com")}) == verify_error::ok);
    BOOST_TEST(verdict(both, {name_of(dns, "a.secret.example.com")}) == verify_error::excluded_violation);
    BOOST_TEST(verdict(both, {name_of(dns, "example.org")}) == verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(rejects_malformed_constraints)
{
    BOOST_TEST(malformed(constraints({}, {})));
    BOOST_TEST(malformed(constraints({name_of(dns, ".example.com")}, {})));
    BOOST_TEST(malformed(constraints({name_of(dns, "*.example.com")}, {})));
    BOOST_TEST(malformed(constraints({name_of(0x89, "x")}, {})));
    BOOST_TEST(malformed(constraints({name_of(email, "a@b@example.com")}, {})));
    BOOST_TEST(malformed(constraints({name_of(uri, "https://example.com")}, {})));
    BOOST_TEST(malformed(constraints({name_of(directory, "no name")}, {})));
    auto with_depth = der::sequence({der::constructed(
        der::tag::context_constructed(0), {der::sequence({der::element_of(dns, tls::as_bytes("example.com")),
                                                          der::element_of(der::tag::context(1), tls::bytes{2})})})});
    BOOST_TEST(malformed(with_depth));
}

BOOST_AUTO_TEST_CASE(bounds_number_of_comparisons)
{
    auto encoded = constraints({name_of(dns, "example.com"), name_of(dns, "example.org")}, {});
    const std::vector names(3, tls::x509::comparable(name_of(dns, "www.example.com")));
    std::size_t budget = 5;
    BOOST_TEST(check_names(tls::x509::read_name_constraints(encoded), names, budget) == verify_error::too_many_checks);
    budget = 6;
    BOOST_TEST(check_names(tls::x509::read_name_constraints(encoded), names, budget) == verify_error::ok);
    BOOST_TEST(budget == 0u);
}

BOOST_AUTO_TEST_CASE(counts_long_subtrees_by_size)
{
    const std::vector<tls::x509::name_attribute> attributes(1000, {"O", "Example"});
    const auto long_name = tls::to_bytes(tls::x509::write_name(attributes));
    const general_name name{directory, long_name};
    auto encoded = constraints({name}, {});
    const std::vector names(3, tls::x509::comparable(name));
    std::size_t budget = 300;
    BOOST_TEST(check_names(tls::x509::read_name_constraints(encoded), names, budget) == verify_error::too_many_checks);
    budget = 10'000;
    BOOST_TEST(check_names(tls::x509::read_name_constraints(encoded), names, budget) == verify_error::ok);
}

// RFC 5280 section 6.1.3 (b): otherwise a CA could not change its key.
BOOST_AUTO_TEST_CASE(constraints_do_not_apply_to_self_issued_intermediates)
{
    auto description = ca_named("Root");
    description.permitted.dns_names = {"example.com"};
    auto root = make_root(description);
    auto odd = ca_named("Root");
    odd.dns_names = {"www.example.org"};
    auto changed_key = root.delegate(odd);
    verification verify{root.certificate};
    BOOST_TEST(verify({changed_key.issue(server_named("www.example.com")), changed_key.certificate}).accepted);
    BOOST_TEST(verify({changed_key.certificate}).error == verify_error::permitted_violation);
    odd.common_name = "Another";
    auto another = root.delegate(odd);
    BOOST_TEST(verify({another.issue(server_named("www.example.com")), another.certificate}).error ==
               verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(empty_subject_violates_no_constraint)
{
    auto root = make_root("Root");
    auto description = ca_named("Confined");
    description.permitted.directory_names = {{{"C", "CH"}}};
    auto confined = root.delegate(description);
    verification verify{root.certificate};
    auto nameless = server_named("www.example.com");
    nameless.common_name.clear();
    BOOST_TEST(verify({confined.issue(nameless), confined.certificate}).accepted);
    BOOST_TEST(verify({confined.issue(server_named("www.example.com")), confined.certificate}).error ==
               verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(constraints_apply_to_all_certificates_below_the_ca)
{
    auto root = make_root("Root");
    auto description = ca_named("Confined");
    description.extra_extensions = {critical_extension(constraints({name_of(dns, "example.com")}, {}))};
    auto confined = root.delegate(description);
    auto below = confined.delegate(ca_named("Below"));
    verification verify{root.certificate};

    BOOST_TEST(verify({confined.issue(server_named("www.example.com")), confined.certificate}).accepted);
    auto result = verify({below.issue(server_named("www.example.org")), below.certificate, confined.certificate});
    BOOST_TEST(result.error == verify_error::permitted_violation);
    BOOST_TEST(result.depth == 2u);
    BOOST_TEST(result.detail ==
               "certificate of CN=Confined does not allow the names of CN=www.example.org (name constraints)");
}

BOOST_AUTO_TEST_CASE(rejects_constraints_in_leaf_certificate)
{
    auto description = server_named("www.example.com");
    description.extra_extensions = {critical_extension(constraints({name_of(dns, "example.com")}, {}))};
    BOOST_TEST(make_root("Root").issue(description).defects().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
