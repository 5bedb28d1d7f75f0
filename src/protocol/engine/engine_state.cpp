#include "protocol/engine/engine_state.hpp"

#include "protocol/engine/buffer_cursor.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/handshake/tickets_tls13.hpp"
#include "protocol/message/new_session_ticket.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace tls {

bool all_empty(std::span<const byte_view> buffers) noexcept
{
    return std::ranges::all_of(buffers, [](byte_view b) { return b.empty(); });
}

engine_state::engine_state(std::shared_ptr<const configuration> config) : configured_(config), connection_(*config)
{
    check_settings(*config);
    endpoint_.config = std::move(config);
}

std::unique_ptr<engine_state> engine_state::renewed() const
{
    auto next = std::make_unique<engine_state>(configured_);
    next->endpoint_.server_name = endpoint_.server_name;
    next->endpoint_.verify_host = endpoint_.verify_host;
    next->keeps_verify_peer_ = keeps_verify_peer_;
    if (may_offer_again())
        next->endpoint_.offered_session = endpoint_.offered_session;
    if (keeps_session_peer_)
        next->set_session_peer(endpoint_.session_peer);
    return next;
}

/// RFC 8446 appendix C.4: "Clients SHOULD NOT reuse a ticket for multiple connections." RFC 5246 section 7.2: after a
/// fatal alert "the session identifier MUST be invalidated".
bool engine_state::may_offer_again() const noexcept
{
    const auto& offered = endpoint_.offered_session;
    if (phase_ == phase::initial || offered.empty())
        return true;
    return !failure_ && (!offered.is_single_use() || configured_->sessions.reuse_tickets);
}

void engine_state::set_session_peer(std::string peer)
{
    endpoint_.session_peer = std::move(peer);
    keeps_session_peer_ = true;
}

bool engine_state::wants_session_peer() const noexcept
{
    return phase_ == phase::initial && !keeps_session_peer_ && endpoint_.config->sessions.cache != nullptr;
}

void engine_state::check_settable() const
{
    // Flows hold references into the configuration.
    if (phase_ != phase::initial)
        throw boost::system::system_error(make_error_code(error::reason::settings_too_late));
}

void engine_state::configure(std::shared_ptr<const configuration> config)
{
    check_settings(*config);
    if (keeps_verify_peer_ && (config->verification.mode & verify_peer) == 0) {
        auto verifying = std::make_shared<configuration>(*config);
        verifying->verification.mode |= verify_peer;
        config = std::move(verifying);
    }
    if (phase_ == phase::connected && renegotiation_.allows_configure()) {
        // Until the next handshake, the current keys and info() point into the earlier configuration's registry.
        if (!endpoint_.established_config)
            endpoint_.established_config = std::move(endpoint_.config);
    } else {
        check_settable();
        configured_ = config;
    }
    endpoint_.config = std::move(config);
    connection_.configure(*endpoint_.config);
}

void engine_state::set_verify_mode(verify_mode mode)
{
    keeps_verify_peer_ = keeps_verify_peer_ && (mode & verify_peer) != 0;
    // Most connections use their context's mode: they keep sharing its configuration.
    if (mode == endpoint_.config->verification.mode)
        return;
    auto changed = std::make_shared<configuration>(*endpoint_.config);
    changed->verification.mode = mode;
    configure(std::move(changed));
}

want engine_state::handshake(role r, error_code& error)
{
    error = failure_;
    if (failure_)
        return want::nothing;
    if (phase_ == phase::connected)
        return renegotiation_.handshake_again(error);
    if (phase_ == phase::initial && !guarded([&] { begin_handshake(r); })) {
        error = failure_;
        return want::nothing;
    }
    const auto wants = receive_while([this] { return phase_ != phase::connected; }, error);
    return wants == want::input ? want_of_handshake(error) : wants;
}

want engine_state::want_of_handshake(error_code& error)
{
    if (!failure_ && is_blocked())
        return want::answer;
    if (!failure_ && read_side_ == read_side::truncated)
        end(error::stream_truncated, "the transport ended while the handshake was waiting for " +
                                         std::string(exchange_->context().waiting_for()));
    error = failure_;
    return failure_ ? want::nothing : want::input;
}

void engine_state::begin_handshake(role r)
{
    endpoint_.role = r;
    auto& context = begin_exchange(exchange::kind::initial_handshake).context();
    exchange_->start(r == role::client ? client_handshake(context) : server_handshake(context));
}

