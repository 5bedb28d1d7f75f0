// The beginning of a server's handshake, which all versions share.

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/versions.hpp"

namespace tls {

flow server_handshake(handshake_context& c)
{
    check_configuration(c.config());
    auto hello = co_await c.next<message::client_hello>();
    if (c.config().on_client_hello) {
        c.choose_configuration(describe(hello));
        check_configuration(c.config());
    }
    if (choose_version(hello, c.config()) == protocol_version::tls1_2)
        co_await server_tls12(c, std::move(hello));
    else
        co_await server_tls13(c, std::move(hello));
}

} // namespace tls
