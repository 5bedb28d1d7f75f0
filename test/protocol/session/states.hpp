// Sessions for tests.

#ifndef TLS_TEST_PROTOCOL_SESSION_STATES_HPP
#define TLS_TEST_PROTOCOL_SESSION_STATES_HPP

#include "protocol/session/session_state.hpp"
#include "x509/pki.hpp"

#include <chrono>
#include <cstdint>

namespace tls::test {

inline const session_time issued = std::chrono::floor<std::chrono::milliseconds>(now);

inline secret secret_of(std::size_t size)
{
    return secret(bytes(size, std::uint8_t(0x5e)));
}

/// A server's state of TLS 1.3, of a client without a certificate.
inline session_state tls13_state()
{
    session_state state;
    state.cipher_suite = 0x1301;
    state.secret = secret_of(32);
    state.authenticated_at = issued - std::chrono::hours(1);
    state.issued_at = issued;
    state.lifetime = std::chrono::hours(2);
    state.ticket_age_add = 0x01020304;
    state.max_early_data = 16384;
    state.server_name = "example.org";
    state.alpn_protocol = "h2";
    state.settings = bytes(32, 0xd1);
    return state;
}

/// A client's state of TLS 1.3.
inline session_state tls13_client_state()
{
    auto state = tls13_state();
    state.ticket = bytes(200, 0x7c);
    return state;
}

/// A client's state of TLS 1.2, by session ID.
inline session_state tls12_state()
{
    session_state state;
    state.version = protocol_version::tls1_2;
    state.cipher_suite = 0xc02f;
    state.secret = secret_of(48);
    state.extended_master_secret = true;
    state.authenticated_at = state.issued_at = issued;
    state.lifetime = std::chrono::hours(2);
    state.server_name = "example.org";
    state.psk_identity = "client 7";
    state.session_id = bytes(32, 0x1d);
    return state;
}

/// A chain of a leaf and an intermediate, and the path of both and the anchor.
struct chain_and_path {
    chain_and_path()
    {
        const auto intermediate = root.delegate(ca_named("intermediate"));
        chain = {intermediate.issue(server_named("example.org")), intermediate.certificate};
        path = {chain[0], chain[1], root.certificate};
    }

    authority root = make_root("root");
    std::vector<x509::certificate> chain, path;
};

inline const chain_and_path& peer()
{
    static const chain_and_path instance;
    return instance;
}

/// Adds a peer with an accepted verification.
inline session_state with_peer(session_state state)
{
    state.peer_certificates = peer().chain;
    state.verification.accepted = true;
    state.verification.path = peer().path;
    return state;
}

} // namespace tls::test

#endif
