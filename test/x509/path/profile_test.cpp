// The rules of the strict profile and the Web profile.

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"

#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using tls::key_type;
using tls::x509::certificate;
using tls::x509::certificate_template;
using tls::x509::key_usage;
using tls::x509::profile;
using tls::x509::verify_error;

namespace {

tls::bytes extension(std::string_view identifier, bool critical, const der::encoding& value)
{
    return tls::to_bytes(der::sequence({der::object_identifier(identifier),
                                        critical ? der::boolean(true) : der::encoding(), der::octet_string(value)}));
}

der::encoding any_element(tls::byte_view whole)
{
    return {whole.begin(), whole.end()};
}

certificate signed_by(const authority& issuer, const certificate& original, const der::encoding& tbs)
{
    const auto& algorithms = *tls::registry::standard();
    const auto* scheme =
        algorithms.find_signature_scheme(key_type::secp256r1, tls::signature_encoding::ecdsa, "SHA-256");
    auto signature = scheme->make_signer(*scheme, issuer.key)->sign(tbs, tls::system_random());
    return certificate::from_der(
        der::sequence({tbs, any_element(original.signature_algorithm()), der::bit_string(signature)}));
}

// The positions of fields in a TBSCertificate.
constexpr unsigned version_field = 0, serial_number_field = 1, validity_field = 4, extensions_field = 7;

// Returns the certificate with some fields replaced, or removed if the replacement is empty, signed again.
certificate with_fields(const certificate& original, const authority& issuer,
                        const std::map<unsigned, der::encoding>& replacements)
{
    auto fields = der::only_sequence(original.tbs());
    der::encoding tbs;
    for (unsigned position = 0; !fields.empty(); ++position) {
        auto field = any_element(fields.any().whole);
        if (const auto found = replacements.find(position); found != replacements.end())
            field = found->second;
        tbs = der::concatenation({tbs, field});
    }
    return signed_by(issuer, original, der::sequence({tbs}));
}

// Returns the certificate with one extension removed or replaced, signed again.
certificate with_extension(const certificate& original, const authority& issuer, std::string_view identifier,
                           const tls::bytes& replacement)
{
    der::encoding extensions;
    for (const auto& e : original.extensions())
        if (e.identifier != identifier)
            extensions = der::concatenation(
                {extensions, any_element(extension(e.identifier, e.critical, {e.value.begin(), e.value.end()}))});
    extensions = der::concatenation({extensions, any_element(replacement)});
    auto fields = der::only_sequence(original.tbs());
    der::encoding tbs;
    while (!fields.empty()) {
        auto field = fields.any();
        if (field.tag != der::tag::context_constructed(3))
            tbs = der::concatenation({tbs, any_element(field.whole)});
    }
    tbs = der::sequence({tbs, der::constructed(der::tag::context_constructed(3), {der::sequence({extensions})})});
    return signed_by(issuer, original, tbs);
}

certificate_template web_server(const std::string& host)
{
    auto description = server_named(host);
    description.extended_key_usage = {std::string(oid::server_auth)};
    return description;
}

// A public CA and a server certificate that satisfy the rules.
struct web {
    authority root = make_root("Root", key_type::secp256r1);
    tls::private_key key = tls::x509::generate_private_key(key_type::secp256r1);
    authority intermediate = delegate(ca_named("Intermediate"));
    verification verify{root.certificate};

    web()
    {
        verify.parameters.rules = profile::web;
        verify.parameters.host = "www.example.com";
    }

    authority delegate(const certificate_template& description) const
    {
        return {key, root.issue(description, key.public_part)};
    }

    certificate issue(const certificate_template& description) const
    {
        return intermediate.issue(description, key.public_part);
    }
    certificate leaf() const { return issue(web_server("www.example.com")); }

    verify_error verdict(const certificate& c) const { return verify({c, intermediate.certificate}).error; }
    verify_error verdict(const certificate_template& description) const { return verdict(issue(description)); }
    /// The verdict on a valid leaf below this CA certificate, which has the intermediate's key.
    verify_error verdict_below(const certificate& authority) const { return verify({leaf(), authority}).error; }

