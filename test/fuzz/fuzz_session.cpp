// States of sessions: the content of a ticket or of a store's entry, and the bytes of a client's session.

#include "fuzz/target.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/session.hpp>

#include <memory>

namespace {

/// Checks the state as a client's session. One that names a ticket or session ID can be stored.
void check_session(tls::session_state state)
{
    const bool is_named = !state.ticket.empty() || !state.session_id.empty();
    const tls::session s(std::make_shared<const tls::session_state>(std::move(state)));
    tls::fuzz::require(s.expires_at() >= s.issued_at(), "a session ends after it begins");
    const auto stored = s.to_bytes();
    boost::system::error_code ec;
    const auto restored = tls::session::from_bytes(stored, ec);
    tls::fuzz::require(restored.empty() != is_named, "a client's session can be stored, a server's cannot");
    tls::fuzz::require(ec.failed() != is_named, "an error means no session");
    tls::fuzz::require(restored.empty() || restored.to_bytes() == stored, "storing is canonical");
}

} // namespace

TLS_FUZZ_TARGET(session, data, size)
{
    const tls::byte_view input(data, size);
    boost::system::error_code ec;
    tls::fuzz::require(tls::session::from_bytes(input, ec).empty() == ec.failed(), "an error means no session");
    auto state = tls::decode_session_state(input);
    if (!state)
        return 0;
    tls::fuzz::require(!state->secret.empty(), "a state has a secret");
    const auto encoded = tls::encode(*state);
    const auto again = tls::decode_session_state(encoded);
    tls::fuzz::require(again && tls::encode(*again) == encoded, "encoding is canonical");
    check_session(*std::move(state));
    return 0;
}
