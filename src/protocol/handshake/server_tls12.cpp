// The server's side of RFC 5246, section 7.3, figure 1. The figure is in client_tls12.cpp. The flow of figure 2, which
// resumes a session, is in resume_server_tls12.cpp.

#include "protocol/handshake/authentication_tls12.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/key_exchange_tls12.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/negotiate_tls12.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"
#include "protocol/handshake/resumption_tls12.hpp"
#include "protocol/handshake/settings_digest.hpp"
#include "protocol/handshake/steps.hpp"
#include "protocol/handshake/steps_tls12.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/message/certificate_status.hpp"
#include "protocol/message/server_hello_done.hpp"

namespace tls {
namespace {

using message::received;

void describe_choice(handshake_context& c, const client_choice_tls12& choice, const message::client_hello& hello)
{
    auto& info = c.info();
    info.cipher_suite = choice.suite;
    info.group = choice.group;
    info.alpn_protocol = c.previous_info() != nullptr ? c.previous_info()->alpn_protocol : choice.alpn_protocol;
    info.server_name = server_name_of(hello);
    info.extended_master_secret = choice.extended_master_secret;
    info.encrypt_then_mac = choice.encrypt_then_mac;
    info.secure_renegotiation = hello.signals_secure_renegotiation();
    info.local_credential = choice.ours.credential;
    info.local_signature_scheme = choice.ours.scheme;
}

enum class client_certificate {
    none,
    requested,
    kept ///< the client's certificate from the handshake before (verify_client_once)
};

client_certificate wanted_certificate(const handshake_context& c, const cipher_suite& suite)
{
    if (keeps_client_certificate(c.previous_info(), c.config().verification.mode) &&
        !verification_has_changed(c.endpoint()))
        return client_certificate::kept;
    // RFC 5246 section 7.4.4: only a server that sends a certificate may request one.
    const bool requests = (c.config().verification.mode & verify_peer) != 0 && sends_certificate(suite);
    return requests ? client_certificate::requested : client_certificate::none;
}

/// Chooses everything for a full handshake.
step<client_choice_tls12> negotiate(handshake_context& c, protocol_version version, const message::client_hello& hello)
{
    const auto description = describe(hello);
    auto chosen = co_await c.select_credential(description);
    auto choice = negotiate_tls12(hello, c.config(), std::move(chosen), c.previous_info(), version);
    const bool requests_certificate = wanted_certificate(c, *choice.suite) == client_certificate::requested;
    choice.certificate_types =
        choose_certificate_types(description, c.config(), choice.ours.credential.get(), requests_certificate);
    describe_certificate_types(c.info(), choice.certificate_types);
    choice.session = new_session_tls12(c, hello);
    co_return choice;
}

step<client_choice_tls12> process_client_hello(handshake_context& c, protocol_version version,
                                               const received<message::client_hello>& hello, transcript& transcript)
{
    c.use_version(version);
    c.connection().records().expect_record_version(version);
    check_client_hello_tls12(hello, c.config(), c.previous_finished());
    auto session = co_await choose_session_tls12(c, version, hello);
    client_choice_tls12 choice;
    if (session.resumed)
        choice = resume_tls12(hello, c.config(), std::move(session));
    else
        choice = co_await negotiate(c, version, hello);
    check_same_protection(c.previous_info(), *choice.suite, choice.encrypt_then_mac);
    describe_choice(c, choice, hello);
    transcript.keep_messages();
    transcript.use(prf_for(*choice.suite, version, *c.config().algorithms).transcript());
    transcript.add(hello.encoded);
    co_return choice;
}

message::server_hello send_server_hello(handshake_context& c, const client_choice_tls12& choice,
                                        const message::client_hello& hello, transcript& transcript)
{
    auto answer = server_hello_tls12_for(choice, hello, c.config(), c.previous_finished());
    c.connection().limit_records_of_next_keys(
        agreed_record_sizes(role::server, hello.extensions, answer.extensions, c.info().version));
    c.send(answer, transcript);
    return answer;
}

/// Sends Certificate and CertificateStatus, if the suite has them.
void send_certificate(handshake_context& c, const client_choice_tls12& choice, const message::server_hello& answer,
                      transcript& transcript)
{
    if (sends_certificate(*choice.suite))
        send_certificate_tls12(c, choice.ours.credential.get(), transcript);
    if (answer.extensions.status_request)
        c.send(message::certificate_status{{choice.ocsp_response}}, transcript);
}

/// Sends ServerKeyExchange, signed if the suite requires it, if the suite has one. Returns our half of the key
/// exchange.
step<server_key_share> send_server_key_exchange(handshake_context& c, const hello_parameters& hello,
                                                const client_choice_tls12& choice, transcript& transcript)
{
    auto share = make_server_key_share(hello.suite, choice.group, c.config());
    std::optional<message::digitally_signed> proof;
    if (signs_parameters(hello.suite)) {
        const auto content = message::signed_params(hello.client_random, hello.server_random, share.params);
        auto signature = co_await c.sign(*choice.ours.credential, *choice.ours.scheme, content);
        proof = message::digitally_signed{choice.ours.algorithm, std::move(signature)};
    }
    if (share.has_message())
        c.send(server_key_exchange_for(hello.suite, share, proof), transcript);
    co_return share;
}

/// Receives the client's Certificate, if it was requested. Its proof of possession and its chain or raw public key are
/// verified later.
step<verify_request> receive_certificate(handshake_context& c, client_certificate wanted, transcript& transcript)
{
    verify_request client;
    if (wanted == client_certificate::requested) {
        client = co_await receive_peer_certificate(c, transcript);
        check_client_certificate_tls12(client, c.config().verification.mode);
    }
    if (wanted == client_certificate::kept)
        keep_client_certificate(c.info(), *c.previous_info(), *c.config().algorithms);
    else
        check_same_client(c.previous_info(), client, c.config().verification.mode);
    co_return client;
}

/// The keys that ClientKeyExchange refers to.
struct client_exchange_keys {
    const credential* ours;   ///< null for suites without a certificate
    const public_key* client; ///< the fixed Diffie-Hellman key of the client's certificate; null if it has none
    protocol_version offered; ///< legacy_version of the ClientHello
};

/// Receives ClientKeyExchange. Returns the secrets of the key exchange.
step<handshake_secrets_tls12> receive_client_key_exchange(handshake_context& c, const hello_parameters& hello,
                                                          server_key_share& share, const client_exchange_keys& keys,
                                                          transcript& transcript)
{
    auto exchange = co_await c.next<message::client_key_exchange>();
    auto answer =
        accept_client_key_exchange(hello.suite, exchange, share, keys.ours, keys.client, keys.offered, c.config());
    check_same_psk_identity(c.previous_info(), answer.psk_identity);
    c.info().psk_identity = answer.psk_identity;
    transcript.add(exchange.encoded);
    co_return derive_secrets(c, hello, answer.premaster_secret, transcript);
}

/// Receives CertificateVerify, if the client has sent a certificate with a key that signs. A fixed Diffie-Hellman key
/// proves itself by the key exchange.
step<> check_possession(handshake_context& c, protocol_version version, const verify_request& client,
                        const public_key* fixed_key, transcript& transcript)
{
    if (presented_key(client) && fixed_key == nullptr) {
        const auto content = to_bytes(transcript.messages());
        auto proof = co_await receive_certificate_verify(c, version, transcript);
        c.info().peer_signature_scheme = check_signature(proof, key_of(client), content, c.config(), version);
    }
    transcript.forget_messages();
}

step<> verify_client(handshake_context& c, verify_request& client, const public_key* fixed_key)
{
    if (!presented_key(client))
        co_return;
    if (fixed_key != nullptr)
        client.leaf_key_usage = static_cast<std::uint16_t>(x509::key_usage::key_agreement);
    co_await verify_peer_chain(c, client);
}

} // namespace

flow server_tls12(handshake_context& c, protocol_version version, received<message::client_hello> hello)
{
    transcript transcript;
    auto choice = co_await process_client_hello(c, version, hello, transcript);
    const auto answer = send_server_hello(c, choice, hello, transcript);
    const hello_parameters agreed{version,
                                  *choice.suite,
                                  hello.random,
                                  answer.random,
                                  choice.extended_master_secret,
                                  choice.encrypt_then_mac,
                                  prf_for(*choice.suite, version, *c.config().algorithms)};
    if (choice.session.resumed) {
        co_await resume_server_tls12(c, agreed, choice.session, transcript);
        co_return;
    }
    send_certificate(c, choice, answer, transcript);
    auto share = co_await send_server_key_exchange(c, agreed, choice, transcript);
    const auto wanted = wanted_certificate(c, agreed.suite);
    if (wanted == client_certificate::requested)
        send_certificate_request(c, certificate_request_tls12_for(c.config(), version, uses_fixed_dh(agreed.suite)),
                                 version, transcript);
    else
        transcript.forget_messages();
    c.send(message::server_hello_done{}, transcript);

    auto client = co_await receive_certificate(c, wanted, transcript);
    const auto* ours = choice.ours.credential.get();
    const auto* fixed_key = fixed_key_of_client(client, agreed.suite, ours);
    const client_exchange_keys keys{ours, fixed_key, hello.legacy_version};
    auto secrets = co_await receive_client_key_exchange(c, agreed, share, keys, transcript);
    co_await check_possession(c, version, client, fixed_key, transcript);
    auto client_finished = co_await receive_finished(c, agreed, secrets, transcript);
    co_await verify_client(c, client, fixed_key);
    send_ticket_tls12(c, choice.session, secrets.master, transcript);
    auto server_finished = send_finished(c, agreed, secrets, transcript);
    keep_session_tls12(c, choice.session, secrets.master);
    establish_tls12(c, agreed, std::move(secrets), {std::move(client_finished), std::move(server_finished)},
                    role::client);
}

} // namespace tls
