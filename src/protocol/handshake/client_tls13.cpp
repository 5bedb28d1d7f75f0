// The client's side of RFC 8446, section 2, figure 1, from the ServerHello on:
//
//        ClientHello
//        + key_share, ...          -------->
//                                                           ServerHello
//                                                 {EncryptedExtensions}
//                                                 {CertificateRequest*}
//                                                         {Certificate}
//                                                   {CertificateVerify}
//                                  <--------                 {Finished}
//        {Certificate*}
//        {CertificateVerify*}
//        {Finished}                -------->
//        [Application Data]        <------->        [Application Data]

#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/connection.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/schedule/key_log.hpp"

namespace tls {
namespace {

using message::received;

void describe_choice(connection_info& info, const server_choice& choice, bool retried)
{
    info.cipher_suite = choice.suite;
    info.group = choice.group;
    info.hello_retry = retried;
}

void describe_extensions(connection_info& info, const message::encrypted_extensions& answer)
{
    if (auto& alpn = answer.extensions.application_layer_protocol_negotiation)
        info.alpn_protocol = alpn->protocol_name;
}

} // namespace

flow client_tls13(connection& c, client_offer offer, server_answer answer, transcript transcript)
{
    auto& algorithms = *c.config().algorithms;
    const auto offered = extension::types_to_send(offer.hello.extensions);
    std::optional<received<message::hello_retry_request>> retry;
    std::optional<received<message::server_hello>> hello;
    if (auto* asked = std::get_if<received<message::hello_retry_request>>(&answer)) {
        retry = std::move(*asked);
        check_hello_retry_request(*retry, offer, algorithms);
        transcript.use(*algorithms.find_cipher_suite(retry->cipher_suite)->hash);
        transcript.restart_for_hello_retry();
        transcript.add(retry->encoded);
        answer_hello_retry(offer, *retry, c.config());
        if (c.config().middlebox_compatibility)
            c.send_change_cipher_spec();
        c.send(offer.hello, transcript);
        hello = co_await c.next<message::server_hello>();
    } else {
        hello = std::move(std::get<received<message::server_hello>>(answer));
    }

    auto choice = accept_server_hello(*hello, offer, retry ? &*retry : nullptr, algorithms);
    c.use_version(protocol_version::tls1_3);
    describe_choice(c.info(), choice, retry.has_value());
    transcript.use(*choice.suite->hash);
    transcript.add(hello->encoded);
    auto handshake_secret = tls13::early_secret(*choice.suite->hash).extract(choice.shared_secret);
    wipe(choice.shared_secret);
    auto point = transcript.hash();
    auto client_handshake = handshake_secret.client_handshake_traffic_secret(point);
    auto server_handshake = handshake_secret.server_handshake_traffic_secret(point);
    const auto& client_random = offer.hello.random;
    c.log_secret(key_log_label::client_handshake_traffic_secret, client_random, client_handshake.value());
    c.log_secret(key_log_label::server_handshake_traffic_secret, client_random, server_handshake.value());
    c.protect_read(*choice.suite, server_handshake, c.boundary());
    if (c.config().middlebox_compatibility)
        c.send_change_cipher_spec();
    c.protect_write(*choice.suite, client_handshake);

    auto extensions = co_await c.next<message::encrypted_extensions>();
    check_encrypted_extensions(extensions, offer);
    describe_extensions(c.info(), extensions);
    limit_records(c.records(), role::client, offer.hello.extensions, extensions.extensions, protocol_version::tls1_3);
    transcript.add(extensions.encoded);

    std::optional<received<message::certificate_request>> request;
    std::optional<received<message::certificate>> certificate;
    auto next = co_await c.next<message::certificate, message::certificate_request>();
    if (auto* asked = std::get_if<received<message::certificate_request>>(&next)) {
        request = std::move(*asked);
        check_certificate_request(*request);
        transcript.add(request->encoded);
        certificate = co_await c.next<message::certificate>();
    } else {
        certificate = std::move(std::get<received<message::certificate>>(next));
    }

    auto peer = read_certificates(*certificate, c.config(), offered);
    check_server_sent_certificate(peer);
    transcript.add(certificate->encoded);
    point = transcript.hash();
    auto proof = co_await c.next<message::certificate_verify>();
    const auto signed_content = certificate_verify_content(role::server, point);
    c.info().peer_signature_scheme = check_certificate_verify(proof, peer.chain.front(), signed_content, c.config());
    transcript.add(proof.encoded);

    // The verdict comes after the proof: nobody makes us look up a certificate that is not theirs.
    peer.host = c.verify_host();
    peer.use = x509::purpose::server_auth;
    auto verdict = co_await c.verify(peer);
    describe_peer(c.info(), std::move(peer), verdict);
    check_verdict(verdict, c.config().verify);

    auto finished = co_await c.next<message::finished>();
    check_finished(finished, server_handshake.finished_verify_data(transcript.hash()));
    transcript.add(finished.encoded);

    auto master_secret = std::move(handshake_secret).extract();
    point = transcript.hash();
    auto client_application = master_secret.client_application_traffic_secret_0(point);
    auto server_application = master_secret.server_application_traffic_secret_0(point);
    c.log_secret(key_log_label::client_traffic_secret_0, client_random, client_application.value());
    c.log_secret(key_log_label::server_traffic_secret_0, client_random, server_application.value());
    auto exporter_secret = master_secret.exporter_master_secret(point);
    c.log_secret(key_log_label::exporter_secret, client_random, exporter_secret);
    c.protect_read(*choice.suite, server_application, c.boundary());

    if (request) {
        const auto ours = authenticate_client(c.config(), *request);
        auto& asked = request->extensions;
        c.send(certificate_for(ours.credential.get(), request->certificate_request_context,
                               asked.status_request.has_value(), asked.signed_certificate_timestamp.has_value()),
               transcript);
        if (ours.credential) {
            const auto content = certificate_verify_content(role::client, transcript.hash());
            auto signature = co_await c.sign(*ours.credential, *ours.scheme, content);
            c.send(message::certificate_verify{ours.scheme->id, std::move(signature)}, transcript);
            c.info().local_signature_scheme = ours.scheme;
            c.info().local_credential = ours.credential;
        }
    }
    c.send(message::finished{to_bytes(client_handshake.finished_verify_data(transcript.hash()))}, transcript);
    c.protect_write(*choice.suite, client_application);
    c.keep_traffic_secrets(std::move(client_application), std::move(server_application));
    c.establish(established_tls13{choice.suite->hash, std::move(exporter_secret)});
}

} // namespace tls
