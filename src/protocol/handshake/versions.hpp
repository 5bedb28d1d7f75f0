// Which version a handshake has (RFC 8446 sections 4.1.3 and 4.2.1, RFC 7507). Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_VERSIONS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_VERSIONS_HPP

#include "protocol/message/client_hello.hpp"
#include "protocol/message/server_hello.hpp"

#include <tls/version.hpp>

#include <vector>

namespace tls {

struct configuration;

/// The versions that a client offers: those of supported_versions, or else legacy_version and what is before it.
/// Of the latter only those that are implemented are named.
std::vector<protocol_version> offered_versions(const message::client_hello&);

/// Whether a server allows TLS 1.3, and would not fail in it for having nothing but pre-shared keys, or keys of DSA.
bool serves_tls13(const configuration&);

/// The best version that both sides allow. A server that would fail in TLS 1.3 chooses TLS 1.2 where it may, as if that
/// were its best. Throws fatal{protocol_version} if there is none, and fatal{inappropriate_fallback} if the client fell
/// back from one that both would have (RFC 7507 section 3).
protocol_version choose_version(const message::client_hello&, const configuration&);

/// A server that could do better marks the random of its ServerHello (RFC 8446 section 4.1.3).
void mark_downgrade(message::server_hello&, const configuration&);

/// Throws fatal{illegal_parameter, downgrade_detected} if the mark says that the server would have chosen a better
/// version, which the client did offer.
void check_not_downgraded(const message::server_hello&, bool offered_tls13);

} // namespace tls

#endif
