// The beginning of a server's handshake, which all versions have in common.

#include "protocol/handshake/connection.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/versions.hpp"

namespace tls {

flow server_handshake(connection& c)
{
    check_configuration(c.config());
    auto hello = co_await c.next<message::client_hello>();
    if (c.config().on_client_hello) {
        c.heed_client_hello(describe(hello));
        check_configuration(c.config());
    }
    if (choose_version(hello, c.config()) == protocol_version::tls1_2)
        c.hand_over(server_tls12(c, std::move(hello)));
    else
        c.hand_over(server_tls13(c, std::move(hello)));
}

} // namespace tls