tls::exchange& engine_state::begin_exchange(exchange::kind kind)
{
    if (kind == exchange::kind::initial_handshake)
        phase_ = phase::handshake;
    exchange_ = std::make_unique<tls::exchange>(kind, connection_, endpoint_);
    return *exchange_;
}

void engine_state::complete_exchange() noexcept
{
    exchange_.reset();
    renegotiation_.handle_end();
    phase_ = phase::connected;
}

void engine_state::process_messages()
{
    for (;;) {
        if (has_post_handshake_message()) {
            receive_post_handshake_message();
        } else if (!exchange_ || exchange_->advance() != want::nothing) {
            return;
        } else {
            complete_exchange();
            early_data_.handle_connected();
        }
    }
}

/// KeyUpdate and NewSessionTicket may arrive in the middle of a post-handshake exchange. They must be processed at
/// once: the records behind a KeyUpdate need the new keys.
bool engine_state::has_post_handshake_message() noexcept
{
    auto& messages = connection_.messages();
    if (!messages.has_message())
        return false;
    if (!exchange_)
        return true;
    return exchange_->is_post_handshake() &&
           (messages.type() == handshake_type::key_update || messages.type() == handshake_type::new_session_ticket);
}

bool engine_state::is_blocked() noexcept
{
    return exchange_ && exchange_->context().waits_for_answer() &&
           (!exchange_->is_post_handshake() || connection_.messages().has_message());
}

/// Post-handshake messages come in any order (RFC 8446 section 4.6), so a switch handles them instead of a flow.
void engine_state::receive_post_handshake_message()
{
    if (version().renegotiates)
        return renegotiation_.handle_request();
    const auto type = connection_.messages().type();
    const auto encoded = connection_.messages().take();
    switch (type) {
    case handshake_type::key_update:
        return key_updates_.receive(encoded, write_side_ != write_side::closed,
                                    endpoint_.config->limits.max_key_updates_without_data);
    case handshake_type::new_session_ticket:
        if (endpoint_.role != role::client)
            break;
        return receive_ticket(encoded);
    default:
        break;
    }
    // CertificateRequest is refused too, because we do not offer post_handshake_auth. RFC 8446 section 4.6.2: "A client
    // that receives a post-handshake CertificateRequest message without having sent the 'post_handshake_auth' extension
    // MUST send an 'unexpected_message' fatal alert."
    throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                std::string(to_string(type)) + " after the handshake");
}

void engine_state::receive_ticket(byte_view encoded)
{
    auto ticket = message::decode_message<message::new_session_ticket>(encoded);
    // Each costs a key derivation and memory.
    if (++tickets_without_data_ > endpoint_.config->limits.max_tickets_without_data)
        return;
    accept_ticket(endpoint_, std::move(ticket));
    received_sessions_.push_back(endpoint_.session);
    if (received_sessions_.size() > max_remembered_sessions)
        received_sessions_.erase(received_sessions_.begin());
}

void engine_state::send_due_tickets()
{
    auto* secrets = std::get_if<established_tls13>(&endpoint_.established);
    if (secrets == nullptr || write_side_ != write_side::open)
        return;
    for (; secrets->tickets_due != 0; --secrets->tickets_due) {
        if (const auto ticket = make_ticket(endpoint_))
            connection_.queue_handshake(message::encode_message(*ticket));
    }
    connection_.flush();
}

/// RFC 5246 section 7.2.2: after a fatal alert, the session "MUST be invalidated". RFC 8446 section 6.2: the PSKs of
/// tickets "SHOULD be discarded if possible".
void engine_state::forget_sessions() noexcept
{
    try {
        forget_session(endpoint_, endpoint_.attempted_session);
        forget_session(endpoint_, endpoint_.session);
        for (const auto& received : received_sessions_)
            forget_session(endpoint_, received);
        forget_stored_sessions(endpoint_);
    } catch (...) { // no memory, or a store that throws: the sessions stay
    }
    endpoint_.session = {};
    endpoint_.attempted_session = {};
    endpoint_.offered_session = {};
    received_sessions_ = std::vector<session>();
}

