#include "protocol/engine/key_updates.hpp"

#include "protocol/message/handshake_message.hpp"
#include "protocol/message/key_update.hpp"
#include "protocol/wire/fatal.hpp"

namespace tls {

void key_updates::send(bool request_peer)
{
    if (sent_ == limit_)
        throw fatal(alert_description::internal_error, error::reason::sequence_number_overflow,
                    "the connection has sent as many KeyUpdates as it may: reconnect");
    message::key_update update;
    const bool requests = request_peer && peer_update_ == peer_update::none;
    if (requests)
        update.request_update = message::key_update_request::update_requested;
    connection_.queue_handshake(message::encode_message(update));
    connection_.update_write_keys();
    ++sent_;
    if (requests)
        peer_update_ = peer_update::requested;
}

void key_updates::receive(byte_view encoded, bool may_answer, unsigned max_without_data)
{
    const auto update = message::decode_message<message::key_update>(encoded);
    connection_.update_read_keys();
    ++received_;
    // The peer's answer to our request does not count toward the limit.
    if (peer_update_ == peer_update::requested)
        peer_update_ = peer_update::none;
    else if (++received_without_data_ > max_without_data)
        throw fatal(alert_description::unexpected_message, error::reason::too_many_key_updates);
    if (update.request_update == message::key_update_request::update_requested && may_answer)
        answer();
}

/// One KeyUpdate may answer many requests if it precedes our next data (RFC 8446 section 4.6.3). As long as our last
/// answer is still the last output queued, no other answer is needed. So a peer that requests updates but never reads
/// cannot exhaust our memory.
void key_updates::answer()
{
    const auto& output = connection_.records().output();
    const bool answered = answer_end_ > output.total_sent() && answer_end_ == output.total_queued();
    // RFC 9846 section 4.7.3: ignore the request if the answer would exceed the limit.
    if (answered || sent_ == limit_)
        return;
    send(false);
    answer_end_ = output.total_queued();
}

} // namespace tls
