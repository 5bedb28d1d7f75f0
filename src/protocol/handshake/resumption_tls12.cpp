#include "protocol/handshake/resumption_tls12.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/handshake/steps.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/schedule/key_log.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/session_store.hpp>

namespace tls {
namespace {

/// Returns whether a state is a session that the flows here can resume.
bool is_tls12_session(const session_state& state)
{
    return !has_resumption_psk(state) && state.extended_master_secret &&
           state.secret.size() == tls12::master_secret::size && !constant_time_is_zero(state.secret);
}

session_state describe_session_tls12(handshake_context& c, const tls12::master_secret& master)
{
    auto state = describe_session(c.endpoint(), c.info());
    state.secret = secret(master.value());
    return state;
}

/// Returns whether the state is a session that this ClientHello can offer.
bool can_offer(const session_state& state, const message::client_hello& hello)
{
    return is_tls12_session(state) && contains(hello.cipher_suites, state.cipher_suite) &&
           state.ticket.size() <= max_ticket_size && !(state.ticket.empty() && state.session_id.empty());
}

/// Returns whether the handshake may begin a session: one with extended_master_secret.
bool begins_session(const handshake_context& c, bool extended_master_secret)
{
    return extended_master_secret && c.config().sessions.lifetime.count() > 0;
}

/// Returns whether the session's pre-shared key is still set on a server.
bool knows_psk_identity(const session_state& state, const configuration& config)
{
    const auto* suite = config.algorithms->find_cipher_suite(state.cipher_suite);
    if (suite == nullptr || !uses_psk(*suite))
        return suite != nullptr;
    return config.tls12.psk_server && !config.tls12.psk_server(state.psk_identity).empty();
}

/// Returns whether a server may resume the session for the client.
bool may_resume_tls12(const session_state& state, handshake_context& c, protocol_version version,
                      const message::client_hello& hello)
{
    return state.version == version && is_tls12_session(state) && contains(hello.cipher_suites, state.cipher_suite) &&
           may_resume(state, c.endpoint(), server_name_of(hello)) && knows_psk_identity(state, c.config()) &&
           state.alpn_protocol == choose_alpn(hello, c.config());
}

/// Finds the session that the client names, by ticket or by ID.
step<std::optional<session_state>> find_session(handshake_context& c, const message::client_hello& hello,
                                                session_choice_tls12& choice)
{
    const auto& ticket = hello.extensions.session_ticket;
    // RFC 5077 section 3.4: "If a ticket is presented by the client, the server MUST NOT attempt to use the Session ID
    // in the ClientHello for stateful session resumption."
    if (ticket && !ticket->ticket.empty()) {
        auto opened = open_session(ticket->ticket, c.config());
        if (!opened)
            co_return std::nullopt;
        choice.sends_ticket = opened->needs_renewal;
        co_return std::move(opened->state);
    }
    const auto& id = hello.legacy_session_id;
    if (id.size() != session_id_size)
        co_return std::nullopt;
    auto content = co_await c.find_session(id, false);
    if (!content)
        co_return std::nullopt;
    choice.in_store = true;
    co_return open_stored_session(*content, c.config());
}

} // namespace

handshake_secrets_tls12 resume_secrets(handshake_context& c, const hello_parameters& hello, const session_state& state)
{
    tls12::master_secret master(hello.prf, secret(state.secret.view()));
    c.log_secret(key_log_label::client_random, hello.client_random, master.value());
    auto keys = master.keys(hello.suite, hello.version, hello.client_random, hello.server_random);
    return {std::move(master), std::move(keys)};
}

void offer_session_tls12(client_offer& offer, std::shared_ptr<const session_state> session, const configuration& config)
{
    auto& hello = offer.hello;
    if (!hello.extensions.extended_master_secret)
        return; // the offer has no version before TLS 1.3
    auto& extension = hello.extensions.session_ticket.emplace();
    if (!session || !can_offer(*session, hello))
        return;
    extension.ticket = session->ticket;
    if (extension.ticket.empty())
        hello.legacy_session_id = session->session_id;
    else if (hello.legacy_session_id.empty()) // RFC 5077 section 3.4: the server accepts a ticket by echoing the ID
        hello.legacy_session_id = new_session_id(config);
    offer.session = std::move(session);
}

step<std::optional<message::new_session_ticket_tls12>>
receive_ticket_tls12(handshake_context& c, const server_choice_tls12& choice, transcript& transcript)
{
    if (!choice.sends_ticket)
        co_return std::nullopt;
    auto ticket = co_await c.next<message::new_session_ticket_tls12>();
    transcript.add(ticket.encoded);
    // RFC 5077 section 3.3: a server that has changed its mind sends an empty ticket.
    if (ticket.ticket.empty() || ticket.ticket.size() > max_ticket_size)
        co_return std::nullopt;
    co_return std::move(ticket);
}

void store_session_tls12(handshake_context& c, const tls12::master_secret& master,
                         std::optional<message::new_session_ticket_tls12> ticket, const bytes& session_id)
{
    if (!begins_session(c, c.info().extended_master_secret) || (!ticket && session_id.empty()))
        return;
    auto state = describe_session_tls12(c, master);
    if (ticket) {
        // RFC 5077 section 3.4: with a ticket, the client discards the session ID. Section 3.3: a hint of zero leaves
        // the lifetime to the client.
        state.ticket = std::move(ticket->ticket);
        if (ticket->ticket_lifetime_hint != 0)
            state.lifetime = std::min(state.lifetime, std::chrono::seconds(ticket->ticket_lifetime_hint));
    } else {
        state.session_id = session_id;
    }
    store_session(c.endpoint(), std::move(state));
}

step<session_choice_tls12> choose_session_tls12(handshake_context& c, protocol_version version,
                                                const message::client_hello& hello)
{
    session_choice_tls12 choice;
    if (c.previous_info() != nullptr)
        co_return choice; // a renegotiation resumes nothing
    auto state = co_await find_session(c, hello, choice);
    if (!state || !may_resume_tls12(*state, c, version, hello))
        co_return session_choice_tls12();
    // RFC 7627 section 5.3: "If the original session used the 'extended_master_secret' extension but the new
    // ClientHello does not contain it, the server MUST abort the abbreviated handshake."
    if (!hello.extensions.extended_master_secret)
        throw fatal(alert_description::handshake_failure, error::reason::inconsistent_extended_master_secret,
                    "the client offers a session without its extended_master_secret");
    const auto verified = co_await verify_session_again(c, *state, choice.verdict);
    if (!verified)
        co_return session_choice_tls12();
    choice.id = hello.legacy_session_id;
    choice.resumed = std::make_shared<const session_state>(std::move(*state));
    co_return choice;
}

session_choice_tls12 new_session_tls12(handshake_context& c, const message::client_hello& hello)
{
    session_choice_tls12 choice;
    const auto& extensions = hello.extensions;
    const auto& sessions = c.config().sessions;
    if (!begins_session(c, extensions.extended_master_secret.has_value()))
        return choice;
    choice.sends_ticket = extensions.session_ticket && sessions.ticket_keys;
    choice.in_store = !choice.sends_ticket && sessions.store;
    if (choice.in_store)
        choice.id = new_session_id(c.config());
    return choice;
}

void send_ticket_tls12(handshake_context& c, const session_choice_tls12& choice, const tls12::master_secret& master,
                       transcript& transcript)
{
    if (!choice.sends_ticket)
        return;
    const auto state = describe_session_tls12(c, master);
    message::new_session_ticket_tls12 message;
    if (auto ticket = seal_session(state, c.config())) {
        message.ticket_lifetime_hint = static_cast<std::uint32_t>(state.lifetime.count());
        message.ticket = std::move(*ticket);
    }
    c.send(message, transcript);
}

void keep_session_tls12(handshake_context& c, const session_choice_tls12& choice, const tls12::master_secret& master)
{
    if (!choice.in_store)
        return;
    if (!choice.resumed && !keep_session(choice.id, describe_session_tls12(c, master), c.config()))
        return;
    auto& stored = c.endpoint().stored_sessions;
    stored.push_back({c.config().sessions.store, choice.id});
    if (stored.size() > max_remembered_sessions)
        stored.erase(stored.begin());
}

} // namespace tls
