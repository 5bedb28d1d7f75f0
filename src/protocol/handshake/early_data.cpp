#include "protocol/handshake/early_data.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/message/end_of_early_data.hpp"
#include "protocol/schedule/key_log.hpp"

#include <tls/crypto/registry.hpp>

#include <algorithm>

namespace tls {
namespace {

using message::received;

bool offers_alpn(const message::client_hello& hello, const std::string& protocol)
{
    const auto& offered = hello.extensions.application_layer_protocol_negotiation;
    return protocol.empty() || (offered && contains(offered->protocol_name_list, protocol));
}

/// Derives the secrets of early data, given the transcript hash of the ClientHello. Stores the exporter's and returns
/// that of the records.
tls13::traffic_secret derive_early_secrets(handshake_context& c, const handshake_psk& psk,
                                           const transcript_hash& client_hello, byte_view client_random)
{
    auto records = psk.early.client_early_traffic_secret(client_hello);
    auto exporter = psk.early.early_exporter_master_secret(client_hello);
    c.log_secret(key_log_label::client_early_traffic_secret, client_random, records.value());
    c.log_secret(key_log_label::early_exporter_secret, client_random, exporter);
    c.endpoint().early_exporter = std::make_unique<early_exporter>(early_exporter{psk.hash, std::move(exporter)});
    return records;
}

/// Returns whether the ClientHello arrived at the time that its ticket age predicts (RFC 8446 section 8.3). Otherwise
/// it may be a replay from before the time that the replay record covers.
bool is_fresh(const session_state& session, const extension::psk_identity& identity, const configuration& config)
{
    const std::chrono::milliseconds age(identity.obfuscated_ticket_age - session.ticket_age_add); // modulo 2^32
    const auto difference = session_now(config) - (session.issued_at + age);
    return std::chrono::abs(difference) <= config.sessions.early_data_window;
}

/// Returns whether the ClientHello's early data may be accepted if it is not a replay. Suite and ALPN protocol must be
/// those of the session (RFC 8446 section 4.2.10); choose_session has compared the server name. Early data under an
/// external key is rejected: its ClientHello has no age, so it could be replayed as soon as the record has dropped it.
bool may_accept(handshake_context& c, const client_choice& choice, const message::client_hello& hello)
{
    if (!accepts_early_data(c.config()) || c.info().hello_retry || !choice.psk || choice.psk->index != 0 ||
        !choice.psk->psk.session)
        return false;
    const auto& session = *choice.psk->psk.session;
    return session.max_early_data != 0 && session.max_early_data <= c.config().sessions.max_early_data &&
           session.cipher_suite == choice.suite->id && session.alpn_protocol == choice.alpn_protocol &&
           is_fresh(session, hello.extensions.pre_shared_key->identities.front(), c.config());
}

/// Returns the value that stands for the ClientHello in the replay record: a digest of the binder that was checked,
/// which no one else can make and which covers the whole message except other binders.
bytes replay_value(const message::client_hello& hello)
{
    const auto& sha256 = *registry::standard()->find_hash("SHA-256"); // the user's registry may have none
    bytes value(sha256.digest_size);
    digest(sha256, hello.extensions.pre_shared_key->binders.front(), value);
    return value;
}

} // namespace

void offer_early_data(handshake_context& c, client_offer& offer)
{
    auto* early = c.endpoint().early_data.get();
    if (early == nullptr || offer.psks.empty())
        return;
    const auto& psk = offer.psks.front();
    early->max_size = std::min(psk.max_early_data, c.config().sessions.max_early_data);
    if (early->max_size == 0 || !contains(offer.hello.cipher_suites, psk.cipher_suite) ||
        !offers_alpn(offer.hello, psk.alpn_protocol))
        return;
    early->alpn_protocol = psk.alpn_protocol;
    offer.hello.extensions.early_data.emplace();
}

void begin_early_data(handshake_context& c, const client_offer& offer, const transcript& transcript)
{
    if (!offer.hello.extensions.early_data)
        return;
    const auto& psk = offer.psks.front();
    const auto& suite = *c.config().algorithms->find_cipher_suite(psk.cipher_suite);
    const auto secret = derive_early_secrets(c, psk, transcript.hash_with(*psk.hash, {}), offer.hello.random);
    // RFC 8446 appendix D.4: with early data, the record comes directly after the first ClientHello.
    if (c.config().negotiation.middlebox_compatibility)
        c.connection().send_change_cipher_spec();
    c.connection().protect_write(epoch::early_data, suite, secret);
    c.info().early_data = early_data_status::offered;
}

void withdraw_early_data(handshake_context& c, client_offer& offer)
{
    if (c.info().early_data != early_data_status::offered)
        return;
    c.info().early_data = early_data_status::rejected;
    c.connection().return_to_plaintext_write();
    // RFC 8446 section 4.1.2: the second ClientHello must not offer it.
    offer.hello.extensions.early_data.reset();
}

void check_no_early_data(handshake_context& c)
{
    if (c.info().early_data != early_data_status::offered)
        return;
    c.connection().return_to_plaintext_write(); // such a server has no keys for our alert
    throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                "the server chose an earlier version than that of the session: connect again without early data");
}

