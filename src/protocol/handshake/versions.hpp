// Version negotiation (RFC 8446 sections 4.1.3 and 4.2.1, RFC 7507). Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_VERSIONS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_VERSIONS_HPP

#include "protocol/message/client_hello.hpp"
#include "protocol/message/server_hello.hpp"

#include <tls/version.hpp>

#include <vector>

namespace tls {

struct configuration;

/// Returns the versions that a client offers: those of supported_versions, or else legacy_version and the implemented
/// versions before it.
std::vector<protocol_version> offered_versions(const message::client_hello&);

/// Returns whether a server allows TLS 1.3 and can authenticate in it by a certificate. DSA keys do not work there.
bool serves_tls13(const configuration&);

/// Returns the best version that both sides allow. A server that could not authenticate in TLS 1.3 chooses TLS 1.2 if
/// it may, as if that were its best version. Throws fatal{protocol_version} if there is no common version, and
/// fatal{inappropriate_fallback} if the client fell back from a version that both sides support (RFC 7507 section 3).
protocol_version choose_version(const message::client_hello&, const configuration&);

/// Marks the random of a ServerHello if the server supports a better version (RFC 8446 section 4.1.3).
void mark_downgrade(message::server_hello&, const configuration&);

/// Throws fatal{illegal_parameter, downgrade_detected} if the mark shows that the server supports a better version that
/// the client offered. `offer` is our ClientHello.
void check_not_downgraded(const message::server_hello&, const message::client_hello& offer);

} // namespace tls

#endif
