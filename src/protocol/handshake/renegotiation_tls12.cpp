#include "protocol/handshake/renegotiation_tls12.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/versions.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/crypto/signature_scheme.hpp>
#include <tls/verify_request.hpp>

#include <algorithm>

namespace tls {
namespace {

/// Returns whether the peer presents the same leaf certificate or raw public key as before, or again none.
bool is_same_peer(const connection_info& previous, const verify_request& now)
{
    const auto &a = previous.peer_certificates, &b = now.chain;
    return previous.peer_raw_public_key == now.raw_public_key && a.empty() == b.empty() &&
           (a.empty() || std::ranges::equal(a.front().der(), b.front().der()));
}

bool had_key(const connection_info& previous)
{
    return !previous.peer_certificates.empty() || previous.peer_raw_public_key;
}

[[noreturn]] void refuse_other_peer(const char* detail)
{
    throw fatal(alert_description::illegal_parameter, error::reason::peer_changed, detail);
}

} // namespace

client_offer renegotiation_offer(const configuration& config, const std::string& server_name, random_source& random,
                                 const finished_pair& finished, const connection_info& previous)
{
    auto offer = make_offer(config, server_name, random, &finished);
    // The version is settled, but legacy_version stays as in the first ClientHello: some servers require that, and an
    // RSA premaster secret contains it.
    auto& alpn = offer.hello.extensions.application_layer_protocol_negotiation;
    alpn.reset();
    if (!previous.alpn_protocol.empty())
        alpn = extension::application_layer_protocol_negotiation{{previous.alpn_protocol}};
    return offer;
}

void check_renegotiating_hello(const message::client_hello& hello, const connection_info& previous)
{
    if (!contains(offered_versions(hello), previous.version))
        throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                    "the client renegotiates without the connection's TLS version");
    if (server_name_of(hello) != previous.server_name)
        throw fatal(alert_description::handshake_failure, error::reason::renegotiation_mismatch,
                    "the client renegotiates with another server_name");
}

std::string same_alpn(const message::client_hello& hello, const connection_info& previous)
{
    auto& offered = hello.extensions.application_layer_protocol_negotiation;
    if (!offered || !contains(offered->protocol_name_list, previous.alpn_protocol))
        return {};
    return previous.alpn_protocol;
}

void check_same_protection(const connection_info* previous, const cipher_suite& suite, bool encrypt_then_mac)
{
    // A change to an AEAD suite is fine.
    if (previous != nullptr && previous->encrypt_then_mac && suite.cipher != nullptr && !encrypt_then_mac)
        throw fatal(alert_description::handshake_failure, error::reason::renegotiation_mismatch,
                    "the renegotiation would drop encrypt_then_mac");
}

void check_same_server(const connection_info* previous, const verify_request& peer)
{
    if (previous != nullptr && !is_same_peer(*previous, peer))
        refuse_other_peer("the server renegotiates with another certificate or raw public key");
}

void check_same_client(const connection_info* previous, const verify_request& peer, verify_mode mode)
{
    const bool asked = (mode & verify_peer) != 0;
    if (asked && previous != nullptr && had_key(*previous) && !is_same_peer(*previous, peer))
        refuse_other_peer("the client renegotiates with another certificate or raw public key, or without one");
}

void check_same_psk_identity(const connection_info* previous, const std::string& identity)
{
    if (previous != nullptr && !previous->psk_identity.empty() && previous->psk_identity != identity)
        refuse_other_peer("the client renegotiates with another PSK identity");
}

bool keeps_client_certificate(const connection_info* previous, verify_mode mode) noexcept
{
    return (mode & verify_client_once) != 0 && previous != nullptr && had_key(*previous);
}

void keep_client_certificate(connection_info& info, const connection_info& previous, const registry& algorithms)
{
    info.peer_certificates = previous.peer_certificates;
    info.peer_raw_public_key = previous.peer_raw_public_key;
    info.client_certificate_type = previous.client_certificate_type;
    info.verification = previous.verification;
    // The previous handshake's settings, registry included, may be destroyed with it.
    if (const auto* scheme = previous.peer_signature_scheme) {
        const auto hash = scheme->hash != nullptr ? scheme->hash->name : std::string_view();
        info.peer_signature_scheme = algorithms.find_signature_scheme(scheme->key, scheme->encoding, hash);
    }
}

} // namespace tls
