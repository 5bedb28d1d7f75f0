// An engine that talks with a peer who follows a script, and how it ends.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_CONVERSATION_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_CONVERSATION_HPP

#include "protocol/hostile/peer.hpp"
#include "protocol/hostile/talk.hpp"
#include "support/fatals.hpp"

#include <string>
#include <vector>

namespace tls::test {

/// What kind of handshake is interfered with.
struct scenario {
    bool retry = false;       ///< with a HelloRetryRequest
    bool client_auth = false; ///< with a certificate of the client
    key_type key = key_type::ed25519;
    std::vector<std::uint16_t> groups = {}; ///< of both sides; empty: all
};

/// The configurations of a scenario. Keys and certificates are made once per program.
configurations settings_for(const scenario&);

/// A conversation between an engine and a hostile peer of the other role, through memory.
struct conversation : talk<hostile_peer> {
    conversation(role engines, const configurations&, script, pace = whole());

    /// Then ends the engine's transport.
    void end();
};

/// A rule that a peer breaks, and how the engine must answer.
struct misdeed {
    std::string name;
    script what;
    alert_description alert;
    error::reason reason;
    scenario in = {};
    bool after_handshake = false; ///< the engine's handshake is complete when it happens
};

/// Checks that an engine of the role refuses each, in one piece and byte by byte, and delivers nothing.
void check_refused(role engines, const std::vector<misdeed>&);

/// Something unusual that is legal.
struct oddity {
    std::string name;
    script what;
    scenario in = {};
};

/// Checks that an engine of the role completes its handshake and receives the peer's data.
void check_accepted(role engines, const std::vector<oddity>&);

/// @name Scripts of one act
/// @{
/// Changes the message of that moment before it is sent.
script at(moment, std::function<void(hostile_peer&, bytes& encoded)>);
script at(moment, std::function<void(bytes& encoded)>);
/// Acts right behind the message of that moment.
script after(moment, std::function<void(hostile_peer&)>);
/// Acts when the peer's handshake is complete.
script afterwards(std::function<void(hostile_peer&)>);
/// @}

} // namespace tls::test

#endif
