// The server's side of RFC 8446, sections 2 and 2.3, figures 1 and 4. The figure is in client_tls13.cpp.

#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/early_data.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/key_shares.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/server_psk.hpp"
#include "protocol/handshake/steps_tls13.hpp"
#include "protocol/handshake/tickets_tls13.hpp"

namespace tls {
namespace {

using message::received;
using optional_types = std::optional<std::vector<std::uint16_t>>;

/// Negotiates from the ClientHello, by its pre-shared key if it has one that we know. If it has no share that we can
/// use, requests a second ClientHello, which replaces `hello` (RFC 8446 section 4.1.4).
step<client_choice> process_client_hello(handshake_context& c, received<message::client_hello>& hello,
                                         transcript& transcript)
{
    check_client_hello(hello);
    auto session = co_await choose_session(c, hello);
    auto choice = negotiate(hello, c.config(), std::move(session));
    transcript.add(hello.encoded);
    transcript.use(*choice.suite->hash);
    c.connection().tolerate_change_cipher_spec();
    if (choice.needs_retry()) {
        reject_early_data(c, hello); // RFC 8446 section 4.2.10: a HelloRetryRequest rejects it
        const auto retry = hello_retry_request_for(choice, hello, new_cookie(c.config()));
        transcript.restart_for_hello_retry();
        c.send(retry, transcript);
        if (!hello.legacy_session_id.empty())
            c.connection().send_change_cipher_spec();
        auto second = co_await c.next<message::client_hello>();
        check_second_client_hello(choice, hello, second, retry);
        c.connection().stop_skipping_early_data();
        choose_session_again(choice.psk, second, transcript);
        transcript.add(second.encoded);
        hello = std::move(second);
        c.info().hello_retry = true;
    }
    co_return choice;
}

/// Chooses our credential. With a pre-shared key we send none.
step<authentication> choose_authentication(handshake_context& c, const client_choice& choice,
                                           const client_hello_info& hello)
{
    if (choice.psk)
        co_return authentication();
    // RFC 8446 section 4.2.3: a server that authenticates by certificate MUST abort with "missing_extension".
    if (hello.signature_schemes.empty())
        throw fatal(alert_description::missing_extension, error::reason::missing_signature_algorithms_extension,
                    "the client sent no signature_algorithms, and none of its pre-shared keys can be used");
    auto chosen = co_await c.select_credential(hello);
    co_return select_server_credential(c.config(), hello, std::move(chosen));
}

/// Makes our half of the key exchange. Empty if a pre-shared key is used alone.
encapsulation answer_key_share(const client_choice& choice, const configuration& config)
{
    if (choice.group == nullptr)
        return {};
    auto answer = answer_share(*choice.group, choice.client_share, config);
    // RFC 8446 sections 4.2.8.1 and 4.2.8.2: peers MUST validate each other's public values.
    if (!answer)
        throw fatal(alert_description::illegal_parameter, error::reason::bad_key_share,
                    "the client's key share is not a public value of the group");
    return std::move(*answer);
}

/// Sends the ServerHello and changes to the handshake keys.
handshake_secrets send_server_hello(handshake_context& c, client_choice& choice, const message::client_hello& hello,
                                    transcript& transcript)
{
    auto exchange = answer_key_share(choice, c.config());
    c.send(server_hello_for(choice, hello, std::move(exchange.share), c.random()), transcript);
    // RFC 8446 appendix D.4: a client that sent a session id uses middlebox compatibility mode.
    const bool compatibility = !hello.legacy_session_id.empty();
    auto early = choice.psk ? std::move(choice.psk->psk.early) : tls13::early_secret(*choice.suite->hash);
    return change_to_handshake_keys(c, *choice.suite, std::move(early), exchange.secret, hello.random, compatibility,
                                    transcript);
}

void send_encrypted_extensions(handshake_context& c, const client_choice& choice, const message::client_hello& hello,
                               const certificate_type_answer& types, unsigned tickets, transcript& transcript)
{
    auto answer = encrypted_extensions_for(choice, hello);
    write_certificate_types(answer.extensions, types);
    if (hello.extensions.ticket_request)
        answer.extensions.ticket_request = extension::ticket_request_hint{static_cast<std::uint8_t>(tickets)};
    if (c.info().early_data == early_data_status::accepted)
        answer.extensions.early_data.emplace();
    answer_record_sizes(answer.extensions, hello.extensions, c.config(), protocol_version::tls1_3);
    c.connection().limit_records(
        agreed_record_sizes(role::server, hello.extensions, answer.extensions, protocol_version::tls1_3));
    c.send(answer, transcript);
}

/// Requests the client's certificate if the settings ask for it. Returns the extensions allowed in its Certificate
/// message.
optional_types request_certificate(handshake_context& c, transcript& transcript)
{
    if ((c.config().verification.mode & verify_peer) == 0)
        return std::nullopt;
    const auto request = certificate_request_for(c.config());
    c.send(request, transcript);
    return extension::types_to_send(request.extensions);
}

/// Requests the client's certificate and sends ours, unless a pre-shared key authenticates both sides. Returns the
/// extensions allowed in the client's Certificate message.
step<optional_types> send_certificate(handshake_context& c, const client_choice& choice, const authentication& ours,
                                      const message::client_hello& hello, transcript& transcript)
{
    optional_types allowed;
    if (choice.psk)
        co_return allowed;
    allowed = request_certificate(c, transcript);
    const certificate_request_options options{
        {}, hello.extensions.status_request.has_value(), hello.extensions.signed_certificate_timestamp.has_value()};
    co_await authenticate_self(c, ours, options, transcript);
    co_return allowed;
}

/// Chooses the certificate types of both sides. With a pre-shared key neither sends a certificate.
certificate_type_answer choose_types(handshake_context& c, const client_choice& choice, const client_hello_info& hello,
                                     const authentication& ours)
{
    if (choice.psk)
        return certificate_types_without_certificate(hello, c.config());
    const bool requests_certificate = (c.config().verification.mode & verify_peer) != 0;
    const auto answer = choose_certificate_types(hello, c.config(), ours.credential.get(), requests_certificate);
    describe_certificate_types(c.info(), answer);
    return answer;
}

void describe_choice(handshake_context& c, client_choice& choice, const client_hello_info& hello,
                     const authentication& ours)
{
    auto& info = c.info();
    if (choice.psk)
        describe_psk(c.endpoint(), info, choice.psk->psk);
    info.cipher_suite = choice.suite;
    info.group = choice.group;
    info.alpn_protocol = choice.alpn_protocol;
    info.server_name = hello.server_name;
    info.local_credential = ours.credential;
    info.local_signature_scheme = ours.scheme;
}

} // namespace

flow server_tls13(handshake_context& c, received<message::client_hello> hello)
{
    transcript transcript;
    c.use_version(protocol_version::tls1_3);
    auto choice = co_await process_client_hello(c, hello, transcript);
    co_await decide_early_data(c, choice, hello, transcript);
    const auto& suite = *choice.suite;
    const auto description = describe(hello);
    const auto ours = co_await choose_authentication(c, choice, description);
    const auto types = choose_types(c, choice, description, ours);
    describe_choice(c, choice, description, ours);

    auto secrets = send_server_hello(c, choice, hello, transcript);
    const auto tickets = has_resumable_hash(suite) ? tickets_for(hello, c.config(), c.info().session_reused) : 0U;
    send_encrypted_extensions(c, choice, hello, types, tickets, transcript);
    const auto allowed_extensions = co_await send_certificate(c, choice, ours, hello, transcript);
    send_finished(c, secrets, transcript);

    auto application = derive_application_secrets(c, std::move(secrets.stage), hello.random, transcript);
    c.connection().protect_application_write(suite, std::move(application.server));
    co_await receive_end_of_early_data(c, suite, secrets, transcript);
    if (allowed_extensions) {
        auto certificate = co_await c.next<message::certificate>();
        co_await authenticate_peer(c, certificate, *allowed_extensions, transcript);
    }
    co_await receive_finished(c, secrets, transcript);
    c.connection().protect_application_read(suite, std::move(application.client), c.boundary());
    establish_tls13(c, suite, std::move(application), transcript, tickets);
}

} // namespace tls
