#include "protocol/engine/renegotiation.hpp"

#include "protocol/engine/engine_state.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/settings_digest.hpp"
#include "protocol/message/hello_request.hpp"

#include <boost/asio/error.hpp>

namespace tls {

bool renegotiator::is_possible() const noexcept
{
    const auto& config = *engine_.endpoint().config;
    const auto& info = engine_.endpoint().info;
    // RFC 5746 binds the handshakes to each other. RFC 7627 (extended_master_secret) is needed as well: without it a
    // man in the middle can set up two connections with the same master secret (the triple handshake attack).
    return engine_.version().renegotiates && info.secure_renegotiation && info.extended_master_secret &&
           config.tls12.renegotiation != renegotiation::refused;
}

bool renegotiator::may_begin(role side) const noexcept
{
    const auto& config = *engine_.endpoint().config;
    return is_possible() && allows(config, engine_.version().number) &&
           (side == role::server || config.tls12.renegotiation == renegotiation::by_either);
}

bool renegotiator::allows_configure() const noexcept
{
    return state_ != state::abandoned && !engine_.failure() && engine_.exchange() == nullptr && is_possible();
}

bool renegotiator::lacks_required_certificate() const
{
    const auto& endpoint = engine_.endpoint();
    if (endpoint.role != role::server || !requires_certificate(*endpoint.config))
        return false;
    if (endpoint.info.peer_certificates.empty() && !endpoint.info.peer_raw_public_key)
        return true;
    // A certificate that was accepted by other anchors or rules does not count.
    return verification_has_changed(endpoint);
}

void renegotiator::start(error_code& error)
{
    if (!engine_.is_ready(error))
        return;
    if (engine_.writes() == engine_state::write_side::closed || engine_.reads() == engine_state::read_side::closed)
        error = error::reason::protocol_is_shutdown;
    else if (!engine_.version().renegotiates)
        error = boost::asio::error::operation_not_supported;
    else if (!may_begin(engine_.endpoint().role))
        error = error::reason::no_renegotiation;
    if (error)
        return;
    expect_one_more();
    // RFC 5246 section 7.4.1.1: servers SHOULD NOT repeat a HelloRequest before the handshake is complete.
    if (pending())
        return;
    engine_.guarded([&] {
        if (engine_.endpoint().role == role::client) {
            begin();
            engine_.process_messages();
        } else {
            engine_.connection().queue_handshake(message::encode_message(message::hello_request{}));
            engine_.connection().flush();
            state_ = state::requested;
        }
    });
    error = engine_.failure();
}

void renegotiator::expect_one_more() noexcept
{
    expected_ = engine_.endpoint().info.renegotiations + 1;
}

void renegotiator::begin()
{
    state_ = state::running;
    auto& exchange = engine_.begin_exchange(exchange::kind::renegotiation);
    auto& context = exchange.context();
    exchange.start(context.role() == role::client ? client_renegotiation(context) : server_renegotiation(context));
}

/// After a TLS 1.2 handshake only HelloRequest and ClientHello are legal. Both request a renegotiation.
void renegotiator::handle_request()
{
    auto& messages = engine_.connection().messages();
    const bool is_client = engine_.endpoint().role == role::client;
    const auto type = messages.type();
    if (type != (is_client ? handshake_type::hello_request : handshake_type::client_hello))
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    std::string(to_string(type)) + " after the handshake");
    if (is_client)
        message::decode_message<message::hello_request>(messages.take());

    const bool closed = engine_.writes() == engine_state::write_side::closed;
    const bool requested = state_ == state::requested;
    if (closed || (!requested && !may_begin(peer_of(engine_.endpoint().role)))) {
        if (!is_client)
            messages.take();
        return refuse();
    }
    if (!requested && ++begun_by_peer_without_data_ > engine_.endpoint().config->limits.max_renegotiations_without_data)
        throw fatal(alert_description::handshake_failure, error::reason::too_many_renegotiations);
    begin();
}

void renegotiator::refuse()
{
    // Refusals are limited per connection: otherwise a peer that never reads could exhaust our memory.
    if (++refused_ > engine_.endpoint().config->limits.max_refused_renegotiations)
        throw fatal(alert_description::handshake_failure, error::reason::too_many_renegotiations);
    // RFC 5746 section 4.5: a renegotiation is refused by a "no_renegotiation" alert, which is a warning (RFC 5246
    // section 7.2.2).
    if (engine_.writes() != engine_state::write_side::closed)
        engine_.connection().send_alert(alert_level::warning, alert_description::no_renegotiation);
}

/// RFC 5246 section 7.2.2 leaves the reaction to no_renegotiation to us. The connection continues unchanged, unless the
/// client had to show a certificate.
void renegotiator::handle_refusal()
{
    if (state_ == state::requested) {
        if (lacks_required_certificate())
            throw fatal(alert_description::handshake_failure, error::reason::no_renegotiation,
                        "the client refused the renegotiation in which it had to show a certificate");
        state_ = state::none;
    } else if (state_ == state::running && !engine_.exchange()->context().has_taken_message()) {
        engine_.end_exchange();
        state_ = state::none;
    }
}

void renegotiator::handle_end() noexcept
{
    if (pending())
        state_ = state::none;
}

void renegotiator::close_write() noexcept
{
    if (state_ == state::requested)
        state_ = state::none;
    // The client's side may be done already; then only the peer's messages are missing.
    if (state_ == state::running && engine_.connection().write_epoch() == epoch::application)
        abandon();
}

void renegotiator::abandon() noexcept
{
    state_ = state::abandoned;
    engine_.end_exchange();
    engine_.connection().drop_messages();
}

want renegotiator::finish(error_code& error)
{
    const auto wants = engine_.receive_while([this] { return pending(); }, error);
    if (wants == want::input && engine_.reads() == engine_state::read_side::truncated) {
        error = error::stream_truncated;
        return want::nothing;
    }
    return wants;
}

want renegotiator::handshake_again(error_code& error)
{
    if (pending())
        expect_one_more();
    const auto wants = finish(error);
    if (wants == want::reader) {
        error = boost::asio::error::no_buffer_space;
        return want::nothing;
    }
    const bool took_place = engine_.endpoint().info.renegotiations >= expected_;
    if (wants != want::nothing || error || took_place)
        return wants;
    // The caller waits for a renegotiation. Without an error it would mistake the old connection state for the new one.
    if (engine_.reads() == engine_state::read_side::closed)
        error = boost::asio::error::eof;
    else
        error = engine_.writes() == engine_state::write_side::closed ? error::reason::protocol_is_shutdown
                                                                     : error::reason::no_renegotiation;
    return want::nothing;
}

want renegotiator::prepare_write(error_code& error)
{
    engine_.check_writable(error);
    // A server that has requested a required certificate sends no data until the client has shown one.
    const bool waits = running() || (state_ == state::requested && lacks_required_certificate());
    if (error || !waits)
        return want::nothing;
    const auto wants = finish(error);
    if (!error && wants == want::nothing)
        engine_.check_writable(error);
    return wants;
}

} // namespace tls
