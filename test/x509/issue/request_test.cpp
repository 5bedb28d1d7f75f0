// Certificate requests: making, parsing and answering them.

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/x509/certificate_request.hpp>
#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls;
using namespace tls::test;
using x509::certificate_request;

namespace {

using strings = std::vector<std::string>;

// Made by `openssl req -new -addext`.
constexpr auto request_by_openssl = R"(-----BEGIN CERTIFICATE REQUEST-----
MIIBQDCB5wIBADA/MQswCQYDVQQGEwJDSDEWMBQGA1UECgwNRXhhbXBsZSwgSW5j
LjEYMBYGA1UEAwwPb3BlbnNzbC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEXDWKvkiqOy7n8JFViayyrH0iktHmVNbsuTTlYxRLWppMOGXzcpEGAsiF
1EXDZ+fYKS5ytNcsfP6koef52WeVyaBGMEQGCSqGSIb3DQEJDjE3MDUwIAYDVR0R
BBkwF4IPb3BlbnNzbC5leGFtcGxlhwTAAAIBMBEGCCsGAQUFBwEYBAUwAwIBBTAK
BggqhkjOPQQDAgNIADBFAiAI8OsH6w1/yFyZ2qtkbOnTt+DUK+12EtuNAGOe6imz
aQIhAKPeY/3Zxy+TZLSv5Cc5EuvZJQn9R5JZ2AGBFsgk56eg
-----END CERTIFICATE REQUEST-----
)";

struct request_test {
    private_key key = x509::generate_private_key(key_type::ed25519);
    x509::certificate_template description = server_named("host.example");
    authority root = make_root("Root");

    certificate_request made() const { return x509::make_certificate_request(description, key); }
    x509::certificate issued(const x509::certificate_template& from, const x509::granted_wishes& granted = {}) const
    {
        return x509::issue_certificate(made(), from, granted, root.certificate, root.key);
    }
};

bool refused(byte_view request)
{
    return fails_with(error::reason::bad_certificate_request, [&] { certificate_request::from_der(request); });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_requests, request_test)

BOOST_AUTO_TEST_CASE(contains_fields_of_template)
{
    description.subject = {{"C", "CH"}, {"O", "Example"}};
    description.ip_addresses = {"192.0.2.1"};
    description.emails = {"someone@example.org"};
    description.uris = {"https://example.org/"};
    description.extended_key_usage = {std::string(oid::server_auth)};
    description.must_staple = true;
    auto request = made();
    BOOST_TEST(request.subject().to_string() == "CN=host.example,O=Example,C=CH");
    BOOST_TEST((request.key() == key.public_part));
    BOOST_TEST(request.alt_names().dns_names == strings{"host.example"});
    BOOST_TEST(request.alt_names().ip_addresses.size() == 1u);
    BOOST_TEST(request.alt_names().emails == description.emails);
    BOOST_TEST(request.alt_names().uris == description.uris);
    BOOST_TEST(request.extended_key_usage().value() == description.extended_key_usage);
    BOOST_TEST(request.must_staple());
    BOOST_TEST(!request.is_ca());
    BOOST_TEST(request.is_signed());
}

BOOST_AUTO_TEST_CASE(signs_with_every_key_type)
{
    for (auto type : {key_type::rsa, key_type::secp256r1, key_type::secp384r1, key_type::secp521r1}) {
        key = x509::generate_private_key(type);
        BOOST_TEST(made().is_signed(), to_string(type));
    }
}

