#include "protocol/engine/key_updates.hpp"

#include "protocol/message/handshake_message.hpp"
#include "protocol/message/key_update.hpp"
#include "protocol/wire/fatal.hpp"

namespace tls {

void key_updates::send(bool request_peer)
{
    message::key_update update;
    const bool asks = request_peer && peer_ == peer::unasked;
    if (asks)
        update.request_update = message::key_update_request::update_requested;
    connection_.queue_handshake(message::encode_message(update));
    connection_.update_write_keys();
    ++sent_;
    if (asks)
        peer_ = peer::asked;
}

void key_updates::receive(byte_view encoded, bool may_answer, unsigned most)
{
    const auto update = message::decode_message<message::key_update>(encoded);
    connection_.update_read_keys();
    ++received_;
    // A KeyUpdate that answers our request does not count toward the limit.
    if (peer_ == peer::asked)
        peer_ = peer::unasked;
    else if (++received_without_data_ > most)
        throw fatal(alert_description::unexpected_message, error::reason::too_many_key_updates);
    if (update.request_update == message::key_update_request::update_requested && may_answer)
        answer();
}

/// RFC 8446 section 4.6.3: many requests may be answered by one KeyUpdate, if it comes before our next data. While our
/// last answer is the last thing queued there is no need for another: so a peer that does not read cannot fill our
/// memory.
void key_updates::answer()
{
    const auto& output = connection_.records().output();
    const bool answered = answer_end_ > output.total_sent() && answer_end_ == output.total_queued();
    if (answered)
        return;
    send(false);
    answer_end_ = output.total_queued();
}

} // namespace tls
