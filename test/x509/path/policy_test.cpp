// Certificate policies of a path (RFC 5280 section 6.1).

#include "x509/certificate/policy_extensions.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/path/policy.hpp"

#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using tls::x509::verify_error;

namespace {

using policies = std::vector<std::string>;
using mappings = std::vector<std::pair<std::string, std::string>>;

const std::string gold = "1.3.6.1.4.1.99999.1", silver = "1.3.6.1.4.1.99999.2", bronze = "1.3.6.1.4.1.99999.3";
const std::string any(oid::any_policy);

tls::bytes extension(std::string_view identifier, const der::encoding& value)
{
    return tls::to_bytes(
        der::sequence({der::object_identifier(identifier), der::boolean(true), der::octet_string(value)}));
}

der::encoding mapping_value(const mappings& list)
{
    der::encoding all;
    for (const auto& [from, to] : list)
        all = der::concatenation({all, der::sequence({der::object_identifier(from), der::object_identifier(to)})});
    return der::sequence({all});
}

tls::bytes mapping(const mappings& list)
{
    return extension(oid::policy_mappings, mapping_value(list));
}

// PolicyConstraints with a number in one of its fields.
tls::bytes constraint(unsigned field, std::uint8_t skip_certificates)
{
    return extension(oid::policy_constraints,
                     der::sequence({der::element_of(der::tag::context(field), tls::bytes{skip_certificates})}));
}
tls::bytes require_explicit_policy(std::uint8_t skip_certificates)
{
    return constraint(0, skip_certificates);
}
tls::bytes inhibit_policy_mapping(std::uint8_t skip_certificates)
{
    return constraint(1, skip_certificates);
}
tls::bytes inhibit_any_policy(std::uint8_t skip_certificates)
{
    return extension(oid::inhibit_any_policy, der::small_integer(skip_certificates));
}

tls::x509::certificate_template with(tls::x509::certificate_template description, policies named,
                                     std::vector<tls::bytes> extensions = {})
{
    description.policies = std::move(named);
    description.extra_extensions = std::move(extensions);
    return description;
}

// A root, an intermediate and a leaf with policies chosen by the test.
struct policy_tests {
    authority root = make_root("Root");
    verification verify{root.certificate};