BOOST_AUTO_TEST_CASE(pem_round_trip)
{
    auto request = made();
    auto pem = request.to_pem();
    BOOST_TEST(pem.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
    auto read = certificate_request::from_pem("a remark\n" + pem);
    BOOST_TEST(std::ranges::equal(read.der(), request.der()));
    auto older = x509::write_pem("NEW CERTIFICATE REQUEST", request.der());
    BOOST_TEST(certificate_request::from_pem(older).is_signed());
    BOOST_TEST(fails_with(error::reason::no_start_line, [] { certificate_request::from_pem("nothing"); }));
    // A file may hold other blocks as well.
    const auto behind_certificate = x509::write_pem("CERTIFICATE", root.certificate.der()) + pem;
    BOOST_TEST(std::ranges::equal(certificate_request::from_pem(behind_certificate).der(), request.der()));
}

BOOST_AUTO_TEST_CASE(reads_openssl_request)
{
    auto request = certificate_request::from_pem(request_by_openssl);
    BOOST_TEST(request.subject().to_string() == "CN=openssl.example,O=Example\\, Inc.,C=CH");
    BOOST_TEST(request.is_signed());
    BOOST_TEST(request.alt_names().dns_names == strings{"openssl.example"});
    BOOST_TEST(request.alt_names().ip_addresses.size() == 1u);
    BOOST_TEST(request.must_staple());
    BOOST_TEST(request.extensions().size() == 2u);
    BOOST_TEST(request.find_extension(oid::key_usage) == nullptr);
}

BOOST_AUTO_TEST_CASE(accepts_request_without_subject_and_extensions)
{
    description = {};
    auto request = made();
    BOOST_TEST(request.extensions().empty());
    BOOST_TEST(request.subject().empty());
    BOOST_TEST(request.is_signed());
}

BOOST_AUTO_TEST_CASE(rejects_changed_request_on_issue)
{
    auto changed = to_bytes(made().der());
    auto at =
        std::search(changed.begin(), changed.end(), description.common_name.begin(), description.common_name.end());
    *at = 'H';
    auto request = certificate_request::from_der(changed);
    BOOST_TEST(!request.is_signed());
    BOOST_TEST(fails_with(error::reason::bad_certificate_request,
                          [&] { x509::issue_certificate(request, description, {}, root.certificate, root.key); }));
}

BOOST_AUTO_TEST_CASE(rejects_malformed_request)
{
    auto whole = to_bytes(made().der());
    BOOST_TEST(!refused(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_REQUIRE(refused(byte_view(whole).first(size)));
    auto longer = whole;
    longer.push_back(0);
    BOOST_TEST(refused(longer));
    auto version2 = whole;
    const bytes version1{0x02, 0x01, 0x00};
    auto version = std::search(version2.begin(), version2.end(), version1.begin(), version1.end());
    version[2] = 1;
    BOOST_TEST(refused(version2));
}

BOOST_AUTO_TEST_CASE(reads_at_most_one_list_of_valid_extensions)
{
    auto extension = [](std::string_view name) {
        return der::sequence(
            {der::object_identifier(oid::subject_alt_name),
             der::octet_string(der::sequence({der::element_of(der::tag::context(2), as_bytes(name))}))});
    };
    auto attribute = [](const der::encoding& extensions) {
        return der::sequence({der::object_identifier(oid::extension_request),
                              der::constructed(der::tag::set, {der::sequence({extensions})})});
    };
    auto request_with = [&](const der::encoding& attributes) {
        auto info = x509::write_public_key_der(key.public_part);
        return der::sequence(
            {der::sequence({der::small_integer(0), der::sequence({}), der::encoding(info.begin(), info.end()),
                            der::element_of(der::tag::context_constructed(0), attributes)}),
             der::sequence({der::object_identifier(oid::ed25519)}), der::bit_string(bytes(64, 1))});
    };
    const auto a = extension("a.example"), b = extension("b.example");
    BOOST_TEST(!refused(request_with({})));
    BOOST_TEST(!refused(request_with(attribute({}))));
    BOOST_TEST(!refused(request_with(attribute(a))));
    BOOST_TEST(refused(request_with(der::concatenation({attribute(a), attribute(b)}))));
    BOOST_TEST(refused(request_with(attribute(der::concatenation({a, b})))), "a duplicate extension");

    // Other attributes, such as challengePassword, are skipped.
    const auto other = der::sequence({der::object_identifier("1.2.840.113549.1.9.7"),
                                      der::constructed(der::tag::set, {der::octet_string(bytes{1})})});
    const auto read = certificate_request::from_der(request_with(der::concatenation({other, attribute(a)})));
    BOOST_TEST(read.alt_names().dns_names == strings{"a.example"});
    BOOST_TEST(read.find_extension(oid::subject_alt_name) != nullptr);
    BOOST_TEST(!read.is_signed());
}

BOOST_AUTO_TEST_CASE(request_for_an_unknown_key_type_is_not_signed)
{
    auto changed = to_bytes(made().der());
    const bytes identifier{0x06, 0x03, 0x2b, 0x65, 0x70};
    *(std::search(changed.begin(), changed.end(), identifier.begin(), identifier.end()) + 4) = 0x7f; // 1.3.101.127
    const auto request = certificate_request::from_der(changed);
    BOOST_TEST(!request.key());
    BOOST_TEST(!request.is_signed());
    BOOST_TEST(fails_with(error::reason::unsupported_key_type,
                          [&] { x509::issue_certificate(request, description, {}, root.certificate, root.key); }));
}

BOOST_AUTO_TEST_CASE(signature_that_cannot_be_verified_does_not_count)
{
    const auto request = made();
    BOOST_TEST(request.is_signed());
    BOOST_TEST(!request.is_signed(registry()));
    auto changed = to_bytes(request.der());
    const bytes identifier{0x06, 0x03, 0x2b, 0x65, 0x70};
    const auto last = std::find_end(changed.begin(), changed.end(), identifier.begin(), identifier.end());
    last[4] = 0x7f; // the signature's algorithm
    const auto unknown = certificate_request::from_der(changed);
    BOOST_TEST(unknown.key().has_value());
    BOOST_TEST(!unknown.is_signed());
}

BOOST_AUTO_TEST_CASE(weak_signature_does_not_count)
{
    key = x509::generate_private_key(key_type::secp256r1);
    description.signature_scheme = "ecdsa_sha1";
    BOOST_TEST(!made().is_signed());
}

BOOST_AUTO_TEST_CASE(refuses_to_make_a_request_with_an_invalid_identifier)
{
    description.extended_key_usage = {"no identifier"};
    BOOST_CHECK_THROW(made(), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(issuing_from_requests, request_test)

BOOST_AUTO_TEST_CASE(issues_certificate_for_requested_key_and_names)
{
    auto c = issued(named("ignored"));
    BOOST_TEST((c.key() == key.public_part));
    BOOST_TEST(c.subject().to_string() == "CN=host.example");
    BOOST_TEST(verification({root.certificate})({c}).accepted);
    BOOST_TEST(matches_host(c, "host.example"));
}

BOOST_AUTO_TEST_CASE(ignores_requested_ca_flag_and_usages_by_default)
{
    description.is_ca = true;
    description.extended_key_usage = {std::string(oid::client_auth)};
    description.key_usage_bits = 0x7f;
    auto ca_template = named("ignored");
    ca_template.extended_key_usage = {std::string(oid::server_auth)};
    auto c = issued(ca_template);
    BOOST_TEST(!c.is_ca());
    BOOST_TEST(!c.allows(x509::key_usage::key_agreement));
    BOOST_TEST(c.extended_key_usage().value() == ca_template.extended_key_usage);
}

BOOST_AUTO_TEST_CASE(grants_usages_except_ca_usages)
{
    description.extended_key_usage = {std::string(oid::client_auth)};
    description.key_usage_bits = 0x7f;
    x509::granted_wishes all;
    all.key_usage = all.extended_key_usage = true;
    auto c = issued(named("ignored"), all);
    BOOST_TEST(c.extended_key_usage().value() == description.extended_key_usage);
    BOOST_TEST(c.key_usage_bits().value() == 0x1f);
}

BOOST_AUTO_TEST_CASE(grants_addresses_and_must_staple)
{
    description.ip_addresses = {"192.0.2.1", "2001:db8::1"};
    description.must_staple = true;
    auto without_staple = x509::granted_wishes();
    without_staple.must_staple = false;
    BOOST_TEST(issued(named("ignored")).must_staple());
    BOOST_TEST(!issued(named("ignored"), without_staple).must_staple());
    BOOST_TEST(issued(named("ignored")).alt_names().ip_addresses.size() == 2u);
    auto template_with_staple = named("ignored");
    template_with_staple.must_staple = true;
    BOOST_TEST(issued(template_with_staple, without_staple).must_staple());
}

BOOST_AUTO_TEST_CASE(grants_default_usage_if_only_ca_usages_are_requested)
{
    description.key_usage_bits = static_cast<std::uint16_t>(x509::key_usage::crl_sign);
    x509::granted_wishes usage;
    usage.key_usage = true;
    const auto c = issued(named("ignored"), usage);
    BOOST_TEST(!c.allows(x509::key_usage::crl_sign));
    BOOST_TEST(c.allows(x509::key_usage::digital_signature));
}

BOOST_AUTO_TEST_CASE(uses_template_names_if_requested_names_are_not_granted)
{
    x509::granted_wishes none;
    none.subject = none.alt_names = false;
    auto c = issued(server_named("other.example"), none);
    BOOST_TEST(c.subject().to_string() == "CN=other.example");
    BOOST_TEST(c.alt_names().dns_names == strings{"other.example"});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_dns_names_in_request)
{
    for (auto name : {std::string("a\0b.example", 11), std::string("a b.example"), std::string("*.*.example"),
                      std::string("www.*.example"), std::string()}) {
        description.dns_names = {name};
        BOOST_TEST(fails_with(error::reason::bad_certificate_request, [&] { issued(named("ignored")); }));
    }
    description.dns_names = {"*.host.example"};
    BOOST_TEST(issued(named("ignored")).alt_names().dns_names == description.dns_names);
}

BOOST_AUTO_TEST_SUITE_END()