/// RFC 8446 section 6: "Servers and clients MUST forget the secret values and keys established in failed connections".
/// Section 6.2: no data is sent or received after a fatal alert, so unread data goes, too.
void engine_state::forget_secrets() noexcept
{
    exchange_.reset();
    renegotiation_.handle_end();
    early_data_.forget();
    endpoint_.early_exporter.reset();
    endpoint_.established = std::monostate();
    endpoint_.resumed.reset();
    connection_.forget();
}

/// Ends the connection from our side: queues the alert and drops the exchange.
void engine_state::fail(alert_description alert, error_code error, std::string detail) noexcept
{
    // A client that fails before it has sent anything has no peer to alert.
    const bool silent = phase_ != phase::initial && endpoint_.role == role::client &&
                        connection_.records().output().total_queued() == 0;
    try {
        connection_.flush();
        if (!silent && write_side_ != write_side::closed) {
            // RFC 8446 section 6: every alert except close_notify and user_canceled has the level fatal.
            connection_.send_alert(alert_level::fatal, alert);
            alert_sent_ = alert;
        }
    } catch (...) {
        alert_sent_.reset(); // no memory for an alert: the peer sees only the end of the transport
    }
    end(error, std::move(detail));
}

void engine_state::end(error_code error, std::string detail) noexcept
{
    failure_ = error;
    failure_detail_ = std::move(detail);
    forget_sessions();
    forget_secrets();
}

void engine_state::peer_ended(alert_description alert) noexcept
{
    alert_received_ = alert;
    connection_.records().release();
    if (alert != alert_description::close_notify)
        return end(error::alert_received(alert), "the peer sent the alert " + std::string(to_string(alert)));
    read_side_ = read_side::closed;
    if (phase_ != phase::connected)
        return end(boost::asio::error::eof, "the peer closed the connection during the handshake");
    if (!renegotiation_.pending())
        return;
    // RFC 5246 section 7.2.1: pending writes are discarded. They may have been meant for the identity that the peer was
    // about to prove.
    renegotiation_.abandon();
    if (write_side_ == write_side::open)
        write_side_ = write_side::cut_off;
}

bool engine_state::is_ready(error_code& error) const
{
    error = failure_;
    if (!failure_ && phase_ != phase::connected)
        error = error::reason::uninitialized;
    return !error;
}

bool engine_state::may_read() const noexcept
{
    return phase_ == phase::connected || !connection_.data().empty();
}

bool engine_state::may_receive() const noexcept
{
    return !failure_ && read_side_ != read_side::closed && connection_.is_readable();
}

want engine_state::read(std::span<const byte_span> buffers, std::size_t& n, error_code& error)
{
    n = 0;
    error = {};
    buffer_cursor cursor(buffers);
    if (cursor.full())
        return want::nothing;
    if (!failure_ && !may_read()) {
        error = error::reason::uninitialized;
        return want::nothing;
    }
    auto& data = connection_.data();
    for (bool more = true; more && !cursor.full();) {
        if (!data.empty()) {
            const bool held = data.has_held();
            const auto copied = cursor.copy(data.front());
            n += copied;
            data.consume(copied);
            // Held data may come from before a renegotiation, and the data behind it from after.
            if (held)
                break;
            continue;
        }
        // One read must not mix data from before and after a renegotiation: reads run the renegotiation, and info()
        // tells the caller whose data it is.
        if (n != 0 && renegotiation_.running())
            break;
        std::size_t direct = 0;
        more = may_receive() && try_receive_record(cursor.free(), direct);
        n += direct;
        cursor.advance(direct);
    }
    return n != 0 ? want::nothing : wants_to_read(error);
}

want engine_state::wants_to_read(error_code& error)
{
    if (!failure_ && is_blocked())
        return want::answer;
    error = read_error();
    if (error)
        return want::nothing;
    // A server that waits for the client has time to send its tickets.
    if (!guarded([&] { send_due_tickets(); }))
        error = failure_;
    return error ? want::nothing : want::input;
}

error_code engine_state::read_error() const
{
    if (failure_)
        return failure_;
    if (!may_read())
        return error::reason::uninitialized;
    switch (read_side_) {
    case read_side::open:
        return connection_.is_readable() ? error_code() : error_code(error::stream_truncated);
    case read_side::closed:
        return boost::asio::error::eof;
    case read_side::truncated:
        break;
    }
    return error::stream_truncated;
}

void engine_state::open_next() noexcept
{
    std::size_t none = 0;
    while (connection_.data().empty() && phase_ == phase::connected && may_receive() && try_receive_record({}, none)) {}
}

