// Certificates and requests as text.

#include "crypto/hex.hpp"
#include "support/dsa_key.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/x509/print.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls;
using namespace tls::test;
using x509::to_line;
using x509::to_text;

namespace {

// Returns whether the text has this value under this heading, in its line or in a line below.
bool has_value(const std::string& text, const std::string& heading, const std::string& value)
{
    std::istringstream lines(text);
    bool below = false;
    for (std::string line; std::getline(lines, line);) {
        constexpr std::size_t indentation = 2;
        if (line.size() > indentation && line[indentation] != ' ')
            below = line.compare(indentation, heading.size() + 1, heading + ':') == 0;
        if (below && line.ends_with("  " + value))
            return true;
    }
    return false;
}

bytes extension(std::string_view identifier, std::string_view value_hex, bool critical = false)
{
    auto written = der::sequence({der::object_identifier(identifier), critical ? der::boolean(true) : der::encoding(),
                                  der::octet_string(from_hex(value_hex))});
    return to_bytes(written);
}

struct print_test {
    authority root = make_root("Root", key_type::secp256r1);
    x509::certificate_template description = server_named("host.example");

    std::string text() const { return to_text(root.issue(description)); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_text, print_test)

BOOST_AUTO_TEST_CASE(shows_subject_issuer_validity_key_and_signature)
{
    description.subject = {{"O", "Example"}};
    description.serial_number = {0x1f, 0x0a};
    auto shown = text();
    BOOST_TEST(has_value(shown, "Subject", "CN=host.example,O=Example"));
    BOOST_TEST(has_value(shown, "Issuer", "CN=Root"));
    BOOST_TEST(has_value(shown, "Valid from", "2026-05-16 12:00:00 UTC"));
    BOOST_TEST(has_value(shown, "until", "2026-07-15 12:00:00 UTC"));
    BOOST_TEST(has_value(shown, "Serial number", "1F:0A"));
    BOOST_TEST(has_value(shown, "Key", "Ed25519"));
    BOOST_TEST(has_value(shown, "Signature", "ECDSA with SHA-256"));
    BOOST_TEST(shown.find("\n  SHA-256:  ") != std::string::npos);
    BOOST_TEST(has_value(to_text(root.certificate), "Issuer", "itself"));
}

BOOST_AUTO_TEST_CASE(shows_known_extensions)
{
    description.ip_addresses = {"192.0.2.1", "2001:db8::1"};
    description.emails = {"someone@example.org"};
    description.uris = {"https://example.org/"};
    description.extended_key_usage = {std::string(oid::server_auth), "1.2.3.4"};
    description.policies = {"2.23.140.1.2.1"};
    description.ocsp_responders = {"http://ocsp.example/"};
    description.ca_issuers = {"http://ca.example/"};
    description.crl_distribution_points = {"http://crl.example/"};
    description.must_staple = true;
    auto shown = text();
    BOOST_TEST(has_value(shown, "Key usage (critical)", "digitalSignature"));
    BOOST_TEST(has_value(shown, "Extended key usage", "TLS server (1.3.6.1.5.5.7.3.1)"));
    BOOST_TEST(has_value(shown, "Extended key usage", "1.2.3.4"));
    for (auto* name : {"DNS host.example", "IP 192.0.2.1", "IP 2001:db8::1", "mailbox someone@example.org",
                       "URI https://example.org/"})
        BOOST_TEST(has_value(shown, "Alternative names", name), name);
    BOOST_TEST(has_value(shown, "Policies", "domain validated (2.23.140.1.2.1)"));
    BOOST_TEST(has_value(shown, "Information access", "OCSP at URI http://ocsp.example/"));
    BOOST_TEST(has_value(shown, "Information access", "issuer's certificate at URI http://ca.example/"));
    BOOST_TEST(has_value(shown, "CRLs", "URI http://crl.example/"));
    BOOST_TEST(has_value(shown, "TLS features", "servers must staple an OCSP response"));
}

BOOST_AUTO_TEST_CASE(shows_ca_extensions)
{
    description = ca_named("Confined");
    description.path_length = 1;
    description.permitted.dns_names = {"example.org"};
    description.permitted.ip_networks = {"192.0.2.0/24"};
    description.excluded.directory_names = {{{"O", "Other"}}};
    description.extra_extensions = {extension(oid::policy_constraints, "3006800100810102", true),
                                    extension(oid::inhibit_any_policy, "020101", true),
                                    extension(oid::policy_mappings, "300c300a060455010203060255 01")};
    auto shown = text();
    BOOST_TEST(has_value(shown, "Basic constraints (critical)", "CA, with at most 1 CA below it in a path"));
    BOOST_TEST(has_value(shown, "Key usage (critical)", "digitalSignature, keyCertSign, cRLSign"));
    BOOST_TEST(has_value(shown, "Name constraints (critical)", "only DNS example.org"));
    BOOST_TEST(has_value(shown, "Name constraints (critical)", "only IP 192.0.2.0 mask 255.255.255.0"));
    BOOST_TEST(has_value(shown, "Name constraints (critical)", "never directory name O=Other"));
    BOOST_TEST(has_value(shown, "Policy constraints (critical)", "a policy is required after 0 certificates"));
    BOOST_TEST(has_value(shown, "Policy constraints (critical)", "no policy may be mapped after 2 certificates"));
    BOOST_TEST(has_value(shown, "Inhibit any policy (critical)", "anyPolicy is ignored after 1 certificate"));
}

BOOST_AUTO_TEST_CASE(shows_signed_certificate_timestamps)
{
    auto log = "00" + std::string(64, 'a') + "0000019000000000" + "0000";
    auto size = log.size() / 2;
    auto byte = [](std::size_t n) { return to_hex(bytes{static_cast<std::uint8_t>(n)}); };
    description.extra_extensions = {
        extension("1.3.6.1.4.1.11129.2.4.2", "04" + byte(size + 4) + "00" + byte(size + 2) + "00" + byte(size) + log)};
    BOOST_TEST(has_value(text(), "Transparency", "2024-06-10 02:35:18 UTC by log AA:AA:AA:AA:AA:AA:AA:AA..."), text());
}

BOOST_AUTO_TEST_CASE(shows_unknown_and_malformed_extensions_in_hexadecimal)
{
    description.extra_extensions = {extension("1.2.3.4", "0102ff"), extension("1.2.3.5", "", true),
                                    extension("1.2.3.6", std::string(2000, '0')),
                                    extension("1.3.6.1.4.1.11129.2.4.2", "04020001")};
    auto shown = text();
    BOOST_TEST(has_value(shown, "1.2.3.4", "01:02:FF"));
    BOOST_TEST(shown.find("1.2.3.5 (critical):") != std::string::npos);
    BOOST_TEST(shown.find("... (1000 bytes)\n") != std::string::npos);
    BOOST_TEST(has_value(shown, "Transparency", "04:02:00:01"));
}

BOOST_AUTO_TEST_CASE(shows_rare_forms_of_known_extensions)
{
    struct {
        std::string_view identifier, value_hex;
        const char *heading, *shown;
    } const rows[] = {
        {oid::basic_constraints, "3000", "Basic constraints", "not a CA"},
        {oid::key_usage, "0303078080", "Key usage", "digitalSignature, decipherOnly"},
        {oid::ext_key_usage, "3000", "Extended key usage", "(none)"},
        {"2.5.29.18", "3004 8802 2a03", "Issuer's alternative names", "registered ID 1.2.3"},
        {"2.5.29.18", "300a a008 06022a03 a0020500", "Issuer's alternative names", "other name of type 1.2.3"},
        {"2.5.29.18", "3004 a502 0500", "Issuer's alternative names", "name of an unknown type"},
        {"2.5.29.18", "3005 8703 0a0b0c", "Issuer's alternative names", "IP 0A0B0C"},
        {oid::authority_key_identifier, "300d a108 8206612e6e616d65 8201 05", "Issuer's key identifier", "DNS a.name"},
        {oid::authority_key_identifier, "300d a108 8206612e6e616d65 8201 05", "Issuer's key identifier",
         "serial number 05"},
        {oid::name_constraints, "300a a108 3006 8204612e6262", "Name constraints", "never DNS a.bb"},
        {oid::policy_constraints, "3003 810102", "Policy constraints", "no policy may be mapped after 2 certificates"},
        {oid::policy_constraints, "3003 800101", "Policy constraints", "a policy is required after 1 certificate"},
        {oid::authority_information_access, "300a 3008 06022a03 82026161", "Information access", "1.2.3 at DNS aa"},
        {oid::crl_distribution_points, "3006 3004 8102 0102", "CRLs", "(none)"},
        {oid::crl_distribution_points, "3006 3004 a002 a100", "CRLs", "a name relative to the issuer's name"},
        {oid::tls_feature, "3003 020111", "TLS features", "TLS extension 17"},
        {oid::ocsp_no_check, "0500", "OCSP no check", "yes"},
        // Malformed values appear in hexadecimal.
        {oid::policy_constraints, "3004 80020100", "Policy constraints", "30:04:80:02:01:00"},
        {oid::policy_constraints, "3003 800180", "Policy constraints", "30:03:80:01:80"},
        {"1.3.6.1.4.1.11129.2.4.2", "0401 00", "Transparency", "04:01:00"},
        {"1.3.6.1.4.1.11129.2.4.2", "0405 0003 0001 00", "Transparency", "04:05:00:03:00:01:00"},
    };
    for (const auto& row : rows) {
        std::string hex(row.value_hex);
        std::erase(hex, ' ');
        auto changed = description;
        changed.dns_names.clear();
        changed.key_usage_bits = 0;
        changed.extra_extensions = {extension(row.identifier, hex)};
        const auto shown = to_text(root.issue(changed));
        BOOST_TEST(has_value(shown, row.heading, row.shown), row.value_hex << '\n' << shown);
    }
}

BOOST_AUTO_TEST_CASE(shows_keys_with_their_sizes_and_signatures_with_their_forms)
{
    auto signed_by = [&](key_type type, const char* scheme) {
        auto contents = ca_named("Root");
        contents.signature_scheme = scheme;
        return to_text(x509::self_signed_certificate(contents, x509::generate_private_key(type)));
    };
    auto shown = signed_by(key_type::rsa, "rsa_pss_rsae_sha256");
    BOOST_TEST(has_value(shown, "Key", "RSA, 2048 bits"), shown);
    BOOST_TEST(has_value(shown, "Signature", "RSA-PSS with SHA-256"), shown);
    BOOST_TEST(has_value(signed_by(key_type::ed25519, ""), "Signature", "EdDSA"));
    shown = to_text(x509::self_signed_certificate(ca_named("Root"), dsa_key()));
    BOOST_TEST(has_value(shown, "Key", "DSA, 2048 bits"), shown);
    BOOST_TEST(has_value(shown, "Signature", "DSA with SHA-256"), shown);
}

BOOST_AUTO_TEST_CASE(shows_identifiers_of_unknown_keys_and_signatures)
{
    auto der = to_bytes(make_root("Root").certificate.der());
    const auto ed25519 = from_hex("06032b6570");
    for (auto at = der.begin(); (at = std::search(at, der.end(), ed25519.begin(), ed25519.end())) != der.end();)
        at[4] = 0x7f;
    const auto shown = to_text(x509::certificate::from_der(der));
    BOOST_TEST(has_value(shown, "Key", "unknown type: 1.3.101.127"), shown);
    BOOST_TEST(has_value(shown, "Signature", "unknown: 1.3.101.127"), shown);
}

BOOST_AUTO_TEST_CASE(shows_malformed_keys_and_signatures_as_such)
{
    auto der = to_bytes(make_root("Root").certificate.der());
    const auto ed25519 = from_hex("06032b6570");
    for (auto at = der.begin(); (at = std::search(at, der.end(), ed25519.begin(), ed25519.end())) != der.end();)
        at[0] = 0x04; // an OCTET STRING instead of an OBJECT IDENTIFIER
    const auto shown = to_text(x509::certificate::from_der(der));
    BOOST_TEST(has_value(shown, "Key", "malformed"), shown);
    BOOST_TEST(has_value(shown, "Signature", "malformed"), shown);
}

BOOST_AUTO_TEST_CASE(names_rules_that_the_certificate_breaks)
{
    description.extra_extensions = {extension("1.2.3.4", "00"), extension("1.2.3.4", "00")};
    const auto certificate = root.issue(description);
    BOOST_REQUIRE(!certificate.defects().empty());
    BOOST_TEST(has_value(to_text(certificate), "Broken rule", certificate.defects().front().rule));
}

BOOST_AUTO_TEST_CASE(shows_addresses_on_one_line_and_dates_beyond_the_clock)
{
    description.dns_names.clear();
    description.ip_addresses = {"192.0.2.1"};
    BOOST_TEST(to_line(root.issue(description)).starts_with("CN=host.example (192.0.2.1), issued by CN=Root"));
    // RFC 5280 section 4.1.2.5: 99991231235959Z means that the certificate does not expire.
    description.not_after = x509::time_point::max();
    auto der = to_bytes(root.issue(description).der());
    const auto last = as_bytes("22620411234716Z"), never = as_bytes("99991231235959Z");
    const auto at = std::search(der.begin(), der.end(), last.begin(), last.end());
    BOOST_REQUIRE((at != der.end()));
    std::ranges::copy(never, at);
    BOOST_TEST(has_value(to_text(x509::certificate::from_der(der)), "until", "no expiration date"));
}

BOOST_AUTO_TEST_CASE(escapes_control_characters)
{
    description.common_name = "a\x1b[2Jb\n  Issuer: CN=Trusted\xe2\x80\xae";
    description.dns_names = {"a\nb", std::string("c\0d", 3), "e\\f"};
    description.uris = {"\x1b]0;x\x07"};
    const auto certificate = root.issue(description);
    auto shown = to_text(certificate), line = to_line(certificate);
    auto is_acted_upon = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
    BOOST_TEST(std::ranges::count_if(shown, is_acted_upon) == 0);
    BOOST_TEST(shown.find("\xe2\x80\xae") == std::string::npos);
    BOOST_TEST(line.find('\n') == std::string::npos);
    BOOST_TEST(has_value(shown, "Subject", "CN=a\\1B[2Jb\\0A  Issuer: CN=Trusted\\E2\\80\\AE"));
    BOOST_TEST(has_value(shown, "Alternative names", "DNS a\\0Ab"));
    BOOST_TEST(has_value(shown, "Alternative names", "DNS c\\00d"));
    BOOST_TEST(has_value(shown, "Alternative names", "DNS e\\\\f"));
}

BOOST_AUTO_TEST_CASE(truncates_long_lists)
{
    for (unsigned i = 0; i < 10'000; ++i)
        description.dns_names.push_back("h" + std::to_string(i) + ".example");
    auto shown = text();
    BOOST_TEST(has_value(shown, "Alternative names", "and 9901 more"));
    BOOST_TEST(std::ranges::count(shown, '\n') < 150);
}

BOOST_AUTO_TEST_CASE(formats_certificate_on_one_line)
{
    auto certificate = root.issue(description);
    BOOST_TEST(to_line(certificate) == "CN=host.example (host.example), issued by CN=Root, valid until 2026-07-15");
    BOOST_TEST(to_line(root.certificate) == "CN=Root, issued by itself, valid until 2026-07-15");
    description.dns_names = {"a.example", "b.example", "c.example", "d.example"};
    description.common_name.clear();
    std::ostringstream out;
    out << root.issue(description);
    BOOST_TEST(out.str() ==
               "(none) (a.example, b.example, c.example, and 1 more), issued by CN=Root, valid until 2026-07-15");
}

BOOST_AUTO_TEST_CASE(formats_chain)
{
    std::vector chain{root.issue(description), root.certificate};
    auto shown = to_text(chain);
    BOOST_TEST(shown.starts_with("0: Certificate\n  Subject:"));
    BOOST_TEST(shown.find("\n\n1: Certificate\n") != std::string::npos);
    BOOST_TEST(to_text(std::span<const x509::certificate>()) == "");
}

BOOST_AUTO_TEST_CASE(formats_request)
{
    auto key = x509::generate_private_key(key_type::secp384r1);
    auto request = x509::make_certificate_request(description, key);
    auto shown = to_text(request);
    BOOST_TEST(shown.starts_with("Certificate request\n"));
    BOOST_TEST(has_value(shown, "Key", "secp384r1"));
    BOOST_TEST(has_value(shown, "Alternative names", "DNS host.example"));
    BOOST_TEST(has_value(shown, "Signed by its key", "yes"));
    auto changed = to_bytes(request.der());
    changed.back() ^= 1;
    BOOST_TEST(has_value(to_text(x509::certificate_request::from_der(changed)), "Signed by its key", "NO"));
}

BOOST_AUTO_TEST_SUITE_END()
