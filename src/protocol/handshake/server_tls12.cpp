// The server's side of RFC 5246, section 7.3, figure 1; the figure stands in client_tls12.cpp.

#include "protocol/handshake/authentication_tls12.hpp"
#include "protocol/handshake/connection.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/key_exchange_tls12.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/negotiate_tls12.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"
#include "protocol/handshake/steps_tls12.hpp"
#include "protocol/message/certificate_status.hpp"
#include "protocol/message/server_hello_done.hpp"

namespace tls {
namespace {

using message::received;

void describe_choice(connection_info& info, const client_choice_tls12& choice, const message::client_hello& hello,
                     const client_hello_info& description)
{
    info.cipher_suite = choice.suite;
    info.group = choice.group;
    info.alpn_protocol = choice.alpn_protocol;
    info.server_name = description.server_name;
    info.extended_master_secret = choice.extended_master_secret;
    info.encrypt_then_mac = choice.encrypt_then_mac;
    info.secure_renegotiation = hello.signals_secure_renegotiation();
    info.local_credential = choice.ours.credential;
    info.local_signature_scheme = choice.ours.scheme;
}

} // namespace

flow server_tls12(connection& c, received<message::client_hello> hello)
{
    transcript transcript;
    c.use_version(protocol_version::tls1_2);
    c.records().expect_record_version(protocol_version::tls1_2);
    check_client_hello_tls12(hello, c.config(), c.previous_finished());
    const auto description = describe(hello);
    auto chosen = co_await c.select_credential(description);
    const auto choice = negotiate_tls12(hello, c.config(), std::move(chosen), c.previous_info());
    check_same_protection(c.previous_info(), *choice.suite, choice.encrypt_then_mac);
    const auto& suite = *choice.suite;
    describe_choice(c.info(), choice, hello, description);
    if (c.previous_info() != nullptr)
        c.info().alpn_protocol = c.previous_info()->alpn_protocol;
    transcript.keep_messages();
    transcript.use(*suite.hash);
    transcript.add(hello.encoded);

    const auto answer = server_hello_tls12_for(choice, hello, c.config(), c.previous_finished());
    c.limit_records(agreed_record_sizes(role::server, hello.extensions, answer.extensions, protocol_version::tls1_2));
    c.send(answer, transcript);
    if (sends_certificate(suite))
        c.send(certificate_tls12_for(choice.ours.credential.get()), transcript);
    if (answer.extensions.status_request)
        c.send(message::certificate_status{{choice.ocsp_response}}, transcript);
    auto share = make_server_key_share(suite, choice.group, c.config());
    std::optional<message::digitally_signed> proof;
    if (signs_parameters(suite)) {
        const auto content = message::signed_params(hello.random, answer.random, share.params);
        auto signature = co_await c.sign(*choice.ours.credential, *choice.ours.scheme, content);
        proof = message::digitally_signed{choice.ours.algorithm, std::move(signature)};
    }
    if (share.has_message())
        c.send(server_key_exchange_for(suite, share, proof), transcript);
    // RFC 5246 section 7.4.4: only a server that has a certificate itself may ask for one.
    const bool keeps_certificate = keeps_client_certificate(c.previous_info(), c.config().verify);
    const bool asks_for_certificate =
        (c.config().verify & verify_peer) != 0 && sends_certificate(suite) && !keeps_certificate;
    if (asks_for_certificate)
        c.send(certificate_request_tls12_for(c.config()), transcript);
    else
        transcript.forget_messages();
    c.send(message::server_hello_done{}, transcript);

    verify_request peer;
    if (asks_for_certificate) {
        auto certificate = co_await c.next<message::certificate_tls12>();
        peer = read_certificates(certificate, c.config());
        check_client_certificate_tls12(peer, c.config().verify);
        transcript.add(certificate.encoded);
    }
    if (keeps_certificate)
        keep_client_certificate(c.info(), *c.previous_info(), *c.config().algorithms);
    else
        check_same_client(c.previous_info(), peer, c.config().verify);
    auto exchange = co_await c.next<message::client_key_exchange>();
    auto agreed = accept_client_key_exchange(suite, exchange, share, choice.ours.credential.get(), hello.legacy_version,
                                             c.config());
    check_same_psk_identity(c.previous_info(), agreed.psk_identity);
    c.info().psk_identity = agreed.psk_identity;
    transcript.add(exchange.encoded);
    auto master_secret = derive_master_secret(suite, choice.extended_master_secret, agreed.premaster_secret,
                                              hello.random, answer.random, transcript);
    wipe(agreed.premaster_secret);
    c.log_secret(key_log_label::client_random, hello.random, master_secret.value());
    if (!peer.chain.empty()) {
        const auto content = to_bytes(transcript.messages());
        auto client_proof = co_await c.next<message::certificate_verify>();
        c.info().peer_signature_scheme =
            check_signature(client_proof.algorithm, client_proof.signature, peer.chain.front(), content, c.config());
        transcript.add(client_proof.encoded);
    }
    transcript.forget_messages();

    // RFC 5246 section 7.4.9: Finished MUST come right behind ChangeCipherSpec.
    const auto keys = master_secret.keys(suite, hello.random, answer.random);
    c.expect_change_cipher_spec(
        make_tls12_opener(suite, protocol_version::tls1_2, keys.client, choice.encrypt_then_mac), c.boundary());
    auto finished = co_await c.next<message::finished>();
    auto client_finished = master_secret.finished_verify_data(role::client, transcript.hash());
    check_finished(finished, client_finished);
    transcript.add(finished.encoded);

    if (!peer.chain.empty()) {
        peer.host = c.verify_host();
        peer.use = x509::purpose::client_auth;
        auto verdict = co_await c.verify(peer);
        describe_peer(c.info(), std::move(peer), verdict);
        check_verdict(verdict, c.config().verify);
    }
    c.send_change_cipher_spec(
        make_tls12_sealer(suite, protocol_version::tls1_2, keys.server, choice.encrypt_then_mac, c.random()));
    auto server_finished = master_secret.finished_verify_data(role::server, transcript.hash());
    c.send(message::finished{to_bytes(server_finished)}, transcript);
    c.establish(established_tls12{std::move(master_secret),
                                  hello.random,
                                  answer.random,
                                  {std::move(client_finished), std::move(server_finished)},
                                  choice.extended_master_secret});
}

} // namespace tls
