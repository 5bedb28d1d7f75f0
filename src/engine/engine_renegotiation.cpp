// Another handshake of TLS 1.2 on a connection that has had one (RFC 5246 section 7.4.1).

#include "engine/engine_state.hpp"

#include "handshake/handshakes.hpp"
#include "handshake/policy.hpp"
#include "handshake/post_handshake.hpp"

#include <boost/asio/error.hpp>

namespace tls {
namespace {

/// Data that is kept for the reader while somebody else goes on with a renegotiation.
constexpr std::size_t max_set_aside = 256 * 1024;

} // namespace

bool engine::state::can_renegotiate() const noexcept
{
    const auto& config = connection.config();
    const auto& info = connection.info();
    // RFC 5746 binds the handshakes together; without RFC 7627 an attacker between the peers could have made two
    // connections that look the same to it.
    return is_tls12() && info.secure_renegotiation && info.extended_master_secret &&
           config.tls12.renegotiation != renegotiation::refused;
}

bool engine::state::may_begin_renegotiation(tls::role who) const noexcept
{
    const auto& config = connection.config();
    return can_renegotiate() && allows(config, protocol_version::tls1_2) &&
           (who == tls::role::server || config.tls12.renegotiation == renegotiation::by_either);
}

void engine::state::renegotiate(error_code& error)
{
    if (!is_ready(error))
        return;
    if (closed || peer_closed)
        error = error::reason::protocol_is_shutdown;
    else if (!is_tls12())
        error = boost::asio::error::operation_not_supported;
    else if (!may_begin_renegotiation(*role))
        error = error::reason::no_renegotiation;
    // RFC 5246 section 7.4.1.1: servers SHOULD NOT repeat a HelloRequest before the handshake is complete.
    if (error || renegotiation_pending())
        return;
    guarded([&] {
        if (role == tls::role::client) {
            begin_renegotiation();
            deal_with_messages();
        } else {
            send_hello_request(connection);
            renegotiation_asked = true;
        }
    });
    error = failure;
}

void engine::state::begin_renegotiation()
{
    renegotiation_asked = false;
    connection.start_renegotiation(role == tls::role::client ? client_renegotiation(connection)
                                                             : server_renegotiation(connection));
}

void engine::state::heed_wish_to_renegotiate()
{
    const auto peer_begins = role == tls::role::client ? tls::role::server : tls::role::client;
    const bool heeds = !closed && (renegotiation_asked || may_begin_renegotiation(peer_begins));
    if (!heeds) {
        if (role == tls::role::server)
            connection.messages().take();
        return connection.refuse_renegotiation(closed);
    }
    if (!renegotiation_asked &&
        ++renegotiations_without_data > connection.config().limits.max_renegotiations_without_data)
        throw fatal(alert_description::handshake_failure, error::reason::too_many_renegotiations);
    begin_renegotiation();
}

/// RFC 5246 section 7.2.2: after no_renegotiation it is for us to decide; the connection goes on as it was.
void engine::state::peer_refused_renegotiation() noexcept
{
    renegotiation_asked = false;
    if (complete && connection.awaits_first_message())
        connection.end_handshake();
}

void engine::state::abandon_renegotiation() noexcept
{
    cut_off = connection.has_changed_write_keys();
    renegotiation_abandoned = true;
    connection.end_handshake();
}

want engine::state::finish_renegotiation(error_code& error)
{
    for (bool more = true; more && connection.in_handshake();) {
        if (!guarded([&] { more = set_unread_aside(); }))
            break;
        if (!more)
            return want::reader;
        std::size_t none = 0;
        more = try_receive_record({}, none);
    }
    error = failure;
    if (failure || !connection.in_handshake())
        return want::nothing;
    if (connection.waits_for_answer())
        return want::answer;
    if (!transport_ended)
        return want::input;
    error = error::stream_truncated;
    return want::nothing;
}

bool engine::state::set_unread_aside()
{
    if (unread_size == 0)
        return true;
    if (set_aside.size() - set_aside_offset + unread_size > max_set_aside)
        return false;
    set_aside.erase(set_aside.begin(), set_aside.begin() + static_cast<std::ptrdiff_t>(set_aside_offset));
    set_aside_offset = 0;
    const auto unread = connection.records().input().data().subspan(unread_offset, unread_size);
    set_aside.insert(set_aside.end(), unread.begin(), unread.end());
    drop_unread();
    return true;
}

} // namespace tls
