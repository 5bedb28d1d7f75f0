// One side of a connection: the input and output of its exchanges.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_ENDPOINT_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_ENDPOINT_HPP

#include "protocol/handshake/established.hpp"
#include "protocol/session/session_state.hpp"
#include "x509/certificate/host_name.hpp"

#include <tls/configuration.hpp>
#include <tls/connection_info.hpp>
#include <tls/crypto/secret.hpp>
#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/version.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

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

    /// A client's early data (RFC 8446 section 4.2.10).
    struct early_data_offer {
        std::size_t max_size = 0;  ///< bytes; set when it is offered
        std::string alpn_protocol; ///< of the session: the protocol that the data is written for
        std::size_t sent = 0;      ///< bytes
        secure_bytes copy;         ///< of the data sent, until the server has accepted it, if it is sent again
    };
    std::unique_ptr<early_data_offer> early_data;        ///< null if the application has none
    std::unique_ptr<tls::early_exporter> early_exporter; ///< set when a client offers or a server accepts early data

    connection_info info;
    tls::established established;
    /// The session that the last handshake resumed; null after a full handshake.
    std::shared_ptr<const session_state> resumed;
    tls::session session; ///< the newest that a client has received on this connection

    /// A server's TLS 1.2 session.
    struct stored_session {
        std::shared_ptr<session_store> store; ///< a renegotiation may have settings with another one
        bytes id;
    };
    std::vector<stored_session> stored_sessions; ///< of this connection's last handshakes, oldest first
    /// The configuration of the last handshake, if `config` has been replaced since. `info` and the keys in use point
    /// to rows of its registry.
    std::shared_ptr<const configuration> established_config;
};

} // namespace tls

#endif
