// The beginning of a renegotiation on a TLS 1.2 connection (RFC 5246 section 7.4.1, RFC 5746).

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"

namespace tls {

flow client_renegotiation(handshake_context& c)
{
    transcript transcript;
    check_configuration(c.config());
    auto offer =
        renegotiation_offer(c.config(), c.server_name(), c.random(), *c.previous_finished(), *c.previous_info());
    c.info().server_name = c.previous_info()->server_name;
    c.ignore_hello_requests();
    c.send(offer.hello, transcript);
    auto hello = co_await c.next<message::server_hello>();
    co_await client_tls12(c, std::move(offer), std::move(hello), std::move(transcript));
}

flow server_renegotiation(handshake_context& c)
{
    check_configuration(c.config());
    auto hello = co_await c.next<message::client_hello>();
    check_renegotiating_hello(hello, *c.previous_info());
    const auto version = c.previous_info()->version;
    co_await server_tls12(c, version, std::move(hello));
}

} // namespace tls
