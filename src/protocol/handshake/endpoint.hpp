// One side of a connection: the input and output of its exchanges.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_ENDPOINT_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_ENDPOINT_HPP

#include "protocol/handshake/established.hpp"
#include "protocol/session/session_state.hpp"
#include "x509/certificate/host_name.hpp"

#include <tls/configuration.hpp>
#include <tls/connection_info.hpp>
#include <tls/session.hpp>
#include <tls/version.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tls {

/// The settings of one side and the results of its last exchange.
struct endpoint {
    tls::role role = tls::role::client; ///< set when the first handshake begins
    std::shared_ptr<const configuration> config;
    std::optional<x509::host_name> server_name; ///< sent by a client, if it is a DNS name
    std::optional<x509::host_name> verify_host; ///< the peer's certificate must be valid for it

    tls::session offered_session; ///< set for the next handshake of a client; empty: the cache decides
    /// Offered in the current connection's handshake, by offered_session or from the cache.
    tls::session attempted_session;
    std::string session_peer; ///< tells servers of one name apart in the cache, usually by port

    connection_info info;
    tls::established established;
    /// The session that the last handshake resumed; null after a full handshake.
    std::shared_ptr<const session_state> resumed;
    tls::session session;    ///< the newest that a client has received on this connection
    bytes stored_session_id; ///< of a server's TLS 1.2 session in its store; empty if it is not there
    /// The configuration of the last handshake, if `config` has been replaced since. `info` and the keys in use point
    /// to rows of its registry.
    std::shared_ptr<const configuration> established_config;
};

} // namespace tls

#endif
