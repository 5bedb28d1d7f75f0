// The beginning of the server handshake, shared by all versions.

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/versions.hpp"

#include <tls/configuration.hpp>

namespace tls {
namespace {

void allow_version2_hello(handshake_context& c)
{
    if (c.config().tls12.accept_version2_hello && allows_before_tls13(c.config()))
        c.connection().accept_version2_hello();
}

/// Receives the ClientHello, in either format. Its `encoded` has the bytes that the client sent.
step<message::received<message::client_hello>> receive_client_hello(handshake_context& c)
{
    auto hello = co_await c.next<message::client_hello>();
    auto version2 = c.take_version2_hello();
    if (!version2.empty())
        hello.encoded = std::move(version2);
    co_return hello;
}

} // namespace

flow server_handshake(handshake_context& c)
{
    check_configuration(c.config());
    allow_version2_hello(c);
    auto hello = co_await receive_client_hello(c);
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
