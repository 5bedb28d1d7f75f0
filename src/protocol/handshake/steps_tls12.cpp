#include "protocol/handshake/steps_tls12.hpp"

#include "protocol/handshake/authentication_tls12.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/message/certificate_request_tls10.hpp"
#include "protocol/message/certificate_verify_tls10.hpp"
#include "protocol/record/protection_tls12.hpp"
#include "protocol/schedule/key_log.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/version_descriptor.hpp>
#include <tls/weakness.hpp>

#include <utility>

namespace tls {
namespace {

/// Calls the hook if the version or the suite is weak.
void report_weaknesses(handshake_context& c, protocol_version version, const cipher_suite& suite)
{
    if (!c.config().hooks.on_weak_handshake)
        return;
    auto weaknesses = weaknesses_of(suite);
    if (descriptor_of(version).keys == key_derivation::md5_sha1_prf)
        weaknesses.insert(weaknesses.begin(), weakness::old_version);
    if (!weaknesses.empty())
        c.config().hooks.on_weak_handshake(
            {c.role(), version, &suite, std::move(weaknesses), c.info().session_reused, c.info().server_name});
}

} // namespace

tls12::prf_algorithm prf_for(const cipher_suite& suite, protocol_version version, const registry& algorithms)
{
    if (descriptor_of(version).keys != key_derivation::md5_sha1_prf)
        return *suite.hash;
    const auto *md5 = algorithms.find_hash("MD5"), *sha1 = algorithms.find_hash("SHA-1"),
               *both = algorithms.find_hash("MD5-SHA1");
    if (md5 == nullptr || sha1 == nullptr || both == nullptr)
        throw fatal(alert_description::internal_error, error::reason::no_ciphers_available,
                    "the registry lacks a hash that " + std::string(to_string(version)) + " needs");
    return {*md5, *sha1, *both};
}

handshake_secrets_tls12 derive_secrets(handshake_context& c, const hello_parameters& hello,
                                       secure_bytes& premaster_secret, const transcript& transcript)
{
    auto master =
        hello.extended_master_secret
            ? tls12::master_secret::derive_extended(hello.prf, premaster_secret, transcript.hash())
            : tls12::master_secret::derive(hello.prf, premaster_secret, hello.client_random, hello.server_random);
    wipe(premaster_secret);
    c.log_secret(key_log_label::client_random, hello.client_random, master.value());
    auto keys = master.keys(hello.suite, hello.version, hello.client_random, hello.server_random);
    return {std::move(master), std::move(keys)};
}

void send_certificate_tls12(handshake_context& c, const credential* ours, transcript& transcript)
{
    if (type_sent_by(c.role(), c.info()) == certificate_type::raw_public_key)
        c.send(raw_public_key_tls12_for(ours), transcript);
    else
        c.send(certificate_tls12_for(ours), transcript);
}

step<verify_request> receive_peer_certificate(handshake_context& c, transcript& transcript)
{
    if (type_sent_by(peer_of(c.role()), c.info()) == certificate_type::raw_public_key) {
        auto key = co_await c.next<message::raw_public_key_tls12>();
        transcript.add(key.encoded);
        co_return read_certificates(key);
    }
    auto certificate = co_await c.next<message::certificate_tls12>();
    transcript.add(certificate.encoded);
    co_return read_certificates(certificate, c.config());
}

void send_certificate_request(handshake_context& c, const message::certificate_request_tls12& request,
                              protocol_version version, transcript& transcript)
{
    if (names_signatures(version))
        c.send(request, transcript);
    else
        c.send(message::certificate_request_tls10{request.certificate_types, request.certificate_authorities},
               transcript);
}

step<std::optional<message::certificate_request_tls12>>
receive_certificate_request(handshake_context& c, protocol_version version, transcript& transcript)
{
    if (names_signatures(version)) {
        auto request = co_await c.next_if<message::certificate_request_tls12>();
        if (!request)
            co_return std::nullopt;
        transcript.add(request->encoded);
        co_return std::move(*request);
    }
    auto request = co_await c.next_if<message::certificate_request_tls10>();
    if (!request)
        co_return std::nullopt;
    transcript.add(request->encoded);
    co_return message::certificate_request_tls12{
        std::move(request->certificate_types), {}, std::move(request->certificate_authorities)};
}

void send_certificate_verify(handshake_context& c, message::digitally_signed proof, transcript& transcript)
{
    if (proof.algorithm)
        c.send(message::certificate_verify{*proof.algorithm, std::move(proof.signature)}, transcript);
    else
        c.send(message::certificate_verify_tls10{std::move(proof.signature)}, transcript);
}

step<message::digitally_signed> receive_certificate_verify(handshake_context& c, protocol_version version,
                                                           transcript& transcript)
{
    if (names_signatures(version)) {
        auto proof = co_await c.next<message::certificate_verify>();
        transcript.add(proof.encoded);
        co_return message::digitally_signed{proof.algorithm, std::move(proof.signature)};
    }
    auto proof = co_await c.next<message::certificate_verify_tls10>();
    transcript.add(proof.encoded);
    co_return message::digitally_signed{std::nullopt, std::move(proof.signature)};
}

secret send_finished(handshake_context& c, const hello_parameters& hello, const handshake_secrets_tls12& secrets,
                     transcript& transcript)
{
    const auto& keys = secrets.keys.of(c.role());
    c.connection().send_change_cipher_spec(
        make_tls12_sealer(hello.suite, hello.version, keys, hello.encrypt_then_mac, c.random()));
    auto verify_data = secrets.master.finished_verify_data(c.role(), transcript.hash());
    c.send(message::finished{to_bytes(verify_data)}, transcript);
    return verify_data;
}

step<secret> receive_finished(handshake_context& c, const hello_parameters& hello,
                              const handshake_secrets_tls12& secrets, transcript& transcript)
{
    const auto peer = peer_of(c.role());
    const auto& keys = secrets.keys.of(peer);
    c.connection().expect_change_cipher_spec(
        make_tls12_opener(hello.suite, hello.version, keys, hello.encrypt_then_mac), c.boundary());
    auto finished = co_await c.next<message::finished>();
    auto expected = secrets.master.finished_verify_data(peer, transcript.hash());
    check_finished(finished, expected);
    transcript.add(finished.encoded);
    co_return expected;
}

void establish_tls12(handshake_context& c, const hello_parameters& hello, handshake_secrets_tls12 secrets,
                     finished_pair finished, role first_finished)
{
    report_weaknesses(c, hello.version, hello.suite);
    if (first_finished == role::client)
        c.endpoint().resumed.reset(); // a renegotiation does not resume the session of the handshake before
    c.establish(established_tls12{std::move(secrets.master), hello.client_random, hello.server_random,
                                  std::move(finished), hello.extended_master_secret, first_finished});
}

} // namespace tls
