#include "crypto/hex.hpp"
#include "support/decrypting_registry.hpp"
#include "x509/keys/openssl_samples.hpp"
#include "x509/pki.hpp"

#include <tls/credential.hpp>
#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

namespace samples = tls::test::openssl_samples;
using namespace tls::test;
using tls::error::reason;

namespace {

const tls::signature_scheme& scheme_named(std::string_view name)
{
    return *tls::registry::standard()->find_signature_scheme(name);
}

struct answer {
    boost::system::error_code error;
    tls::bytes signature;
    unsigned count = 0;

    auto completion()
    {
        return [this](boost::system::error_code e, tls::bytes s) {
            error = e;
            signature = std::move(s);
            ++count;
        };
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(credential_keys)

BOOST_AUTO_TEST_CASE(signs_with_schemes_of_its_key_only)
{
    auto server = make_root(server_named("www.example.com"));
    const tls::credential credential({server.certificate}, server.key);
    const auto& ed25519 = scheme_named("ed25519");
    BOOST_TEST((credential.type() == tls::key_type::ed25519));
    BOOST_TEST(credential.supports(ed25519));
    BOOST_TEST(!credential.supports(scheme_named("ecdsa_secp256r1_sha256")));
    BOOST_TEST(!credential.async_sign());

    auto message = tls::as_bytes("message");
    auto signature = credential.sign(ed25519, message, tls::system_random());
    BOOST_TEST(ed25519.make_verifier(ed25519, server.key.public_part)->verify(message, signature));
    BOOST_TEST(fails_with(reason::signing_failed, [&] {
        credential.sign(scheme_named("ecdsa_secp256r1_sha256"), message, tls::system_random());
    }));
}

BOOST_AUTO_TEST_CASE(rsa_key_supports_rsae_and_pkcs1_but_not_rsa_pss_schemes)
{
    auto key = tls::x509::read_private_key_pem(samples::rsa_pkcs1);
    const tls::credential rsae(tls::x509::read_certificates_pem(samples::rsa_pss_certificate), key);
    BOOST_TEST(rsae.supports(scheme_named("rsa_pss_rsae_sha256")));
    BOOST_TEST(rsae.supports(scheme_named("rsa_pkcs1_sha256")));
    BOOST_TEST(!rsae.supports(scheme_named("rsa_pss_pss_sha256")));
}

BOOST_AUTO_TEST_CASE(only_local_rsa_key_decrypts_premaster_secret)
{
    auto key = tls::x509::read_private_key_pem(samples::rsa_pkcs1);
    const auto chain = tls::x509::read_certificates_pem(samples::rsa_pss_certificate);
    const auto rsa = std::make_shared<const tls::credential>(chain, key, decrypting_registry());
    BOOST_TEST(rsa->can_decrypt());
    tls::bytes premaster(48, 7);
    premaster[0] = premaster[1] = 3;
    const auto encrypt = tls::registry::standard()->find_key_algorithm(tls::key_type::rsa)->encrypt;
    const auto ciphertext = encrypt(key.public_part, premaster, tls::system_random()).value();
    const auto secret = rsa->decrypt_premaster_secret(ciphertext, 0x0303, tls::system_random());
    BOOST_TEST((tls::bytes(secret.begin(), secret.end()) == premaster));

    auto offloaded = tls::credential::offload(rsa, [](auto&&) {});
    BOOST_TEST(!offloaded->can_decrypt());
    auto server = make_root(server_named("www.example.com"));
    const tls::credential ed25519({server.certificate}, server.key);
    BOOST_TEST(!ed25519.can_decrypt());
    BOOST_TEST(fails_with(reason::unsupported_key_type,
                          [&] { ed25519.decrypt_premaster_secret(ciphertext, 0x0303, tls::system_random()); }));
}

BOOST_AUTO_TEST_CASE(offloaded_key_signs_with_schemes_without_code_point)
{
    auto key = tls::x509::generate_private_key(tls::key_type::secp384r1);
    auto description = server_named("www.example.com");
    const auto certificate = tls::x509::self_signed_certificate(description, key);
    const auto here = std::make_shared<const tls::credential>(std::vector{certificate}, key);
    const auto offloaded = tls::credential::offload(here, [](auto run) { run(); });
    const auto& scheme = scheme_named("ecdsa_secp384r1_with_SHA-256");
    answer got;
    offloaded->async_sign()({scheme.id, scheme.name, tls::bytes(5, 1)}, got.completion());
    BOOST_TEST(!got.error);
    BOOST_TEST(scheme.make_verifier(scheme, key.public_part)->verify(tls::bytes(5, 1), got.signature));
}

BOOST_AUTO_TEST_CASE(pss_key_restricted_to_a_hash_signs_only_with_that_hash)
{
    auto key = tls::x509::read_private_key_pem(samples::rsa_pss_pkcs8);
    const tls::credential credential(tls::x509::read_certificates_pem(samples::rsa_pss_key_certificate), key);
    BOOST_TEST(credential.supports(scheme_named("rsa_pss_pss_sha256")));
    BOOST_TEST(!credential.supports(scheme_named("rsa_pss_pss_sha384")));
    BOOST_TEST(!credential.supports(scheme_named("rsa_pss_rsae_sha256")));
}

BOOST_AUTO_TEST_CASE(rejects_key_that_does_not_match_leaf)
{
    auto one = make_root(server_named("one.example")), other = make_root(server_named("other.example"));
    BOOST_TEST(fails_with(reason::key_values_mismatch, [&] { tls::credential({one.certificate}, other.key); }));
    BOOST_TEST(fails_with(reason::no_certificate_found, [&] { tls::credential({}, other.key); }));
}

BOOST_AUTO_TEST_CASE(external_key_signs_through_async_sign_function)
{
    auto server = make_root(server_named("www.example.com"));
    const tls::credential credential({server.certificate}, [](tls::sign_request, tls::sign_completion complete) {
        complete({}, {1, 2, 3});
    });
    BOOST_TEST(credential.supports(scheme_named("ed25519")));
    BOOST_TEST(!credential.supports(scheme_named("rsa_pss_rsae_sha256")));
    answer got;
    credential.async_sign()({}, got.completion());
    BOOST_TEST(got.signature == (tls::bytes{1, 2, 3}));
    BOOST_TEST(fails_with(reason::signing_failed,
                          [&] { credential.sign(scheme_named("ed25519"), {}, tls::system_random()); }));
}

BOOST_AUTO_TEST_CASE(raw_public_key_with_external_key_signs_there)
{
    const auto key = tls::x509::generate_private_key(tls::key_type::ed25519);
    const auto external = tls::credential::raw_public_key(
        tls::raw_public_key::of(key.public_part),
        [](tls::sign_request request, tls::sign_completion complete) { complete({}, std::move(request.message)); });
    BOOST_TEST(external->chain().empty());
    BOOST_TEST(external->supports(scheme_named("ed25519")));
    BOOST_TEST(!external->supports(scheme_named("ecdsa_secp256r1_sha256")));
    // An offloaded credential passes requests on to it.
    for (const auto& each : {external, tls::credential::offload(external, [](auto run) { run(); })}) {
        answer got;
        each->async_sign()({scheme_named("ed25519").id, "ed25519", {1, 2}}, got.completion());
        BOOST_TEST(!got.error);
        BOOST_TEST(got.signature == (tls::bytes{1, 2}));
        BOOST_TEST(got.count == 1u);
    }
}

BOOST_AUTO_TEST_CASE(refuses_keys_that_no_scheme_works_with)
{
    const auto sign_nothing = [](tls::sign_request, tls::sign_completion) {};
    const auto refused = [](auto make) { return fails_with(reason::unsupported_key_type, make); };
    // 1.3.101.127 in the form of Ed25519.
    auto unknown = from_hex("302a300506032b657f032100");
    unknown.resize(unknown.size() + 32, 1);
    BOOST_TEST(refused([&] { tls::credential::raw_public_key(tls::raw_public_key::from_der(unknown), sign_nothing); }));
    // A Diffie-Hellman key signs nothing.
    const auto dh = tls::x509::generate_private_key(tls::key_type::dh);
    BOOST_TEST(refused([&] { tls::credential::raw_public_key(dh); }));
    BOOST_TEST(
        refused([&] { tls::credential::raw_public_key(tls::raw_public_key::of(dh.public_part), sign_nothing); }));
    // An Ed25519 key agrees on nothing.
    const auto ed25519 = tls::credential::raw_public_key(tls::x509::generate_private_key(tls::key_type::ed25519));
    BOOST_TEST(refused([&] { ed25519->agree({}); }));
}

BOOST_AUTO_TEST_CASE(offloaded_credential_signs_in_given_executor)
{
    auto server = make_root(server_named("www.example.com"));
    auto original = std::make_shared<tls::credential>(std::vector{server.certificate}, server.key);
    original->staple_ocsp_response({1});
    std::vector<std::function<void()>> queue;
    auto offloaded =
        tls::credential::offload(original, [&queue](std::function<void()> work) { queue.push_back(std::move(work)); });
    BOOST_TEST(offloaded->ocsp_response() == tls::bytes{1});
    original->staple_ocsp_response({2});
    BOOST_TEST(offloaded->ocsp_response() == tls::bytes{2});
    const auto& ed25519 = scheme_named("ed25519");
    BOOST_TEST(offloaded->supports(ed25519));

    answer got;
    auto message = tls::to_bytes(tls::as_bytes("message"));
    offloaded->async_sign()({ed25519.id, ed25519.name, message}, got.completion());
    BOOST_TEST(got.count == 0u);
    BOOST_REQUIRE(queue.size() == 1u);
    queue[0]();
    BOOST_TEST(got.count == 1u);
    BOOST_TEST(!got.error);
    BOOST_TEST(ed25519.make_verifier(ed25519, server.key.public_part)->verify(message, got.signature));

    answer failed;
    offloaded->async_sign()({0xffff, "unknown", message}, failed.completion());
    queue[1]();
    BOOST_TEST((failed.error == make_error_code(reason::signing_failed)));
}

BOOST_AUTO_TEST_SUITE_END()
