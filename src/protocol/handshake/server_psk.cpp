#include "protocol/handshake/server_psk.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/handshake/steps.hpp"

#include <algorithm>

namespace tls {
namespace {

using message::received;

/// Each may cost a decryption, a look-up in the store and one by the application.
constexpr std::size_t max_identities = 10;

[[noreturn]] void refuse_keys()
{
    // RFC 8446 section 4.2.11 and appendix E.6. Unknown identities and wrong binders look the same.
    throw fatal(alert_description::decrypt_error, error::reason::binder_does_not_verify,
                "no pre-shared key of the client is valid");
}

void check_binder(const chosen_psk& chosen, const received<message::client_hello>& hello, const transcript& transcript)
{
    const auto& offered = *hello.extensions.pre_shared_key;
    const auto binder = binder_for(chosen.psk, transcript, truncated_client_hello(hello.encoded, offered));
    if (!constant_time_equal(binder, offered.binders[chosen.index]))
        refuse_keys();
}

bool may_resume_tls13(const session_state& state, handshake_context& c, const message::client_hello& hello)
{
    return has_resumption_psk(state) && may_resume(state, c.endpoint(), server_name_of(hello)) &&
           state.alpn_protocol == choose_alpn(hello, c.config()) && fits_external_psks(state, c.config(), role::server);
}

/// Returns the session of a ticket. Null if there is none that may be resumed.
step<std::shared_ptr<const session_state>> find_ticket(handshake_context& c, const message::client_hello& hello,
                                                       const bytes& ticket)
{
    const auto& settings = c.config().sessions;
    std::optional<session_state> state;
    if (!settings.single_use_tickets) {
        if (auto opened = open_session(ticket, c.config()))
            state = std::move(opened->state);
    } else if (is_ticket_id(ticket)) {
        auto stored = co_await c.find_session(ticket, true);
        if (stored)
            state = open_stored_session(*stored, c.config());
    }
    if (!state || !may_resume_tls13(*state, c, hello))
        co_return nullptr;
    co_return std::make_shared<const session_state>(std::move(*state));
}

/// RFC 8446 section 4.3.2: a server that authenticates with a PSK cannot request a certificate. So one that requires a
/// certificate accepts no external PSK, and resumes only sessions that began with a certificate.
bool accepts_external_psks(const configuration& config)
{
    return config.sessions.find_psk && !requires_certificate(config);
}

/// Returns the PSK of an identity. Null if it is unknown, or cannot be used with this ClientHello.
step<std::optional<handshake_psk>> find_psk(handshake_context& c, const message::client_hello& hello,
                                            const bytes& identity)
{
    const auto& config = c.config();
    std::optional<handshake_psk> psk;
    auto session = co_await find_ticket(c, hello, identity);
    if (session) {
        psk = psk_of(std::move(session), config);
    } else if (accepts_external_psks(config)) {
        const auto key = config.sessions.find_psk(identity);
        if (key)
            psk = psk_of(*key, config);
        if (psk)
            psk->identity = as_text(identity);
    }
    if (psk && choose_suite(hello, config, &*psk) == nullptr)
        psk.reset();
    co_return psk;
}

bool has_certificates(const configuration& config)
{
    return !config.authentication.credentials.empty() || config.hooks.async_select_credential;
}

} // namespace

step<std::optional<chosen_psk>> choose_session(handshake_context& c, const received<message::client_hello>& hello)
{
    std::optional<chosen_psk> chosen;
    const auto& offered = hello.extensions.pre_shared_key;
    if (!offered || !choose_psk_mode(hello, c.config()))
        co_return chosen;
    const auto count = std::min(offered->identities.size(), max_identities);
    for (std::size_t i = 0; i != count && !chosen; ++i) {
        const auto& identity = offered->identities[i].identity;
        auto psk = co_await find_psk(c, hello, identity);
        if (psk)
            chosen.emplace(chosen_psk{static_cast<std::uint16_t>(i), identity, std::move(*psk)});
    }
    if (!chosen && accepts_external_psks(c.config()) && !has_certificates(c.config()))
        refuse_keys();
    if (!chosen)
        co_return chosen;
    check_binder(*chosen, hello, transcript());
    if (chosen->psk.session) {
        const auto acceptable = co_await verify_session_again(c, *chosen->psk.session, chosen->psk.verdict);
        if (!acceptable)
            chosen.reset();
    }
    co_return chosen;
}

void choose_session_again(std::optional<chosen_psk>& chosen, const received<message::client_hello>& second,
                          const transcript& transcript)
{
    if (!chosen)
        return;
    const auto& offered = second.extensions.pre_shared_key;
    if (!offered)
        return chosen.reset();
    const auto found = std::ranges::find(offered->identities, chosen->identity, &extension::psk_identity::identity);
    if (found == offered->identities.end())
        return chosen.reset();
    chosen->index = static_cast<std::uint16_t>(found - offered->identities.begin());
    check_binder(*chosen, second, transcript);
}

unsigned tickets_for(const message::client_hello& hello, const configuration& config, bool resumed)
{
    const auto& settings = config.sessions;
    const bool can_issue = settings.single_use_tickets ? settings.store != nullptr : settings.ticket_keys != nullptr;
    // RFC 8446 section 4.2.9: "Servers SHOULD NOT send NewSessionTicket with tickets that are not compatible with the
    // advertised modes".
    if (!can_issue || settings.tickets == 0 || !offers_usable_psk_mode(hello, config))
        return 0;
    const auto& request = hello.extensions.ticket_request;
    if (request)
        return std::min<unsigned>(resumed ? request->resumption_count : request->new_session_count, max_issued_tickets);
    return resumed ? 1 : std::min(settings.tickets, max_issued_tickets);
}

} // namespace tls
