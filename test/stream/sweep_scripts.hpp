// The scripts of the sweep tests.

#ifndef TLS_TEST_STREAM_SWEEP_SCRIPTS_HPP
#define TLS_TEST_STREAM_SWEEP_SCRIPTS_HPP

#include "stream/sweep_conversation.hpp"

namespace tls::test {

/// A handshake and short messages.
inline const script greeting{
    "a greeting", {action::write, action::close_write}, {action::write, action::close_write}, 100};

/// Both sides write and read concurrently, update keys, and close one direction after the other.
inline const script both_at_once{
    "both at once",
    {action::write, action::update_both, action::write, action::close_write},
    {action::write, action::update_keys, action::write, action::update_both, action::close_write},
};

/// The server only answers, so that its reads send the requested KeyUpdates.
inline const script in_turn{
    "in turn",
    {action::update_both, action::write, action::await_message, action::update_both, action::write,
     action::close_write},
    {action::await_message, action::write, action::await_message, action::close_write},
};

/// The client never reads, and shuts down while the server sends.
inline const script interrupted{"interrupted", {action::write}, {action::write, action::write, action::close_write},
                                20'000,        7'000,           false};

/// The same scripts with early data before them.
inline script with_early_data(script scenario, std::size_t early_size = 5'000)
{
    scenario.name += ", early data";
    scenario.early_size = early_size;
    return scenario;
}

/// Returns the script with messages short enough to be sent byte by byte.
inline script in_bytes(script scenario)
{
    scenario.message_size = 50;
    scenario.read_size = 20;
    return scenario;
}

} // namespace tls::test

#endif
