#include "protocol/engine/engine_state.hpp"

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/post_handshake.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace tls {
namespace {

/// Application data sealed by one call of write: enough for one large run of output.
constexpr std::size_t max_write = 256 * 1024;

/// Walks through the reader's buffers while they are filled.
class buffer_cursor {
public:
    explicit buffer_cursor(std::span<const byte_span> buffers) noexcept : buffers_(buffers) { skip_full(); }

    bool full() const noexcept { return buffers_.empty(); }
    /// The free part of the buffer that is to be filled next.
    byte_span free() const noexcept { return full() ? byte_span() : buffers_.front().subspan(filled_); }
    void advance(std::size_t n) noexcept
    {
        filled_ += n;
        skip_full();
    }
    /// Copies as much as there is room for; returns how much.
    std::size_t copy(byte_view data) noexcept
    {
        std::size_t copied = 0;
        while (copied < data.size() && !full()) {
            auto part = data.subspan(copied, std::min(free().size(), data.size() - copied));
            std::memcpy(free().data(), part.data(), part.size());
            copied += part.size();
            advance(part.size());
        }
        return copied;
    }

private:
    void skip_full() noexcept
    {
        while (!buffers_.empty() && filled_ == buffers_.front().size()) {
            buffers_ = buffers_.subspan(1);
            filled_ = 0;
        }
    }

    std::span<const byte_span> buffers_;
    std::size_t filled_ = 0;
};

bool all_empty(std::span<const byte_view> buffers) noexcept
{
    return std::ranges::all_of(buffers, [](byte_view b) { return b.empty(); });
}

} // namespace

/// Ends the connection on our side: queues the alert, forgets the handshake.
void engine::state::fail(alert_description alert, error_code error, std::string why) noexcept
{
    // A client that fails before it said anything has nobody to alert.
    const bool silent = role == tls::role::client && connection.records().output().total_queued() == 0;
    try {
        connection.flush();
        if (!silent && !closed) {
            // RFC 8446 section 6: the level of all but close_notify and user_canceled is fatal.
            const std::array<std::uint8_t, 2> content{static_cast<std::uint8_t>(alert_level::fatal),
                                                      static_cast<std::uint8_t>(alert)};
            connection.records().write(content_type::alert, byte_view(content));
            alert_sent = alert;
        }
    } catch (...) {
        alert_sent.reset(); // no memory for an alert: the transport's end must do
    }
    end(error, std::move(why));
}

void engine::state::end(error_code error, std::string why) noexcept
{
    failure = error;
    detail = std::move(why);
    renegotiation_asked = false;
    connection.end_handshake();
    connection.forget_traffic_secrets();
}

void engine::state::peer_ended(alert_description alert) noexcept
{
    alert_received = alert;
    connection.records().release();
    if (alert != alert_description::close_notify)
        return end(error::alert_received(alert), "the peer sent the alert " + std::string(to_string(alert)));
    peer_closed = true;
    if (!complete)
        return end(boost::asio::error::eof, "the peer closed the connection during the handshake");
    if (!renegotiation_pending())
        return;
    // RFC 5246 section 7.2.1: pending writes are discarded. They may have been meant for who the peer was to prove to
    // be.
    abandon_renegotiation();
    cut_off = true;
}

void engine::state::check_settable() const
{
    // Flows hold references into the configuration.
    if (role)
        throw boost::system::system_error(make_error_code(error::reason::settings_too_late));
}

void engine::state::configure(std::shared_ptr<const configuration> config)
{
    if (complete && !failure && !connection.in_handshake() && can_renegotiate())
        return connection.configure_next(std::move(config));
    check_settable();
    configured = config;
    connection.configure(std::move(config));
}

want engine::state::handshake(tls::role r, error_code& error)
{
    error = failure;
    if (failure)
        return want::nothing;
    if (complete)
        return handshake_again(error);
    auto wants = want::nothing;
    bool driven = guarded([&] {
        if (!role) {
            role = r;
            connection.start(r == tls::role::client ? client_handshake(connection) : server_handshake(connection));
        }
        wants = connection.drive();
    });
    if (driven) {
        complete = wants == want::nothing;
        if (complete && !guarded([&] { deal_with_messages(); }))
            error = failure;
        if (wants != want::input || !transport_ended)
            return wants;
        end(error::stream_truncated, "the transport ended while waiting for " + std::string(connection.waiting_for()));
    }
    error = failure;
    return want::nothing;
}

bool engine::state::is_ready(error_code& error) const
{
    error = failure;
    if (!failure && !complete)
        error = error::reason::uninitialized;
    return !error;
}

want engine::state::read(std::span<const byte_span> buffers, std::size_t& n, error_code& error)
{
    n = 0;
    error = {};
    buffer_cursor cursor(buffers);
    if (cursor.full())
        return want::nothing;
    if (!failure && !complete) {
        error = error::reason::uninitialized;
        return want::nothing;
    }
    for (bool more = true; more && !cursor.full();) {
        if (set_aside.size() != set_aside_offset) {
            auto copied = cursor.copy(byte_view(set_aside).subspan(set_aside_offset));
            n += copied;
            set_aside_offset += copied;
            if (set_aside_offset == set_aside.size())
                drop_set_aside();
            break;
        }
        if (unread_size != 0) {
            auto copied = cursor.copy(connection.records().input().data().subspan(unread_offset, unread_size));
            n += copied;
            unread_offset += copied;
            unread_size -= copied;
            if (unread_size == 0)
                drop_unread();
            continue;
        }
        // Data before a renegotiation and after it is not read in one: where readers drive it, info() says who it is
        // from. What others have set aside may be from before.
        if (n != 0 && connection.in_handshake())
            break;
        std::size_t direct = 0;
        more = may_receive() && try_receive_record(cursor.free(), direct);
        n += direct;
        cursor.advance(direct);
    }
    return n != 0 ? want::nothing : wants_to_read(error);
}

want engine::state::wants_to_read(error_code& error) const
{
    if (!failure && connection.waits_for_answer())
        return want::answer;
    error = read_error();
    return error ? want::nothing : want::input;
}

error_code engine::state::read_error() const
{
    if (failure)
        return failure;
    if (!complete)
        return error::reason::uninitialized;
    if (peer_closed)
        return boost::asio::error::eof;
    return transport_ended || unreadable ? error_code(error::stream_truncated) : error_code();
}

void engine::state::open_next() noexcept
{
    std::size_t none = 0;
    while (!has_unread() && complete && may_receive() && try_receive_record({}, none)) {}
}

want engine::state::wait_readable(error_code& error)
{
    open_next();
    error = {};
    if (has_unread())
        return want::nothing;
    const auto wants = wants_to_read(error);
    if (error == boost::asio::error::eof)
        error = {};
    return wants;
}

bool engine::state::try_receive_record(byte_span direct, std::size_t& direct_size) noexcept
{
    bool received = false;
    return guarded([&] { received = receive_record(direct, direct_size); }) && received;
}

bool engine::state::receive_record(byte_span direct, std::size_t& direct_size)
{
    if (connection.in_handshake()) {
        deal_with_messages();
        if (connection.waits_for_answer())
            return false;
    }
    auto record = connection.records().next(direct);
    if (!record)
        return false;
    switch (record->type) {
    case content_type::application_data:
        receive_application_data(*record, direct_size);
        return true;
    case content_type::handshake:
        receive_handshake(*record);
        break;
    case content_type::alert:
        if (connection.receive_alert(*record) == alert_description::no_renegotiation)
            peer_refused_renegotiation();
        break;
    case content_type::change_cipher_spec:
        if (renegotiation_abandoned)
            unreadable = true;
        else
            connection.receive_change_cipher_spec(*record);
        break;
    default:
        throw fatal(alert_description::unexpected_message, error::reason::bad_record_type, "unknown record type");
    }
    connection.records().release();
    return true;
}

void engine::state::receive_application_data(const record& r, std::size_t& direct_size)
{
    // RFC 5246 section 6.2.1 lets data come in a renegotiation, and section 7.4.9 not before its Finished.
    if (connection.in_handshake() && connection.has_changed_read_keys())
        throw fatal(alert_description::unexpected_message, error::reason::data_between_change_cipher_spec_and_finished);
    // RFC 8446 section 5.1: no other records between those of a split handshake message.
    if (!connection.messages().empty() && !renegotiation_abandoned)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "application data inside a handshake message");
    // RFC 8446 section 5.1 allows empty records against traffic analysis; without end they are an attack.
    if (r.content.empty()) {
        connection.records().release();
        if (++consecutive_empty_records > connection.config().limits.max_consecutive_empty_records)
            throw fatal(alert_description::unexpected_message, error::reason::too_many_empty_records);
        return;
    }
    consecutive_empty_records = 0;
    key_updates_without_data = 0;
    renegotiations_without_data = 0;
    connection.note_progress();
    if (r.direct) {
        direct_size = r.content.size();
        connection.records().release();
        return;
    }
    unread_offset = static_cast<std::size_t>(r.content.data() - connection.records().input().data().data());
    unread_size = r.content.size();
}