want engine_state::wait_readable(error_code& error)
{
    open_next();
    error = {};
    if (!connection_.data().empty())
        return want::nothing;
    const auto wants = wants_to_read(error);
    if (error == boost::asio::error::eof)
        error = {};
    return wants;
}

bool engine_state::try_receive_record(byte_span direct, std::size_t& direct_size) noexcept
{
    bool received = false;
    return guarded([&] { received = receive_record(direct, direct_size); }) && received;
}

bool engine_state::receive_record(byte_span direct, std::size_t& direct_size)
{
    if (exchange_) {
        process_messages();
        if (is_blocked())
            return false;
        if (!exchange_)
            return true; // the exchange ended: the caller decides whether it wants another record
    }
    switch (connection_.receive(direct, direct_size)) {
    case received_record::none:
        return false;
    case received_record::application_data:
        tickets_without_data_ = 0;
        key_updates_.note_data();
        renegotiation_.note_data();
        break;
    case received_record::handshake:
        process_messages();
        break;
    case received_record::no_renegotiation:
        renegotiation_.handle_refusal();
        break;
    case received_record::other:
        break;
    }
    return true;
}

void engine_state::end_of_input() noexcept
{
    if (read_side_ == read_side::open)
        read_side_ = read_side::truncated;
}

void engine_state::check_writable(error_code& error) const
{
    error = failure_;
    if (!error && phase_ != phase::connected && !early_data_.may_be_answered())
        error = error::reason::uninitialized;
    if (!error && write_side_ != write_side::open)
        error = error::reason::protocol_is_shutdown;
}

want engine_state::write(std::span<const byte_view> buffers, std::size_t& n, error_code& error)
{
    n = 0;
    error = {};
    if (all_empty(buffers))
        return want::nothing;
    const auto wants = renegotiation_.prepare_write(error);
    if (error || wants != want::nothing)
        return wants;
    const auto& records = connection_.records();
    if (records.output().unsent() >= max_write)
        return want::output;
    const bool done = guarded([&] {
        send_due_tickets();
        // A suite limits the number of records under one key (RFC 8446 section 5.5). The last one is reserved for the
        // KeyUpdate that replaces the key.
        if (records.write_key_remaining() <= 1) {
            if (!version().updates_keys)
                throw fatal(alert_description::internal_error, error::reason::sequence_number_overflow,
                            "the write key has reached its record limit, and this version has no KeyUpdate: reconnect");
            key_updates_.send(false);
        }
        n = connection_.write(buffers, max_write);
    });
    if (!done)
        error = failure_;
    return want::nothing;
}

void engine_state::close_write(error_code& error)
{
    if (!is_ready(error) || write_side_ == write_side::closed)
        return;
    renegotiation_.close_write();
    if (guarded([&] { connection_.send_alert(alert_level::warning, alert_description::close_notify); }))
        write_side_ = write_side::closed;
    error = failure_;
}

want engine_state::shutdown(error_code& error)
{
    close_write(error);
    if (error)
        return want::nothing;
    // RFC 8446 section 6.1: data that is still in transit when we close is discarded.
    connection_.data().drop();
    for (bool more = true; more && may_receive();) {
        std::size_t none = 0;
        more = try_receive_record({}, none);
        connection_.data().drop();
    }
    error = failure_;
    if (may_receive() && read_side_ == read_side::truncated)
        error = error::stream_truncated;
    // If the peer changed to keys that we never derived, its close_notify cannot be recognized.
    return error || !may_receive() ? want::nothing : want::input;
}

const x509::certificate* engine_state::server_certificate() const noexcept
{
    const auto& info = endpoint_.info;
    if (endpoint_.role == role::client)
        return info.peer_certificates.empty() ? nullptr : &info.peer_certificates.front();
    const auto* ours = info.local_credential.get();
    return ours != nullptr && !ours->chain().empty() ? &ours->leaf() : nullptr;
}

void engine_state::update_keys(bool request_peer, error_code& error)
{
    if (!is_ready(error))
        return;
    if (write_side_ == write_side::closed)
        error = error::reason::protocol_is_shutdown;
    else if (!version().updates_keys)
        error = boost::asio::error::operation_not_supported;
    if (error)
        return;
    guarded([&] { key_updates_.send(request_peer); });
    error = failure_;
}

} // namespace tls
