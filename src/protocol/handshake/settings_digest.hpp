// The settings under which a session may be resumed.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_SETTINGS_DIGEST_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_SETTINGS_DIGEST_HPP

#include "x509/certificate/host_name.hpp"

#include <tls/bytes.hpp>
#include <tls/version.hpp>

#include <optional>

namespace tls {

struct configuration;
struct endpoint;

/// Returns a digest of all settings that decide which peer is accepted, and on a client of those that decide which
/// certificate it presents. A session is resumed only where the digest is the same: the resumed connection keeps the
/// verdict on the peer from the full handshake. 32 bytes, the same in every process.
///
/// Callbacks cannot be compared: the digest covers only their presence. Programs whose callbacks differ must set
/// different values of session_settings::id_context.
bytes settings_digest(const configuration&, role, const std::optional<x509::host_name>& verify_host);

/// Returns whether settings of the digest, besides the verify mode, have been replaced since the last handshake: what
/// accepted the peer then says nothing about the present settings.
bool verification_has_changed(const endpoint&);

} // namespace tls

#endif
