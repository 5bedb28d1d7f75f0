// Requests for certificates.

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/x509/certificate_request.hpp>
#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls;
using namespace tls::test;
using x509::certificate_request;

namespace {

using strings = std::vector<std::string>;

// By `openssl req -new -addext`.
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
    x509::certificate_template wanted = server_named("host.example");
    authority root = make_root("Root");

    certificate_request made() const { return x509::make_certificate_request(wanted, key); }
    x509::certificate answered(const x509::certificate_template& says, const x509::granted_wishes& granted = {}) const
    {
        return x509::issue_certificate(made(), says, granted, root.certificate, root.key);
    }
};

bool refused(byte_view request)
{
    return fails_with(error::reason::bad_certificate_request, [&] { certificate_request::from_der(request); });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_certificate_request, request_test)

BOOST_AUTO_TEST_CASE(says_what_its_template_does)
{
    wanted.subject = {{"C", "CH"}, {"O", "Example"}};
    wanted.ip_addresses = {"192.0.2.1"};
    wanted.emails = {"someone@example.org"};
    wanted.uris = {"https://example.org/"};
    wanted.extended_key_usage = {std::string(oid::server_auth)};
    wanted.must_staple = true;
    auto request = made();
    BOOST_TEST(request.subject().to_string() == "CN=host.example,O=Example,C=CH");
    BOOST_TEST((request.key() == key.public_part));
    BOOST_TEST(request.alt_names().dns_names == strings{"host.example"});
    BOOST_TEST(request.alt_names().ip_addresses.size() == 1u);
    BOOST_TEST(request.alt_names().emails == wanted.emails);
    BOOST_TEST(request.alt_names().uris == wanted.uris);
    BOOST_TEST(request.extended_key_usage().value() == wanted.extended_key_usage);
    BOOST_TEST(request.must_staple());
    BOOST_TEST(!request.is_ca());
    BOOST_TEST(request.is_signed());
}

BOOST_AUTO_TEST_CASE(is_signed_by_every_kind_of_key)
{
    for (auto type : {key_type::rsa, key_type::secp256r1, key_type::secp384r1, key_type::secp521r1}) {
        key = x509::generate_private_key(type);
        BOOST_TEST(made().is_signed(), to_string(type));
    }
}

BOOST_AUTO_TEST_CASE(comes_back_from_pem)
{
    auto request = made();
    auto pem = request.to_pem();
    BOOST_TEST(pem.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
    auto read = certificate_request::from_pem("a remark\n" + pem);
    BOOST_TEST(std::ranges::equal(read.der(), request.der()));
    auto older = x509::write_pem("NEW CERTIFICATE REQUEST", request.der());
    BOOST_TEST(certificate_request::from_pem(older).is_signed());
    BOOST_TEST(fails_with(error::reason::no_start_line, [] { certificate_request::from_pem("nothing"); }));
}

BOOST_AUTO_TEST_CASE(by_openssl_is_read)
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

BOOST_AUTO_TEST_CASE(that_asks_for_nothing_is_read)
{
    wanted = {};
    auto request = made();
    BOOST_TEST(request.extensions().empty());
    BOOST_TEST(request.subject().empty());
    BOOST_TEST(request.is_signed());
}

BOOST_AUTO_TEST_CASE(that_was_changed_is_not_signed)
{
    auto changed = to_bytes(made().der());
    auto at = std::search(changed.begin(), changed.end(), wanted.common_name.begin(), wanted.common_name.end());
    *at = 'H';
    auto request = certificate_request::from_der(changed);
    BOOST_TEST(!request.is_signed());
    BOOST_TEST(fails_with(error::reason::bad_certificate_request,
                          [&] { x509::issue_certificate(request, wanted, {}, root.certificate, root.key); }));
}

BOOST_AUTO_TEST_CASE(that_is_malformed_is_refused)
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

BOOST_AUTO_TEST_CASE(that_asks_twice_is_refused)
{
    auto attribute = [](std::string_view name) {
        auto extension =
            der::sequence({der::object_identifier(oid::subject_alt_name),
                           der::octet_string(der::sequence({der::element_of(der::tag::context(2), as_bytes(name))}))});
        return der::sequence({der::object_identifier(oid::extension_request),
                              der::constructed(der::tag::set, {der::sequence({extension})})});
    };
    auto request_with = [&](const der::encoding& attributes) {
        auto info = x509::write_public_key_der(key.public_part);
        return der::sequence(
            {der::sequence({der::small_integer(0), der::sequence({}), der::encoding(info.begin(), info.end()),
                            der::element_of(der::tag::context_constructed(0), attributes)}),
             der::sequence({der::object_identifier(oid::ed25519)}), der::bit_string(bytes(64, 1))});
    };
    BOOST_TEST(!refused(request_with({})));
    BOOST_TEST(!refused(request_with(attribute("a.example"))));
    BOOST_TEST(refused(request_with(der::concatenation({attribute("a.example"), attribute("b.example")}))));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(an_authority_that_is_asked, request_test)

BOOST_AUTO_TEST_CASE(issues_a_certificate_for_the_key_and_the_names)
{
    auto c = answered(named("ignored"));
    BOOST_TEST((c.key() == key.public_part));
    BOOST_TEST(c.subject().to_string() == "CN=host.example");
    BOOST_TEST(verification({root.certificate})({c}).accepted);
    BOOST_TEST(matches_host(c, "host.example"));
}

BOOST_AUTO_TEST_CASE(decides_itself_what_is_no_name)
{
    wanted.is_ca = true;
    wanted.extended_key_usage = {std::string(oid::client_auth)};
    wanted.key_usage_bits = 0x7f;
    auto says = named("ignored");
    says.extended_key_usage = {std::string(oid::server_auth)};
    auto c = answered(says);
    BOOST_TEST(!c.is_ca());
    BOOST_TEST(!c.allows(x509::key_usage::key_agreement));
    BOOST_TEST(c.extended_key_usage().value() == says.extended_key_usage);
}

BOOST_AUTO_TEST_CASE(may_grant_usages_but_never_those_of_an_authority)
{
    wanted.extended_key_usage = {std::string(oid::client_auth)};
    wanted.key_usage_bits = 0x7f;
    x509::granted_wishes all;
    all.key_usage = all.extended_key_usage = true;
    auto c = answered(named("ignored"), all);
    BOOST_TEST(c.extended_key_usage().value() == wanted.extended_key_usage);
    BOOST_TEST(c.key_usage_bits().value() == 0x1f);
}

BOOST_AUTO_TEST_CASE(may_give_names_of_its_own)
{
    x509::granted_wishes none;
    none.subject = none.alt_names = false;
    auto c = answered(server_named("other.example"), none);
    BOOST_TEST(c.subject().to_string() == "CN=other.example");
    BOOST_TEST(c.alt_names().dns_names == strings{"other.example"});
}

BOOST_AUTO_TEST_CASE(refuses_dns_names_that_are_none)
{
    for (auto name : {std::string("a\0b.example", 11), std::string("a b.example"), std::string("*.*.example"),
                      std::string("www.*.example"), std::string()}) {
        wanted.dns_names = {name};
        BOOST_TEST(fails_with(error::reason::bad_certificate_request, [&] { answered(named("ignored")); }));
    }
    wanted.dns_names = {"*.host.example"};
    BOOST_TEST(answered(named("ignored")).alt_names().dns_names == wanted.dns_names);
}

BOOST_AUTO_TEST_SUITE_END()
