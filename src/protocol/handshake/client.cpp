// The beginning of the client handshake, shared by all versions.

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/psk_offer.hpp"
#include "protocol/handshake/resumption_tls12.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/handshake/steps.hpp"

namespace tls {
namespace {

using message::received;

/// Offers a session and the external pre-shared keys of the settings.
step<> offer_session(handshake_context& c, client_offer& offer)
{
    auto& attempted = c.endpoint().attempted_session;
    attempted = session_to_offer(c.endpoint());
    auto session = attempted.state();
    if (session) {
        const auto acceptable = co_await verify_session_again(c, *session, offer.verdict);
        if (!acceptable)
            session.reset();
    }
    std::optional<handshake_psk> psk;
    if (session && fits_external_psks(*session, c.config(), role::client))
        psk = psk_of(session, c.config());
    if (psk)
        psk->verdict = offer.verdict;
    offer_psks(offer, std::move(psk), c.config());
    offer_session_tls12(offer, std::move(session), c.config());
}

/// Sends the first ClientHello in TLS 1.0 records, which very old servers require. A second ClientHello and all later
/// messages are sent in TLS 1.2 records (RFC 8446 section 5.1).
void send_client_hello(handshake_context& c, client_offer& offer, transcript& transcript)
{
    auto& connection = c.connection();
    connection.records().set_legacy_record_version(0x0301);
    c.send_encoded(encode_client_hello(offer, transcript), transcript);
    connection.flush();
    connection.records().set_legacy_record_version(0x0303);
}

/// RFC 8446 section 4.1.3: a ServerHello without supported_versions chooses TLS 1.2 or earlier.
bool chooses_earlier_version(const server_answer& answer, const configuration& config)
{
    auto* hello = std::get_if<received<message::server_hello>>(&answer);
    return hello != nullptr && !hello->extensions.supported_versions && allows_before_tls13(config);
}

} // namespace

flow client_handshake(handshake_context& c)
{
    transcript transcript;
    check_configuration(c.config());
    auto offer = make_offer(c.config(), c.server_name(), c.random());
    c.info().server_name = c.server_name();
    // RFC 8446 section 5 allows stray ChangeCipherSpec records. TLS 1.2 has exactly one, at a fixed point.
    if (allows(c.config(), protocol_version::tls1_3))
        c.connection().tolerate_change_cipher_spec();
    c.ignore_hello_requests();
    co_await offer_session(c, offer);
    send_client_hello(c, offer, transcript);

    auto answer = co_await c.next<message::server_hello, message::hello_retry_request>();
    if (chooses_earlier_version(answer, c.config())) {
        auto& hello = std::get<received<message::server_hello>>(answer);
        co_await client_tls12(c, std::move(offer), std::move(hello), std::move(transcript));
    } else {
        co_await client_tls13(c, std::move(offer), std::move(answer), std::move(transcript));
    }
}

} // namespace tls
