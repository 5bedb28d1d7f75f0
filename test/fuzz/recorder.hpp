// Records scripts: runs an engine under test against a real peer, and keeps what the peer sends. Both have the registry
// of null_protection.hpp, so a record's content can be read and changed.

#ifndef TLS_TEST_FUZZ_RECORDER_HPP
#define TLS_TEST_FUZZ_RECORDER_HPP

#include "fuzz/player.hpp"

#include <string>

namespace tls::fuzz {

/// A conversation that becomes a script.
class recorder {
public:
    /// `name` is for messages.
    recorder(std::string name, const script_settings&);

    /// Runs both handshakes, and reads on both sides, until nobody has anything to send.
    void run();
    /// The user of the engine under test acts. Then the conversation runs on.
    void act(action, std::uint16_t argument = 0);
    /// The same without running on.
    void only_act(action, std::uint16_t argument = 0);
    /// Returns the peer. Call run() after its operations.
    engine& peer() noexcept { return peer_; }
    /// The peer sends `size` bytes of application data.
    void peer_writes(std::size_t size);
    void peer_writes_early(std::size_t size);
    /// Records from the peer become forged ones, as they would look to an engine with another key.
    void set_forging(bool on) noexcept { forges_ = on; }
    /// Sends what the peer has to send; it reads nothing.
    void carry_from_peer();
    /// Both sides begin another connection.
    void reconnect();

    /// Aborts with a message about both engines unless `holds`.
    void require(bool holds, const char* property) const;

    const player& subject() const noexcept { return subject_; }
    player& subject() noexcept { return subject_; }
    const script& recorded() const noexcept { return script_; }

private:
    void play(script_operation);
    bool drive_peer();
    bool carry_to_peer();
    void take_record(byte_view record);
    void take_content(const null_content&, std::uint8_t flags);

    std::string name_;
    script script_;
    player subject_;
    endpoint_state state_;
    engine peer_;
    boost::system::error_code peer_error_;
    bytes records_, messages_; ///< incomplete records and handshake messages of the peer
    bool is_established_ = false, forges_ = false;
    bool peer_protects_ = false; ///< before TLS 1.3: the peer has sent ChangeCipherSpec
};

} // namespace tls::fuzz

#endif
