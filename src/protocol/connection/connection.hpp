// One connection's records, both ways: the one dispatcher of what arrives, alerts, ChangeCipherSpec and keys.

#ifndef TLS_SRC_PROTOCOL_CONNECTION_CONNECTION_HPP
#define TLS_SRC_PROTOCOL_CONNECTION_CONNECTION_HPP

#include "protocol/connection/epoch.hpp"
#include "protocol/connection/received_data.hpp"
#include "protocol/connection/record_limits.hpp"
#include "protocol/record/reassembler.hpp"
#include "protocol/record/record_layer.hpp"
#include "protocol/schedule/tls13_secrets.hpp"
#include "protocol/wire/code_points.hpp"

#include <tls/alert.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/version_descriptor.hpp>

#include <memory>
#include <optional>
#include <span>

namespace tls {

struct configuration;

/// The connection ended without an alert of ours to send: by the peer's alert or close_notify.
struct ended_by_peer {
    alert_description alert;
};

/// The result of connection::receive().
enum class received_record {
    none, ///< no record has arrived whole
    application_data,
    handshake,        ///< whole messages, if any, are in messages()
    no_renegotiation, ///< the peer's warning (RFC 5246 section 7.2.2)
    other             ///< nothing to act on
};

/// The record protocol of one connection with everything that is not a handshake message: alerts, ChangeCipherSpec, the
/// keys of both directions, and which records may arrive under them. Handshake messages go to messages(), from where
/// the exchange takes them; application data goes to data(), or into the reader's memory. Does not parse
/// handshake messages. Functions that receive throw fatal or ended_by_peer.
class connection {
public:
    explicit connection(const configuration&);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Takes limits and padding of the configuration, which may change between and during handshakes.
    void configure(const configuration&);
    /// The negotiated version, which settles how alerts and ChangeCipherSpec records are judged. Null before.
    const version_descriptor* version() const noexcept { return version_; }
    void use_version(const version_descriptor&) noexcept;
    /// The version is TLS 1.2 or before, or may still turn out to be.
    bool may_be_before_tls13() const noexcept;

    /// @name Receiving
    /// @{
    /// Opens the next record that has arrived whole, and hands on what is in it. Application data goes into `direct` if
    /// it fits, which `direct_size` counts, else to data(), which must have no unread record.
    received_record receive(byte_span direct, std::size_t& direct_size);
    received_data& data() noexcept { return data_; }
    const received_data& data() const noexcept { return data_; }
    reassembler& messages() noexcept { return messages_; }
    epoch read_epoch() const noexcept { return read_epoch_; }
    /// Restarts the count of warnings in a row: the flow has taken a message. Application data restarts it, too.
    void note_progress() noexcept { warning_alerts_ = 0; }
    /// From now to the end of the handshake the peer may send unprotected change_cipher_spec records (RFC 8446
    /// appendix D.4).
    void tolerate_change_cipher_spec() noexcept { tolerated_change_cipher_specs_ = max_change_cipher_specs; }
    /// Records that do not decrypt are skipped until one does: early data that was not accepted (RFC 8446 section
    /// 4.2.10).
    void skip_early_data() noexcept { records_.skip_early_data(max_skipped_early_data); }
    void stop_skipping_early_data() noexcept { records_.skip_early_data(0); }
    /// TLS 1.2: drops what the peer still sends of an exchange that was given up. If the peer changes its keys then,
    /// nothing can be read any more.
    void drop_messages() noexcept { peer_messages_ = peer_messages::dropped; }
    /// Whether the peer's records can still be opened.
    bool is_readable() const noexcept { return peer_messages_ != peer_messages::undecipherable; }
    /// @}

