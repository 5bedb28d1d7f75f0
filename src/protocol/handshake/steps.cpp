#include "protocol/handshake/steps.hpp"

#include "protocol/handshake/authentication.hpp"

namespace tls {

step<> verify_peer_chain(handshake_context& c, verify_request& peer)
{
    if (const auto& host = c.verify_host())
        peer.host = host->text;
    peer.use = c.role() == role::client ? x509::purpose::server_auth : x509::purpose::client_auth;
    auto verdict = co_await c.verify(peer);
    describe_peer(c.info(), std::move(peer), verdict);
    check_verdict(verdict, c.config().verification.mode);
}

} // namespace tls
