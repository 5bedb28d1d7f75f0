// KeyUpdate (RFC 8446 section 4.6.3).

#ifndef TLS_SRC_PROTOCOL_ENGINE_KEY_UPDATES_HPP
#define TLS_SRC_PROTOCOL_ENGINE_KEY_UPDATES_HPP

#include "protocol/connection/connection.hpp"

#include <tls/bytes.hpp>

#include <cstdint>

namespace tls {

/// The KeyUpdates of one TLS 1.3 connection, both ways.
class key_updates {
public:
    explicit key_updates(connection& c) noexcept : connection_(c) {}

    /// Queues a KeyUpdate and changes our keys behind it. `request_peer` asks the peer to do the same, unless it is
    /// asked already (RFC 9846 section 4.6.3).
    void send(bool request_peer);

    /// Takes the peer's message: changes the keys that it sends under and, if it asks for that and `may_answer`, ours.
    /// Throws fatal{too_many_key_updates} at more than `most` unsolicited ones without application data in between.
    void receive(byte_view encoded, bool may_answer, unsigned most);

    /// The peer has sent application data.
    void note_data() noexcept { received_without_data_ = 0; }

    unsigned sent() const noexcept { return sent_; }
    unsigned received() const noexcept { return received_; }

private:
    enum class peer { unasked, asked };

    void answer();

    connection& connection_;
    unsigned sent_ = 0;
    unsigned received_ = 0;
    unsigned received_without_data_ = 0;
    peer peer_ = peer::unasked;
    std::uint64_t answer_end_ = 0; ///< bytes ever queued when our last answer was
};

} // namespace tls

#endif