void engine::state::receive_handshake(const record& r)
{
    if (renegotiation_abandoned)
        return;
    connection.receive_handshake(r);
    deal_with_messages();
}

void engine::state::deal_with_messages()
{
    for (;;) {
        if (connection.in_handshake()) {
            if (connection.advance() != want::nothing)
                return;
        } else if (connection.messages().has_message()) {
            receive_post_handshake_message();
        } else {
            return;
        }
    }
}

void engine::state::receive_post_handshake_message()
{
    switch (receive_post_handshake(connection, *role)) {
    case post_handshake_effect::none:
        return;
    case post_handshake_effect::keys_updated:
        return receive_key_update(false);
    case post_handshake_effect::keys_updated_reply_asked:
        return receive_key_update(true);
    case post_handshake_effect::renegotiation_wished:
        return heed_wish_to_renegotiate();
    }
}

void engine::state::receive_key_update(bool reply_asked)
{
    ++read_key_updates;
    // One that we asked for is no flood.
    if (awaits_key_update)
        awaits_key_update = false;
    else if (++key_updates_without_data > connection.config().limits.max_key_updates_without_data)
        throw fatal(alert_description::unexpected_message, error::reason::too_many_key_updates);
    // RFC 8446 section 4.6.3: many requests may be answered by one KeyUpdate, if it comes before our next
    // data. While our last answer is the last thing queued, there is no need for another: so a peer that
    // does not read cannot fill our memory.
    auto& output = connection.records().output();
    bool answered = key_update_reply_end > output.total_sent() && key_update_reply_end == output.total_queued();
    if (reply_asked && !closed && !answered) {
        send_key_update(connection, false);
        ++write_key_updates;
        key_update_reply_end = output.total_queued();
    }
}

