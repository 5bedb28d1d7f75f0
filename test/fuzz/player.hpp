// Plays a script: drives the engine under test, and forms the records of its peer.

#ifndef TLS_TEST_FUZZ_PLAYER_HPP
#define TLS_TEST_FUZZ_PLAYER_HPP

#include "fuzz/connection_settings.hpp"
#include "fuzz/script.hpp"

#include <tls/engine.hpp>

#include <boost/system/error_code.hpp>

namespace tls::fuzz {

/// Returns a record that an engine with null_registry() opens, whatever its keys are. `flags` are record_flags.
bytes null_record(const script_settings&, std::uint8_t content_type, byte_view content, std::uint8_t flags);

/// A record's content, as null_record() takes it.
struct null_content {
    std::uint8_t type;
    bytes content;
};

/// Returns the content of a sealed record that an engine with null_registry() wrote.
null_content open_null_record(const script_settings&, byte_view record);

/// An engine under test and its user.
class player {
public:
    explicit player(const script_settings&);

    /// Performs one operation, and whatever the engine can do after it. Aborts if the engine breaks a rule.
    void apply(const script_operation&);
    /// Ends the last connection. Aborts if it broke a rule.
    void finish();

    /// Removes and returns the engine's output so far.
    bytes take_output();
    /// Returns how many handshakes have succeeded, on all connections, with renegotiations.
    unsigned handshakes() const noexcept { return handshakes_; }
    /// Returns the bytes of application data read, early data included.
    std::size_t bytes_read() const noexcept { return bytes_read_; }
    const tls::engine& engine() const noexcept { return engine_; }
    const boost::system::error_code& error() const noexcept { return error_; }

private:
    void send(byte_view content);
    void deliver(byte_view data);
    void act(byte_view content);
    void act_on_connection(action, std::size_t argument);
    void write(std::size_t size);
    void write_early(std::size_t size);
    void run();
    want perform();
    bool answer();
    void collect_output();
    void reset();
    void check_connection();
    void check_keying_material();

    script_settings settings_;
    endpoint_state state_;
    tls::engine engine_;
    boost::system::error_code error_;
    bytes output_, held_;
    std::size_t bytes_read_ = 0, bytes_delivered_ = 0;
    unsigned handshakes_ = 0;
    bool reads_early_ = false, is_established_ = false, is_closing_ = false, has_ended_ = false;
};

} // namespace tls::fuzz

#endif
