// The server's side of RFC 8446, section 2, figure 1; the figure stands in client_tls13.cpp.

#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/connection.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/key_shares.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/schedule/key_log.hpp"

namespace tls {
namespace {

/// The other half of the client's key exchange.
encapsulation answer_key_share(const client_choice& choice, const configuration& config)
{
    auto answer = answer_share(*choice.group, choice.client_share, config);
    // RFC 8446 sections 4.2.8.1 and 4.2.8.2: peers MUST validate each other's public values.
    if (!answer)
        throw fatal(alert_description::illegal_parameter, error::reason::bad_key_share,
                    "the client's key share is not a public value of the group");
    return std::move(*answer);
}

void describe_choice(connection_info& info, const client_choice& choice, const client_hello_info& hello, bool retried)
{
    info.cipher_suite = choice.suite;
    info.group = choice.group;
    info.alpn_protocol = choice.alpn_protocol;
    info.server_name = hello.server_name;
    info.hello_retry = retried;
}

} // namespace

flow server_tls13(connection& c, message::received<message::client_hello> hello)
{
    transcript transcript;
    c.use_version(protocol_version::tls1_3);
    check_client_hello(hello);
    auto choice = negotiate(hello, c.config());
    const bool retried = choice.needs_retry();
    transcript.add(hello.encoded);
    transcript.use(*choice.suite->hash);
    c.tolerate_change_cipher_spec();
    // We know no ticket that early data could be sealed under.
    if (hello.extensions.early_data)
        c.skip_early_data();
    if (retried) {
        const auto retry = hello_retry_request_for(choice, hello, new_cookie(c.config()));
        transcript.restart_for_hello_retry();
        c.send(retry, transcript);
        if (!hello.legacy_session_id.empty())
            c.send_change_cipher_spec();
        auto second = co_await c.next<message::client_hello>();
        accept_second_client_hello(choice, hello, second, retry);
        c.stop_skipping_early_data();
        transcript.add(second.encoded);
        hello = std::move(second);
    }

    const auto description = describe(hello);
    auto chosen = co_await c.select_credential(description);
    const auto ours = authenticate_server(c.config(), description, std::move(chosen));
    describe_choice(c.info(), choice, description, retried);
    c.info().local_credential = ours.credential;
    c.info().local_signature_scheme = ours.scheme;

    auto exchange = answer_key_share(choice, c.config());
    c.send(server_hello_for(choice, hello, std::move(exchange.share), c.random()), transcript);
    // RFC 8446 appendix D.4: a client that sent a session id looks for compatibility.
    if (!hello.legacy_session_id.empty())
        c.send_change_cipher_spec();
    auto handshake_secret = tls13::early_secret(*choice.suite->hash).extract(exchange.secret);
    wipe(exchange.secret);
    auto point = transcript.hash();
    auto client_handshake = handshake_secret.client_handshake_traffic_secret(point);
    auto server_handshake = handshake_secret.server_handshake_traffic_secret(point);
    c.log_secret(key_log_label::client_handshake_traffic_secret, hello.random, client_handshake.value());
    c.log_secret(key_log_label::server_handshake_traffic_secret, hello.random, server_handshake.value());
    c.protect_write(*choice.suite, server_handshake);
    c.protect_read(*choice.suite, client_handshake, c.boundary());

    auto extensions = encrypted_extensions_for(choice, hello);
    answer_record_sizes(extensions.extensions, hello.extensions, c.config(), protocol_version::tls1_3);
    limit_records(c.records(), role::server, hello.extensions, extensions.extensions, protocol_version::tls1_3);
    c.send(extensions, transcript);
    const bool asks_for_certificate = (c.config().verify & verify_peer) != 0;
    std::vector<std::uint16_t> asked;
    if (asks_for_certificate) {
        auto request = certificate_request_for(c.config());
        asked = extension::types_to_send(request.extensions);
        c.send(request, transcript);
    }
    c.send(certificate_for(ours.credential.get(), {}, hello.extensions.status_request.has_value(),
                           hello.extensions.signed_certificate_timestamp.has_value()),
           transcript);
    const auto content = certificate_verify_content(role::server, transcript.hash());
    auto signature = co_await c.sign(*ours.credential, *ours.scheme, content);
    c.send(message::certificate_verify{ours.scheme->id, std::move(signature)}, transcript);
    c.send(message::finished{to_bytes(server_handshake.finished_verify_data(transcript.hash()))}, transcript);

    auto master_secret = std::move(handshake_secret).extract();
    point = transcript.hash();
    auto client_application = master_secret.client_application_traffic_secret_0(point);
    auto server_application = master_secret.server_application_traffic_secret_0(point);
    c.log_secret(key_log_label::client_traffic_secret_0, hello.random, client_application.value());
    c.log_secret(key_log_label::server_traffic_secret_0, hello.random, server_application.value());
    auto exporter_secret = master_secret.exporter_master_secret(point);
    c.log_secret(key_log_label::exporter_secret, hello.random, exporter_secret);
    c.protect_write(*choice.suite, server_application);

    if (asks_for_certificate) {
        auto certificate = co_await c.next<message::certificate>();
        auto peer = read_certificates(certificate, c.config(), asked);
        check_client_sent_certificate(peer, c.config().verify);
        transcript.add(certificate.encoded);
        if (!peer.chain.empty()) {
            const auto signed_content = certificate_verify_content(role::client, transcript.hash());
            auto proof = co_await c.next<message::certificate_verify>();
            c.info().peer_signature_scheme =
                check_certificate_verify(proof, peer.chain.front(), signed_content, c.config());
            transcript.add(proof.encoded);
            peer.host = c.verify_host();
            peer.use = x509::purpose::client_auth;
            auto verdict = co_await c.verify(peer);
            describe_peer(c.info(), std::move(peer), verdict);
            check_verdict(verdict, c.config().verify);
        }
    }
    auto finished = co_await c.next<message::finished>();
    check_finished(finished, client_handshake.finished_verify_data(transcript.hash()));
    c.protect_read(*choice.suite, client_application, c.boundary());
    c.keep_traffic_secrets(std::move(server_application), std::move(client_application));
    c.establish(established_tls13{choice.suite->hash, std::move(exporter_secret)});
}

} // namespace tls