void engine::state::drop_unread() noexcept
{
    unread_size = 0;
    unread_offset = 0;
    connection.records().release();
}

void engine::state::drop_set_aside() noexcept
{
    set_aside = bytes();
    set_aside_offset = 0;
}

void engine::state::check_writable(error_code& error) const
{
    if (is_ready(error) && (closed || cut_off))
        error = error::reason::protocol_is_shutdown;
}

want engine::state::write(std::span<const byte_view> buffers, std::size_t& n, error_code& error)
{
    n = 0;
    error = {};
    if (all_empty(buffers))
        return want::nothing;
    const auto wants = prepare_write(error);
    if (error || wants != want::nothing)
        return wants;
    auto& records = connection.records();
    if (records.output().unsent() >= max_write)
        return want::output;
    bool done = guarded([&] {
        // A key seals as many records as its suite allows (RFC 8446 section 5.5); its last one is kept for
        // the KeyUpdate that replaces it.
        if (records.write_key_remaining() <= 1) {
            if (is_tls12())
                throw fatal(alert_description::internal_error, error::reason::sequence_number_overflow,
                            "the key has protected as many records as it may, and TLS 1.2 does not change keys");
            send_key_update(connection, false);
            ++write_key_updates;
        }
        n = records.write(content_type::application_data, buffers, max_write);
    });
    if (!done)
        error = failure;
    return want::nothing;
}

void engine::state::close_write(error_code& error)
{
    if (!is_ready(error) || closed)
        return;
    // A client's part may be over already; then only the peer's is missing.
    renegotiation_asked = false;
    if (connection.in_handshake() && !connection.has_changed_write_keys())
        abandon_renegotiation();
    const std::array<std::uint8_t, 2> content{static_cast<std::uint8_t>(alert_level::warning),
                                              static_cast<std::uint8_t>(alert_description::close_notify)};
    if (guarded([&] { connection.records().write(content_type::alert, byte_view(content)); }))
        closed = true;
    error = failure;
}

want engine::state::shutdown(error_code& error)
{
    close_write(error);
    if (error)
        return want::nothing;
    // RFC 8446 section 6.1: what was still on its way when we closed is of no use to anybody.
    drop_set_aside();
    if (unread_size != 0)
        drop_unread();
    for (bool more = true; more && may_receive();) {
        std::size_t none = 0;
        more = try_receive_record({}, none);
        if (unread_size != 0)
            drop_unread();
    }
    error = failure;
    if (may_receive() && transport_ended)
        error = error::stream_truncated;
    // Behind keys that we never made, the peer's close_notify cannot be told from other records.
    return error || !may_receive() ? want::nothing : want::input;
}

bool engine::state::is_tls12() const noexcept
{
    return connection.version() == protocol_version::tls1_2;
}

const x509::certificate* engine::state::server_certificate() const noexcept
{
    const auto& info = connection.info();
    if (role == tls::role::client)
        return info.peer_certificates.empty() ? nullptr : &info.peer_certificates.front();
    return info.local_credential ? &info.local_credential->leaf() : nullptr;
}

void engine::state::update_keys(bool request_peer, error_code& error)
{
    if (!is_ready(error))
        return;
    if (closed) {
        error = error::reason::protocol_is_shutdown;
        return;
    }
    if (is_tls12()) {
        error = boost::asio::error::operation_not_supported;
        return;
    }
    // RFC 9846 section 4.6.3: no second request before the first is answered.
    const bool asks = request_peer && !awaits_key_update;
    if (guarded([&] { send_key_update(connection, asks); })) {
        ++write_key_updates;
        awaits_key_update |= asks;
    }
    error = failure;
}

} // namespace tls
