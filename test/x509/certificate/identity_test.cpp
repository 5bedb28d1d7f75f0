// Matching of mailboxes, URIs and common names.

#include "x509/certificate/identity.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"

#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls::test;
using namespace std::string_view_literals;
using tls::x509::host_of_uri;
using tls::x509::is_mailbox;
using tls::x509::profile;
using tls::x509::verify_error;

namespace {

struct identity_tests {
    authority root = make_root("Root");
    verification verify{root.certificate};

    tls::x509::certificate with_emails(std::vector<std::string> emails)
    {
        auto description = named("Someone");
        description.emails = std::move(emails);
        return root.issue(description);
    }
    tls::x509::certificate with_uris(std::vector<std::string> uris)
    {
        auto description = named("Something");
        description.uris = std::move(uris);
        return root.issue(description);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_identity, identity_tests)

BOOST_AUTO_TEST_CASE(mailbox_needs_one_at_sign_and_a_host_name)
{
    BOOST_TEST(is_mailbox("someone@example.com"));
    BOOST_TEST(is_mailbox("*@example.com"));
    for (auto text : {"", "@", "someone", "@example.com", "someone@", "a@b@example.com", "some one@example.com",
                      "someone@192.0.2.1", "someone@-.\xc3\xbc", "someone@*.example.com"})
        BOOST_TEST(!is_mailbox(text), text);
    BOOST_TEST(!is_mailbox("someone\0@example.com"sv));
    BOOST_TEST(!is_mailbox("someone@example.com\0.evil.example"sv));
}

BOOST_AUTO_TEST_CASE(takes_uri_host_from_authority_part)
{
    BOOST_TEST(host_of_uri("https://www.example.com/path").value() == "www.example.com");
    BOOST_TEST(host_of_uri("spiffe://example.com").value() == "example.com");
    BOOST_TEST(host_of_uri("https://user:word@example.com:8443?q@evil.example").value() == "example.com");
    BOOST_TEST(host_of_uri("https://example.com#@evil.example").value() == "example.com");
    for (auto text : {"", "example.com", "urn:example:a", "https:///path", "https://192.0.2.1/", "https://[::1]/",
                      "https://[::1", "://example.com", "https://exam ple.com/", "https://example.com:x@"})
        BOOST_TEST(!host_of_uri(text), text);
}

BOOST_AUTO_TEST_CASE(malformed_uri_has_no_host)
{
    // RFC 3986: other software may see another host in these.
    for (auto text : {"http://blocked.example\\@example.com/",
                      "http://example.com\\",
                      "http://example.com^",
                      "http://example.com/^",
                      "http://a^b@example.com/",
                      "http://a@b@example.com/",
                      "http://[a@example.com/",
                      "http://example.com:80:80/",
                      "http://example.com:8x/",
                      "http://example.com/%",
                      "http://example.com/%4",
                      "http://example.com/%4g",
                      "http://example.com/%g4",
                      "http://[::1/",
                      "http://[::1]x/",
                      "http://%@example.com/",
                      "http://example.com/a#b#c",
                      "http://example.com/?\"",
                      "http://example.com/<>",
                      "http://example.com/{}",
                      "http://example.com/|",
                      "http://example.com/`",
                      "http://example.com/[]",
                      "1http://example.com/",
                      "ht_tp://example.com/",
                      "-://example.com/",
                      "http://example.com/\t",
                      "http://example.com/\xc3\xbc",
                      "http://examp%6ce.com/",
                      "http:example.com",
                      "http:/example.com/"})
        BOOST_TEST(!host_of_uri(text), text);
    for (auto text : {"http://example.com", "http://example.com:", "http://example.com:80/a;b=(c)/%7E?d/e?f#g/h?",
                      "h2+c-x.1://u:p%40ss@example.com/~a:@!$&'*+,", "http://@example.com"})
        BOOST_TEST(host_of_uri(text).value_or("none") == "example.com", text);
}

BOOST_AUTO_TEST_CASE(matches_only_mailboxes_in_subject_alt_name)
{
    auto leaf = with_emails({"someone@example.com", "*@example.org"});
    auto is_for = [&](std::string email) {
        verify.parameters.email = std::move(email);
        return verify({leaf}).error;
    };
    BOOST_TEST(is_for("someone@example.com") == verify_error::ok);
    BOOST_TEST(is_for("someone@EXAMPLE.com") == verify_error::ok);
    BOOST_TEST(is_for("Someone@example.com") == verify_error::email_mismatch);
    BOOST_TEST(is_for("other@example.com") == verify_error::email_mismatch);
    BOOST_TEST(is_for("someone@example.org") == verify_error::email_mismatch);
    BOOST_TEST(is_for("*@example.org") == verify_error::ok);
    BOOST_TEST(is_for("not a mailbox") == verify_error::email_mismatch);
    BOOST_TEST(is_for("some\x7fone@example.com") == verify_error::email_mismatch);
    leaf = with_emails({"not a mailbox"});
    BOOST_TEST(is_for("not a mailbox") == verify_error::email_mismatch);
}

BOOST_AUTO_TEST_CASE(matches_only_uris_in_subject_alt_name)
{
    auto leaf = with_uris({"spiffe://example.com/service/a", "urn:example:A", "https://user@example.com:443/"});
    auto is_for = [&](std::string uri) {
        verify.parameters.uri = std::move(uri);
        return verify({leaf}).error;
    };
    BOOST_TEST(is_for("spiffe://example.com/service/a") == verify_error::ok);
    BOOST_TEST(is_for("SPIFFE://EXAMPLE.com/service/a") == verify_error::ok);
    BOOST_TEST(is_for("spiffe://example.com/service/A") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("spiffe://example.com/service") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("spiffe://example.com/service/a/b") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("spiffe:example.com/service/a") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("URN:example:A") == verify_error::ok);
    BOOST_TEST(is_for("urn:example:a") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("https://user@EXAMPLE.com:443/") == verify_error::ok);
    BOOST_TEST(is_for("https://USER@example.com:443/") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("https://user@example.com:4430/") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("https://user@example.org:443/") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("http://user@example.com:443/") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("https://user@[::1]:443/") == verify_error::uri_mismatch);
    BOOST_TEST(is_for("not a URI") == verify_error::uri_mismatch);
}

BOOST_AUTO_TEST_CASE(malformed_uri_matches_nothing)
{
    for (auto text : {"https://example.com/^", "https://example.com/%", "https://a@b@example.com/"}) {
        verify.parameters.uri = text;
        BOOST_TEST(verify({with_uris({text})}).error == verify_error::uri_mismatch, text);
    }
}

BOOST_AUTO_TEST_CASE(empty_identity_matches_no_certificate)
{
    auto leaf = root.issue(server_named("www.example.com"));
    BOOST_TEST(verify({leaf}).accepted);
    for (auto* host : {"", "www.example.com:443", "https://www.example.com", "127.1", "[::1"}) {
        verify.parameters.host = host;
        BOOST_TEST(verify({leaf}).error == verify_error::host_name_mismatch, host);
    }
    verify.parameters.host.reset();
    verify.parameters.email = "";
    BOOST_TEST(verify({leaf}).error == verify_error::email_mismatch);
    verify.parameters.email.reset();
    verify.parameters.uri = "";
    BOOST_TEST(verify({leaf}).error == verify_error::uri_mismatch);
    verify.parameters.uri.reset();
    BOOST_TEST(verify({leaf}).accepted);
}

BOOST_AUTO_TEST_CASE(requires_every_requested_identity_to_match)
{
    auto description = server_named("www.example.com");
    description.emails = {"someone@example.com"};
    auto leaf = root.issue(description);
    verify.parameters.host = "www.example.com";
    verify.parameters.email = "someone@example.com";
    BOOST_TEST(verify({leaf}).accepted);
    verify.parameters.email = "other@example.com";
    BOOST_TEST(verify({leaf}).error == verify_error::email_mismatch);
    verify.parameters.email.reset();
    verify.parameters.uri = "https://www.example.com/";
    BOOST_TEST(verify({leaf}).error == verify_error::uri_mismatch);
}

BOOST_AUTO_TEST_CASE(uses_common_name_as_host_only_with_common_name_fallback)
{
    auto leaf = root.issue(named("www.example.com"));
    verify.parameters.host = "www.example.com";
    BOOST_TEST(verify({leaf}).error == verify_error::host_name_mismatch);
    verify.parameters.common_name_fallback = true;
    BOOST_TEST(verify({leaf}).accepted);
    verify.parameters.host = "example.com";
    BOOST_TEST(verify({leaf}).error == verify_error::host_name_mismatch);
    verify.parameters.host = "www.example.com";
    verify.parameters.rules = profile::web;
    BOOST_TEST(!verify({leaf}).accepted);
}

// RFC 6125 section 6.4.4: DNS-ID, SRV-ID and URI-ID. An e-mail address identifies no server.
BOOST_AUTO_TEST_CASE(ignores_common_name_beside_any_identifier_in_subject_alt_name)
{
    namespace der = tls::x509::der;
    verify.parameters.host = "www.example.com";
    verify.parameters.common_name_fallback = true;
    auto accepts = [&](std::uint8_t tag, const der::encoding& content) {
        auto description = named("www.example.com");
        description.extra_extensions = {
            tls::to_bytes(der::sequence({der::object_identifier(tls::x509::oid::subject_alt_name),
                                         der::octet_string(der::sequence({der::element_of(tag, content)}))}))};
        return verify({root.issue(description)}).accepted;
    };
    auto text = [](std::string_view characters) { return der::encoding(characters.begin(), characters.end()); };
    auto other_name = [](std::string_view type, std::string_view value) {
        return der::concatenation({der::object_identifier(type),
                                   der::constructed(der::tag::context_constructed(0),
                                                    {der::element_of(der::tag::ia5_string, tls::as_bytes(value))})});
    };
    BOOST_TEST(!accepts(der::tag::context(2), text("other.example.com")));
    BOOST_TEST(!accepts(der::tag::context(2), text("not a host")));
    BOOST_TEST(!accepts(der::tag::context(6), text("https://other.example.com/")));
    BOOST_TEST(!accepts(der::tag::context(6), text("urn:example:a")));
    BOOST_TEST(!accepts(der::tag::context(7), {192, 0, 2, 1}));
    BOOST_TEST(!accepts(der::tag::context_constructed(0), other_name(tls::x509::oid::dns_srv, "_https.example.com")));
    BOOST_TEST(accepts(der::tag::context_constructed(0), other_name("1.3.6.1.4.1.311.20.2.3", "someone")));
    BOOST_TEST(!accepts(der::tag::context_constructed(0), der::null())); // malformed: perhaps an SRV-ID
    BOOST_TEST(accepts(der::tag::context(1), text("someone@example.com")));
    BOOST_TEST(accepts(der::tag::context(8), {0x2a, 0x03}));
}

BOOST_AUTO_TEST_CASE(never_takes_ip_address_from_common_name)
{
    verify.parameters.host = "192.0.2.1";
    verify.parameters.common_name_fallback = true;
    BOOST_TEST(verify({root.issue(named("192.0.2.1"))}).error == verify_error::ip_address_mismatch);
}

BOOST_AUTO_TEST_CASE(applies_name_constraints_to_common_name_used_as_host)
{
    auto description = ca_named("Confined");
    description.permitted.dns_names = {"example.org"};
    auto confined = root.delegate(description);
    auto leaf = confined.issue(named("www.example.com"));
    BOOST_TEST(verify({leaf, confined.certificate}).error == verify_error::permitted_violation);
    verify.parameters.common_name_fallback = true;
    BOOST_TEST(verify({leaf, confined.certificate}).error == verify_error::permitted_violation);
    // A name without a dot is only a host if the caller takes it for one.
    leaf = confined.issue(named("server"));
    BOOST_TEST(verify({leaf, confined.certificate}).error == verify_error::permitted_violation);
    verify.parameters.common_name_fallback = false;
    BOOST_TEST(verify({leaf, confined.certificate}).accepted);
}

BOOST_AUTO_TEST_SUITE_END()
