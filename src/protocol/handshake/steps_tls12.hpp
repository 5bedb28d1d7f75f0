// Steps that client and server of TLS 1.2 take alike. Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP

#include "protocol/record/protection_tls12.hpp"
#include "protocol/schedule/key_log.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

namespace tls {

/// The master secret: with extended_master_secret bound to the transcript, which is up to ClientKeyExchange then
/// (RFC 7627 section 4), or else to the randoms (RFC 5246 section 8.1).
inline tls12::master_secret derive_master_secret(const cipher_suite& suite, bool extended, byte_view premaster_secret,
                                                 byte_view client_random, byte_view server_random,
                                                 const transcript& transcript)
{
    if (extended)
        return tls12::master_secret::derive_extended(*suite.hash, premaster_secret, transcript.hash());
    return tls12::master_secret::derive(*suite.hash, premaster_secret, client_random, server_random);
}

} // namespace tls

#endif
