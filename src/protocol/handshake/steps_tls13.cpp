#include "protocol/handshake/steps_tls13.hpp"

#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/steps.hpp"
#include "protocol/schedule/key_log.hpp"

#include <utility>

namespace tls {
namespace {

void check_sent_certificate(const handshake_context& c, const verify_request& peer)
{
    if (c.role() == role::client)
        check_server_sent_certificate(peer);
    else
        check_client_sent_certificate(peer, c.config().verification.mode);
}

} // namespace

handshake_secrets change_to_handshake_keys(handshake_context& c, const cipher_suite& suite, tls13::early_secret early,
                                           secure_bytes& shared_secret, byte_view client_random, bool compatibility,
                                           const transcript& transcript)
{
    auto stage = std::move(early).extract(shared_secret);
    wipe(shared_secret);
    const auto point = transcript.hash();
    auto client = stage.client_handshake_traffic_secret(point);
    auto server = stage.server_handshake_traffic_secret(point);
    c.log_secret(key_log_label::client_handshake_traffic_secret, client_random, client.value());
    c.log_secret(key_log_label::server_handshake_traffic_secret, client_random, server.value());
    auto& connection = c.connection();
    // The client checks the boundary before it changes its write keys, so that the alert for it is sent unencrypted.
    if (c.role() == role::client)
        connection.protect_read(epoch::handshake, suite, server, c.boundary());
    if (compatibility)
        connection.send_change_cipher_spec();
    // Early data goes on under its own keys, until the server has rejected it or EndOfEarlyData follows it.
    const auto status = c.info().early_data;
    if (c.role() == role::server || status != early_data_status::offered)
        connection.protect_write(epoch::handshake, suite, c.role() == role::client ? client : server);
    if (c.role() == role::server && status != early_data_status::accepted)
        connection.protect_read(epoch::handshake, suite, client, c.boundary());
    return {std::move(stage), std::move(client), std::move(server)};
}

application_secrets derive_application_secrets(handshake_context& c, tls13::handshake_secret handshake_stage,
                                               byte_view client_random, const transcript& transcript)
{
    auto stage = std::move(handshake_stage).extract();
    const auto point = transcript.hash();
    auto client = stage.client_application_traffic_secret_0(point);
    auto server = stage.server_application_traffic_secret_0(point);
    auto exporter = stage.exporter_master_secret(point);
    c.log_secret(key_log_label::client_traffic_secret_0, client_random, client.value());
    c.log_secret(key_log_label::server_traffic_secret_0, client_random, server.value());
    c.log_secret(key_log_label::exporter_secret, client_random, exporter);
    return {std::move(stage), std::move(client), std::move(server), std::move(exporter)};
}

void establish_tls13(handshake_context& c, const cipher_suite& suite, application_secrets secrets,
                     const transcript& transcript, unsigned tickets_due)
{
    c.establish(established_tls13{suite.hash, std::move(secrets.exporter),
                                  secrets.stage.resumption_master_secret(transcript.hash()), tickets_due});
}

step<> authenticate_self(handshake_context& c, const authentication& ours, const certificate_request_options& options,
                         transcript& transcript)
{
    c.send(certificate_for(ours.credential.get(), options.request_context, options.status, options.timestamps),
           transcript);
    if (!ours.credential)
        co_return;
    const auto content = certificate_verify_content(c.role(), transcript.hash());
    auto signature = co_await c.sign(*ours.credential, *ours.scheme, content);
    c.send(message::certificate_verify{ours.scheme->id, std::move(signature)}, transcript);
    c.info().local_signature_scheme = ours.scheme;
    c.info().local_credential = ours.credential;
}

step<> authenticate_peer(handshake_context& c, const message::received<message::certificate>& certificate,
                         const std::vector<std::uint16_t>& offered, transcript& transcript)
{
    const auto type = type_sent_by(peer_of(c.role()), c.info());
    auto peer = read_certificates(certificate, c.config(), offered, type);
    check_sent_certificate(c, peer);
    transcript.add(certificate.encoded);
    if (!presented_key(peer))
        co_return;
    const auto content = certificate_verify_content(peer_of(c.role()), transcript.hash());
    auto proof = co_await c.next<message::certificate_verify>();
    c.info().peer_signature_scheme = check_certificate_verify(proof, key_of(peer), content, c.config());
    transcript.add(proof.encoded);
    co_await verify_peer_chain(c, peer);
}

void send_finished(handshake_context& c, const handshake_secrets& secrets, transcript& transcript)
{
    const auto verify_data = secrets.of(c.role()).finished_verify_data(transcript.hash());
    c.send(message::finished{to_bytes(verify_data)}, transcript);
}

step<> receive_finished(handshake_context& c, const handshake_secrets& secrets, transcript& transcript)
{
    auto finished = co_await c.next<message::finished>();
    check_finished(finished, secrets.of(peer_of(c.role())).finished_verify_data(transcript.hash()));
    transcript.add(finished.encoded);
}

} // namespace tls