    verify_error verdict(policies intermediate_policies, std::vector<tls::bytes> intermediate_extensions,
                         policies leaf_policies)
    {
        auto intermediate = root.delegate(
            with(ca_named("Intermediate"), std::move(intermediate_policies), std::move(intermediate_extensions)));
        auto leaf = intermediate.issue(with(server_named("www.example.com"), std::move(leaf_policies)));
        return verify({leaf, intermediate.certificate}).error;
    }
};

template <class Read>
bool malformed(Read read, const der::encoding& value)
{
    try {
        read(value);
    } catch (const der::error&) {
        return true;
    }
    return false;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(policy_validation, policy_tests)

BOOST_AUTO_TEST_CASE(ignores_policies_unless_explicit_policy_is_required)
{
    verify.parameters.policies = std::vector{gold};
    BOOST_TEST(verdict({}, {}, {}) == verify_error::ok);
    BOOST_TEST(verdict({silver}, {}, {bronze}) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(explicit_policy_must_be_valid_for_whole_path)
{
    verify.parameters.explicit_policy = true;
    BOOST_TEST(verdict({gold}, {}, {gold}) == verify_error::ok);
    BOOST_TEST(verdict({gold, silver}, {}, {bronze, silver}) == verify_error::ok);
    BOOST_TEST(verdict({gold}, {}, {silver}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({}, {}, {gold}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({gold}, {}, {}) == verify_error::no_explicit_policy);
}

BOOST_AUTO_TEST_CASE(explicit_policy_must_be_in_user_policies)
{
    verify.parameters.explicit_policy = true;
    verify.parameters.policies = std::vector{silver};
    BOOST_TEST(verdict({gold, silver}, {}, {silver}) == verify_error::ok);
    BOOST_TEST(verdict({gold, silver}, {}, {gold}) == verify_error::no_explicit_policy);
    verify.parameters.policies = std::vector{any};
    BOOST_TEST(verdict({gold}, {}, {gold}) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(no_policy_is_in_an_empty_list_of_user_policies)
{
    verify.parameters.explicit_policy = true;
    verify.parameters.policies = std::vector<std::string>();
    BOOST_TEST(verdict({gold}, {}, {gold}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({any}, {}, {any}) == verify_error::no_explicit_policy);
    verify.parameters.policies.reset();
    BOOST_TEST(verdict({gold}, {}, {gold}) == verify_error::ok);
    BOOST_TEST(verdict({any}, {}, {any}) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(any_policy_matches_every_policy)
{
    verify.parameters.explicit_policy = true;
    verify.parameters.policies = std::vector{gold};
    BOOST_TEST(verdict({any}, {}, {gold}) == verify_error::ok);
    BOOST_TEST(verdict({gold}, {}, {any}) == verify_error::ok);
    BOOST_TEST(verdict({any}, {}, {any}) == verify_error::ok);
    BOOST_TEST(verdict({any}, {}, {silver}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({silver}, {}, {any}) == verify_error::no_explicit_policy);
}

BOOST_AUTO_TEST_CASE(inhibit_any_policy_disables_any_policy)
{
    verify.parameters.explicit_policy = true;
    BOOST_TEST(verdict({any}, {inhibit_any_policy(0)}, {gold}) == verify_error::ok);
    BOOST_TEST(verdict({any}, {inhibit_any_policy(0)}, {any}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({any}, {inhibit_any_policy(1)}, {any}) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(ca_can_require_explicit_policy)
{
    BOOST_TEST(verdict({gold}, {require_explicit_policy(0)}, {gold}) == verify_error::ok);
    BOOST_TEST(verdict({gold}, {require_explicit_policy(0)}, {}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({}, {require_explicit_policy(0)}, {gold}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({gold}, {require_explicit_policy(1)}, {}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({gold}, {require_explicit_policy(2)}, {}) == verify_error::ok);
    verify.parameters.policies = std::vector{silver};
    BOOST_TEST(verdict({gold}, {require_explicit_policy(0)}, {gold}) == verify_error::no_explicit_policy);
}

BOOST_AUTO_TEST_CASE(mapped_policy_matches_user_policy_by_its_name_at_the_anchor)
{
    verify.parameters.explicit_policy = true;
    verify.parameters.policies = std::vector{gold};
    BOOST_TEST(verdict({gold}, {mapping({{gold, silver}})}, {silver}) == verify_error::ok);
    BOOST_TEST(verdict({gold}, {mapping({{gold, silver}})}, {gold}) == verify_error::no_explicit_policy);
    BOOST_TEST(verdict({gold}, {mapping({{gold, silver}, {gold, bronze}})}, {bronze}) == verify_error::ok);
    BOOST_TEST(verdict({any}, {mapping({{gold, silver}})}, {silver}) == verify_error::ok);
    BOOST_TEST(verdict({bronze}, {mapping({{gold, silver}})}, {silver}) == verify_error::no_explicit_policy);
    verify.parameters.policies = std::vector{silver};
    BOOST_TEST(verdict({gold}, {mapping({{gold, silver}})}, {silver}) == verify_error::no_explicit_policy);
}

BOOST_AUTO_TEST_CASE(inhibit_policy_mapping_disables_mappings)
{
    verify.parameters.explicit_policy = true;
    auto upper = root.delegate(with(ca_named("Upper"), {gold}, {inhibit_policy_mapping(0)}));
    auto lower = upper.delegate(with(ca_named("Lower"), {gold}, {mapping({{gold, silver}})}));
    for (const auto& policy : {gold, silver}) {
        auto leaf = lower.issue(with(server_named("www.example.com"), {policy}));
        BOOST_TEST(verify({leaf, lower.certificate, upper.certificate}).error == verify_error::no_explicit_policy);
    }
}

BOOST_AUTO_TEST_CASE(rejects_mapping_to_or_from_any_policy)
{
    BOOST_TEST(verdict({any}, {mapping({{any, gold}})}, {gold}) == verify_error::invalid_policy);
    BOOST_TEST(verdict({any}, {mapping({{gold, any}})}, {gold}) == verify_error::invalid_policy);
}

BOOST_AUTO_TEST_CASE(reports_certificate_without_any_valid_policy)
{
    verify.parameters.explicit_policy = true;
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto leaf = intermediate.issue(with(server_named("www.example.com"), {gold}));
    auto result = verify({leaf, intermediate.certificate});
    BOOST_TEST(result.depth == 1u);
    BOOST_TEST(result.detail == "certificate of CN=Intermediate is not valid for any certificate policy");
}

BOOST_AUTO_TEST_CASE(skip_counters_ignore_self_issued_certificates)
{
    auto demanding = root.delegate(with(ca_named("Demanding"), {gold}, {require_explicit_policy(2)}));
    auto renewed = demanding.delegate(with(ca_named("Demanding"), {gold}));
    auto leaf = renewed.issue(server_named("www.example.com"));
    BOOST_TEST(verify({leaf, renewed.certificate, demanding.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(ignores_policies_of_the_anchor)
{
    auto demanding = make_root(with(ca_named("Root"), {}, {require_explicit_policy(0)}));
    verification trusting{demanding.certificate};
    BOOST_TEST(trusting({demanding.issue(server_named("www.example.com"))}).accepted);
}

BOOST_AUTO_TEST_CASE(policy_mappings_that_double_per_level_cost_linear_work)
{
    // CVE-2023-0464. Each of 20 CAs maps each of two policies to both: a tree of 2^20 leaves.
    std::vector<tls::x509::certificate> chain;
    auto issuer = root;
    for (int level = 0; level < 20; ++level) {
        issuer = issuer.delegate(with(ca_named("Level " + std::to_string(level)), {gold, silver},
                                      {mapping({{gold, gold}, {gold, silver}, {silver, gold}, {silver, silver}})}));
        chain.insert(chain.begin(), issuer.certificate);
    }
    chain.insert(chain.begin(), issuer.issue(with(server_named("www.example.com"), {gold})));
    verify.parameters.explicit_policy = true;
    verify.parameters.policies = std::vector{bronze};
    BOOST_TEST(tls::x509::verify_chain(chain, verify.parameters).error == verify_error::no_explicit_policy);
    verify.parameters.policies = std::vector{silver};
    BOOST_TEST(tls::x509::verify_chain(chain, verify.parameters).accepted);
}

BOOST_AUTO_TEST_CASE(bounds_number_of_policy_steps)
{
    policies many;
    for (int i = 0; i < 100; ++i)
        many.push_back(gold + '.' + std::to_string(i));
    auto leaf = root.issue(with(server_named("www.example.com"), many));
    const std::vector path{leaf, root.certificate};
    std::size_t too_little = 99, enough = 200;
    auto refused = check_policies(path, verify.parameters, too_little);
    BOOST_REQUIRE(refused.has_value());
    BOOST_TEST(refused->error == verify_error::too_many_checks);
    BOOST_TEST(!check_policies(path, verify.parameters, enough).has_value());
}

BOOST_AUTO_TEST_CASE(rejects_malformed_policy_extensions)
{
    using namespace tls::x509;
    auto mappings_of = [](const der::encoding& value) { return read_policy_mappings(value); };
    auto constraints_of = [](const der::encoding& value) { return read_policy_constraints(value); };
    auto skips_of = [](const der::encoding& value) { return read_inhibit_any_policy(value); };
    auto half = der::sequence({der::sequence({der::object_identifier(gold)})});
    BOOST_TEST(malformed(mappings_of, der::sequence({})));
    BOOST_TEST(malformed(mappings_of, half));
    BOOST_TEST(!malformed(mappings_of, mapping_value({{gold, silver}})));
    auto field = [](unsigned n, tls::bytes content) {
        return der::sequence({der::element_of(der::tag::context(n), content)});
    };
    BOOST_TEST(malformed(constraints_of, der::sequence({})));
    BOOST_TEST(malformed(constraints_of, field(0, {})));
    BOOST_TEST(malformed(constraints_of, field(0, {0xff})));
    BOOST_TEST(malformed(constraints_of, field(0, {0x00, 0x01})));
    BOOST_TEST(malformed(constraints_of, field(1, tls::bytes(200, 1))));
    BOOST_TEST(malformed(constraints_of, field(2, {1})));
    BOOST_TEST(constraints_of(field(1, {3})).inhibit_policy_mapping.value() == 3u);
    BOOST_TEST(malformed(skips_of, der::null()));
    BOOST_TEST(skips_of(der::small_integer(7)) == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
