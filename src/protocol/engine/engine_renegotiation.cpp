// Another handshake of TLS 1.2 on a connection that has had one (RFC 5246 section 7.4.1).

#include "protocol/engine/engine_state.hpp"

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/post_handshake.hpp"

#include <boost/asio/error.hpp>

#include <utility>

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
    if (error)
        return;
    expect_renegotiation();
    // RFC 5246 section 7.4.1.1: servers SHOULD NOT repeat a HelloRequest before the handshake is complete.
    if (renegotiation_pending())
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

void engine::state::expect_renegotiation() noexcept
{
    renegotiations_expected = std::as_const(connection).info().renegotiations + 1;
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

/// RFC 5246 section 7.2.2: after no_renegotiation it is for us to decide. The connection goes on as it was, but for a
/// client that was to show a certificate.
void engine::state::peer_refused_renegotiation()
{
    if (renegotiation_asked && lacks_demanded_certificate())
        throw fatal(alert_description::handshake_failure, error::reason::no_renegotiation,
                    "the client refused the renegotiation in which it was to show a certificate");
    renegotiation_asked = false;
    if (complete && connection.awaits_first_message())
        connection.end_handshake();
}

void engine::state::abandon_renegotiation() noexcept
{
    renegotiation_asked = false;
    renegotiation_abandoned = true;
    connection.end_handshake();
}

bool engine::state::lacks_demanded_certificate() const noexcept
{
    constexpr auto demanded = verify_peer | verify_fail_if_no_peer_cert;
    return role == tls::role::server && (connection.config().verify & demanded) == demanded &&
           connection.info().peer_certificates.empty();
}

want engine::state::finish_renegotiation(error_code& error)
{
    for (bool more = true; more && renegotiation_pending();) {
        if (!guarded([&] { more = set_unread_aside(); }))
            break;
        if (!more)
            return want::reader;
        std::size_t none = 0;
        more = try_receive_record({}, none);
    }
    error = failure;
    if (failure || !renegotiation_pending())
        return want::nothing;
    if (connection.waits_for_answer())
        return want::answer;
    if (!transport_ended)
        return want::input;
    error = error::stream_truncated;
    return want::nothing;
}

want engine::state::handshake_again(error_code& error)
{
    if (renegotiation_pending())
        expect_renegotiation();
    const auto wants = finish_renegotiation(error);
    if (wants == want::reader) {
        error = boost::asio::error::no_buffer_space;
        return want::nothing;
    }
    const bool took_place = std::as_const(connection).info().renegotiations >= renegotiations_expected;
    if (wants != want::nothing || error || took_place)
        return wants;
    // Who waits for a renegotiation must not take the connection before it for the one behind it.
    if (peer_closed)
        error = boost::asio::error::eof;
    else
        error = closed ? error::reason::protocol_is_shutdown : error::reason::no_renegotiation;
    return want::nothing;
}

want engine::state::prepare_write(error_code& error)
{
    check_writable(error);
    // What a server sends once it has asked for a certificate is for who has shown one.
    const bool waits = connection.in_handshake() || (renegotiation_asked && lacks_demanded_certificate());
    if (error || !waits)
        return want::nothing;
    const auto wants = finish_renegotiation(error);
    if (!error && wants == want::nothing)
        check_writable(error);
    return wants;
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
