// The client's side of RFC 5246, section 7.3, figure 1, from the ServerHello on, with the message of RFC 5077. TLS 1.0
// and 1.1 have the same figure. The flow of figure 2, which resumes a session, is in resume_client_tls12.cpp.
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
//                                                  NewSessionTicket*
//                                                 [ChangeCipherSpec]
//                                     <--------             Finished
//        Application Data             <------->     Application Data

#include "protocol/handshake/authentication_tls12.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/key_exchange_tls12.hpp"
#include "protocol/handshake/offer_tls12.hpp"
#include "protocol/handshake/psk_offer.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"
#include "protocol/handshake/resumption_tls12.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/handshake/steps.hpp"
#include "protocol/handshake/steps_tls12.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/message/certificate_status.hpp"
#include "protocol/message/server_hello_done.hpp"

namespace tls {
namespace {

using message::received;
using optional_request_tls12 = std::optional<message::certificate_request_tls12>;

void describe_choice(connection_info& info, const server_choice_tls12& choice, const connection_info* previous)
{
    info.cipher_suite = choice.suite;
    info.alpn_protocol = previous != nullptr ? previous->alpn_protocol : choice.alpn_protocol;
    info.extended_master_secret = choice.extended_master_secret;
    info.encrypt_then_mac = choice.encrypt_then_mac;
    info.secure_renegotiation = choice.secure_renegotiation;
}

/// External pre-shared keys are for TLS 1.3 (RFC 8446 section 4.2.11). Where nothing else authenticates the server, an
/// attacker must not get around them with TLS 1.2.
void check_authenticates_server(const cipher_suite& suite, const configuration& config)
{
    if (requires_psk(config) && !uses_psk(suite))
        throw fatal(alert_description::handshake_failure, error::reason::psk_identity_not_found,
                    "the server chose a version before TLS 1.3, without the external pre-shared keys, and its "
                    "certificate is not verified");
}

server_choice_tls12 accept_server_hello(handshake_context& c, const client_offer& offer,
                                        const received<message::server_hello>& hello, transcript& transcript)
{
    auto choice = accept_server_hello_tls12(hello, offer, c.config(), c.previous_finished());
    if (c.previous_info() != nullptr && c.previous_info()->version != hello.version())
        throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                    "the server chose another version in a renegotiation");
    c.use_version(hello.version());
    c.connection().records().expect_record_version(hello.version());
    check_same_protection(c.previous_info(), *choice.suite, choice.encrypt_then_mac);
    check_authenticates_server(*choice.suite, c.config());
    accept_certificate_types(c.info(), offer.hello.extensions, hello.extensions.client_certificate_type,
                             hello.extensions.server_certificate_type);
    if (!choice.resumes && sends_certificate(*choice.suite))
        check_server_certificate_type(c.info(), offer.hello.extensions);
    describe_choice(c.info(), choice, c.previous_info());
    c.connection().limit_records_of_next_keys(
        agreed_record_sizes(role::client, offer.hello.extensions, hello.extensions, hello.version()));
    transcript.keep_messages();
    transcript.use(prf_for(*choice.suite, hello.version(), *c.config().algorithms).transcript());
    transcript.add(hello.encoded);
    return choice;
}

/// The server did not accept the session that we offered.
void drop_refused_session(handshake_context& c)
{
    if (c.previous_info() == nullptr)
        drop_attempted_session(c.endpoint());
}

/// Receives Certificate and CertificateStatus, if the suite has them. The chain or raw public key is verified later.
step<verify_request> receive_certificate(handshake_context& c, const server_choice_tls12& choice,
                                         transcript& transcript)
{
    verify_request server;
    if (sends_certificate(*choice.suite)) {
        server = co_await receive_peer_certificate(c, transcript);
        check_server_certificate(server, *choice.suite, c.info().version);
        server.signed_certificate_timestamps = choice.signed_certificate_timestamps;
    }
    check_same_server(c.previous_info(), server);
    if (choice.may_staple && sends_certificate(*choice.suite)) {
        auto status = co_await c.next_if<message::certificate_status>();
        if (status) {
            server.ocsp_response = std::move(status->response);
            transcript.add(status->encoded);
        }
    }
    co_return server;
}

/// Receives ServerKeyExchange, if the suite has one, and verifies its signature with the key of the server's
/// certificate. Or takes the parameters from the certificate.
step<server_parameters> receive_server_key_exchange(handshake_context& c, const hello_parameters& hello,
                                                    const client_offer& offer, const verify_request& server,
                                                    transcript& transcript)
{
    server_parameters parameters;
    if (uses_fixed_dh(hello.suite))
        parameters = certified_parameters(hello.suite, *server.chain.front().key(), c.config());
    if (may_send_server_key_exchange(hello.suite)) {
        auto exchange = co_await c.next_if<message::server_key_exchange>();
        check_server_key_exchange_sent(hello.suite, exchange.has_value());
        if (exchange) {
            parameters =
                read_server_key_exchange(hello.suite, hello.version, *exchange, offered_groups(offer), c.config());
            transcript.add(exchange->encoded);
        }
    }
    if (parameters.proof) {
        const auto content = message::signed_params(hello.client_random, hello.server_random, parameters.params);
        c.info().peer_signature_scheme =
            check_signature(*parameters.proof, key_of(server), content, c.config(), hello.version);
    }
    co_return parameters;
}

/// Receives CertificateRequest, if the server sends one, and ServerHelloDone.
step<optional_request_tls12> receive_server_hello_done(handshake_context& c, const hello_parameters& hello,
                                                       transcript& transcript)
{
    optional_request_tls12 request;
    if (sends_certificate(hello.suite) || is_anonymous(hello.suite))
        request = co_await receive_certificate_request(c, hello.version, transcript);
    check_may_request_certificate(hello.suite, request.has_value());
    auto done = co_await c.next<message::server_hello_done>();
    transcript.add(done.encoded);
    co_return request;
}

step<> verify_server(handshake_context& c, verify_request& server, const cipher_suite& suite)
{
    if (!presented_key(server))
        co_return;
    // RFC 5246 section 7.4.2: a key that decrypts or agrees does not need the digitalSignature usage.
    server.leaf_key_usage = static_cast<std::uint16_t>(needed_key_usage(suite));
    co_await verify_peer_chain(c, server);
}

/// Returns the key of the server's certificate, or its raw public key; null for suites without a certificate.
const public_key* server_key_of(handshake_context& c)
{
    const auto& info = c.info();
    if (info.peer_raw_public_key)
        return &*info.peer_raw_public_key->key();
    return info.peer_certificates.empty() ? nullptr : &*info.peer_certificates.front().key();
}

/// Sends ClientKeyExchange. Returns the secrets of the key exchange.
handshake_secrets_tls12 send_client_key_exchange(handshake_context& c, const hello_parameters& hello,
                                                 const client_offer& offer, const server_parameters& parameters,
                                                 const authentication_tls12& ours, transcript& transcript)
{
    const auto* fixed = ours.scheme == nullptr ? ours.credential.get() : nullptr;
    auto share = answer_server_parameters(hello.suite, parameters, server_key_of(c), fixed, offer.hello.legacy_version,
                                          c.config());
    c.info().group = parameters.group;
    c.info().psk_identity = share.psk_identity;
    c.send(share.message, transcript);
    return derive_secrets(c, hello, share.premaster_secret, transcript);
}

/// Sends CertificateVerify, if we have sent a certificate with a key that signs.
step<> prove_possession(handshake_context& c, const authentication_tls12& ours, transcript& transcript)
{
    c.info().local_credential = ours.credential;
    if (ours.scheme != nullptr) {
        const auto content = to_bytes(transcript.messages());
        auto signature = co_await c.sign(*ours.credential, *ours.scheme, content);
        send_certificate_verify(c, {ours.algorithm, std::move(signature)}, transcript);
        c.info().local_signature_scheme = ours.scheme;
    }
    transcript.forget_messages();
}

} // namespace