    /// @name Sending
    /// @{
    /// Queues handshake bytes; flush() turns what is queued into records, as few as possible.
    void queue_handshake(byte_view message) { flight_.insert(flight_.end(), message.begin(), message.end()); }
    void flush();
    void send_alert(alert_level, alert_description);
    /// Seals application data from `buffers`, at most `most` bytes; returns how many.
    std::size_t write(std::span<const byte_view> buffers, std::size_t most);
    /// Queues an unprotected change_cipher_spec record, the first time it is called (RFC 8446 appendix D.4).
    void send_change_cipher_spec();
    epoch write_epoch() const noexcept { return write_epoch_; }
    /// @}

    /// @name Keys
    /// @{
    /// Throws fatal{unexpected_message, not_on_record_boundary} if any handshake bytes are buffered.
    message_boundary boundary() const;
    /// TLS 1.3: protects what is sent, or received, from here on.
    void protect_write(epoch, const cipher_suite&, const tls13::traffic_secret&);
    void protect_read(epoch, const cipher_suite&, const tls13::traffic_secret&, message_boundary);
    /// The same for epoch::application: keeps the secret for KeyUpdate. The suite must outlive the connection.
    void protect_application_write(const cipher_suite&, tls13::traffic_secret);
    void protect_application_read(const cipher_suite&, tls13::traffic_secret, message_boundary);
    /// TLS 1.3: replaces the keys of one direction by the next generation (RFC 8446 section 7.2).
    void update_write_keys();
    void update_read_keys();
    /// TLS 1.2: the peer's next record must be a ChangeCipherSpec, behind which `opener` reads (RFC 5246 section 7.1).
    void expect_change_cipher_spec(std::unique_ptr<record_opener>, message_boundary) noexcept;
    /// TLS 1.2: queues a ChangeCipherSpec, behind which `sealer` protects.
    void send_change_cipher_spec(std::unique_ptr<record_sealer>);
    /// Record lengths, from now on.
    void limit_records(const record_limits&) noexcept;
    /// TLS 1.2: record lengths that begin with the keys of the present handshake; those of unprotected records at once.
    void limit_records_of_next_keys(const record_limits&) noexcept;
    /// The exchange is over: drops what only that exchange tolerated or expected. The keys that it installed are those
    /// of application data from here on.
    void end_exchange() noexcept;
    /// Forgets the secrets that later keys would be made from.
    void forget_traffic_secrets() noexcept;
    /// @}

    record_layer& records() noexcept { return records_; }
    const record_layer& records() const noexcept { return records_; }

private:
    enum class peer_messages { taken, dropped, undecipherable };
    struct application_keys {
        const cipher_suite* suite;
        tls13::traffic_secret secret;
    };

    static constexpr unsigned max_change_cipher_specs = 8;
    static constexpr std::size_t max_skipped_early_data = 64 * 1024;

    received_record receive_application_data(const record&, std::size_t& direct_size);
    received_record receive_handshake(const record&);
    received_record receive_alert(const record&);
    received_record receive_change_cipher_spec(const record&);
    void receive_expected_change_cipher_spec(const record&);
    void count_empty_record();

    record_layer records_;
    received_data data_{records_};
    reassembler messages_;
    bytes flight_; ///< handshake messages that are not in records yet
    const version_descriptor* version_ = nullptr;
    protocol_version min_version_ = protocol_version::tls1_2;
    unsigned max_warning_alerts_ = 0;
    unsigned max_consecutive_empty_records_ = 0;

    epoch read_epoch_ = epoch::plaintext;
    epoch write_epoch_ = epoch::plaintext;
    std::optional<application_keys> read_keys_; ///< TLS 1.3
    std::optional<application_keys> write_keys_;
    peer_messages peer_messages_ = peer_messages::taken;

    bool sent_change_cipher_spec_ = false; ///< TLS 1.3
    unsigned tolerated_change_cipher_specs_ = 0;
    std::unique_ptr<record_opener> pending_opener_; ///< TLS 1.2: waits for the peer's ChangeCipherSpec
    std::optional<record_limits> next_limits_;      ///< TLS 1.2: begin with the next keys
    unsigned warning_alerts_ = 0;
    unsigned consecutive_empty_records_ = 0;
};

} // namespace tls

#endif
