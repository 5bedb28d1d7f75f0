// The records of one connection in both directions: dispatch of received records, alerts, ChangeCipherSpec and keys.

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
#include <utility>

namespace tls {

struct configuration;

/// Thrown when the peer ended the connection by an alert, close_notify included. We send no alert in reply.
struct ended_by_peer {
    alert_description alert;
};

/// The result of connection::receive().
enum class received_record {
    none, ///< no complete record has arrived
    application_data,
    handshake,        ///< complete messages, if any, are in messages()
    no_renegotiation, ///< the peer's warning (RFC 5246 section 7.2.2)
    other             ///< no action needed
};

/// The record protocol of one connection, without the handshake messages: alerts, ChangeCipherSpec, the keys of both
/// directions, and the record types allowed under them. It does not parse handshake messages: messages() holds them for
/// the exchange. Application data goes to data() or straight into the reader's buffer. The receiving functions throw
/// fatal or ended_by_peer.
class connection {
public:
    explicit connection(const configuration&);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Applies limits and padding from the configuration. May be called between and during handshakes.
    void configure(const configuration&);
    /// Returns the negotiated version, which decides how alerts and ChangeCipherSpec records are treated. Null before
    /// the negotiation.
    const version_descriptor* version() const noexcept { return version_; }
    void use_version(const version_descriptor&) noexcept;
    /// Returns whether the version is TLS 1.2 or earlier, or may still become so.
    bool may_be_before_tls13() const noexcept;

    /// @name Receiving
    /// @{
    /// Opens the next complete record and dispatches its content. Application data goes into `direct` if it fits, and
    /// its size in bytes into `direct_size`. Otherwise it goes to data() or, if it is early data, to early_data(). None
    /// of these may have an unread record: see hold_data().
    received_record receive(byte_span direct, std::size_t& direct_size);
    received_data& data() noexcept { return data_; }
    const received_data& data() const noexcept { return data_; }
    /// The client's early data, which is never mixed with the data after the handshake.
    received_data& early_data() noexcept { return early_data_; }
    /// Copies an unread record, so that the next one can be opened. Returns false if too much data is held.
    bool hold_data() { return early_data_.hold() && data_.hold(); }
    reassembler& messages() noexcept { return messages_; }
    epoch read_epoch() const noexcept { return read_epoch_; }
    /// Restarts the count of consecutive warnings. Called when the flow takes a message; application data restarts it
    /// too.
    void note_progress() noexcept { warning_alerts_ = 0; }
    /// Allows the peer to send unprotected change_cipher_spec records from now until the end of the handshake (RFC 8446
    /// appendix D.4).
    void tolerate_change_cipher_spec() noexcept { tolerated_change_cipher_specs_ = max_change_cipher_specs; }
    /// Skips records that do not decrypt, until one does: the peer's rejected early data (RFC 8446 section 4.2.10).
    /// Skips 64 KiB of records, and as many more as `max_size` bytes of early data need, in records of 22 bytes or
    /// more.
    void skip_early_data(std::size_t max_size) noexcept
    {
        records_.skip_early_data(min_skipped_early_data + 2 * max_size);
    }
    void stop_skipping_early_data() noexcept { records_.skip_early_data(0); }
    /// TLS 1.2: drops the peer's remaining messages of an abandoned exchange. If the peer then changes its keys,
    /// nothing more can be read.
    void drop_messages() noexcept { peer_messages_ = peer_messages::dropped; }
    /// Accepts a version 2 ClientHello as the first message (RFC 2246 appendix E.1). messages() then has it in the
    /// frame of a ClientHello, with its own content.
    void accept_version2_hello() noexcept { records_.accept_version2_hello(); }
    /// Returns whether the message to be taken next is a version 2 ClientHello, and forgets it.
    bool take_version2_mark() noexcept { return std::exchange(has_version2_hello_, false); }
    /// Returns whether the peer's records can still be opened.
    bool is_readable() const noexcept { return peer_messages_ != peer_messages::undecipherable; }
    /// @}

