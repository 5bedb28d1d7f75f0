// Runs a TLS 1.3 engine against a scripted peer, and checks the outcome.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_CONVERSATION_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_CONVERSATION_HPP

#include "protocol/hostile/conversation_base.hpp"
#include "protocol/hostile/peer.hpp"
#include "support/fatals.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tls::test {

/// The handshake in which the peer deviates.
struct scenario {
    bool retry = false;       ///< the server sends a HelloRetryRequest
    bool client_auth = false; ///< the server requests a client certificate
    key_type key = key_type::ed25519;
    std::vector<std::uint16_t> groups = {};           ///< of both sides; empty means the defaults
    std::function<void(configurations&)> change = {}; ///< of the settings
};

/// Returns the configurations of a scenario. Keys and certificates are generated once per program.
configurations settings_for(const scenario&);

/// An engine and a hostile peer of the other role, connected through memory.
struct conversation : conversation_base<hostile_peer> {
    conversation(role side, const configurations&, script, pace = whole());

    /// Ends the engine's transport, then runs the engine until it makes no progress.
    void end();
};

/// A violation of the protocol, and the alert and error that the engine must answer with.
struct violation {
    std::string name;
    script deviation;
    alert_description alert;
    error::reason reason;
    scenario in = {};
    bool after_handshake = false; ///< it happens when the engine's handshake is complete
};

/// Checks that an engine of the role rejects each violation and delivers no data. Each runs twice: with whole output
/// transferred at once, and byte by byte.
void check_refused(role side, const std::vector<violation>&);

/// An unusual but legal behaviour of the peer.
struct legal_variant {
    std::string name;
    script deviation;
    scenario in = {};
};

/// Checks that an engine of the role completes its handshake and receives the peer's data.
void check_accepted(role side, const std::vector<legal_variant>&);

/// @name Scripts with one action
/// @{
/// Changes the message before it is sent.
script at(moment, std::function<void(hostile_peer&, bytes& encoded)>);
script at(moment, std::function<void(bytes& encoded)>);
/// Acts directly after the message has been queued.
script after(moment, std::function<void(hostile_peer&)>);
/// Acts when the peer's handshake is complete.
script afterwards(std::function<void(hostile_peer&)>);
/// @}

} // namespace tls::test

#endif
