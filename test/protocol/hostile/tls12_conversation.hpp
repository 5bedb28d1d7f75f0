// An engine that talks with a scripted peer of TLS 1.2, and how it ends.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_TLS12_CONVERSATION_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_TLS12_CONVERSATION_HPP

#include "protocol/hostile/edits.hpp"
#include "protocol/hostile/talk.hpp"
#include "support/fatals.hpp"
#include "support/tls12_peer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tls::test {

/// What both sides are like before anything is wrong. Keys and certificates are made once per program.
struct tls12_scene {
    std::uint16_t suite = 0xc02b; ///< TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, which both have
    key_type key = key_type::secp256r1;
    bool client_auth = false; ///< the server asks for a certificate, which the client has
    std::function<void(configuration&)> engine = {};
    std::function<void(tls12_traits&)> peer = {};
};

/// A conversation between an engine and a scripted peer of the other role, through memory.
struct tls12_conversation : talk<tls12_peer> {
    tls12_conversation(role engines, const tls12_scene&, pace = whole());
};

/// A rule that a peer breaks, and how the engine must answer.
struct tls12_misdeed {
    std::string name;
    std::function<void(tls12_traits&)> what;
    alert_description alert;
    error::reason reason;
    tls12_scene in = {};
    bool after_handshake = false; ///< the engine's handshake is complete when it happens
};

/// Checks that an engine of the role refuses each, in one piece and byte by byte, and delivers nothing.
void check_refused(role engines, const std::vector<tls12_misdeed>&);

/// Something unusual that is legal.
struct tls12_oddity {
    std::string name;
    std::function<void(tls12_traits&)> what;
    tls12_scene in = {};
};

/// Checks that an engine of the role completes its handshake and receives the peer's data.
void check_accepted(role engines, const std::vector<tls12_oddity>&);

/// @name Scripts of one act
/// @{
using tls12_script = std::function<void(tls12_traits&)>;
using tls12_act = std::function<void(tls12_peer&)>;
/// Changes the message of that moment before it is sent.
tls12_script at(tls12_moment, std::function<void(bytes& encoded)>);
/// Acts before, or right behind, the message of that moment.
tls12_script before(tls12_moment, tls12_act);
tls12_script after(tls12_moment, tls12_act);
/// Acts when the peer's handshake is complete.
tls12_script afterwards(tls12_act);
/// Changes the message of that moment, decoded.
template <class M>
tls12_script with(tls12_moment when, std::function<void(M&)> change)
{
    return at(when, edited<M>(std::move(change)));
}
/// @}

} // namespace tls::test

#endif
