#include "protocol/handshake/steps.hpp"

#include "protocol/handshake/authentication.hpp"

namespace tls {
namespace {

void add_requirements(verify_request& peer, const handshake_context& c)
{
    if (const auto& host = c.verify_host())
        peer.host = host->text;
    peer.use = c.role() == role::client ? x509::purpose::server_auth : x509::purpose::client_auth;
}

} // namespace

step<> verify_peer_chain(handshake_context& c, verify_request& peer)
{
    add_requirements(peer, c);
    auto verdict = co_await c.verify(peer);
    describe_peer(c.info(), std::move(peer), verdict);
    check_verdict(verdict, c.config().verification.mode);
}

step<bool> verify_session_again(handshake_context& c, const session_state& state,
                                std::optional<x509::verification_result>& verdict)
{
    if (!c.config().sessions.verify_again || (state.peer_certificates.empty() && !state.peer_raw_public_key))
        co_return true;
    verify_request peer;
    peer.chain = state.peer_certificates;
    peer.raw_public_key = state.peer_raw_public_key;
    add_requirements(peer, c);
    verdict = co_await c.verify(peer);
    co_return verdict->accepted || (c.config().verification.mode & verify_peer) == 0;
}

} // namespace tls
