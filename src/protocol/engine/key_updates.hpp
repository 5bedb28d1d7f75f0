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
    /// RFC 9846 section 4.7.3: a sender's epoch MUST NOT exceed 2^48 - 1.
    static constexpr std::uint64_t max_sent = (std::uint64_t{1} << 48) - 1;

    /// `limit` is the number of KeyUpdates that send() may queue.
    explicit key_updates(connection& c, std::uint64_t limit = max_sent) noexcept : connection_(c), limit_(limit) {}

    /// Queues a KeyUpdate and changes our write keys behind it. `request_peer` requests one from the peer too, unless a
    /// request is already pending (RFC 9846 section 4.7.3). Throws fatal{sequence_number_overflow} beyond the limit.
    void send(bool request_peer);

    /// Handles the peer's KeyUpdate: changes the read keys and, if the peer requests it and `may_answer` is set,
    /// answers with our own, unless the limit forbids that. Throws fatal{too_many_key_updates} after more than
    /// `max_without_data` unsolicited KeyUpdates without application data in between.
    void receive(byte_view encoded, bool may_answer, unsigned max_without_data);

    /// Called when the peer has sent application data.
    void note_data() noexcept { received_without_data_ = 0; }

    std::uint64_t sent() const noexcept { return sent_; }
    std::uint64_t received() const noexcept { return received_; }

private:
    enum class peer_update { none, requested };

    void answer();

    connection& connection_;
    const std::uint64_t limit_;
    std::uint64_t sent_ = 0;
    std::uint64_t received_ = 0;
    unsigned received_without_data_ = 0;
    peer_update peer_update_ = peer_update::none;
    std::uint64_t answer_end_ = 0; ///< total bytes queued right after our last answer
};

} // namespace tls

#endif