    /// @name Sending
    /// @{
    /// Queues handshake bytes. flush() turns the queued bytes into as few records as possible.
    void queue_handshake(byte_view message) { flight_.insert(flight_.end(), message.begin(), message.end()); }
    void flush();
    void send_alert(alert_level, alert_description);
    /// Seals at most `max_size` bytes of application data from `buffers`. Returns the number of bytes sealed.
    std::size_t write(std::span<const byte_view> buffers, std::size_t max_size);
    /// Queues an unprotected change_cipher_spec record on the first call and does nothing on later calls (RFC 8446
    /// appendix D.4).
    void send_change_cipher_spec();
    epoch write_epoch() const noexcept { return write_epoch_; }
    /// @}

    /// @name Keys
    /// @{
    /// Throws fatal{unexpected_message, not_on_record_boundary} if any handshake bytes are buffered.
    message_boundary boundary() const;
    /// TLS 1.3: protects the records sent, or received, from now on.
    void protect_write(epoch, const cipher_suite&, const tls13::traffic_secret&);
    void protect_read(epoch, const cipher_suite&, const tls13::traffic_secret&, message_boundary);
    /// TLS 1.3: opens early data from now on, up to `max_size` bytes (RFC 8446 section 4.2.10).
    void protect_early_read(const cipher_suite&, const tls13::traffic_secret&, std::size_t max_size, message_boundary);
    /// TLS 1.3: sends unprotected records again, after a HelloRetryRequest has rejected our early data.
    void return_to_plaintext_write();
    /// Like protect_write and protect_read with epoch::application. They keep the secret for KeyUpdate. The suite must
    /// outlive the connection.
    void protect_application_write(const cipher_suite&, tls13::traffic_secret);
    void protect_application_read(const cipher_suite&, tls13::traffic_secret, message_boundary);
    /// TLS 1.3: replaces the keys of one direction by the next generation (RFC 8446 section 7.2).
    void update_write_keys();
    void update_read_keys();
    /// TLS 1.2: requires the peer's next record to be a ChangeCipherSpec, and opens the records after it with the given
    /// opener (RFC 5246 section 7.1).
    void expect_change_cipher_spec(std::unique_ptr<record_opener>, message_boundary) noexcept;
    /// TLS 1.2: queues a ChangeCipherSpec and protects the records after it with `sealer`.
    void send_change_cipher_spec(std::unique_ptr<record_sealer>);
    /// Sets the record lengths, from now on. Early data keeps the default, because the client does not know ours yet.
    void limit_records(const record_limits&) noexcept;
    /// TLS 1.2: sets the record lengths of the current handshake. Those of protected records apply once its keys are in
    /// use, those of unprotected records at once.
    void limit_records_of_next_keys(const record_limits&) noexcept;
    /// Ends the exchange: drops everything that only the exchange tolerated or expected. From now on its keys protect
    /// application data.
    void end_exchange() noexcept;
    /// Wipes all keys, traffic secrets, received data and messages. Queued output stays, the alert at its end included.
    /// Nothing can be sent or received afterwards (RFC 8446 section 6).
    void forget() noexcept;
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
    static constexpr std::size_t min_skipped_early_data = 64 * 1024;
    static constexpr std::size_t max_held_data = 256 * 1024;

    received_record receive_application_data(const record&, std::size_t& direct_size);
    received_record receive_handshake(const record&);
    received_record receive_alert(const record&);
    received_record receive_change_cipher_spec(const record&);
    void receive_expected_change_cipher_spec(const record&);
    void receive_version2_hello(byte_view message);
    void count_empty_record();
    void count_early_data(std::size_t size);

    record_layer records_;
    received_data data_{records_, max_held_data};
    received_data early_data_{records_, SIZE_MAX}; ///< limited by early_data_left_
    std::optional<std::size_t> limit_after_early_data_;
    std::size_t early_data_left_ = 0; ///< bytes of early data that the peer may still send
    reassembler messages_;
    bytes flight_; ///< handshake messages not yet turned into records
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
    bool has_version2_hello_ = false;
    unsigned tolerated_change_cipher_specs_ = 0;
    std::unique_ptr<record_opener> pending_opener_; ///< TLS 1.2: in use after the peer's ChangeCipherSpec
    std::optional<record_limits> next_limits_;      ///< TLS 1.2: in use with the next keys
    unsigned warning_alerts_ = 0;
    unsigned consecutive_empty_records_ = 0;
};

} // namespace tls

#endif
