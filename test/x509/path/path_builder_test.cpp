// The search for a path when several are possible.

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/keys/signature_work.hpp"

#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls::test;
using tls::x509::verify_error;

namespace {

// A leaf with this AuthorityKeyIdentifier instead of the builder's; without one if empty.
tls::x509::certificate leaf_identified_by(const tls::x509::der::encoding& identifier, const authority& issuer)
{
    namespace der = tls::x509::der;
    auto element = [](tls::byte_view whole) { return der::encoding(whole.begin(), whole.end()); };
    auto original = issuer.issue(server_named("www.example.com"));
    der::encoding tbs, extensions;
    if (!identifier.empty())
        extensions = der::sequence(
            {der::object_identifier(tls::x509::oid::authority_key_identifier), der::octet_string(identifier)});
    for (const auto& e : original.extensions())
        if (e.identifier != tls::x509::oid::authority_key_identifier)
            extensions =
                der::concatenation({extensions, der::sequence({der::object_identifier(e.identifier),
                                                               der::boolean(e.critical), der::octet_string(e.value)})});
    for (auto fields = der::only_sequence(original.tbs()); !fields.empty();)
        if (auto field = fields.any(); field.tag != der::tag::context_constructed(3))
            tbs = der::concatenation({tbs, element(field.whole)});
    tbs = der::sequence({tbs, der::constructed(der::tag::context_constructed(3), {der::sequence({extensions})})});
    const auto* scheme = tls::registry::standard()->find_signature_scheme("ed25519");
    auto signature = scheme->make_signer(*scheme, issuer.key)->sign(tbs, tls::system_random());
    return tls::x509::certificate::from_der(
        der::sequence({tbs, element(original.signature_algorithm()), der::bit_string(signature)}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(path_building)

BOOST_AUTO_TEST_CASE(accepts_presented_certificates_in_any_order)
{
    auto root = make_root("Root");
    auto first = root.delegate(ca_named("First"));
    auto second = first.delegate(ca_named("Second"));
    auto leaf = second.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, first.certificate, make_root("Unrelated").certificate, second.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(finds_trusted_root_of_cross_signed_intermediate)
{
    auto old_root = make_root("Old Root"), new_root = make_root("New Root");
    auto intermediate = old_root.delegate(ca_named("Intermediate"));
    auto cross = new_root.issue(ca_named("Intermediate"), intermediate.key.public_part);
    auto leaf = intermediate.issue(server_named("www.example.com"));

    verification trusts_old{old_root.certificate}, trusts_new{new_root.certificate};
    BOOST_TEST(trusts_old({leaf, cross, intermediate.certificate}).accepted);
    BOOST_TEST(trusts_old({leaf, intermediate.certificate, cross}).accepted);
    BOOST_TEST(trusts_new({leaf, intermediate.certificate, cross}).accepted);
    BOOST_TEST(trusts_new({leaf, intermediate.certificate, cross}).path.size() == 3u);
}

BOOST_AUTO_TEST_CASE(finds_valid_issuer_besides_expired_one)
{
    auto root = make_root("Root");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto description = ca_named("Intermediate");
    description.not_after = now - day;
    auto expired = root.issue(description, intermediate.key.public_part);
    auto leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, expired, intermediate.certificate}).accepted);
    BOOST_TEST(verify({leaf, expired}).error == verify_error::expired);
}

BOOST_AUTO_TEST_CASE(finds_ca_issuer_besides_non_ca_one)
{
    auto root = make_root("Root");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto not_ca = root.issue(named("Intermediate"), intermediate.key.public_part);
    auto leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, not_ca, intermediate.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(distinguishes_anchors_of_same_name_by_key)
{
    auto first = make_root("Root"), second = make_root("Root");
    verification verify{first.certificate, second.certificate};
    BOOST_TEST(verify({second.issue(server_named("www.example.com"))}).accepted);
    BOOST_TEST(verify({first.issue(server_named("www.example.com"))}).accepted);
}

BOOST_AUTO_TEST_CASE(stops_at_loop_of_cas)
{
    auto a = make_root("A"), b = make_root("B");
    auto a_by_b = b.issue(ca_named("A"), a.key.public_part);
    auto b_by_a = a.issue(ca_named("B"), b.key.public_part);
    auto leaf = a.issue(server_named("www.example.com"));
    verification trusts_other_root{make_root("Root").certificate};
    auto result = trusts_other_root({leaf, a_by_b, b_by_a});
    BOOST_TEST(result.error == verify_error::unknown_issuer);
    BOOST_TEST(result.path.size() == 3u);

    verification verify{b.certificate};
    BOOST_TEST(verify({leaf, a_by_b, b_by_a}).accepted);
}

BOOST_AUTO_TEST_CASE(bounds_signature_checks_with_many_issuers_of_one_name)
{
    // Every head of the hydra certifies every other under the same name: countless paths, and at most a namesake of the
    // hydra is an anchor.
    constexpr std::size_t heads = 8;
    std::vector<tls::private_key> keys;
    for (std::size_t i = 0; i < heads; ++i)
        keys.push_back(tls::x509::generate_private_key(tls::key_type::ed25519));
    auto body = tls::x509::self_signed_certificate(ca_named("Hydra"), keys[0]);
    std::vector chain{
        tls::x509::issue_certificate(server_named("www.example.com"), keys[0].public_part, body, keys[0])};
    for (const auto& subject : keys)
        for (const auto& issuer : keys)
            chain.push_back(tls::x509::issue_certificate(ca_named("Hydra"), subject.public_part, body, issuer));
    const auto& standard = *tls::registry::standard();
    static unsigned checks;
    auto counting = *standard.find_signature_scheme("ed25519");
    counting.make_verifier = [](const tls::signature_scheme& scheme, const tls::public_key& key) {
        ++checks;
        return tls::registry::standard()->find_signature_scheme(scheme.id)->make_verifier(scheme, key);
    };
    auto algorithms = standard;
    algorithms.add(counting);
    verification knows_namesake{make_root("Hydra").certificate}, knows_none{make_root("Root").certificate};
    for (auto* verify : {&knows_namesake, &knows_none}) {
        verify->parameters.algorithms = &algorithms;
        checks = 0;
        auto result = tls::x509::verify_chain(chain, verify->parameters);
        BOOST_TEST(!result.accepted);
        const auto limit = verify->parameters.max_signature_checks;
        BOOST_TEST(checks == (verify == &knows_none ? limit / 4 : limit));
    }
}

BOOST_AUTO_TEST_CASE(bounds_the_work_of_checks_with_large_keys)
{
    // RSA keys of 8192 bits with public exponents of 64 bits. Nobody needs the private keys.
    static std::uint64_t work;
    auto algorithms = *tls::registry::standard();
    auto counting = *algorithms.find_signature_scheme("rsa_pkcs1_sha256");
    counting.make_verifier = [](const tls::signature_scheme&,
                                const tls::public_key& key) -> std::unique_ptr<tls::verifier> {
        struct credulous : tls::verifier {
            bool verify(tls::byte_view, tls::byte_view) const override { return true; }
        };
        work += tls::x509::signature_work(key, 0);
        return std::make_unique<credulous>();
    };
    algorithms.add(counting);
    const auto signer = tls::x509::generate_private_key(tls::key_type::rsa);
    const auto body = tls::x509::self_signed_certificate(ca_named("Hydra"), signer);
    auto large_key = [](std::uint8_t number) {
        tls::public_key key;
        key.type = tls::key_type::rsa;
        key.modulus.assign(1024, 0xff);
        key.modulus[1] = number;
        key.public_exponent.assign(8, 0xff);
        return key;
    };
    std::vector<tls::x509::certificate> chain;
    for (std::uint8_t i = 0; i < 10; ++i)
        chain.push_back(tls::x509::issue_certificate(ca_named("Hydra"), large_key(i), body, signer));
    verification knows_namesake{make_root("Hydra").certificate}, knows_none{make_root("Root").certificate};
    for (auto* verify : {&knows_namesake, &knows_none}) {
        verify->parameters.algorithms = &algorithms;
        work = 0;
        BOOST_TEST(tls::x509::verify_chain(chain, verify->parameters).error == verify_error::too_many_checks);
        const auto limit = verify->parameters.max_signature_work;
        BOOST_TEST(work <= (verify == &knows_none ? limit / 4 : limit));
        BOOST_TEST(work > 0u);
    }
}

BOOST_AUTO_TEST_CASE(signature_work_grows_with_key_and_exponent)
{
    auto rsa = [](std::size_t bits, tls::bytes exponent) {
        tls::public_key key;
        key.type = tls::key_type::rsa;
        key.modulus.assign(bits / 8, 0xff);
        key.public_exponent = std::move(exponent);
        return tls::x509::signature_work(key, 0);
    };
    const tls::bytes usual{1, 0, 1};
    BOOST_TEST(rsa(2048, usual) <= 2u);
    BOOST_TEST(rsa(4096, usual) >= 4u);
    BOOST_TEST(rsa(16384, usual) >= 64u);
    BOOST_TEST(rsa(16384, usual) < 128u);
    BOOST_TEST(rsa(8192, tls::bytes(8, 0xff)) > 4 * rsa(8192, usual));
    BOOST_TEST(tls::x509::signature_work(std::nullopt, 1024 * 1024) >= 100u);
    // DSA's subgroup may be as large as its prime.
    tls::public_key dsa;
    dsa.type = tls::key_type::dsa;
    dsa.prime.assign(256, 0xff);
    dsa.subgroup_order.assign(256, 0xff);
    BOOST_TEST(tls::x509::signature_work(dsa, 0) > 200u);
}

BOOST_AUTO_TEST_CASE(prefers_issuers_from_which_an_anchor_can_be_reached)
{
    // Many keys of one CA, certified by a stranger; one of them also by the root.
    auto root = make_root("Root"), stranger = make_root("Stranger");
    auto wanted = root.delegate(ca_named("Many"));
    std::vector chain{leaf_identified_by({}, wanted)};
    for (unsigned i = 0; i < 100; ++i)
        chain.push_back(stranger.issue(ca_named("Many")));
    chain.push_back(wanted.certificate);
    verification verify{root.certificate};
    BOOST_TEST(tls::x509::verify_chain(chain, verify.parameters).accepted);
}

BOOST_AUTO_TEST_CASE(reports_too_many_checks_at_max_signature_checks)
{
    auto root = make_root("Root");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    verify.parameters.max_signature_checks = 1;
    BOOST_TEST(verify({leaf, intermediate.certificate}).error == verify_error::too_many_checks);
    verify.parameters.max_signature_checks = 2;
    BOOST_TEST(verify({leaf, intermediate.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(uses_known_intermediates_that_were_not_sent)
{
    auto root = make_root("Root");
    auto first = root.delegate(ca_named("First"));
    auto second = first.delegate(ca_named("Second"));
    auto leaf = second.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    const std::vector known{make_root("Unrelated").certificate, first.certificate, second.certificate};
    verify.parameters.intermediates = known;
    BOOST_TEST(verify({leaf}).accepted);
    BOOST_TEST(verify({leaf}).path.size() == 4u);
    BOOST_TEST(verify({leaf, second.certificate}).accepted);
}

BOOST_AUTO_TEST_CASE(does_not_trust_known_intermediates)
{
    auto root = make_root("Root");
    auto leaf = root.issue(server_named("www.example.com"));
    verification trusts_other_root{make_root("Other").certificate};
    const std::vector known{root.certificate};
    trusts_other_root.parameters.intermediates = known;
    BOOST_TEST(trusts_other_root({leaf}).error == verify_error::self_signed_in_chain);
}

BOOST_AUTO_TEST_CASE(prefers_anchor_to_its_cross_certificate)
{
    auto old_root = make_root("Old Root"), new_root = make_root("New Root");
    auto cross = old_root.issue(ca_named("New Root"), new_root.key.public_part);
    auto leaf = new_root.issue(server_named("www.example.com"));
    verification verify{old_root.certificate, new_root.certificate};
    BOOST_TEST(verify({leaf, cross}).path.size() == 2u);
    verification trusts_old{old_root.certificate};
    BOOST_TEST(trusts_old({leaf, cross}).path.size() == 3u);
}

BOOST_AUTO_TEST_CASE(uses_cross_certificate_of_expired_anchor)
{
    auto description = ca_named("Root");
    description.not_after = now - day;
    auto expired = make_root(description), other = make_root("Other");
    auto cross = other.issue(ca_named("Root"), expired.key.public_part);
    auto leaf = expired.issue(server_named("www.example.com"));
    verification verify{expired.certificate, other.certificate};
    BOOST_TEST(verify({leaf, cross}).accepted);
    BOOST_TEST(verify({leaf}).error == verify_error::expired);
}

BOOST_AUTO_TEST_CASE(finds_issuer_by_equivalent_name)
{
    auto root = make_root("Root");
    auto description = ca_named("The Intermediate");
    auto intermediate = root.delegate(description);
    description.common_name = " the  INTERMEDIATE";
    auto respelled = root.issue(description, intermediate.key.public_part);
    auto leaf = intermediate.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, respelled}).accepted);
}

BOOST_AUTO_TEST_CASE(tries_duplicate_certificate_once)
{
    auto root = make_root("Root");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto leaf = intermediate.issue(server_named("www.example.com"));
    std::vector chain{leaf};
    chain.insert(chain.end(), 200, intermediate.certificate);
    verification trusts_other_root{make_root("Other").certificate};
    BOOST_TEST(tls::x509::verify_chain(chain, trusts_other_root.parameters).error == verify_error::unknown_issuer);
}

BOOST_AUTO_TEST_CASE(tries_issuer_named_by_serial_number_first)
{
    // A CA with many keys under one name, and certificates without key identifiers.
    auto root = make_root("Root");
    std::vector<tls::x509::certificate> chain(1, root.certificate);
    const auto count = verification{root.certificate}.parameters.max_signature_checks + 1;
    auto wanted = root.delegate(ca_named("Many"));
    for (unsigned i = 0; i < count; ++i)
        chain.push_back(root.issue(ca_named("Many")));
    chain.push_back(wanted.certificate);

    namespace der = tls::x509::der;
    auto issuer = wanted.certificate.issuer().der();
    auto identifier = der::sequence(
        {der::constructed(der::tag::context_constructed(1),
                          {der::constructed(der::tag::context_constructed(4), {{issuer.begin(), issuer.end()}})}),
         der::element_of(der::tag::context(2), wanted.certificate.serial_number())});
    chain.front() = leaf_identified_by(identifier, wanted);
    verification verify{root.certificate};
    BOOST_TEST(tls::x509::verify_chain(chain, verify.parameters).accepted);
    chain.front() = leaf_identified_by({}, wanted);
    BOOST_TEST(tls::x509::verify_chain(chain, verify.parameters).error == verify_error::too_many_checks);
}

BOOST_AUTO_TEST_CASE(reports_error_of_path_that_reaches_an_anchor)
{
    auto root = make_root("Root"), trusts_other_root = make_root("Elsewhere");
    auto intermediate = root.delegate(ca_named("Intermediate"));
    auto cross = trusts_other_root.issue(ca_named("Intermediate"), intermediate.key.public_part);
    auto description = server_named("www.example.com");
    description.not_after = now - day;
    auto leaf = intermediate.issue(description);
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf, cross, trusts_other_root.certificate, intermediate.certificate}).error ==
               verify_error::expired);
}

BOOST_AUTO_TEST_SUITE_END()
