// Common fixtures for the negotiation tests.

#ifndef TLS_TEST_PROTOCOL_HANDSHAKE_FIXED_HPP
#define TLS_TEST_PROTOCOL_HANDSHAKE_FIXED_HPP

#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/offer.hpp"
#include "support/fatals.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/registry.hpp>

namespace tls::test {

inline constexpr std::uint16_t x25519 = 0x001d;
inline constexpr std::uint16_t secp256r1 = 0x0017;
inline constexpr std::uint16_t secp384r1 = 0x0018;

/// Returns an offer of x25519 (with a share), secp256r1 and secp384r1, and of the default suites.
inline client_offer an_offer(configuration config = {})
{
    if (config.negotiation.groups.empty())
        config.negotiation.groups = {x25519, secp256r1, secp384r1};
    return make_offer(config, "host.example", *config.random);
}

inline const registry& algorithms()
{
    return *registry::standard();
}

} // namespace tls::test

#endif