    /// Switches to the RFC 5280 profile, strict or not.
    void use_rfc5280(bool strict)
    {
        verify.parameters.rules = profile::rfc5280;
        verify.parameters.strict = strict;
    }
};

constexpr auto broken = verify_error::profile_violation;
constexpr auto bad = verify_error::bad_extension;

} // namespace

BOOST_FIXTURE_TEST_SUITE(strict_profile, web)

BOOST_AUTO_TEST_CASE(accepts_conforming_certificate)
{
    BOOST_TEST(verdict(leaf()) == verify_error::ok);
    use_rfc5280(true);
    BOOST_TEST(verdict(leaf()) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_serial_number_zero)
{
    auto description = web_server("www.example.com");
    description.serial_number = {0};
    BOOST_TEST(verdict(description) == verify_error::invalid_encoding);
    use_rfc5280(true);
    BOOST_TEST(verdict(description) == verify_error::invalid_encoding);
    use_rfc5280(false);
    BOOST_TEST(verdict(description) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_negative_serial_number)
{
    const auto negative = with_fields(leaf(), intermediate,
                                      {{serial_number_field, der::element_of(der::tag::integer, tls::bytes{0x80})}});
    BOOST_TEST(verdict(negative) == verify_error::invalid_encoding);
    use_rfc5280(true);
    BOOST_TEST(verdict(negative) == verify_error::invalid_encoding);
    use_rfc5280(false);
    BOOST_TEST(verdict(negative) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_generalized_time_before_2050)
{
    auto lasting_until = [&](std::string_view time) {
        auto not_after = der::element_of(der::tag::generalized_time, tls::as_bytes(time));
        return with_fields(leaf(), intermediate,
                           {{validity_field, der::sequence({tls::x509::write_time(now - day), not_after})}});
    };
    BOOST_TEST(verdict(lasting_until("20491231235959Z")) == verify_error::invalid_encoding);
    BOOST_TEST(verdict(lasting_until("20500101000000Z")) == verify_error::ok);
    use_rfc5280(false);
    BOOST_TEST(verdict(lasting_until("20491231235959Z")) == verify_error::ok);
}

// RFC 5280 section 6.1.4 (k): such a certificate has no basicConstraints, so the user has to vouch for it.
BOOST_AUTO_TEST_CASE(certificate_of_version_1_issues_only_as_a_trusted_root)
{
    use_rfc5280(false);
    verify.parameters.host.reset();
    auto as_version1 = [](const certificate& c, const authority& issuer) {
        return with_fields(c, issuer, {{version_field, {}}, {extensions_field, {}}});
    };
    const auto old_root = as_version1(root.certificate, root);
    BOOST_REQUIRE(old_root.version() == 1);
    const auto issued = root.issue(web_server("www.example.com"), key.public_part);
    verification trusting{old_root};
    BOOST_TEST(trusting({issued}).error == verify_error::ok);
    // As an intermediate certificate, and as an anchor that another CA has issued.
    const auto intermediate1 = as_version1(intermediate.certificate, root);
    BOOST_TEST(verdict_below(intermediate1) == verify_error::invalid_ca);
    verification trusting_issued{intermediate1};
    trusting_issued.parameters.allow_partial_chain = true;
    BOOST_TEST(trusting_issued({leaf()}).error == verify_error::invalid_ca);
    // The Baseline Requirements need version 3 everywhere.
    trusting.parameters.rules = profile::web;
    const auto result = trusting({issued});
    BOOST_TEST(result.error == broken);
    BOOST_TEST(result.detail == "certificate of CN=Root has version 1, not 3");
}

BOOST_AUTO_TEST_CASE(accepts_root_with_serial_number_zero)
{
    auto description = ca_named("Old Root");
    description.serial_number = {0};
    auto old_root = make_root(description, key_type::secp256r1);
    verification trusting{old_root.certificate};
    trusting.parameters.rules = profile::web;
    BOOST_TEST(trusting({old_root.issue(web_server("www.example.com"), key.public_part)}).error == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_extensions_with_wrong_criticality)
{
    struct row {
        std::string_view identifier;
        bool critical;
    };
    for (const auto& [identifier, critical] :
         {row{oid::authority_key_identifier, true}, row{oid::subject_key_identifier, true},
          row{oid::basic_constraints, false}}) {
        const auto* original = intermediate.certificate.find_extension(identifier);
        auto changed = with_extension(intermediate.certificate, root, identifier,
                                      extension(identifier, critical, any_element(original->value)));
        use_rfc5280(true);
        BOOST_TEST(verdict_below(changed) == bad, identifier);
        use_rfc5280(false);
        BOOST_TEST(verdict_below(changed) == verify_error::ok, identifier);
        verify.parameters.rules = profile::web;
        BOOST_TEST(verdict_below(changed) == bad, identifier);
    }
    for (const auto& [identifier, value] :
         {std::pair(oid::policy_constraints, der::sequence({der::element_of(der::tag::context(0), tls::bytes{9})})),
          std::pair(oid::inhibit_any_policy, der::small_integer(9))}) {
        use_rfc5280(true);
        auto description = ca_named("Intermediate");
        description.extra_extensions = {extension(identifier, false, value)};
        BOOST_TEST(verdict_below(delegate(description).certificate) == bad, identifier);
        description.extra_extensions = {extension(identifier, true, value)};
        BOOST_TEST(verdict_below(delegate(description).certificate) == verify_error::ok, identifier);
    }
}

BOOST_AUTO_TEST_CASE(rejects_underscore_in_dns_name)
{
    auto description = web_server("www.example.com");
    description.dns_names.push_back("a_b.example.com");
    BOOST_TEST(verdict(description) == bad);
    use_rfc5280(true);
    BOOST_TEST(verdict(description) == bad);
    use_rfc5280(false);
    BOOST_TEST(verdict(description) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_critical_authority_info_access)
{
    auto location = der::element_of(der::tag::context(6), tls::as_bytes("http://ca.example/ca.der"));
    auto value = der::sequence({der::sequence({der::object_identifier(oid::ad_ca_issuers), location})});
    auto description = web_server("www.example.com");
    description.extra_extensions = {extension(oid::authority_information_access, true, value)};
    BOOST_TEST(verdict(description) == bad);
    description.extra_extensions = {extension(oid::authority_information_access, false, value)};
    BOOST_TEST(verdict(description) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(requires_critical_name_constraints_except_in_web_profile)
{
    auto base = der::element_of(der::tag::context(2), tls::as_bytes("example.com"));
    auto value = der::sequence({der::constructed(der::tag::context_constructed(0), {der::sequence({base})})});
    auto description = ca_named("Intermediate");
    description.extra_extensions = {extension(oid::name_constraints, false, value)};
    auto constrained = delegate(description).certificate;
    BOOST_TEST(verdict_below(constrained) == verify_error::ok);
    use_rfc5280(true);
    BOOST_TEST(verdict_below(constrained) == bad);
}

BOOST_AUTO_TEST_CASE(requires_key_identifiers_except_in_roots)
{
    auto without = [](const certificate& c, const authority& issuer, std::string_view identifier) {
        return with_extension(c, issuer, identifier, {});
    };
    BOOST_TEST(verdict(without(leaf(), intermediate, oid::authority_key_identifier)) == bad);
    BOOST_TEST(verdict(without(leaf(), intermediate, oid::subject_key_identifier)) == verify_error::ok);
    BOOST_TEST(verdict_below(without(intermediate.certificate, root, oid::authority_key_identifier)) == bad);
    BOOST_TEST(verdict_below(without(intermediate.certificate, root, oid::subject_key_identifier)) == bad);
    verification trusting{without(root.certificate, root, oid::authority_key_identifier)};
    trusting.parameters.rules = profile::web;
    BOOST_TEST(trusting({leaf(), intermediate.certificate}).accepted);
    trusting.parameters.rules = profile::rfc5280;
    trusting.parameters.strict = true;
    BOOST_TEST(trusting({leaf(), intermediate.certificate}).accepted);
    // An anchor that is not self-signed needs it.
    verification trusting_intermediate{without(intermediate.certificate, root, oid::authority_key_identifier)};
    trusting_intermediate.parameters.strict = true;
    trusting_intermediate.parameters.allow_partial_chain = true;
    BOOST_TEST(trusting_intermediate({leaf()}).error == bad);
    use_rfc5280(false);
    BOOST_TEST(verdict(without(leaf(), intermediate, oid::authority_key_identifier)) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_key_cert_sign_in_leaf)
{
    auto description = web_server("www.example.com");
    description.key_usage_bits = static_cast<std::uint16_t>(static_cast<unsigned>(key_usage::digital_signature) |
                                                            static_cast<unsigned>(key_usage::key_cert_sign));
    BOOST_TEST(verdict(description) == bad);
    use_rfc5280(true);
    BOOST_TEST(verdict(description) == bad);
    use_rfc5280(false);
    BOOST_TEST(verdict(description) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(requires_critical_subject_alt_name_without_subject)
{
    use_rfc5280(true);
    verify.parameters.host.reset();
    BOOST_TEST(verdict(named("")) == bad);
    verify.parameters.host = "www.example.com";
    auto description = web_server("www.example.com");
    description.common_name.clear();
    BOOST_TEST(verdict(description) == verify_error::ok);
    auto nameless = issue(description);
    auto value = any_element(nameless.find_extension(oid::subject_alt_name)->value);
    BOOST_TEST(verdict(with_extension(nameless, intermediate, oid::subject_alt_name,
                                      extension(oid::subject_alt_name, false, value))) == bad);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(web_profile, web)

BOOST_AUTO_TEST_CASE(rejects_keys_other_than_rsa_of_whole_bytes_and_nist_curves)
{
    auto with_key = [&](const tls::public_key& k) {
        return verify({intermediate.issue(web_server("www.example.com"), k), intermediate.certificate}).error;
    };
    BOOST_TEST(with_key(tls::x509::generate_private_key(key_type::secp384r1).public_part) == verify_error::ok);
    BOOST_TEST(with_key(tls::x509::generate_private_key(key_type::rsa, 2048).public_part) == verify_error::ok);
    BOOST_TEST(with_key(tls::x509::generate_private_key(key_type::ed25519).public_part) == broken);
    auto rsa_2052 = tls::x509::generate_private_key(key_type::rsa, 2048).public_part;
    rsa_2052.modulus.insert(rsa_2052.modulus.begin(), 0x0f);
    BOOST_TEST(rsa_2052.bits() == 2052u);
    BOOST_TEST(with_key(rsa_2052) == broken);
    BOOST_TEST(with_key(tls::x509::generate_private_key(key_type::secp521r1).public_part) == verify_error::ok);
    auto even_exponent = tls::x509::generate_private_key(key_type::rsa, 2048).public_part;
    even_exponent.public_exponent = {4};
    BOOST_TEST(with_key(even_exponent) == broken);
    even_exponent.public_exponent = {1};
    BOOST_TEST(with_key(even_exponent) == broken);
    verify.parameters.min_rsa_bits = 1024;
    BOOST_TEST(with_key(tls::x509::generate_private_key(key_type::rsa, 1024).public_part) == broken);
    use_rfc5280(true);
    BOOST_TEST(with_key(rsa_2052) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(checks_key_of_the_root)
{
    auto other = make_root("Other", key_type::ed25519);
    verification trusting{other.certificate};
    trusting.parameters.rules = profile::web;
    auto result = trusting({other.issue(web_server("www.example.com"), key.public_part)});
    BOOST_TEST(result.error == broken);
    BOOST_TEST(result.depth == 1u);
    BOOST_TEST(result.detail ==
               "certificate of CN=Other has a key of a type that the Baseline Requirements do not allow");
}

BOOST_AUTO_TEST_CASE(profile_does_not_apply_to_name_and_key_anchor)
{
    tls::x509::trust_store store;
    store.add(tls::x509::trust_anchor{tls::to_bytes(root.certificate.subject().der()),
                                      tls::to_bytes(root.certificate.subject_public_key_info()),
                                      {}});
    verify.parameters.anchors = &store;
    BOOST_TEST(verdict(leaf()) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(requires_non_critical_server_auth_extended_key_usage)
{
    auto description = web_server("www.example.com");
    description.extended_key_usage.clear();
    BOOST_TEST(verdict(description) == broken);
    description.extended_key_usage = {std::string(oid::server_auth), std::string(oid::any_extended_key_usage)};
    BOOST_TEST(verdict(description) == broken);
    description.extended_key_usage = {std::string(oid::client_auth)};
    BOOST_TEST(verdict(description) == verify_error::invalid_purpose);
    description.extended_key_usage = {std::string(oid::server_auth), std::string(oid::client_auth)};
    BOOST_TEST(verdict(description) == verify_error::ok);
    auto value = der::sequence({der::object_identifier(oid::server_auth)});
    BOOST_TEST(verdict(with_extension(leaf(), intermediate, oid::ext_key_usage,
                                      extension(oid::ext_key_usage, true, value))) == broken);
}

BOOST_AUTO_TEST_CASE(rejects_crl_sign_in_leaf)
{
    auto description = web_server("www.example.com");
    const auto usage = static_cast<unsigned>(key_usage::digital_signature) | static_cast<unsigned>(key_usage::crl_sign);
    description.key_usage_bits = static_cast<std::uint16_t>(usage);
    BOOST_TEST(verdict(description) == broken);
    use_rfc5280(true);
    BOOST_TEST(verdict(description) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_ca_certificate_as_leaf)
{
    auto description = ca_named("www.example.com");
    description.dns_names = {"www.example.com"};
    description.extended_key_usage = {std::string(oid::server_auth)};
    BOOST_TEST(verdict(description) == broken);
    use_rfc5280(true);
    BOOST_TEST(verdict(description) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(issuer_named_by_serial_number_is_only_a_hint)
{
    use_rfc5280(false);
    auto naming = [&](const der::encoding& general_name) {
        auto value = der::sequence({der::constructed(der::tag::context_constructed(1), {general_name}),
                                    der::element_of(der::tag::context(2), tls::bytes{9})});
        return with_extension(leaf(), intermediate, oid::authority_key_identifier,
                              extension(oid::authority_key_identifier, false, value));
    };
    BOOST_TEST(verdict(naming(der::element_of(der::tag::context(2), tls::as_bytes("a.example")))) == verify_error::ok);
    BOOST_TEST(verdict(naming(der::constructed(der::tag::context_constructed(4), {der::sequence({})}))) ==
               verify_error::ok);
    verify.parameters.rules = profile::web;
    BOOST_TEST(!verify({naming(der::constructed(der::tag::context_constructed(4), {der::sequence({})})),
                        intermediate.certificate})
                    .accepted);
}

BOOST_AUTO_TEST_CASE(requires_non_critical_subject_alt_name_with_a_host)
{
    verify.parameters.host.reset();
    auto description = named("www.example.com");
    description.extended_key_usage = {std::string(oid::server_auth)};
    BOOST_TEST(verdict(description) == verify_error::no_subject_alt_name);
    verify.parameters.common_name_fallback = true;
    verify.parameters.host = "www.example.com";
    BOOST_TEST(verdict(description) != verify_error::ok);
    auto value = any_element(leaf().find_extension(oid::subject_alt_name)->value);
    BOOST_TEST(verdict(with_extension(leaf(), intermediate, oid::subject_alt_name,
                                      extension(oid::subject_alt_name, true, value))) == broken);
}

BOOST_AUTO_TEST_CASE(requires_common_name_to_repeat_a_subject_alt_name)
{
    verify.parameters.host.reset();
    auto with_names = [&](const std::string& common_name, std::vector<std::string> hosts,
                          std::vector<std::string> addresses) {
        auto description = web_server(common_name);
        description.dns_names = std::move(hosts);
        description.ip_addresses = std::move(addresses);
        return verdict(description);
    };
    BOOST_TEST(with_names("www.example.com", {"example.com", "www.example.com"}, {}) == verify_error::ok);
    BOOST_TEST(with_names("other.example.com", {"example.com", "www.example.com"}, {}) == broken);
    BOOST_TEST(with_names("Example.com", {"example.com"}, {}) == broken);
    BOOST_TEST(with_names("*.example.com", {"*.example.com"}, {}) == verify_error::ok);
    BOOST_TEST(with_names("example.com", {"*.example.com"}, {}) == verify_error::ok);
    BOOST_TEST(with_names("Example Incorporated", {"example.com"}, {}) == broken);
    BOOST_TEST(with_names("xn--bcher-kva.example", {"example.com"}, {}) == broken);
    BOOST_TEST(with_names("b\xc3\xbc"
                          "cher.example",
                          {"xn--bcher-kva.example"}, {}) == broken);
    BOOST_TEST(with_names("192.0.2.1", {}, {"192.0.2.1"}) == verify_error::ok);
    BOOST_TEST(with_names("192.0.2.2", {}, {"192.0.2.1"}) == broken);
    BOOST_TEST(with_names("0xc0.0x0.0x2.0x1", {}, {"192.0.2.1"}) == broken);
    BOOST_TEST(with_names("192.000.002.001", {}, {"192.0.2.1"}) == broken);
    BOOST_TEST(with_names("2001:db8::8a2e:370:7334", {}, {"2001:db8::8a2e:370:7334"}) == verify_error::ok);
    BOOST_TEST(with_names("2001:DB8::8A2E:370:7334", {}, {"2001:db8::8a2e:370:7334"}) == broken);
    BOOST_TEST(with_names("2001:db8:0:0:0:8a2e:370:7334", {}, {"2001:db8::8a2e:370:7334"}) == broken);
    BOOST_TEST(with_names("www.example.com", {}, {"192.0.2.1"}) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_root_with_extended_key_usage)
{
    auto description = ca_named("Root");
    description.extended_key_usage = {std::string(oid::server_auth)};
    auto root_with_purpose = make_root(description, key_type::secp256r1);
    verification trusting{root_with_purpose.certificate};
    trusting.parameters.rules = profile::web;
    auto issued = root_with_purpose.issue(web_server("www.example.com"), key.public_part);
    BOOST_TEST(trusting({issued}).error == broken);
    BOOST_TEST(trusting({issued}).depth == 1u);
    trusting.parameters.rules = profile::rfc5280;
    BOOST_TEST(trusting({issued}).accepted);
}

BOOST_AUTO_TEST_CASE(rejects_root_whose_authority_key_identifier_differs)
{
    auto with_identifier = [&](const der::encoding& value) {
        auto changed = with_extension(root.certificate, root, oid::authority_key_identifier,
                                      extension(oid::authority_key_identifier, false, der::sequence({value})));
        verification trusting{changed};
        trusting.parameters.rules = profile::web;
        trusting.parameters.allow_partial_chain = true;
        return trusting({leaf(), intermediate.certificate}).error;
    };
    auto key_identifier = der::element_of(der::tag::context(0), root.certificate.subject_key_identifier());
    auto directory_name =
        der::constructed(der::tag::context_constructed(4), {any_element(root.certificate.subject().der())});
    auto issuer = der::constructed(der::tag::context_constructed(1), {directory_name});
    auto serial = der::element_of(der::tag::context(2), root.certificate.serial_number());
    BOOST_TEST(with_identifier(key_identifier) == verify_error::ok);
    BOOST_TEST(with_identifier({}) != verify_error::ok);
    BOOST_TEST(with_identifier(der::element_of(der::tag::context(0), tls::bytes(20, 1))) != verify_error::ok);
    BOOST_TEST(with_identifier(der::concatenation({key_identifier, issuer, serial})) == broken);
}

BOOST_AUTO_TEST_CASE(rejects_sha1_signatures_even_with_allow_sha1)
{
    verify.parameters.allow_sha1 = true;
    auto description = web_server("www.example.com");
    description.signature_scheme = "rsa_pkcs1_sha1";
    auto rsa_root = make_root("RSA Root", key_type::rsa);
    auto issued = rsa_root.issue(description, key.public_part);
    verification trusting{rsa_root.certificate};
    trusting.parameters.allow_sha1 = true;
    BOOST_TEST(trusting({issued}).accepted);
    trusting.parameters.rules = profile::web;
    BOOST_TEST(trusting({issued}).error == broken);
}

BOOST_AUTO_TEST_SUITE_END()
