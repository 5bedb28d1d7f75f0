// The implementation of tls::engine: its operations and phases.

#ifndef TLS_SRC_PROTOCOL_ENGINE_ENGINE_STATE_HPP
#define TLS_SRC_PROTOCOL_ENGINE_ENGINE_STATE_HPP

#include "protocol/connection/connection.hpp"
#include "protocol/engine/early_data.hpp"
#include "protocol/engine/key_updates.hpp"
#include "protocol/engine/renegotiation.hpp"
#include "protocol/handshake/exchange.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/engine.hpp>

#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tls {

using boost::system::error_code;

/// One connection and how it ended. tls::engine documents the operations. The connection member handles records.
/// Handshake messages go to the current exchange; without one they are dispatched here.
class engine_state {
public:
    enum class phase { initial, handshake, connected };
    enum class read_side {
        open,
        closed,   ///< the peer's close_notify has arrived
        truncated ///< the transport has ended; earlier data can still be read
    };
    enum class write_side {
        open,
        closed, ///< our close_notify is queued
        cut_off ///< the peer closed instead of renegotiating: no more data may be sent
    };

    /// The most application data sealed by one call of write(), in bytes: fills one large run of output.
    static constexpr std::size_t max_write = 256 * 1024;

    explicit engine_state(std::shared_ptr<const configuration>);
    engine_state(const engine_state&) = delete;
    engine_state& operator=(const engine_state&) = delete;
    /// Returns a state for the next connection, with the settings from before this connection's handshake.
    std::unique_ptr<engine_state> renewed() const;

    /// @name Settings
    /// @{
    /// Throws system_error{settings_too_late} once the handshake has begun.
    void check_settable() const;
    void configure(std::shared_ptr<const configuration>);
    void set_verify_mode(verify_mode);
    /// Makes configure() keep verify_peer until set_verify_mode() clears it.
    void keep_verify_peer() noexcept { keeps_verify_peer_ = true; }
    void set_session_peer(std::string);
    /// Returns whether the handshake would use the peer's name and the user has not set it.
    bool wants_session_peer() const noexcept;
    /// @}

    /// @name Operations
    /// @{
    want handshake(role, error_code&);
    want read(std::span<const byte_span>, std::size_t& n, error_code&);
    want wait_readable(error_code&);
    void check_writable(error_code&) const;
    want write(std::span<const byte_view>, std::size_t& n, error_code&);
    want shutdown(error_code&);
    void close_write(error_code&);
    void update_keys(bool request_peer, error_code&);
    void end_of_input() noexcept;
    /// Opens complete records until there is data to read.
    void open_next() noexcept;
    /// @}

    /// @name The current exchange
    /// @{
    /// Begins an exchange. The caller starts its flow. No exchange may be in progress.
    tls::exchange& begin_exchange(exchange::kind);
    /// Null if no exchange is in progress.
    tls::exchange* exchange() noexcept { return exchange_.get(); }
    void end_exchange() noexcept { exchange_.reset(); }
    /// Returns whether the exchange waits for an answer that it needs before the next record can be opened.
    bool is_blocked() noexcept;
    /// Begins the first handshake. It may have begun only once.
    void begin_handshake(role);
    bool has_begun() const noexcept { return phase_ != phase::initial; }
    /// Returns the want of an operation that needs more of the peer's messages in the first handshake.
    want want_of_handshake(error_code&);
    /// Resumes the exchange with the messages and answers that have arrived, then dispatches the messages after it.
    void process_messages();
    /// Receives complete records and holds their data, while `pending()` is true.
    template <class Pending>
    want receive_while(Pending pending, error_code&);
    /// Opens one complete record and acts on it. Returns false if no complete record has arrived or if the record ended
    /// the connection. `direct_size` counts the bytes of data opened into `direct`.
    bool try_receive_record(byte_span direct, std::size_t& direct_size) noexcept;
    /// @}

