// What the parties of the sweeps' conversations do.

#ifndef TLS_TEST_STREAM_SWEEP_SCRIPTS_HPP
#define TLS_TEST_STREAM_SWEEP_SCRIPTS_HPP

#include "stream/sweep_conversation.hpp"

namespace tls::test {

/// Little more than a handshake.
inline const script greeting{"a greeting", {deed::write, deed::close_write}, {deed::write, deed::close_write}, 100};

/// Both write and read at once, renew keys, and close one direction after the other.
inline const script both_at_once{
    "both at once",
    {deed::write, deed::update_both, deed::write, deed::close_write},
    {deed::write, deed::update_keys, deed::write, deed::update_both, deed::close_write},
};

/// The server only answers, so that it is its reads that send what the renewal of keys asks for.
inline const script in_turn{
    "in turn",
    {deed::update_both, deed::write, deed::await_message, deed::update_both, deed::write, deed::close_write},
    {deed::await_message, deed::write, deed::await_message, deed::close_write},
};

/// The client never reads, and shuts down in the middle of what the server has to say.
inline const script interrupted{"interrupted", {deed::write}, {deed::write, deed::write, deed::close_write},
                                20'000,        7'000,         false};

/// So small that it may travel byte by byte.
inline script in_bytes(script says)
{
    says.message_size = 50;
    says.read_size = 20;
    return says;
}

} // namespace tls::test

#endif
