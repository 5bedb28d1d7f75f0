#include "support/tls12_peer.hpp"

#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/message/new_session_ticket_tls12.hpp"
#include "protocol/message/server_hello_done.hpp"
#include "protocol/record/protection_tls12.hpp"
#include "support/shared_sealer.hpp"

#include <algorithm>
#include <stdexcept>

namespace tls::test {
tls12_peer::tls12_peer(role side, tls12_traits t) : traits(std::move(t)), side_(side)
{
    records_.set_legacy_record_version(static_cast<std::uint16_t>(traits.version));
    records_.set_record_splitting(false);
}

void tls12_peer::run()
{
    if (failed_)
        return;
    try {
        if (side_ == role::client && !begun_)
            send_client_hello();
        while (auto record = records_.next()) {
            receive_record(*record);
            records_.release();
        }
    } catch (const std::exception& failure) {
        failure_ = failure.what();
        failed_ = true;
    }
}

void tls12_peer::send_record(content_type type, byte_view content)
{
    if (!sealer_)
        return send_plain_record(type, content);
    bytes record(sealer_->record_size(content.size()));
    sealer_->seal(type, {&content, 1}, 0, record);
    send_raw(record);
}

void tls12_peer::send_plain_record(content_type type, byte_view content, std::optional<std::uint16_t> version)
{
    bytes record(record_header_size);
    record_header{type, version.value_or(static_cast<std::uint16_t>(traits.version)),
                  static_cast<std::uint16_t>(content.size())}
        .write(record);
    record.insert(record.end(), content.begin(), content.end());
    send_raw(record);
}

void tls12_peer::send_raw(byte_view whole)
{
    auto space = output().prepare(whole.size());
    std::copy(whole.begin(), whole.end(), space.begin());
    output().commit(whole.size());
}

void tls12_peer::send_alert(alert_level level, alert_description description)
{
    send_record(content_type::alert, bytes{static_cast<std::uint8_t>(level), static_cast<std::uint8_t>(description)});
}

void tls12_peer::use_wrong_key()
{
    tls12::direction_keys wrong;
    wrong.key = secret(bytes(suite_->aead->key_size, 0x5a));
    wrong.iv = secret(bytes(4, 0x5a));
    install(make_tls12_sealer(*suite_, traits.version, wrong, false, system_random()));
}

void tls12_peer::install(std::shared_ptr<record_sealer> sealer)
{
    sealer_ = std::move(sealer);
    records_.protect_write(std::make_unique<shared_sealer>(sealer_));
}

void tls12_peer::send(tls12_moment when, bytes encoded)
{
    if (traits.before)
        traits.before(*this, when, encoded);
    if (!encoded.empty()) {
        transcript_.add(encoded);
        records_.write(content_type::handshake, encoded);
    }
    if (traits.after)
        traits.after(*this, when);
}

/// The ChangeCipherSpec is the last record with the old keys (RFC 5246 section 7.1).
void tls12_peer::send_change_cipher_spec()
{
    bytes content{1};
    if (traits.before)
        traits.before(*this, tls12_moment::change_cipher_spec, content);
    if (!content.empty())
        send_record(content_type::change_cipher_spec, content);
    auto keys = master_->keys(*suite_, traits.version, client_hello_.random, server_hello_.random);
    auto& ours = side_ == role::client ? keys.client : keys.server;
    const bool etm = server_hello_.extensions.encrypt_then_mac.has_value();
    install(make_tls12_sealer(*suite_, traits.version, ours, etm, system_random()));
    if (traits.after)
        traits.after(*this, tls12_moment::change_cipher_spec);
}

void tls12_peer::send_finished()
{
    auto& verify_data = side_ == role::client ? client_verify_data_ : server_verify_data_;
    verify_data = to_bytes(master_->finished_verify_data(side_, transcript_.hash()).view());
    sent_finished_ = true;
    send_as(tls12_moment::finished, message::finished{verify_data});
}

void tls12_peer::receive_record(const record& r)
{
    switch (r.type) {
    case content_type::alert:
        if (r.content.size() == 2) {
            alert_level_ = alert_level{r.content[0]};
            alert_ = alert_description{r.content[1]};
        }
        return;
    case content_type::change_cipher_spec:
        if (!pending_opener_)
            throw std::runtime_error("unexpected ChangeCipherSpec");
        records_.protect_read(std::move(pending_opener_), messages_.boundary().value());
        return;
    case content_type::application_data:
        received_.insert(received_.end(), r.content.begin(), r.content.end());
        return;
    default:
        messages_.add(r.content);
    }
    while (messages_.has_message()) {
        const auto type = messages_.type();
        receive_message(type, messages_.take());
    }
}

void tls12_peer::receive_message(handshake_type type, const bytes& encoded)
{
    // The functions for ClientHello and Finished add them to the transcript. HelloRequest is never part of it.
    if (type == handshake_type::client_hello)
        return receive_client_hello(encoded);
    if (type == handshake_type::finished)
        return receive_finished(encoded);
    if (type == handshake_type::hello_request)
        return;
    transcript_.add(encoded);
    switch (type) {
    case handshake_type::server_hello:
        return receive_server_hello(encoded);
    case handshake_type::certificate: {
        auto list = message::decode_message<message::certificate_tls12>(encoded).certificate_list;
        if (!list.empty())
            peer_leaf_ = x509::certificate::from_der(list.front());
        return;
    }
    case handshake_type::server_key_exchange:
        return receive_server_key_exchange(encoded);
    case handshake_type::certificate_request:
        certificate_requested_ = true;
        return;
    case handshake_type::server_hello_done:
        return send_client_flight();
    case handshake_type::new_session_ticket:
        ticket_ = message::decode_message<message::new_session_ticket_tls12>(encoded).ticket;
        return;
    case handshake_type::client_key_exchange:
        return receive_client_key_exchange(encoded);
    default:
        return;
    }
}

/// Derives the master secret (RFC 7627 section 4, or RFC 5246 section 8.1), and prepares the opener that the other
/// side's ChangeCipherSpec activates.
void tls12_peer::agree(byte_view other_secret)
{
    auto premaster = secure_bytes(other_secret.begin(), other_secret.end());
    if (has_psk())
        premaster = tls12::psk_premaster_secret(other_secret, traits.psk);
    if (server_hello_.extensions.extended_master_secret)
        master_ = tls12::master_secret::derive_extended(prf(), premaster, transcript_.hash());
    else
        master_ = tls12::master_secret::derive(prf(), premaster, client_hello_.random, server_hello_.random);
    prepare_opener();
}

void tls12_peer::prepare_opener()
{
    auto keys = master_->keys(*suite_, traits.version, client_hello_.random, server_hello_.random);
    auto& theirs = side_ == role::client ? keys.server : keys.client;
    const bool etm = server_hello_.extensions.encrypt_then_mac.has_value();
    pending_opener_ = make_tls12_opener(*suite_, traits.version, theirs, etm);
}

void tls12_peer::receive_finished(const bytes& encoded)
{
    const auto theirs = side_ == role::client ? role::server : role::client;
    auto expected = master_.value().finished_verify_data(theirs, transcript_.hash());
    auto finished = message::decode_message<message::finished>(encoded);
    if (!std::ranges::equal(finished.verify_data, expected.view()))
        throw std::runtime_error("wrong Finished");
    (theirs == role::client ? client_verify_data_ : server_verify_data_) = finished.verify_data;
    transcript_.add(encoded);
    const bool answers = side_ == (resumes_ ? role::client : role::server);
    if (answers) {
        if (!resumes_)
            send_ticket();
        send_change_cipher_spec();
        send_finished();
    }
    complete();
}

void tls12_peer::send_ticket()
{
    if (!server_hello_.extensions.session_ticket)
        return;
    ticket_ = bytes(20, 0x77);
    send_as(tls12_moment::new_session_ticket, message::new_session_ticket_tls12{300, ticket_});
}

tls12_session tls12_peer::session() const
{
    const auto secret = master_.value().value();
    return {suite_->id, secure_bytes(secret.begin(), secret.end()), ticket_, server_hello_.legacy_session_id_echo};
}

bool tls12_peer::names_session(const message::client_hello& hello) const
{
    if (!traits.session || handshakes_ != 0)
        return false;
    const auto& ticket = hello.extensions.session_ticket;
    if (!traits.session->ticket.empty())
        return ticket && ticket->ticket == traits.session->ticket;
    return !traits.session->id.empty() && hello.legacy_session_id == traits.session->id;
}

/// Begins the flow of RFC 5246 section 7.3, figure 2, after the ServerHello.
void tls12_peer::resume()
{
    master_.emplace(prf(), secret(byte_view(traits.session->master_secret)));
    prepare_opener();
    if (side_ == role::client)
        return;
    send_ticket();
    send_change_cipher_spec();
    send_finished();
}

void tls12_peer::complete()
{
    const bool first = !done_;
    done_ = true;
    ++handshakes_;
    if (traits.afterwards)
        traits.afterwards(*this);
    if (first)
        send_record(content_type::application_data, data);
}

tls12::prf_algorithm tls12_peer::prf() const
{
    if (traits.version == protocol_version::tls1_2)
        return *suite_->hash;
    return {*algorithms_->find_hash("MD5"), *algorithms_->find_hash("SHA-1"), *algorithms_->find_hash("MD5-SHA1")};
}

message::digitally_signed tls12_peer::sign(bytes content) const
{
    if (traits.signs)
        traits.signs(content);
    auto* scheme = algorithms_->find_signature_scheme(traits.own->type(), traits.scheme, traits.version);
    if (scheme == nullptr)
        throw std::runtime_error("the signature scheme does not fit the peer's key");
    message::digitally_signed proof{traits.scheme, traits.own->sign(*scheme, content, system_random())};
    if (traits.version != protocol_version::tls1_2)
        proof.algorithm.reset();
    return proof;
}

bytes tls12_peer::own_chain() const
{
    message::certificate_tls12 message;
    if (traits.own) {
        for (auto& certificate : traits.own->chain())
            message.certificate_list.push_back(to_bytes(certificate.der()));
    }
    return message::encode_message(message);
}

bool tls12_peer::uses(key_exchange_method a, key_exchange_method b) const noexcept
{
    return suite_->key_exchange == a || suite_->key_exchange == b;
}

bool tls12_peer::has_psk() const noexcept
{
    return uses(key_exchange_method::psk, key_exchange_method::dhe_psk) ||
           uses(key_exchange_method::rsa_psk, key_exchange_method::ecdhe_psk);
}

bool tls12_peer::sends_certificates() const noexcept
{
    return suite_->key_exchange != key_exchange_method::dh_anon &&
           (!has_psk() || suite_->key_exchange == key_exchange_method::rsa_psk);
}

bool tls12_peer::has_fixed_key() const noexcept
{
    return traits.own && traits.own->type() == key_type::dh;
}

} // namespace tls::test
