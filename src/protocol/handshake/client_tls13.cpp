// The client's side of RFC 8446, sections 2 and 2.3, figures 1 and 4, from the ServerHello on:
//
//        ClientHello
//        + key_share, ...
//        (Application Data*)       -------->
//                                                           ServerHello
//                                                 {EncryptedExtensions}
//                                                 {CertificateRequest*}
//                                                         {Certificate}
//                                                   {CertificateVerify}
//                                  <--------                 {Finished}
//        (EndOfEarlyData*)
//        {Certificate*}
//        {CertificateVerify*}
//        {Finished}                -------->
//        [Application Data]        <------->        [Application Data]
//
// With a pre-shared key (section 2.2) there are no certificates.

#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/early_data.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/handshake/psk_offer.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/handshake/steps_tls13.hpp"

namespace tls {
namespace {

using message::received;
using optional_request = std::optional<received<message::certificate_request>>;

/// Stores which pre-shared key authenticates the server.
void describe_authentication(handshake_context& c, server_choice& choice)
{
    const bool resumes = choice.psk && choice.psk->session;
    if (!resumes)
        drop_attempted_session(c.endpoint());
    if (choice.psk)
        describe_psk(c.endpoint(), c.info(), *choice.psk);
    else if (requires_psk(c.config()))
        throw fatal(alert_description::handshake_failure, error::reason::psk_identity_not_found,
                    "the server used none of the external pre-shared keys, and its certificate is not verified");
}

/// Receives the ServerHello. If the server sends a HelloRetryRequest, sends the second ClientHello first (RFC 8446
/// section 4.1.4).
step<server_choice> process_server_hello(handshake_context& c, client_offer& offer, server_answer& answer,
                                         transcript& transcript)
{
    auto& algorithms = *c.config().algorithms;
    auto* retry = std::get_if<received<message::hello_retry_request>>(&answer);
    auto* first = std::get_if<received<message::server_hello>>(&answer);
    std::optional<received<message::server_hello>> second;
    if (retry != nullptr) {
        check_hello_retry_request(*retry, offer, algorithms);
        transcript.use(*algorithms.find_cipher_suite(retry->cipher_suite)->hash);
        transcript.restart_for_hello_retry();
        transcript.add(retry->encoded);
        withdraw_early_data(c, offer);
        answer_hello_retry(offer, *retry, c.config());
        if (c.config().negotiation.middlebox_compatibility)
            c.connection().send_change_cipher_spec();
        c.send_encoded(encode_client_hello(offer, transcript), transcript);
        second = co_await c.next<message::server_hello>();
    }
    const auto& hello = retry != nullptr ? *second : *first;
    auto choice = accept_server_hello(hello, offer, retry, algorithms);
    c.use_version(protocol_version::tls1_3);
    c.info().cipher_suite = choice.suite;
    c.info().group = choice.group;
    c.info().hello_retry = retry != nullptr;
    transcript.use(*choice.suite->hash);
    transcript.add(hello.encoded);
    check_early_data_choice(c, hello, choice);
    describe_authentication(c, choice);
    co_return choice;
}

step<> receive_encrypted_extensions(handshake_context& c, const client_offer& offer, const server_choice& choice,
                                    transcript& transcript)
{
    auto answer = co_await c.next<message::encrypted_extensions>();
    check_encrypted_extensions(answer, offer);
    if (auto& alpn = answer.extensions.application_layer_protocol_negotiation)
        c.info().alpn_protocol = alpn->protocol_name;
    accept_certificate_types(c.info(), offer.hello.extensions, answer.extensions.client_certificate_type,
                             answer.extensions.server_certificate_type);
    if (!choice.psk)
        check_server_certificate_type(c.info(), offer.hello.extensions);
    receive_early_data_answer(c, answer);
    c.connection().limit_records(
        agreed_record_sizes(role::client, offer.hello.extensions, answer.extensions, protocol_version::tls1_3));
    transcript.add(answer.encoded);
}

/// Authenticates the server by its certificate, unless its pre-shared key already did. Returns its certificate request,
/// if there is one.
step<optional_request> authenticate_server(handshake_context& c, const client_offer& offer, const server_choice& choice,
                                           transcript& transcript)
{
    optional_request request;
    if (choice.psk)
        co_return request;
    const auto offered = extension::types_to_send(offer.hello.extensions);
    auto next = co_await c.next<message::certificate, message::certificate_request>();
    if (auto* received_request = std::get_if<received<message::certificate_request>>(&next)) {
        request = std::move(*received_request);
        check_certificate_request(*request);
        transcript.add(request->encoded);
        next = co_await c.next<message::certificate>();
    }
    const auto& certificate = std::get<received<message::certificate>>(next);
    co_await authenticate_peer(c, certificate, offered, transcript);
    co_return request;
}

step<> authenticate_to_server(handshake_context& c, const message::certificate_request& request, transcript& transcript)
{
    const auto ours = select_client_credential(c.config(), request, c.info().client_certificate_type);
    const auto& extensions = request.extensions;
    const certificate_request_options options{request.certificate_request_context,
                                              extensions.status_request.has_value(),
                                              extensions.signed_certificate_timestamp.has_value()};
    co_await authenticate_self(c, ours, options, transcript);
}

} // namespace

flow client_tls13(handshake_context& c, client_offer offer, server_answer answer, transcript transcript)
{
    auto choice = co_await process_server_hello(c, offer, answer, transcript);
    const auto& suite = *choice.suite;
    const auto& client_random = offer.hello.random;
    auto secrets = change_to_handshake_keys(c, suite, take_early_secret(choice.psk, suite), choice.shared_secret,
                                            client_random, c.config().negotiation.middlebox_compatibility, transcript);

    co_await receive_encrypted_extensions(c, offer, choice, transcript);
    abandon_early_data(c, suite, secrets);
    auto request = co_await authenticate_server(c, offer, choice, transcript);
    co_await receive_finished(c, secrets, transcript);

    auto application = derive_application_secrets(c, std::move(secrets.stage), client_random, transcript);
    c.connection().protect_application_read(suite, std::move(application.server), c.boundary());
    send_end_of_early_data(c, suite, secrets, transcript);
    if (request)
        co_await authenticate_to_server(c, *request, transcript);
    send_finished(c, secrets, transcript);
    c.connection().protect_application_write(suite, std::move(application.client));
    establish_tls13(c, suite, std::move(application), transcript);
}

} // namespace tls
