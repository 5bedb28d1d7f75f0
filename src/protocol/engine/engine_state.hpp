// What is behind tls::engine: one connection, its application data, and how it ended.

#ifndef TLS_SRC_PROTOCOL_ENGINE_ENGINE_STATE_HPP
#define TLS_SRC_PROTOCOL_ENGINE_ENGINE_STATE_HPP

#include "protocol/handshake/connection.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/engine.hpp>

#include <boost/system/error_code.hpp>

#include <optional>
#include <span>
#include <string>

namespace tls {

using boost::system::error_code;

struct engine::state {
    explicit state(std::shared_ptr<const configuration> config) : configured(config), connection(std::move(config)) {}

    std::shared_ptr<const configuration> configured; ///< before the handshake, in which another may be chosen
    tls::connection connection;
    std::optional<tls::role> role; ///< set when the handshake begins
    bool complete = false;         ///< the handshake
    bool peer_closed = false;      ///< close_notify received
    bool closed = false;           ///< close_notify queued
    bool transport_ended = false;

    error_code failure; ///< what ended the connection, if something did
    std::string detail;
    std::optional<alert_description> alert_sent;
    std::optional<alert_description> alert_received;

    /// Content of the present record that was opened in place and not read yet: its position is
    /// counted from the front of the input buffer, which may move.
    std::size_t unread_offset = 0;
    std::size_t unread_size = 0;

    /// Data that somebody else but a reader came upon, to be read before all other.
    bytes set_aside;
    std::size_t set_aside_offset = 0;

    bool renegotiation_asked = false;     ///< by our HelloRequest
    bool renegotiation_abandoned = false; ///< what the peer still sends of it is dropped
    bool unreadable = false;              ///< what the peer sends now is under keys that we never made
    bool cut_off = false;                 ///< the peer closed instead of renegotiating: no data may be sent any more
    unsigned renegotiations_expected = 0; ///< what info() must count for handshake() to succeed
    unsigned renegotiations_without_data = 0;

    unsigned consecutive_empty_records = 0;
    unsigned key_updates_without_data = 0;
    unsigned write_key_updates = 0;
    unsigned read_key_updates = 0;
    bool awaits_key_update = false;         ///< we asked the peer for one
    std::uint64_t key_update_reply_end = 0; ///< bytes_queued() behind our last answer to a KeyUpdate

    /// Throws system_error{settings_too_late} once the handshake has begun.
    void check_settable() const;
    void configure(std::shared_ptr<const configuration>);
    want handshake(tls::role, error_code&);
    want read(std::span<const byte_span>, std::size_t& n, error_code&);
    want wait_readable(error_code&);
    void check_writable(error_code&) const;
    want write(std::span<const byte_view>, std::size_t& n, error_code&);
    want shutdown(error_code&);
    void close_write(error_code&);
    void update_keys(bool request_peer, error_code&);

    bool is_tls12() const noexcept;
    /// Null if there is none.
    const x509::certificate* server_certificate() const noexcept;

    /// Whether data may be exchanged; sets the error if not.
    bool is_ready(error_code&) const;

    /// Runs `action`, turning what it throws into the connection's end. False if it threw.
    template <class Action>
    bool guarded(Action&& action) noexcept;
    void fail(alert_description, error_code, std::string detail) noexcept;
    void end(error_code, std::string detail) noexcept;
    void peer_ended(alert_description) noexcept;

    /// Opens and deals with one record that has arrived; false if none has arrived whole, or if it ended
    /// the connection. What was opened into `direct` is counted in `direct_size`.
    bool try_receive_record(byte_span direct, std::size_t& direct_size) noexcept;
    bool receive_record(byte_span direct, std::size_t& direct_size);
    void receive_application_data(const record&, std::size_t& direct_size);
    void receive_handshake(const record&);
    /// Deals with records that have arrived until there is data to read.
    void open_next() noexcept;
    bool may_receive() const noexcept { return !failure && !peer_closed && !unreadable; }
    /// What a read reports that has no data.
    error_code read_error() const;
    void drop_unread() noexcept;
    void drop_set_aside() noexcept;
    bool has_unread() const noexcept { return unread_size != 0 || set_aside.size() != set_aside_offset; }
    /// What an operation wants that found nothing to read.
    want wants_to_read(error_code&) const;
    /// Lets the handshake go on, and deals with messages after it, as far as they are there.
    void deal_with_messages();
    void receive_post_handshake_message();
    void receive_key_update(bool reply_asked);

    // Renegotiation, in engine_renegotiation.cpp.
    void renegotiate(error_code&);
    bool renegotiation_pending() const noexcept
    {
        return renegotiation_asked || (complete && connection.in_handshake());
    }
    /// The last handshake has what makes another one safe, and our settings allow any.
    bool can_renegotiate() const noexcept;
    bool may_begin_renegotiation(tls::role) const noexcept;
    void expect_renegotiation() noexcept;
    void begin_renegotiation();
    void heed_wish_to_renegotiate();
    void peer_refused_renegotiation();
    /// Our settings, as they are by now, demand a certificate of the client, which has shown none.
    bool lacks_demanded_certificate() const noexcept;
    /// No more of it will be sent, though the peer may still send.
    void abandon_renegotiation() noexcept;
    /// Goes on with it to its end, for an operation that cannot do anything before.
    want finish_renegotiation(error_code&);
    /// What handshake() does after the first.
    want handshake_again(error_code&);
    /// What write() does before it may send anything.
    want prepare_write(error_code&);
    /// Makes way for the next record; false if that would be too much to keep.
    bool set_unread_aside();
};

/// The one place where the protocol code's exceptions end.
template <class Action>
bool engine::state::guarded(Action&& action) noexcept
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

} // namespace tls

#endif