    /// @name State
    /// @{
    tls::connection& connection() noexcept { return connection_; }
    tls::endpoint& endpoint() noexcept { return endpoint_; }
    renegotiator& renegotiation() noexcept { return renegotiation_; }
    tls::early_data& early_data() noexcept { return early_data_; }
    const tls::key_updates& key_updates() const noexcept { return key_updates_; }
    bool is_connected() const noexcept { return phase_ == phase::connected; }
    /// Returns the rules of the negotiated version. Requires is_connected().
    const version_descriptor& version() const noexcept { return *connection_.version(); }
    read_side reads() const noexcept { return read_side_; }
    write_side writes() const noexcept { return write_side_; }
    const error_code& failure() const noexcept { return failure_; }
    const std::string& failure_detail() const noexcept { return failure_detail_; }
    std::optional<alert_description> alert_sent() const noexcept { return alert_sent_; }
    std::optional<alert_description> alert_received() const noexcept { return alert_received_; }
    /// Returns whether application data may be exchanged. Sets the error if not.
    bool is_ready(error_code&) const;
    /// Null if there is none.
    const x509::certificate* server_certificate() const noexcept;
    /// @}

    /// Runs `action` and turns an exception into the end of the connection. Returns false if it threw.
    template <class Action>
    bool guarded(Action&& action) noexcept;

private:
    void complete_exchange() noexcept;
    bool has_post_handshake_message() noexcept;
    void receive_post_handshake_message();
    /// Client: stores the session of a NewSessionTicket.
    void receive_ticket(byte_view encoded);
    /// Server: queues the tickets of the handshake. Called when the application writes, or waits to read: then they
    /// share a write to the transport with its data, and do not delay the first response.
    void send_due_tickets();
    /// Drops the sessions of a failed connection from the client's cache or the server's store.
    void forget_sessions() noexcept;
    /// Wipes all secrets of a failed connection and the data that it has received. Queued output stays.
    void forget_secrets() noexcept;

    void fail(alert_description, error_code, std::string detail) noexcept;
    void end(error_code, std::string detail) noexcept;
    void peer_ended(alert_description) noexcept;

    bool receive_record(byte_span direct, std::size_t& direct_size);
    /// Returns whether the session that the user has set may be offered in the next connection, too.
    bool may_offer_again() const noexcept;
    bool may_receive() const noexcept;
    /// Returns whether read() may run: after the handshake, or as soon as application data has arrived.
    bool may_read() const noexcept;
    /// Returns the error to report when a read has no data.
    error_code read_error() const;
    /// Returns the want of an operation that found nothing to read.
    want wants_to_read(error_code&);

    std::shared_ptr<const configuration> configured_; ///< from before the handshake, which may choose another
    tls::endpoint endpoint_;
    tls::connection connection_;
    std::unique_ptr<tls::exchange> exchange_;
    tls::key_updates key_updates_{connection_};
    renegotiator renegotiation_{*this};
    tls::early_data early_data_{*this};

    std::vector<session> received_sessions_; ///< client: the newest ones of this connection
    unsigned tickets_without_data_ = 0;

    phase phase_ = phase::initial;
    bool keeps_verify_peer_ = false;
    bool keeps_session_peer_ = false; ///< the user has set it
    read_side read_side_ = read_side::open;
    write_side write_side_ = write_side::open;
    error_code failure_; ///< the error that ended the connection, if any
    std::string failure_detail_;
    std::optional<alert_description> alert_sent_;
    std::optional<alert_description> alert_received_;
};

bool all_empty(std::span<const byte_view> buffers) noexcept;

/// The only place where exceptions of the protocol code end.
template <class Action>
bool engine_state::guarded(Action&& action) noexcept
{
    try {
        action();
        return true;
    } catch (const fatal& f) {
        fail(f.alert(), f.reason(), f.detail());
    } catch (const ended_by_peer& e) {
        peer_ended(e.alert);
    } catch (const std::exception& e) {
        fail(alert_description::internal_error, error::reason::internal_error, e.what());
    } catch (...) {
        fail(alert_description::internal_error, error::reason::internal_error, {});
    }
    return false;
}

template <class Pending>
want engine_state::receive_while(Pending pending, error_code& error)
{
    for (bool more = true; more && !failure_ && pending();) {
        if (!guarded([&] { more = connection_.hold_data(); }))
            break;
        if (!more)
            return want::reader;
        std::size_t none = 0;
        more = try_receive_record({}, none);
    }
    error = failure_;
    if (failure_ || !pending())
        return want::nothing;
    return is_blocked() ? want::answer : want::input;
}

} // namespace tls

#endif
