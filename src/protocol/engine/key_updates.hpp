// KeyUpdate (RFC 8446 section 4.6.3).

#ifndef TLS_SRC_PROTOCOL_ENGINE_KEY_UPDATES_HPP
#define TLS_SRC_PROTOCOL_ENGINE_KEY_UPDATES_HPP

#include "protocol/connection/connection.hpp"

#include <tls/bytes.hpp>

#include <cstdint>

namespace tls {

/// The KeyUpdates of one TLS 1.3 connection, in both directions.
class key_updates {
public:
    explicit key_updates(connection& c) noexcept : connection_(c) {}

    /// Queues a KeyUpdate and changes our write keys behind it. `request_peer` requests one from the peer too, unless a
    /// request is already pending (RFC 9846 section 4.6.3).
    void send(bool request_peer);

    /// Handles the peer's KeyUpdate: changes the read keys and, if the peer requests it and `may_answer` is set,
    /// answers with our own. Throws fatal{too_many_key_updates} after more than `max_without_data` unsolicited
    /// KeyUpdates without application data in between.
    void receive(byte_view encoded, bool may_answer, unsigned max_without_data);

    /// Called when the peer has sent application data.
    void note_data() noexcept { received_without_data_ = 0; }

    unsigned sent() const noexcept { return sent_; }
    unsigned received() const noexcept { return received_; }

private:
    enum class peer_update { none, requested };

    void answer();

    connection& connection_;
    unsigned sent_ = 0;
    unsigned received_ = 0;
    unsigned received_without_data_ = 0;
    peer_update peer_update_ = peer_update::none;
    std::uint64_t answer_end_ = 0; ///< total bytes queued right after our last answer
};

} // namespace tls

#endif
