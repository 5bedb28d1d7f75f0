// Runs an engine against a scripted peer of a version before TLS 1.3, and checks the outcome.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_TLS12_CONVERSATION_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_TLS12_CONVERSATION_HPP

#include "protocol/hostile/conversation_base.hpp"
#include "protocol/hostile/edits.hpp"
#include "support/fatals.hpp"
#include "support/tls12_peer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tls::test {

/// The settings of both sides, without deviations. Keys and certificates are generated once per program.
struct tls12_scenario {
    std::uint16_t suite = 0xc02b; ///< TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, supported by both sides
    key_type key = key_type::secp256r1;
    bool client_auth = false; ///< the server requests a certificate, and the client has one
    std::function<void(configuration&)> engine = {};
    std::function<void(tls12_traits&)> peer = {};
    protocol_version version = protocol_version::tls1_2; ///< of the peer
};

/// An engine and a scripted peer of the other role, connected through memory.
struct tls12_conversation : conversation_base<tls12_peer> {
    tls12_conversation(role side, const tls12_scenario&, pace = whole());
};

/// A violation of the protocol, and the alert and error that the engine must answer with.
struct tls12_violation {
    std::string name;
    std::function<void(tls12_traits&)> deviation;
    alert_description alert;
    error::reason reason;
    tls12_scenario in = {};
    bool after_handshake = false; ///< it happens when the engine's handshake is complete
};

/// Checks that an engine of the role rejects each violation and delivers no data. Each runs twice: with whole output
/// transferred at once, and byte by byte.
void check_refused(role side, const std::vector<tls12_violation>&);

/// An unusual but legal behaviour of the peer.
struct tls12_legal_variant {
    std::string name;
    std::function<void(tls12_traits&)> deviation;
    tls12_scenario in = {};
};

/// Checks that an engine of the role completes its handshake and receives the peer's data.
void check_accepted(role side, const std::vector<tls12_legal_variant>&);

/// @name Scripts
/// @{
using tls12_script = std::function<void(tls12_traits&)>;
using tls12_action = std::function<void(tls12_peer&)>;
/// Both scripts; the first may be empty.
tls12_script in_turn(tls12_script first, tls12_script second);
/// Changes the message before it is sent.
tls12_script at(tls12_moment, std::function<void(bytes& encoded)>);
/// Acts directly before the message is sent, or directly after it has been queued.
tls12_script before(tls12_moment, tls12_action);
tls12_script after(tls12_moment, tls12_action);
/// Acts when the peer's handshake is complete.
tls12_script afterwards(tls12_action);
/// Changes the decoded message before it is sent.
template <class M>
tls12_script with(tls12_moment when, std::function<void(M&)> change)
{
    return at(when, edited<M>(std::move(change)));
}
/// @}

} // namespace tls::test

#endif
