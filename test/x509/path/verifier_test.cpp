// The rules that every path must satisfy.

#include "x509/pki.hpp"

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"

#include <tls/verify_context.hpp>

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using namespace tls::test;
using tls::key_type;
using tls::x509::key_usage;
using tls::x509::purpose;
using tls::x509::verify_error;

namespace {

std::uint16_t bits_of(key_usage usage)
{
    return static_cast<std::uint16_t>(usage);
}

tls::x509::certificate tampered(const tls::x509::certificate& original)
{
    auto der = tls::to_bytes(original.der());
    der.back() ^= 1;
    return tls::x509::certificate::from_der(der);
}

// A root, an intermediate and a leaf for www.example.com.
struct three_levels {
    authority root = make_root("Root");
    authority intermediate = root.delegate(ca_named("Intermediate"));
    tls::x509::certificate leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(chain_verification, three_levels)

BOOST_AUTO_TEST_CASE(accepts_valid_chain)
{
    verify.parameters.host = "www.example.com";
    auto result = verify({leaf, intermediate.certificate});
    BOOST_TEST(result.accepted);
    BOOST_TEST(result.error == verify_error::ok);
    BOOST_TEST(result.path.size() == 3u);
    BOOST_TEST((result.path.back() == root.certificate));
    BOOST_TEST(result.detail == "");
}

BOOST_AUTO_TEST_CASE(accepts_chain_that_includes_the_root)
{
    BOOST_TEST(verify({leaf, root.certificate, intermediate.certificate}).path.size() == 3u);
}

BOOST_AUTO_TEST_CASE(reports_unknown_issuer_for_missing_intermediate)
{
    auto result = verify({leaf});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::unknown_issuer);
    BOOST_TEST(result.depth == 0u);
    BOOST_TEST(result.detail == "certificate of CN=www.example.com was issued by CN=Intermediate, whose certificate is "
                                "neither in the chain nor in the trust store");
}

BOOST_AUTO_TEST_CASE(reports_untrusted_root)
{
    verification trusts_other_root{make_root("Other Root").certificate};
    auto result = trusts_other_root({leaf, intermediate.certificate, root.certificate});
    BOOST_TEST(result.error == verify_error::self_signed_in_chain);
    BOOST_TEST(result.depth == 2u);
    BOOST_TEST(trusts_other_root({leaf, intermediate.certificate}).error == verify_error::unknown_issuer);
    BOOST_TEST(trusts_other_root({leaf, intermediate.certificate}).depth == 1u);
}

BOOST_AUTO_TEST_CASE(rejects_other_root_with_name_of_trusted_root)
{
    auto impostor = make_root("Root");
    BOOST_TEST(!verify({impostor.issue(server_named("www.example.com")), impostor.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(rejects_tampered_signature)
{
    auto result = verify({tampered(leaf), intermediate.certificate});
    BOOST_TEST(result.error == verify_error::signature_failure);
    BOOST_TEST(result.depth == 0u);
    BOOST_TEST(verify({leaf, tampered(intermediate.certificate)}).error == verify_error::signature_failure);
    BOOST_TEST(verify({leaf, tampered(intermediate.certificate)}).depth == 1u);
}

BOOST_AUTO_TEST_CASE(rejects_expired_leaf_and_reports_its_date)
{
    auto description = server_named("www.example.com");
    description.not_after = std::chrono::sys_days(std::chrono::year(2026) / 6 / 3);
    auto result = verify({root.issue(description)});
    BOOST_TEST(result.error == verify_error::expired);
    BOOST_TEST(result.detail == "certificate of CN=www.example.com expired 2026-06-03");
}

BOOST_AUTO_TEST_CASE(validity_period_includes_both_ends)
{
    auto with_half_a_second = [&](tls::x509::time_point time) {
        verify.parameters.time = time + 500ms;
        return verify({leaf, intermediate.certificate}).error;
    };
    BOOST_TEST(with_half_a_second(leaf.not_after()) == verify_error::ok);
    BOOST_TEST(with_half_a_second(leaf.not_after() + 1s) == verify_error::expired);
    BOOST_TEST(with_half_a_second(leaf.not_before()) == verify_error::ok);
    BOOST_TEST(with_half_a_second(leaf.not_before() - 1s) == verify_error::not_yet_valid);
}

BOOST_AUTO_TEST_CASE(rejects_leaf_that_is_not_yet_valid)
{
    auto description = server_named("www.example.com");
    description.not_before = now + day;
    BOOST_TEST(verify({root.issue(description)}).error == verify_error::not_yet_valid);
}

BOOST_AUTO_TEST_CASE(rejects_expired_issuer_and_reports_its_depth)
{
    auto description = ca_named("Intermediate");
    description.not_after = now - day;
    auto expired = root.delegate(description);
    auto result = verify({expired.issue(server_named("www.example.com")), expired.certificate});
    BOOST_TEST(result.error == verify_error::expired);
    BOOST_TEST(result.depth == 1u);
}

BOOST_AUTO_TEST_CASE(rejects_wrong_host)
{
    verify.parameters.host = "www.example.org";
    auto result = verify({leaf, intermediate.certificate});
    BOOST_TEST(result.error == verify_error::host_name_mismatch);
    BOOST_TEST(result.depth == 0u);
    verify.parameters.host = "192.0.2.1";
    BOOST_TEST(verify({leaf, intermediate.certificate}).error == verify_error::ip_address_mismatch);
}

BOOST_AUTO_TEST_CASE(rejects_issuer_that_is_not_a_ca)
{
    auto not_ca = root.delegate(named("Not a CA"));
    auto result = verify({not_ca.issue(server_named("www.example.com")), not_ca.certificate});
    BOOST_TEST(result.error == verify_error::invalid_ca);
    BOOST_TEST(result.depth == 1u);
}

BOOST_AUTO_TEST_CASE(rejects_trusted_leaf_as_issuer)
{
    auto pinned = make_root(server_named("pinned.example"));
    verification trusting{pinned.certificate};
    auto result = trusting({pinned.issue(server_named("www.example.com"))});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::invalid_ca);
}

BOOST_AUTO_TEST_CASE(rejects_issuer_without_key_cert_sign)
{
    auto description = ca_named("Intermediate");
    description.key_usage_bits = bits_of(key_usage::crl_sign);
    auto without_key_cert_sign = root.delegate(description);
    BOOST_TEST(verify({without_key_cert_sign.issue(server_named("www.example.com")), without_key_cert_sign.certificate})
                   .error == verify_error::cannot_sign);
}

BOOST_AUTO_TEST_CASE(rejects_leaf_without_digital_signature_key_usage)
{
    auto description = server_named("www.example.com");
    description.key_usage_bits = bits_of(key_usage::key_encipherment);
    auto encipherment_only = root.issue(description);
    BOOST_TEST(verify({encipherment_only}).error == verify_error::invalid_key_usage);
    verify.parameters.use = purpose::any;
    BOOST_TEST(verify({encipherment_only}).accepted);
}

BOOST_AUTO_TEST_CASE(path_length_limits_number_of_cas_below)
{
    auto description = ca_named("Limited");
    description.path_length = 0;
    auto limited = root.delegate(description);
    BOOST_TEST(verify({limited.issue(server_named("www.example.com")), limited.certificate}).accepted);

    auto below = limited.delegate(ca_named("Below"));
    auto result = verify({below.issue(server_named("www.example.com")), below.certificate, limited.certificate});
    BOOST_TEST(result.error == verify_error::path_length_exceeded);
    BOOST_TEST(result.depth == 2u);
}

BOOST_AUTO_TEST_CASE(path_length_does_not_count_self_issued_intermediate)
{
    auto description = ca_named("Limited");
    description.path_length = 0;
    auto limited = root.delegate(description);
    auto renewed = limited.delegate(ca_named("Limited"));
    BOOST_TEST(
        verify({renewed.issue(server_named("www.example.com")), renewed.certificate, limited.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(applies_path_length_of_anchor)
{
    auto description = ca_named("Root");
    description.path_length = 0;
    auto limited = make_root(description);
    auto below = limited.delegate(ca_named("Below"));
    verification trusting{limited.certificate};
    BOOST_TEST(trusting({below.issue(server_named("www.example.com")), below.certificate}).error ==
               verify_error::path_length_exceeded);
}

BOOST_AUTO_TEST_CASE(rejects_leaf_whose_extended_key_usage_lacks_the_purpose)
{
    auto error_for = [&](std::vector<std::string> purposes, purpose use) {
        auto description = server_named("www.example.com");
        description.extended_key_usage = std::move(purposes);
        verify.parameters.use = use;
        return verify({root.issue(description)}).error;
    };
    const std::string server(tls::x509::oid::server_auth), client(tls::x509::oid::client_auth);
    const std::string any(tls::x509::oid::any_extended_key_usage), code_signing = "1.3.6.1.5.5.7.3.3";

    BOOST_TEST(error_for({server}, purpose::server_auth) == verify_error::ok);
    BOOST_TEST(error_for({client, server}, purpose::server_auth) == verify_error::ok);
    BOOST_TEST(error_for({any}, purpose::server_auth) == verify_error::ok);
    BOOST_TEST(error_for({client}, purpose::server_auth) == verify_error::invalid_purpose);
    BOOST_TEST(error_for({server}, purpose::client_auth) == verify_error::invalid_purpose);
    BOOST_TEST(error_for({client}, purpose::client_auth) == verify_error::ok);
    BOOST_TEST(error_for({code_signing}, purpose::any) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(extended_key_usage_of_issuer_restricts_certificates_below)
{
    auto description = ca_named("Clients Only");
    description.extended_key_usage = {std::string(tls::x509::oid::client_auth)};
    auto clients_only = root.delegate(description);
    auto result = verify({clients_only.issue(server_named("www.example.com")), clients_only.certificate});
    BOOST_TEST(result.error == verify_error::invalid_purpose);
    BOOST_TEST(result.depth == 1u);
}

BOOST_AUTO_TEST_CASE(accepts_trusted_self_signed_leaf)
{
    auto server = make_root(server_named("self.example"));
    BOOST_TEST(verify({server.certificate}).error == verify_error::self_signed_leaf);

    verification trusting{server.certificate};
    trusting.parameters.host = "self.example";
    auto result = trusting({server.certificate});
    BOOST_TEST(result.accepted);
    BOOST_TEST(result.path.size() == 1u);
    trusting.parameters.host = "other.example";
    BOOST_TEST(trusting({server.certificate}).error == verify_error::host_name_mismatch);
    trusting.parameters.host.reset();
    trusting.parameters.time = now + 31 * day;
    BOOST_TEST(trusting({server.certificate}).error == verify_error::expired);
}

BOOST_AUTO_TEST_CASE(accepts_trusted_intermediate_as_anchor_with_allow_partial_chain)
{
    verification trusting{intermediate.certificate};
    BOOST_TEST(trusting({leaf}).error == verify_error::unknown_issuer);
    BOOST_TEST(trusting({leaf}).depth == 1u);
    trusting.parameters.allow_partial_chain = true;
    BOOST_TEST(trusting({leaf}).accepted);
    BOOST_TEST(trusting({leaf, intermediate.certificate, root.certificate}).path.size() == 2u);
}

BOOST_AUTO_TEST_CASE(rejects_rsa_keys_below_min_rsa_bits)
{
    auto small = tls::x509::generate_private_key(key_type::rsa, 1024);
    auto leaf_with_small_key = root.issue(server_named("www.example.com"), small.public_part);
    BOOST_TEST(verify({leaf_with_small_key}).error == verify_error::ee_key_too_small);

    auto small_root = tls::x509::self_signed_certificate(ca_named("Small Root"), small);
    auto issued = tls::x509::issue_certificate(server_named("www.example.com"), leaf.key().value(), small_root, small);
    verification trusting{small_root};
    auto result = trusting({issued});
    BOOST_TEST(result.error == verify_error::ca_key_too_small);
    BOOST_TEST(result.depth == 1u);
    trusting.parameters.min_rsa_bits = 1024;
    BOOST_TEST(trusting({issued}).accepted);
}

BOOST_AUTO_TEST_CASE(callback_sees_too_small_key_of_an_issuer)
{
    auto small = make_root(ca_named("Small"), key_type::rsa);
    const auto issued = small.issue(server_named("www.example.com"));
    verification trusting{small.certificate};
    trusting.parameters.min_rsa_bits = small.key.public_part.bits() + 1;
    std::vector<std::pair<unsigned, verify_error>> seen;
    trusting.parameters.callback = [&](bool preverified, tls::verify_context& context) {
        if (!preverified)
            seen.emplace_back(context.error_depth(), context.error());
        return preverified || context.error() == verify_error::ca_key_too_small;
    };
    BOOST_TEST(trusting({issued}).accepted);
    BOOST_TEST(!seen.empty());
    for (const auto& [depth, error] : seen) {
        BOOST_TEST(depth == 1u);
        BOOST_TEST(error == verify_error::ca_key_too_small);
    }
}

BOOST_AUTO_TEST_CASE(needs_anchors_and_algorithms)
{
    auto without_anchors = verify.parameters, without_algorithms = verify.parameters;
    without_anchors.anchors = nullptr;
    without_algorithms.algorithms = nullptr;
    for (const auto& parameters : {without_anchors, without_algorithms})
        BOOST_CHECK_THROW(tls::x509::verify_chain({&leaf, 1}, parameters), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(rejects_more_intermediates_than_max_depth)
{
    verify.parameters.max_depth = 1;
    BOOST_TEST(verify({leaf, intermediate.certificate}).accepted);
    verify.parameters.max_depth = 0;
    BOOST_TEST(verify({leaf, intermediate.certificate}).error == verify_error::chain_too_long);
    BOOST_TEST(verify({root.issue(server_named("www.example.com"))}).accepted);
}

BOOST_AUTO_TEST_CASE(max_depth_does_not_count_self_issued_intermediates)
{
    auto renewed = intermediate.delegate(ca_named("Intermediate"));
    auto below = renewed.issue(server_named("www.example.com"));
    verify.parameters.max_depth = 1;
    BOOST_TEST(verify({below, renewed.certificate, intermediate.certificate}).accepted);
    verify.parameters.max_depth = 0;
    BOOST_TEST(verify({below, renewed.certificate, intermediate.certificate}).error == verify_error::chain_too_long);
}

BOOST_AUTO_TEST_CASE(requires_every_bit_of_leaf_key_usage)
{
    auto description = server_named("www.example.com");
    const auto signature = bits_of(key_usage::digital_signature), encipherment = bits_of(key_usage::key_encipherment);
    description.key_usage_bits = encipherment;
    auto encipherment_only = root.issue(description);
    verify.parameters.leaf_key_usage = 0;
    BOOST_TEST(verify({encipherment_only}).accepted);
    verify.parameters.leaf_key_usage = encipherment;
    BOOST_TEST(verify({encipherment_only}).accepted);
    verify.parameters.leaf_key_usage = static_cast<std::uint16_t>(signature | encipherment);
    BOOST_TEST(verify({encipherment_only}).error == verify_error::invalid_key_usage);
}

BOOST_AUTO_TEST_CASE(accepts_ca_certificate_as_leaf)
{
    auto description = ca_named("Authority");
    description.dns_names = {"ca.example.com"};
    verify.parameters.host = "ca.example.com";
    BOOST_TEST(verify({root.issue(description)}).accepted);
}

BOOST_AUTO_TEST_CASE(applies_name_constraints_of_trust_anchor)
{
    namespace der = tls::x509::der;
    auto base = der::element_of(der::tag::context(2), tls::as_bytes("example.org"));
    auto constraints = der::sequence({der::constructed(der::tag::context_constructed(0), {der::sequence({base})})});
    auto anchor = [&](const der::encoding& name_constraints) {
        return tls::x509::trust_anchor{tls::to_bytes(root.certificate.subject().der()),
                                       tls::to_bytes(root.certificate.subject_public_key_info()),
                                       tls::to_bytes(name_constraints)};
    };
    tls::x509::trust_store store;
    store.add(anchor({}));
    verify.parameters.anchors = &store;
    BOOST_TEST(verify({leaf, intermediate.certificate}).accepted);
    store = {};
    store.add(anchor(constraints));
    BOOST_TEST(verify({leaf, intermediate.certificate}).error == verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(failing_certificate_is_the_one_that_failed)
{
    auto description = ca_named("Intermediate");
    description.not_after = now - day;
    auto expired = root.delegate(description);
    auto result = verify({expired.issue(server_named("www.example.com")), expired.certificate});
    BOOST_REQUIRE(result.failing_certificate() != nullptr);
    BOOST_TEST((*result.failing_certificate() == expired.certificate));
    BOOST_TEST(verify({leaf, intermediate.certificate}).failing_certificate() == nullptr);
}

BOOST_AUTO_TEST_CASE(accepts_sha1_and_md5_only_if_allowed)
{
    auto rsa = make_root("RSA Root", key_type::rsa);
    for (const auto* name : {"rsa_pkcs1_sha1", "rsa_pkcs1_with_MD5"}) {
        auto description = server_named("www.example.com");
        description.signature_scheme = name;
        auto issued = rsa.issue(description);
        verification trusting{rsa.certificate};
        BOOST_TEST(trusting({issued}).error == verify_error::weak_signature_hash, name);
        trusting.parameters.allow_sha1 = trusting.parameters.allow_md5 = true;
        BOOST_TEST(trusting({issued}).accepted, name);
    }
}

BOOST_AUTO_TEST_CASE(rejects_empty_chain)
{
    auto result = verify({});
    BOOST_TEST(!result.accepted);
    BOOST_TEST(result.error == verify_error::unspecified);
}

BOOST_AUTO_TEST_CASE(every_registry_scheme_verifies_its_own_signature)
{
    auto rsa = tls::x509::generate_private_key(key_type::rsa);
    const auto& algorithms = *tls::registry::standard();
    for (const auto& scheme : algorithms.signature_schemes()) {
        const bool is_rsa = scheme.key == key_type::rsa || scheme.key == key_type::rsa_pss;
        if (scheme.key == key_type::dsa || scheme.name == "rsa_pkcs1_md5_sha1")
            continue; // refused unless it is allowed; only for handshakes
        auto key = rsa;
        key.public_part.type = scheme.key;
        if (!is_rsa)
            key = tls::x509::generate_private_key(scheme.key);
        auto description = ca_named("Root");
        description.signature_scheme = scheme.name;
        auto issuer = tls::x509::self_signed_certificate(description, key);
        description = server_named("www.example.com");
        description.signature_scheme = scheme.name;
        auto issued = tls::x509::issue_certificate(description, leaf.key().value(), issuer, key);

        verification trusting{issuer};
        bool weak = scheme.hash != nullptr && (scheme.hash->name == "SHA-1" || scheme.hash->name == "MD5");
        auto expected = weak ? verify_error::weak_signature_hash : verify_error::ok;
        BOOST_TEST(trusting({issued}).error == expected, scheme.name);
        // An anchor's own signature proves nothing and is not checked.
        BOOST_TEST(trusting({issuer}).accepted);
    }
}

BOOST_AUTO_TEST_SUITE_END()