void check_early_data_choice(handshake_context& c, const message::server_hello& hello, const server_choice& choice)
{
    const bool possible = choice.psk && hello.extensions.pre_shared_key->selected_identity == 0 &&
                          choice.psk->cipher_suite == choice.suite->id;
    if (c.info().early_data == early_data_status::offered && !possible)
        c.info().early_data = early_data_status::rejected;
}

void receive_early_data_answer(handshake_context& c, const message::encrypted_extensions& answer)
{
    auto& status = c.info().early_data;
    const bool accepts = answer.extensions.early_data.has_value();
    // RFC 8446 section 4.2.10: the client MUST verify that the server has selected the first key; otherwise the alert
    // is "illegal_parameter". The same goes for the suite and the ALPN protocol.
    if (accepts &&
        (status != early_data_status::offered || c.info().alpn_protocol != c.endpoint().early_data->alpn_protocol))
        throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter,
                    "the server accepted early data, but chose another key, cipher suite or ALPN protocol");
    if (status == early_data_status::offered)
        status = accepts ? early_data_status::accepted : early_data_status::rejected;
}

void abandon_early_data(handshake_context& c, const cipher_suite& suite, const handshake_secrets& secrets)
{
    if (c.info().early_data == early_data_status::rejected && c.connection().write_epoch() == epoch::early_data)
        c.connection().protect_write(epoch::handshake, suite, secrets.client);
}

void send_end_of_early_data(handshake_context& c, const cipher_suite& suite, const handshake_secrets& secrets,
                            transcript& transcript)
{
    if (c.info().early_data != early_data_status::accepted)
        return;
    c.send(message::end_of_early_data{}, transcript);
    c.connection().protect_write(epoch::handshake, suite, secrets.client);
}

bool accepts_early_data(const configuration& config) noexcept
{
    const auto& settings = config.sessions;
    const bool has_protection = settings.replays || (settings.single_use_tickets && settings.store);
    return settings.max_early_data != 0 && has_protection;
}

void reject_early_data(handshake_context& c, const message::client_hello& hello)
{
    if (!hello.extensions.early_data)
        return;
    c.info().early_data = early_data_status::rejected;
    c.connection().skip_early_data(c.config().sessions.max_early_data);
}

step<> decide_early_data(handshake_context& c, const client_choice& choice,
                         const received<message::client_hello>& hello, const transcript& transcript)
{
    if (!hello.extensions.early_data)
        co_return;
    bool accepted = may_accept(c, choice, hello);
    // A ticket for single use cannot be replayed.
    if (accepted && !c.config().sessions.single_use_tickets) {
        const auto value = replay_value(hello);
        accepted = co_await c.record_early_data(value);
    }
    if (!accepted) {
        reject_early_data(c, hello);
        co_return;
    }
    c.info().early_data = early_data_status::accepted;
    const auto& psk = choice.psk->psk;
    const auto secret = derive_early_secrets(c, psk, transcript.hash(), hello.random);
    c.connection().protect_early_read(*choice.suite, secret, psk.session->max_early_data, c.boundary());
}

step<> receive_end_of_early_data(handshake_context& c, const cipher_suite& suite, const handshake_secrets& secrets,
                                 transcript& transcript)
{
    if (c.info().early_data != early_data_status::accepted)
        co_return;
    auto end = co_await c.next<message::end_of_early_data>();
    transcript.add(end.encoded);
    c.connection().protect_read(epoch::handshake, suite, secrets.client, c.boundary());
}

} // namespace tls
