#include "protocol/engine/early_data.hpp"

#include "protocol/engine/buffer_cursor.hpp"
#include "protocol/engine/engine_state.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace tls {

want early_data::write(std::span<const byte_view> buffers, std::size_t& n, error_code& error)
{
    n = 0;
    error = {};
    if (all_empty(buffers))
        return want::nothing;
    if (!engine_.has_begun()) {
        engine_.guarded([&] {
            engine_.endpoint().early_data = std::make_unique<endpoint::early_data_offer>();
            engine_.begin_handshake(role::client);
        });
    }
    if (!engine_.failure() && engine_.connection().records().output().total_queued() == 0) {
        engine_.guarded([&] { engine_.process_messages(); }); // sends the ClientHello
        if (engine_.is_blocked())
            return want::answer;
    }
    error = write_error();
    if (error)
        return want::nothing;
    auto& connection = engine_.connection();
    if (connection.records().output().unsent() >= engine_state::max_write)
        return want::output;
    auto& offer = *engine_.endpoint().early_data;
    const bool done = engine_.guarded([&] {
        n = connection.write(buffers, std::min(offer.max_size - offer.sent, engine_state::max_write));
        offer.sent += n;
        if (engine_.endpoint().config->sessions.resend_early_data)
            keep_copy(buffers, n);
    });
    if (!done)
        error = engine_.failure();
    else if (n == 0) // the key has sealed as many records as it may
        error = error::reason::early_data_limit_reached;
    return want::nothing;
}

error_code early_data::write_error() const
{
    if (engine_.failure())
        return engine_.failure();
    const auto& endpoint = engine_.endpoint();
    if (endpoint.info.early_data == early_data_status::rejected)
        return error::reason::early_data_rejected;
    if (engine_.connection().write_epoch() != epoch::early_data)
        return error::reason::early_data_unavailable;
    const auto& offer = *endpoint.early_data;
    return offer.sent < offer.max_size ? error_code() : error_code(error::reason::early_data_limit_reached);
}

void early_data::keep_copy(std::span<const byte_view> buffers, std::size_t n)
{
    auto& copy = engine_.endpoint().early_data->copy;
    for (const auto buffer : buffers) {
        const auto part = buffer.first(std::min(buffer.size(), n));
        copy.insert(copy.end(), part.begin(), part.end());
        n -= part.size();
    }
}

void early_data::handle_connected()
{
    auto& endpoint = engine_.endpoint();
    const auto offer = std::exchange(endpoint.early_data, nullptr);
    // RFC 8446 section 4.2.10: a TLS implementation MUST NOT resend early data automatically if the negotiated ALPN
    // protocol differs.
    if (offer == nullptr || offer->copy.empty() || endpoint.info.early_data != early_data_status::rejected ||
        endpoint.info.alpn_protocol != offer->alpn_protocol)
        return;
    const byte_view data(offer->copy);
    engine_.connection().write({&data, 1}, data.size());
    endpoint.info.early_data = early_data_status::resent;
}

void early_data::forget() noexcept
{
    engine_.endpoint().early_data.reset();
}

want early_data::read(std::span<const byte_span> buffers, std::size_t& n, error_code& error)
{
    n = 0;
    error = {};
    buffer_cursor cursor(buffers);
    if (cursor.full())
        return want::nothing;
    if (!engine_.has_begun())
        engine_.guarded([&] { engine_.begin_handshake(role::server); });
    if (engine_.endpoint().role != role::server) {
        error = boost::asio::error::operation_not_supported;
        return want::nothing;
    }
    auto& data = engine_.connection().early_data();
    for (bool more = true; more && !cursor.full();) {
        if (!data.empty()) {
            const auto copied = cursor.copy(data.front());
            n += copied;
            data.consume(copied);
            continue;
        }
        std::size_t direct = 0;
        more = may_arrive() && engine_.try_receive_record(cursor.free(), direct);
        n += direct;
        cursor.advance(direct);
    }
    if (n != 0)
        return want::nothing;
    if (engine_.failure() || may_arrive())
        return engine_.want_of_handshake(error);
    error = boost::asio::error::eof;
    return want::nothing;
}

/// Before the server has answered the ClientHello, it is open whether early data will arrive. Its EndOfEarlyData
/// changes the read keys.
bool early_data::may_arrive() const noexcept
{
    const auto now = engine_.connection().read_epoch();
    return !engine_.failure() && !engine_.is_connected() && (now == epoch::plaintext || now == epoch::early_data);
}

bool early_data::may_be_answered() const noexcept
{
    const auto& endpoint = engine_.endpoint();
    return endpoint.role == role::server && endpoint.info.early_data == early_data_status::accepted &&
           engine_.connection().write_epoch() == epoch::application;
}

} // namespace tls
