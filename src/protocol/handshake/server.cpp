// The beginning of the server handshake, shared by all versions.

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/versions.hpp"

namespace tls {

flow server_handshake(handshake_context& c)
{
    check_configuration(c.config());
    auto hello = co_await c.next<message::client_hello>();
    if (c.config().hooks.on_client_hello) {
        c.choose_configuration(describe(hello));
        check_configuration(c.config());
    }
    const auto version = choose_version(hello, c.config());
    if (!descriptor_of(version).negotiated_by_extension)
        co_await server_tls12(c, version, std::move(hello));
    else
        co_await server_tls13(c, std::move(hello));
}

} // namespace tls