flow client_tls12(handshake_context& c, client_offer offer, received<message::server_hello> hello,
                  transcript transcript)
{
    const auto choice = accept_server_hello(c, offer, hello, transcript);
    const hello_parameters agreed{hello.version(),
                                  *choice.suite,
                                  offer.hello.random,
                                  hello.random,
                                  choice.extended_master_secret,
                                  choice.encrypt_then_mac,
                                  prf_for(*choice.suite, hello.version(), *c.config().algorithms)};
    if (choice.resumes) {
        co_await resume_client_tls12(c, offer, agreed, choice, transcript);
        co_return;
    }
    drop_refused_session(c);
    auto server = co_await receive_certificate(c, choice, transcript);
    const auto parameters = co_await receive_server_key_exchange(c, agreed, offer, server, transcript);
    const auto request = co_await receive_server_hello_done(c, agreed, transcript);
    co_await verify_server(c, server, agreed.suite);

    authentication_tls12 ours;
    if (request) {
        const auto* server_key = uses_fixed_dh(agreed.suite) ? server_key_of(c) : nullptr;
        ours = select_client_credential(c.config(), *request, agreed.version, c.info().client_certificate_type,
                                        server_key);
        send_certificate_tls12(c, ours.credential.get(), transcript);
    }
    auto secrets = send_client_key_exchange(c, agreed, offer, parameters, ours, transcript);
    co_await prove_possession(c, ours, transcript);
    auto client_finished = send_finished(c, agreed, secrets, transcript);
    auto ticket = co_await receive_ticket_tls12(c, choice, transcript);
    auto server_finished = co_await receive_finished(c, agreed, secrets, transcript);
    store_session_tls12(c, secrets.master, std::move(ticket), hello.legacy_session_id_echo);
    establish_tls12(c, agreed, std::move(secrets), {std::move(client_finished), std::move(server_finished)},
                    role::client);
}

} // namespace tls
