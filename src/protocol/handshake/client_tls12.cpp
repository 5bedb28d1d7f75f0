// The client's side of RFC 5246, section 7.3, figure 1, from the ServerHello on:
//
//        ClientHello                  -------->
//                                                        ServerHello
//                                                       Certificate*
//                                                 CertificateStatus*
//                                                 ServerKeyExchange*
//                                                CertificateRequest*
//                                     <--------      ServerHelloDone
//        Certificate*
//        ClientKeyExchange
//        CertificateVerify*
//        [ChangeCipherSpec]
//        Finished                     -------->
//                                                 [ChangeCipherSpec]
//                                     <--------             Finished
//        Application Data             <------->     Application Data

#include "protocol/handshake/authentication_tls12.hpp"
#include "protocol/handshake/connection.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/key_exchange_tls12.hpp"
#include "protocol/handshake/offer_tls12.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"
#include "protocol/handshake/steps_tls12.hpp"
#include "protocol/message/certificate_status.hpp"
#include "protocol/message/server_hello_done.hpp"

namespace tls {
namespace {

using message::received;

void describe_choice(connection_info& info, const server_choice_tls12& choice, const connection_info* previous)
{
    info.cipher_suite = choice.suite;
    info.alpn_protocol = previous != nullptr ? previous->alpn_protocol : choice.alpn_protocol;
    info.extended_master_secret = choice.extended_master_secret;
    info.encrypt_then_mac = choice.encrypt_then_mac;
    info.secure_renegotiation = choice.secure_renegotiation;
}

const public_key* key_of(const verify_request& peer)
{
    return peer.chain.empty() ? nullptr : &*peer.chain.front().key();
}

} // namespace

flow client_tls12(connection& c, client_offer offer, received<message::server_hello> hello, transcript transcript)
{
    const auto choice = accept_server_hello_tls12(hello, offer, c.config(), c.previous_finished());
    const auto& suite = *choice.suite;
    c.use_version(protocol_version::tls1_2);
    c.records().expect_record_version(protocol_version::tls1_2);
    check_same_protection(c.previous_info(), *choice.suite, choice.encrypt_then_mac);
    describe_choice(c.info(), choice, c.previous_info());
    c.limit_records(
        agreed_record_sizes(role::client, offer.hello.extensions, hello.extensions, protocol_version::tls1_2));
    transcript.keep_messages();
    transcript.use(*suite.hash);
    transcript.add(hello.encoded);

    verify_request peer;
    if (sends_certificate(suite)) {
        auto certificate = co_await c.next<message::certificate_tls12>();
        peer = read_certificates(certificate, c.config());
        check_server_certificate(peer, suite);
        peer.signed_certificate_timestamps = choice.signed_certificate_timestamps;
        transcript.add(certificate.encoded);
    }
    check_same_server(c.previous_info(), peer);
    if (choice.may_staple && sends_certificate(suite)) {
        auto status = co_await c.next_if<message::certificate_status>();
        if (status) {
            peer.ocsp_response = std::move(status->response);
            transcript.add(status->encoded);
        }
    }
    server_parameters parameters;
    if (may_send_server_key_exchange(suite)) {
        auto exchange = co_await c.next_if<message::server_key_exchange>();
        check_server_key_exchange_sent(suite, exchange.has_value());
        if (exchange) {
            parameters = read_server_key_exchange(suite, *exchange, offered_groups(offer), c.config());
            transcript.add(exchange->encoded);
        }
    }
    if (parameters.proof) {
        const auto content = message::signed_params(offer.hello.random, hello.random, parameters.params);
        c.info().peer_signature_scheme = check_signature(parameters.proof->algorithm, parameters.proof->signature,
                                                         peer.chain.front(), content, c.config());
    }
    std::optional<received<message::certificate_request_tls12>> request;
    if (sends_certificate(suite)) {
        request = co_await c.next_if<message::certificate_request_tls12>();
        if (request)
            transcript.add(request->encoded);
    }
    auto done = co_await c.next<message::server_hello_done>();
    transcript.add(done.encoded);

    // The verdict comes after the proof: nobody makes us look up a certificate that is not theirs.
    if (!peer.chain.empty()) {
        peer.host = c.verify_host();
        peer.use = x509::purpose::server_auth;
        // RFC 5246 section 7.4.2: a key that decrypts needs not be allowed to sign.
        if (uses_rsa_encryption(suite))
            peer.leaf_key_usage = static_cast<std::uint16_t>(x509::key_usage::key_encipherment);
        auto verdict = co_await c.verify(peer);
        describe_peer(c.info(), peer, verdict);
        check_verdict(verdict, c.config().verify);
    }

    authentication_tls12 ours;
    if (request) {
        ours = authenticate_client(c.config(), *request);
        c.send(certificate_tls12_for(ours.credential.get()), transcript);
    }
    auto share = answer_server_parameters(suite, parameters, key_of(peer), offer.hello.legacy_version, c.config());
    c.info().group = parameters.group;
    c.info().psk_identity = share.psk_identity;
    c.send(share.message, transcript);
    auto master_secret = derive_master_secret(suite, choice.extended_master_secret, share.premaster_secret,
                                              offer.hello.random, hello.random, transcript);
    wipe(share.premaster_secret);
    c.log_secret(key_log_label::client_random, offer.hello.random, master_secret.value());
    if (ours.credential) {
        const auto content = to_bytes(transcript.messages());
        auto signature = co_await c.sign(*ours.credential, *ours.scheme, content);
        c.send(message::certificate_verify{ours.algorithm, std::move(signature)}, transcript);
        c.info().local_signature_scheme = ours.scheme;
        c.info().local_credential = ours.credential;
    }
    transcript.forget_messages();

    const auto keys = master_secret.keys(suite, offer.hello.random, hello.random);
    c.send_change_cipher_spec(
        make_tls12_sealer(suite, protocol_version::tls1_2, keys.client, choice.encrypt_then_mac, c.random()));
    auto client_finished = master_secret.finished_verify_data(role::client, transcript.hash());
    c.send(message::finished{to_bytes(client_finished)}, transcript);

    c.expect_change_cipher_spec(
        make_tls12_opener(suite, protocol_version::tls1_2, keys.server, choice.encrypt_then_mac), c.boundary());
    auto finished = co_await c.next<message::finished>();
    auto server_finished = master_secret.finished_verify_data(role::server, transcript.hash());
    check_finished(finished, server_finished);
    c.establish(established_tls12{std::move(master_secret),
                                  offer.hello.random,
                                  hello.random,
                                  {std::move(client_finished), std::move(server_finished)},
                                  choice.extended_master_secret});
}

} // namespace tls
