// Another handshake of TLS 1.2 on a connection that has had one (RFC 5246 section 7.4.1, RFC 5746).

#include "protocol/handshake/connection.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"

namespace tls {

flow client_renegotiation(connection& c)
{
    transcript transcript;
    check_configuration(c.config());
    auto offer =
        renegotiation_offer(c.config(), c.server_name(), c.random(), *c.previous_finished(), *c.previous_info());
    c.info().server_name = c.previous_info()->server_name;
    c.ignore_hello_requests();
    c.send(offer.hello, transcript);
    auto hello = co_await c.next<message::server_hello>();
    c.hand_over(client_tls12(c, std::move(offer), std::move(hello), std::move(transcript)));
}

flow server_renegotiation(connection& c)
{
    check_configuration(c.config());
    auto hello = co_await c.next<message::client_hello>();
    check_renegotiating_hello(hello, *c.previous_info());
    c.hand_over(server_tls12(c, std::move(hello)));
}

} // namespace tls
