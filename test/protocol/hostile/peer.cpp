#include "protocol/hostile/peer.hpp"

#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/handshake/psk_offer.hpp"
#include "protocol/record/protection_tls13.hpp"
#include "support/shared_sealer.hpp"

#include <algorithm>

namespace tls::test {

hostile_peer::hostile_peer(role r, std::shared_ptr<const configuration> config, script s)
    : connection_(*config), exchange_(exchange::kind::initial_handshake, connection_, endpoint_), script_(std::move(s))
{
    endpoint_.role = r;
    endpoint_.config = std::move(config);
    if (!script_.server_name.empty())
        endpoint_.server_name = x509::parse_host(script_.server_name);
    auto& context = exchange_.context();
    exchange_.start(r == role::client ? misbehaving_client(context, *this) : misbehaving_server(context, *this));
}

void hostile_peer::send_encoded(moment when, bytes encoded, transcript& t)
{
    if (script_.before)
        script_.before(*this, when, encoded);
    if (!encoded.empty())
        t.add(encoded);
    if (script_.fragment_size != 0)
        send_in_fragments(encoded);
    else
        connection_.queue_handshake(encoded);
    if (script_.after)
        script_.after(*this, when);
}

void hostile_peer::send_in_fragments(byte_view encoded)
{
    while (!encoded.empty()) {
        auto part = encoded.first(std::min(script_.fragment_size, encoded.size()));
        encoded = encoded.subspan(part.size());
        send_record(content_type::handshake, part);
        if (!encoded.empty() && script_.between)
            script_.between(*this);
    }
}

void hostile_peer::send_record(content_type type, byte_view content, std::size_t padding)
{
    if (!sealer_)
        return send_plain_record(type, content);
    connection_.flush();
    bytes record(content.size() + padding + sealer_->expansion());
    sealer_->seal(type, {&content, 1}, padding, record);
    send_raw(record);
}

void hostile_peer::send_plain_record(content_type type, byte_view content)
{
    bytes record(record_header_size);
    record_header{type, 0x0303, static_cast<std::uint16_t>(content.size())}.write(record);
    record.insert(record.end(), content.begin(), content.end());
    send_raw(record);
}

void hostile_peer::send_raw(byte_view data)
{
    connection_.flush();
    auto& output = connection_.records().output();
    auto space = output.prepare(data.size());
    std::copy(data.begin(), data.end(), space.begin());
    output.commit(data.size());
}

void hostile_peer::use_wrong_key()
{
    connection_.flush();
    auto& suite = *endpoint_.info.cipher_suite;
    install(make_tls13_sealer(suite, bytes(suite.aead->key_size, 0x5a), bytes(suite.aead->nonce_size, 0x5a)));
}

void hostile_peer::protect_write(const cipher_suite& suite, const tls13::traffic_secret& secret)
{
    connection_.flush();
    endpoint_.info.cipher_suite = &suite;
    auto keys = secret.keys(*suite.aead);
    install(make_tls13_sealer(suite, keys.key, keys.iv));
}

void hostile_peer::install(std::shared_ptr<record_sealer> sealer)
{
    sealer_ = std::move(sealer);
    connection_.records().protect_write(std::make_unique<shared_sealer>(sealer_));
}

std::optional<handshake_psk> hostile_peer::offered_session() const
{
    return script_.session.empty() ? std::nullopt : psk_of(script_.session.state(), *endpoint_.config);
}

void hostile_peer::see_encrypted_extensions(byte_view encoded) const
{
    if (script_.sees_encrypted_extensions)
        script_.sees_encrypted_extensions(encoded);
}

bytes hostile_peer::content_to_sign(bytes content) const
{
    if (script_.signs)
        script_.signs(content);
    return content;
}

void hostile_peer::run()
{
    if (failed_)
        return;
    try {
        std::size_t none = 0;
        while (!done_) {
            if (exchange_.advance() == want::nothing)
                finish();
            else if (connection_.receive({}, none) == received_record::none)
                return;
        }
        receive_alerts();
    } catch (const ended_by_peer& ended) {
        alert_received_ = ended.alert;
        failed_ = true;
    } catch (const std::exception& failure) {
        failure_ = failure.what();
        failed_ = true;
    }
}

void hostile_peer::finish()
{
    done_ = true;
    if (script_.afterwards)
        script_.afterwards(*this);
    send_record(content_type::application_data, peer_data);
}

void hostile_peer::receive_alerts()
{
    auto& records = connection_.records();
    while (auto record = records.next()) {
        if (record->type == content_type::alert && record->content.size() == 2)
            alert_received_ = static_cast<alert_description>(record->content[1]);
        records.release();
    }
}

flow misbehaving_server(handshake_context& c, hostile_peer& p)
{
    transcript transcript;
    auto hello = co_await c.next<message::client_hello>();
    auto choice = negotiate(hello, c.config());
    transcript.add(hello.encoded);
    transcript.use(*choice.suite->hash);
    c.connection().tolerate_change_cipher_spec();
    if (choice.needs_retry()) {
        const auto retry = hello_retry_request_for(choice, hello, new_cookie(c.config()));
        transcript.restart_for_hello_retry();
        p.send(moment::hello_retry_request, retry, transcript);
        c.connection().send_change_cipher_spec();
        auto second = co_await c.next<message::client_hello>();
        choice.client_share = second.extensions.key_share->client_shares.at(0).key_exchange;
        transcript.add(second.encoded);
        hello = std::move(second);
    }

    const auto ours = select_server_credential(c.config(), describe(hello), nullptr);
    auto exchange = choice.group->encapsulate(choice.client_share, c.random()).value();
    p.send(moment::server_hello, server_hello_for(choice, hello, std::move(exchange.share), c.random()), transcript);
    c.connection().send_change_cipher_spec();
    auto handshake_secret = tls13::early_secret(*choice.suite->hash).extract(exchange.secret);
    auto point = transcript.hash();
    auto client_handshake = handshake_secret.client_handshake_traffic_secret(point);
    auto server_handshake = handshake_secret.server_handshake_traffic_secret(point);
    p.protect_write(*choice.suite, server_handshake);
    c.connection().protect_read(epoch::handshake, *choice.suite, client_handshake, c.boundary());

    p.send(moment::encrypted_extensions, encrypted_extensions_for(choice, hello), transcript);
    const bool asks_for_certificate = (c.config().verification.mode & verify_peer) != 0;
    if (asks_for_certificate)
        p.send(moment::certificate_request, certificate_request_for(c.config()), transcript);
    p.send(moment::certificate, certificate_for(ours.credential.get(), {}, false, false), transcript);
    const auto content = p.content_to_sign(certificate_verify_content(role::server, transcript.hash()));
    auto signature = ours.credential->sign(*ours.scheme, content, c.random());
    p.send(moment::certificate_verify, message::certificate_verify{ours.scheme->id, std::move(signature)}, transcript);
    p.send(moment::finished, message::finished{to_bytes(server_handshake.finished_verify_data(transcript.hash()))},
           transcript);

    auto master_secret = std::move(handshake_secret).extract();
    point = transcript.hash();
    auto client_application = master_secret.client_application_traffic_secret_0(point);
    auto server_application = master_secret.server_application_traffic_secret_0(point);
    p.protect_write(*choice.suite, server_application);

    if (asks_for_certificate) {
        auto certificate = co_await c.next<message::certificate>();
        transcript.add(certificate.encoded);
        if (!certificate.certificate_list.empty()) {
            auto proof = co_await c.next<message::certificate_verify>();
            transcript.add(proof.encoded);
        }
    }
    auto finished = co_await c.next<message::finished>();
    check_finished(finished, client_handshake.finished_verify_data(transcript.hash()));
    c.connection().protect_application_read(*choice.suite, std::move(client_application), c.boundary());
}

flow misbehaving_client(handshake_context& c, hostile_peer& p)
{
    auto& algorithms = *c.config().algorithms;
    transcript transcript;
    auto offer = make_offer(c.config(), c.server_name(), c.random());
    offer_psks(offer, p.offered_session(), c.config());
    c.connection().tolerate_change_cipher_spec();
    p.send_encoded(moment::client_hello, encode_client_hello(offer, transcript), transcript);

    std::optional<message::received<message::hello_retry_request>> retry;
    std::optional<message::received<message::server_hello>> hello;
    auto answer = co_await c.next<message::server_hello, message::hello_retry_request>();
    if (auto* asked = std::get_if<message::received<message::hello_retry_request>>(&answer)) {
        retry = std::move(*asked);
        transcript.use(*algorithms.find_cipher_suite(retry->cipher_suite)->hash);
        transcript.restart_for_hello_retry();
        transcript.add(retry->encoded);
        answer_hello_retry(offer, *retry, c.config());
        c.connection().send_change_cipher_spec();
        p.send_encoded(moment::second_client_hello, encode_client_hello(offer, transcript), transcript);
        hello = co_await c.next<message::server_hello>();
    } else {
        hello = std::move(std::get<message::received<message::server_hello>>(answer));
    }

    auto choice = accept_server_hello(*hello, offer, retry ? &*retry : nullptr, algorithms);
    transcript.use(*choice.suite->hash);
    transcript.add(hello->encoded);
    auto handshake_secret = take_early_secret(choice.psk, *choice.suite).extract(choice.shared_secret);
    auto point = transcript.hash();
    auto client_handshake = handshake_secret.client_handshake_traffic_secret(point);
    auto server_handshake = handshake_secret.server_handshake_traffic_secret(point);
    c.connection().protect_read(epoch::handshake, *choice.suite, server_handshake, c.boundary());
    c.connection().send_change_cipher_spec();
    p.protect_write(*choice.suite, client_handshake);

    auto extensions = co_await c.next<message::encrypted_extensions>();
    p.see_encrypted_extensions(extensions.encoded);
    transcript.add(extensions.encoded);
    std::optional<message::received<message::certificate_request>> request;
    std::optional<message::received<message::certificate>> certificate;
    if (!choice.psk) {
        auto next = co_await c.next<message::certificate, message::certificate_request>();
        if (auto* asked = std::get_if<message::received<message::certificate_request>>(&next)) {
            request = std::move(*asked);
            transcript.add(request->encoded);
            certificate = co_await c.next<message::certificate>();
        } else {
            certificate = std::move(std::get<message::received<message::certificate>>(next));
        }
        transcript.add(certificate->encoded);
        auto proof = co_await c.next<message::certificate_verify>();
        transcript.add(proof.encoded);
    }
    auto finished = co_await c.next<message::finished>();
    check_finished(finished, server_handshake.finished_verify_data(transcript.hash()));
    transcript.add(finished.encoded);

    auto master_secret = std::move(handshake_secret).extract();
    point = transcript.hash();
    auto client_application = master_secret.client_application_traffic_secret_0(point);
    auto server_application = master_secret.server_application_traffic_secret_0(point);
    c.connection().protect_application_read(*choice.suite, std::move(server_application), c.boundary());

    if (request) {
        const auto ours = select_client_credential(c.config(), *request);
        p.send(moment::certificate, certificate_for(ours.credential.get(), {}, false, false), transcript);
        if (ours.credential) {
            const auto content = p.content_to_sign(certificate_verify_content(role::client, transcript.hash()));
            auto signature = ours.credential->sign(*ours.scheme, content, c.random());
            p.send(moment::certificate_verify, message::certificate_verify{ours.scheme->id, std::move(signature)},
                   transcript);
        }
    }
    p.send(moment::finished, message::finished{to_bytes(client_handshake.finished_verify_data(transcript.hash()))},
           transcript);
    p.protect_write(*choice.suite, client_application);
}

} // namespace tls::test
