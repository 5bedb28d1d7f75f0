// The certificates that the builder writes.

#include "crypto/hex.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace oid = tls::x509::oid;
using namespace tls;
using namespace tls::test;
using x509::certificate_template;
using x509::verify_error;

namespace {

using strings = std::vector<std::string>;

struct builder_test {
    authority root = make_root("Root");
    certificate_template description = server_named("host.example");

    x509::certificate issued() const { return root.issue(description); }
    std::string extension(std::string_view identifier) const
    {
        auto c = issued();
        auto* found = c.find_extension(identifier);
        return found == nullptr ? "" : to_hex(found->value);
    }
    // The verdict on this leaf below a CA with this template.
    verify_error verdict_below(const certificate_template& confined, const certificate_template& leaf) const
    {
        auto below = root.delegate(confined);
        return verification({root.certificate})({below.issue(leaf), below.certificate}).error;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_builder, builder_test)

BOOST_AUTO_TEST_CASE(writes_subject_attributes_in_given_order)
{
    description.subject = {{"C", "CH"}, {"O", "Example, Inc."}, {"OU", "Servers"}, {"DC", "example"}};
    auto c = issued();
    BOOST_TEST(c.subject().to_string() == "CN=host.example,DC=example,OU=Servers,O=Example\\, Inc.,C=CH");
    // countryName is PrintableString, domainComponent IA5String.
    auto der = to_hex(c.subject().der());
    BOOST_TEST(der.find("0603550406"
                        "1302"
                        "4348") != std::string::npos);
    BOOST_TEST(der.find("0a0992268993f22c640119"
                        "1607"
                        "6578616d706c65") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(signs_with_a_hash_whose_name_is_in_another_case)
{
    auto hash = *registry::standard()->find_hash("SHA-256");
    hash.name = "sha-256";
    auto algorithms = *registry::standard();
    algorithms.replace(hash);
    for (const auto type : {key_type::rsa, key_type::rsa_pss, key_type::secp256r1}) {
        const auto key = x509::generate_private_key(type, 1024);
        const auto usual = x509::self_signed_certificate(description, key);
        const auto made = x509::self_signed_certificate(description, key, system_random(), algorithms);
        BOOST_TEST(to_hex(made.signature_algorithm()) == to_hex(usual.signature_algorithm()));
    }
}

BOOST_AUTO_TEST_CASE(accepts_encoded_subject)
{
    description.subject_der = from_hex("300c310a3008060355040a130141");
    BOOST_TEST(issued().subject().to_string() == "O=A");
}

BOOST_AUTO_TEST_CASE(writes_four_types_of_alternative_names)
{
    description.ip_addresses = {"192.0.2.1", "2001:db8::1"};
    description.emails = {"someone@example.org"};
    description.uris = {"https://example.org/"};
    auto names = issued().alt_names();
    BOOST_TEST(names.dns_names == strings{"host.example"});
    BOOST_TEST(names.ip_addresses.size() == 2u);
    BOOST_TEST(names.emails == strings{"someone@example.org"});
    BOOST_TEST(names.uris == strings{"https://example.org/"});
    BOOST_TEST(!issued().find_extension(oid::subject_alt_name)->critical);
}

BOOST_AUTO_TEST_CASE(marks_alternative_names_critical_without_subject)
{
    description.common_name.clear();
    BOOST_TEST(issued().subject().empty());
    BOOST_TEST(issued().find_extension(oid::subject_alt_name)->critical);
}

BOOST_AUTO_TEST_CASE(uses_given_serial_number_or_a_random_one)
{
    description.serial_number = {0x00, 0x80, 0x01};
    BOOST_TEST(to_hex(issued().serial_number()) == "008001");
    description.serial_number.assign(20, 0x7f);
    BOOST_TEST(issued().serial_number().size() == 20u);
    description.serial_number.assign(20, 0xff);
    BOOST_CHECK_THROW(issued(), std::invalid_argument);
    description.serial_number.clear();
    BOOST_TEST(to_hex(issued().serial_number()) != to_hex(issued().serial_number()));
}

BOOST_AUTO_TEST_CASE(writes_ocsp_crl_and_issuer_locations_and_must_staple)
{
    description.ocsp_responders = {"http://ocsp.example/"};
    description.ca_issuers = {"http://ca.example/ca.cer"};
    description.crl_distribution_points = {"http://ca.example/1.crl", "http://ca.example/2.crl"};
    description.must_staple = true;
    auto c = issued();
    BOOST_TEST(c.ocsp_responders() == description.ocsp_responders);
    BOOST_TEST(c.ca_issuers() == description.ca_issuers);
    BOOST_TEST(c.crl_distribution_points() == description.crl_distribution_points);
    BOOST_TEST(c.must_staple());
    BOOST_TEST(extension(oid::tls_feature) == "3003020105");
}

BOOST_AUTO_TEST_CASE(writes_policies)
{
    description.policies = {"2.23.140.1.2.1"};
    BOOST_TEST(issued().policies().value() == description.policies);
    BOOST_TEST(extension(oid::certificate_policies) == "300a3008060667810c010201");
}

BOOST_AUTO_TEST_CASE(writes_dns_name_constraints)
{
    auto confined = ca_named("Confined");
    confined.permitted.dns_names = {"example"};
    confined.excluded.dns_names = {"bad.example"};
    BOOST_TEST(verdict_below(confined, server_named("host.example")) == verify_error::ok);
    BOOST_TEST(verdict_below(confined, server_named("host.test")) == verify_error::permitted_violation);
    BOOST_TEST(verdict_below(confined, server_named("www.bad.example")) == verify_error::excluded_violation);
}

BOOST_AUTO_TEST_CASE(writes_ip_network_constraints)
{
    auto confined = ca_named("Confined");
    confined.permitted.ip_networks = {"192.0.2.0/25", "2001:db8::/33", "198.51.100.7"};
    auto verdict_for = [&](const char* address) {
        auto leaf = named("leaf");
        leaf.ip_addresses = {address};
        return verdict_below(confined, leaf);
    };
    BOOST_TEST(verdict_for("192.0.2.127") == verify_error::ok);
    BOOST_TEST(verdict_for("192.0.2.128") == verify_error::permitted_violation);
    BOOST_TEST(verdict_for("2001:db8:7fff::1") == verify_error::ok);
    BOOST_TEST(verdict_for("2001:db8:8000::1") == verify_error::permitted_violation);
    BOOST_TEST(verdict_for("198.51.100.7") == verify_error::ok);
    BOOST_TEST(verdict_for("198.51.100.8") == verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(writes_email_uri_and_directory_name_constraints)
{
    auto confined = ca_named("Confined");
    confined.permitted.emails = {"example.org"};
    confined.permitted.uris = {".example.org"};
    confined.permitted.directory_names = {{{"O", "Example"}}};
    auto leaf = named("leaf");
    leaf.subject = {{"O", "example"}};
    leaf.emails = {"someone@example.org"};
    leaf.uris = {"https://www.example.org/"};
    BOOST_TEST(verdict_below(confined, leaf) == verify_error::ok);
    auto other = leaf;
    other.emails = {"someone@www.example.org"};
    BOOST_TEST(verdict_below(confined, other) == verify_error::permitted_violation);
    other = leaf;
    other.uris = {"https://example.com/"};
    BOOST_TEST(verdict_below(confined, other) == verify_error::permitted_violation);
    other = leaf;
    other.subject = {{"O", "Other"}};
    BOOST_TEST(verdict_below(confined, other) == verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(rejects_values_that_cannot_be_encoded)
{
    auto refused = [this](auto change) {
        auto changed = ca_named("CA");
        change(changed);
        try {
            root.issue(changed);
        } catch (const std::invalid_argument&) {
            return true;
        }
        return false;
    };
    BOOST_TEST(refused([](auto& t) {
        t.dns_names = {"b\xc3\xbc"
                       "cher.example"};
    }));
    BOOST_TEST(refused([](auto& t) { t.ip_addresses = {"1.2.3"}; }));
    BOOST_TEST(refused([](auto& t) { t.permitted.ip_networks = {"192.0.2.1/24"}; }));
    BOOST_TEST(refused([](auto& t) { t.permitted.ip_networks = {"192.0.2.0/33"}; }));
    BOOST_TEST(refused([](auto& t) { t.permitted.ip_networks = {"192.0.2.0/"}; }));
    BOOST_TEST(refused([](auto& t) { t.permitted.ip_networks = {"192.0.2.0/8x"}; }));
    BOOST_TEST(refused([](auto& t) { t.excluded.ip_networks = {"example/24"}; }));
    BOOST_TEST(refused([](auto& t) { t.policies = {"1"}; }));
    BOOST_TEST(refused([](auto& t) { t.extended_key_usage = {"serverAuth"}; }));
    BOOST_TEST(refused([](auto& t) { t.subject = {{"X", "y"}}; }));
}

BOOST_AUTO_TEST_SUITE_END()
