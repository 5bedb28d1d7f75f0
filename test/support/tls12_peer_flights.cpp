// The flights of the scripted peer.

#include "protocol/message/certificate_request_tls10.hpp"
#include "protocol/message/certificate_status.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/certificate_verify_tls10.hpp"
#include "protocol/message/client_key_exchange.hpp"
#include "protocol/message/server_hello_done.hpp"
#include "support/tls12_peer.hpp"

#include <stdexcept>

namespace tls::test {
namespace {

using method = key_exchange_method;

byte_view body_of(const bytes& encoded)
{
    return byte_view(encoded).subspan(message::header_size);
}

bytes joined_data(byte_view a, byte_view b = {})
{
    auto result = to_bytes(a);
    result.insert(result.end(), b.begin(), b.end());
    return result;
}

} // namespace

message::client_hello tls12_peer::new_client_hello() const
{
    message::client_hello hello;
    hello.legacy_version = traits.version;
    system_random().fill(hello.random);
    hello.cipher_suites = {traits.suite};
    auto& extensions = hello.extensions;
    extensions.server_name = extension::server_name{"localhost"};
    if (traits.extended_master_secret)
        extensions.extended_master_secret.emplace();
    if (traits.encrypt_then_mac)
        extensions.encrypt_then_mac.emplace();
    if (traits.secure_renegotiation)
        extensions.renegotiation_info = extension::renegotiation_info{client_verify_data_};
    // The second group is for the certificate: supported_groups must contain its curve.
    extensions.supported_groups = extension::supported_groups{{traits.group, 0x0017}};
    extensions.ec_point_formats = extension::ec_point_formats{{0}};
    extensions.signature_algorithms = extension::signature_algorithms{
        {0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601}};
    if (traits.wants_ticket)
        extensions.session_ticket.emplace();
    if (!traits.session || handshakes_ != 0)
        return hello;
    hello.legacy_session_id = traits.session->id;
    if (!traits.session->ticket.empty()) {
        extensions.session_ticket = extension::session_ticket{traits.session->ticket};
        hello.legacy_session_id = traits.expects_resumption ? bytes() : bytes(32, 0x51);
    }
    return hello;
}

/// RFC 2246 appendix E.1. The transcript has the message without its length.
void tls12_peer::send_version2_hello()
{
    const auto& challenge = *traits.version2_challenge;
    bytes hello;
    wire::writer writer(hello);
    writer.u8(1);
    writer.u16(static_cast<std::uint16_t>(traits.version));
    writer.u16(6);
    writer.u16(0);
    writer.u16(static_cast<std::uint16_t>(challenge.size()));
    writer.u24(0x010080); // SSL 2.0's RC4
    writer.u24(traits.suite);
    writer.raw(challenge);
    if (traits.version2_hello)
        traits.version2_hello(hello);
    client_hello_.random = {};
    const auto used = std::min(challenge.size(), client_hello_.random.size());
    std::copy_n(challenge.end() - static_cast<std::ptrdiff_t>(used), used, client_hello_.random.end() - used);
    transcript_.add(hello);
    bytes whole{static_cast<std::uint8_t>(0x80 | hello.size() >> 8), static_cast<std::uint8_t>(hello.size())};
    whole.insert(whole.end(), hello.begin(), hello.end());
    send_raw(whole);
}

void tls12_peer::send_client_hello()
{
    begun_ = true;
    transcript_ = {};
    transcript_.keep_messages();
    certificate_requested_ = false;
    client_hello_ = new_client_hello();
    if (traits.version2_challenge && handshakes_ == 0)
        return send_version2_hello();
    send_as(tls12_moment::client_hello, client_hello_);
    // A script may have changed the random, which is an input of the key derivation.
    auto sent = transcript_.messages();
    if (sent.size() > message::header_size + 2 + 32)
        std::copy_n(sent.begin() + message::header_size + 2, 32, client_hello_.random.begin());
}

void tls12_peer::receive_client_hello(const bytes& encoded)
{
    transcript_ = {};
    transcript_.keep_messages();
    transcript_.add(encoded);
    client_hello_ = message::decode_message<message::client_hello>(encoded);
    resumes_ = names_session(client_hello_);
    send_server_flight();
}

message::server_hello tls12_peer::new_server_hello() const
{
    const auto& offered = client_hello_.extensions;
    message::server_hello hello;
    hello.legacy_version = traits.version;
    system_random().fill(hello.random);
    hello.cipher_suite = resumes_ ? traits.session->suite : traits.suite;
    hello.legacy_session_id_echo = resumes_ ? client_hello_.legacy_session_id : traits.session_id;
    auto& extensions = hello.extensions;
    if (traits.secure_renegotiation && client_hello_.signals_secure_renegotiation())
        extensions.renegotiation_info =
            extension::renegotiation_info{joined_data(client_verify_data_, server_verify_data_)};
    if (traits.extended_master_secret && offered.extended_master_secret)
        extensions.extended_master_secret.emplace();
    if (traits.encrypt_then_mac && offered.encrypt_then_mac)
        extensions.encrypt_then_mac.emplace();
    if (traits.sends_ticket && offered.session_ticket)
        extensions.session_ticket.emplace();
    if (!traits.ocsp_response.empty() && offered.status_request)
        extensions.status_request.emplace();
    return hello;
}

void tls12_peer::send_server_flight()
{
    server_hello_ = new_server_hello();
    suite_ = algorithms_->find_cipher_suite(server_hello_.cipher_suite);
    send_as(tls12_moment::server_hello, server_hello_);
    transcript_.use(prf().transcript());
    if (resumes_)
        return resume();
    if (sends_certificates())
        send(tls12_moment::certificate, own_chain());
    if (server_hello_.extensions.status_request)
        send_as(tls12_moment::certificate_status, message::certificate_status{{traits.ocsp_response}});
    if (!uses(method::rsa, method::psk) && !uses(method::rsa_psk, method::dh))
        send_server_key_exchange();
    if (traits.asks_for_certificate)
        send_certificate_request();
    send_as(tls12_moment::server_hello_done, message::server_hello_done{});
}

void tls12_peer::send_certificate_request()
{
    std::vector types{client_certificate_type::ecdsa_sign, client_certificate_type::rsa_sign};
    if (suite_->key_exchange == method::dh)
        types = {client_certificate_type::rsa_fixed_dh, client_certificate_type::dss_fixed_dh};
    if (traits.version == protocol_version::tls1_2)
        send_as(tls12_moment::certificate_request, message::certificate_request_tls12{types, {0x0403, 0x0804}, {}});
    else
        send_as(tls12_moment::certificate_request, message::certificate_request_tls10{types, {}});
}

void tls12_peer::send_server_key_exchange()
{
    bytes params;
    if (uses(method::ecdhe, method::ecdhe_psk)) {
        ephemeral_ = algorithms_->find_group(traits.group)->generate(system_random());
        params = message::server_ecdh_params{traits.group, to_bytes(ephemeral_->share())}.encoded();
    } else if (suite_->key_exchange == method::rsa_export) {
        if (!traits.temporary_rsa)
            traits.temporary_rsa = temporary_rsa_keys().current({});
        const auto& key = traits.temporary_rsa->public_part;
        params = message::server_rsa_params{key.modulus, key.public_exponent}.encoded();
    } else {
        ephemeral_ = make_dh_key_exchange(traits.dh, system_random());
        params =
            message::server_dh_params{traits.dh.prime, traits.dh.generator, to_bytes(ephemeral_->share())}.encoded();
    }
    if (traits.parameters)
        traits.parameters(params);

    message::server_key_exchange message;
    if (has_psk())
        message::psk_server_key_exchange{}.encode(message.body);
    message.body = joined_data(message.body, params);
    if (!has_psk() && suite_->key_exchange != method::dh_anon) {
        auto content = message::signed_params(client_hello_.random, server_hello_.random, params);
        sign(std::move(content)).encode(message.body);
    }
    send_as(tls12_moment::server_key_exchange, message);
}

void tls12_peer::receive_server_hello(const bytes& encoded)
{
    server_hello_ = message::decode_message<message::server_hello>(encoded);
    suite_ = algorithms_->find_cipher_suite(server_hello_.cipher_suite);
    if (suite_ == nullptr)
        throw std::runtime_error("unknown cipher suite in ServerHello");
    transcript_.use(prf().transcript());
    const auto& id = server_hello_.legacy_session_id_echo;
    // RFC 5077 section 3.4: a client that sends a ticket and no ID must look at the messages that follow. Here the test
    // knows that the server resumes.
    const bool echoes = id == client_hello_.legacy_session_id && (!id.empty() || traits.expects_resumption);
    resumes_ = traits.session && handshakes_ == 0 && echoes;
    if (resumes_)
        resume();
}

void tls12_peer::receive_server_key_exchange(const bytes& encoded)
{
    const auto body = body_of(encoded);
    const auto naming = descriptor_of(traits.version).signatures;
    auto take = [&](std::optional<encapsulation> exchange) {
        share_ = exchange.value().share;
        shared_ = exchange->secret;
    };
    auto take_dh = [&](const message::server_dh_params& params) {
        auto ours = make_dh_key_exchange({params.dh_p, params.dh_g}, system_random());
        take(encapsulation{to_bytes(ours->share()), ours->decapsulate(params.dh_Ys).value()});
    };
    auto take_ecdh = [&](const message::server_ecdh_params& params) {
        take(algorithms_->find_group(params.named_curve)->encapsulate(params.point, system_random()));
    };
    switch (suite_->key_exchange) {
    case method::ecdhe:
        return take_ecdh(message::ecdhe_server_key_exchange::decode(body, naming).params);
    case method::ecdhe_psk:
        return take_ecdh(message::ecdhe_psk_server_key_exchange::decode(body).params);
    case method::dhe:
        return take_dh(message::dhe_server_key_exchange::decode(body, naming).params);
    case method::dhe_psk:
        return take_dh(message::dhe_psk_server_key_exchange::decode(body).params);
    case method::dh_anon:
        return take_dh(message::dh_anon_server_key_exchange::decode(body).params);
    case method::rsa_export: {
        const auto params = message::rsa_export_server_key_exchange::decode(body, naming).params;
        temporary_rsa_.emplace();
        temporary_rsa_->modulus = params.rsa_modulus;
        temporary_rsa_->public_exponent = params.rsa_exponent;
        return;
    }
    default:
        return;
    }
}

void tls12_peer::send_client_flight()
{
    if (certificate_requested_)
        send(tls12_moment::certificate, own_chain());
    send_as(tls12_moment::client_key_exchange, message::client_key_exchange{client_key_exchange_body()});
    agree(shared_);
    if (certificate_requested_ && traits.own && !has_fixed_key())
        send_certificate_verify();
    send_change_cipher_spec();
    send_finished();
}

/// Returns a client's public value for the server's fixed key, and sets shared_. Empty if its own fixed key is used.
bytes tls12_peer::agree_with_certificate()
{
    const auto& key = peer_leaf_.value().key().value();
    if (certificate_requested_ && has_fixed_key()) {
        shared_ = traits.own->agree(key.public_value).value();
        return {};
    }
    auto ours = make_dh_key_exchange({key.prime, key.generator}, system_random());
    shared_ = ours->decapsulate(key.public_value).value();
    return to_bytes(ours->share());
}

/// Returns the body of ClientKeyExchange. Also sets shared_ to the secret of the key exchange, without the PSK.
bytes tls12_peer::client_key_exchange_body()
{
    bytes body;
    wire::writer writer(body);
    if (has_psk())
        writer.vector16(as_bytes(traits.psk_identity));
    if (suite_->key_exchange == method::dh) {
        const auto value = agree_with_certificate();
        if (!value.empty())
            writer.vector16(value);
        return body;
    }
    if (uses(method::rsa, method::rsa_psk) || suite_->key_exchange == method::rsa_export) {
        shared_.assign(48, 0);
        system_random().fill(shared_);
        shared_[0] = 3;
        shared_[1] = static_cast<std::uint8_t>(traits.version);
        auto& key = peer_leaf_.value().key().value();
        share_ = temporary_rsa_
                     ? encrypt_to_temporary_rsa_key(*temporary_rsa_, shared_, system_random()).value()
                     : algorithms_->find_key_algorithm(key.type)->encrypt(key, shared_, system_random()).value();
    }
    if (suite_->key_exchange == method::psk)
        shared_.clear();
    else if (uses(method::ecdhe, method::ecdhe_psk))
        writer.vector8(share_);
    else
        writer.vector16(share_);
    return body;
}

void tls12_peer::send_certificate_verify()
{
    auto proof = sign(to_bytes(transcript_.messages()));
    if (proof.algorithm)
        send_as(tls12_moment::certificate_verify,
                message::certificate_verify{*proof.algorithm, std::move(proof.signature)});
    else
        send_as(tls12_moment::certificate_verify, message::certificate_verify_tls10{std::move(proof.signature)});
}

void tls12_peer::receive_client_key_exchange(const bytes& encoded)
{
    const auto body = body_of(encoded);
    if (suite_->key_exchange == method::dh) {
        const auto value = body.empty() ? peer_leaf_.value().key().value().public_value
                                        : message::dhe_client_key_exchange::decode(body).dh_Yc;
        return agree(traits.own->agree(value).value());
    }
    auto theirs = [&]() -> bytes {
        switch (suite_->key_exchange) {
        case method::ecdhe:
            return message::ecdhe_client_key_exchange::decode(body).ecdh_Yc;
        case method::ecdhe_psk:
            return message::ecdhe_psk_client_key_exchange::decode(body).ecdh_Yc;
        case method::dhe:
        case method::dh_anon:
            return message::dhe_client_key_exchange::decode(body).dh_Yc;
        case method::dhe_psk:
            return message::dhe_psk_client_key_exchange::decode(body).dh_Yc;
        case method::rsa:
        case method::rsa_export:
            return message::rsa_client_key_exchange::decode(body).encrypted_pre_master_secret;
        case method::rsa_psk:
            return message::rsa_psk_client_key_exchange::decode(body).encrypted_pre_master_secret;
        default:
            return {};
        }
    }();
    if (suite_->key_exchange == method::psk)
        return agree({});
    if (suite_->key_exchange == method::rsa_export)
        return agree(traits.temporary_rsa->secret->decrypt_premaster_secret(
            theirs, static_cast<std::uint16_t>(client_hello_.legacy_version), system_random()));
    if (uses(method::rsa, method::rsa_psk))
        return agree(traits.own->decrypt_premaster_secret(
            theirs, static_cast<std::uint16_t>(client_hello_.legacy_version), system_random()));
    agree(ephemeral_->decapsulate(theirs).value());
}

} // namespace tls::test
