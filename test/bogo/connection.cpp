#include "connection.hpp"

#include <tls/channel_binding.hpp>
#include <tls/error.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>

namespace tls::bogo {

namespace {

constexpr std::string_view initial_write = "hello";

/// Returns whether the peer has ended its direction, with or without close_notify.
bool is_end(const boost::system::error_code& error)
{
    return error == boost::asio::error::eof || error == error::stream_truncated;
}

/// Returns the words by which config.json names an error: of a reason its name, of an alert "peer_alert_" and its
/// number.
std::string name_of(const boost::system::error_code& error)
{
    constexpr int first_alert = static_cast<int>(error::reason::decode_error) - 1000;
    if (error.category() != error::get_ssl_category())
        return error == error::stream_truncated ? "stream_truncated" : error.message();
    if (error.value() >= first_alert && error.value() < first_alert + 256)
        return "peer_alert_" + std::to_string(error.value() - first_alert);
    return std::string(error::name_of(static_cast<error::reason>(error.value())));
}

} // namespace

connection::connection(const options& all, bool is_resumption, endpoint& state)
    : is_resumption_(is_resumption),
      given_(is_resumption ? &all.resume : &all.initial),
      retry_(all.retry),
      state_(state),
      ours_(load_credentials(*given_, state)),
      config_(make_configuration(*given_, ours_, state, seen_)),
      transport_(state.io, all),
      stream_(transport_, config_)
{
    if (given_->server)
        return;
    if (!given_->host_name.empty())
        set_server_name(given_->host_name);
    if (is_resumption)
        stream_.set_session(state.session);
}

void connection::set_server_name(const std::string& name)
{
    try {
        stream_.set_server_name(name);
    } catch (const boost::system::system_error&) {
        throw unimplemented("server name that is not a DNS name");
    }
}

void connection::run()
{
    shake_hands();
    send_exported();
    send_traffic_secrets();
    if (given_->write_different_record_sizes)
        write_record_sizes();
    else
        exchange_data();
    check_sessions_at_end();
    if (!given_->server)
        state_.session = seen_.new_sessions.empty() ? tls::session() : seen_.new_sessions.back();
    close();
    if (stream_.info().renegotiations != given_->expect_total_renegotiations)
        throw failure("there were " + std::to_string(stream_.info().renegotiations) + " renegotiations");
}

void connection::shake_hands()
{
    auto& given = *given_;
    if (given.enable_early_data && given.server)
        answer_early_data();
    else if (given.enable_early_data && is_resumption_ && given.shim_writes_first)
        sent_early_ = write_early(initial_write);
    if (sent_early_ != 0 && !given.server && given.export_keying_material != 0)
        send_exported(); // which must fail now
    succeed(handshake());
    if (given.handshake_never_done)
        throw failure("the handshake was completed");
    if (!given.server && stream_.info().early_data == early_data_status::rejected) {
        if (!given.expect_reject_early_data)
            throw failure("early data was rejected");
        given_ = &retry_;
        sent_early_ = 0;
    }
    check_handshake();
    check_session_before_data();
    if (given.handshake_twice || given.no_op_extra_handshake)
        succeed(handshake());
}

/// Reads early data and answers it before the handshake is complete.
void connection::answer_early_data()
{
    bytes buffer(given_->read_size != 0 ? given_->read_size : 512);
    for (;;) {
        error_code error;
        const auto n = read_early(buffer, error);
        if (error == boost::asio::error::eof)
            return;
        succeed(error);
        if (given_->shim_writes_first && sent_early_ == 0)
            write_all(initial_write);
        sent_early_ = initial_write.size();
        answer(byte_span(buffer).first(n));
    }
}

void connection::send_exported()
{
    auto& given = *given_;
    if (given.export_keying_material != 0) {
        bytes material(given.export_keying_material);
        std::optional<byte_view> context;
        if (given.use_export_context)
            context = as_bytes(given.export_context);
        error_code error;
        stream_.export_keying_material(given.export_label, context, material, error);
        succeed(error);
        write_all(material);
    }
    if (given.tls_unique)
        write_all(stream_.binding(channel_binding::tls_unique));
}

void connection::send_traffic_secrets()
{
    if (!given_->export_traffic_secrets)
        return;
    const auto& client = seen_.secrets["CLIENT_TRAFFIC_SECRET_0"];
    const auto& server = seen_.secrets["SERVER_TRAFFIC_SECRET_0"];
    const std::uint8_t size[] = {static_cast<std::uint8_t>(client.size()), 0};
    write_all(size);
    write_all(given_->server ? client : server);
    write_all(given_->server ? server : client);
}

/// Writes data of sizes around those of a record and the block sizes of CBC.
void connection::write_record_sizes()
{
    const bytes data(32769, 0x42);
    for (std::size_t size : {0, 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769})
        write_all(byte_view(data).first(size));
}

void connection::exchange_data()
{
    auto& given = *given_;
    bool writes_while_reading = given.read_with_unfinished_write && sent_early_ == 0;
    if (given.shim_writes_first && !writes_while_reading)
        write_all(initial_write.substr(sent_early_));
    if (given.shim_shuts_down)
        return;
    bytes buffer(given.read_size != 0 ? given.read_size : 512);
    for (;;) {
        if (given.key_update_before_read)
            update_keys();
        error_code error;
        std::size_t n = 0;
        if (std::exchange(writes_while_reading, false))
            write_while_reading(buffer, n, error);
        else
            n = given.peek_then_read ? read_after_peeking(buffer, error) : read(buffer, error);
        if (given.use_exporter_between_reads) {
            std::uint8_t byte;
            stream_.export_keying_material("EXPERIMENTAL", std::nullopt, byte_span(&byte, 1));
        }
        if (is_end(error))
            return;
        succeed(error);
        if (given.key_update)
            update_keys();
        answer(byte_span(buffer).first(n));
    }
}

void connection::answer(byte_span data)
{
    for (auto& byte : data)
        byte ^= 0xff;
    write_all(data);
}

void connection::close()
{
    if (given_->check_close_notify)
        shut_down();
    if (!seen_.complaint.empty())
        throw failure(seen_.complaint);
}

// Operations of the stream

template <class Start>
std::size_t connection::wait(Start start, error_code& error)
{
    struct outcome {
        error_code error = boost::asio::error::try_again;
        std::size_t n = 0;
    } result;
    struct handler {
        outcome& result;
        void operator()(error_code e, std::size_t n = 0) const { result = {e, n}; }
    };
    state_.io.restart();
    start(handler{result});
    state_.io.run();
    error = result.error;
    return result.n;
}

connection::error_code connection::handshake()
{
    error_code error;
    const auto role = given_->server ? stream_base::server : stream_base::client;
    if (given_->async)
        wait([&](auto handler) { stream_.async_handshake(role, handler); }, error);
    else
        stream_.handshake(role, error);
    return error;
}

std::size_t connection::read_early(byte_span data, error_code& error)
{
    const auto buffer = boost::asio::buffer(data.data(), data.size());
    if (given_->async)
        return wait([&](auto handler) { stream_.async_read_early_some(buffer, handler); }, error);
    return stream_.read_early_some(buffer, error);
}

/// Returns how much of the text was sent: nothing if no session allows early data.
std::size_t connection::write_early(std::string_view text)
{
    error_code error;
    std::size_t n;
    const auto buffer = boost::asio::buffer(text);
    if (given_->async)
        n = wait([&](auto handler) { stream_.async_write_early_some(buffer, handler); }, error);
    else
        n = stream_.write_early_some(buffer, error);
    if (error == error::reason::early_data_unavailable)
        return 0;
    if (given_->expect_no_offer_early_data)
        throw failure("early data was offered");
    succeed(error);
    return n;
}

std::size_t connection::read(byte_span data, error_code& error)
{
    const auto buffer = boost::asio::buffer(data.data(), data.size());
    if (given_->async)
        return wait([&](auto handler) { stream_.async_read_some(buffer, handler); }, error);
    return stream_.read_some(buffer, error);
}

/// Waits for data without taking it, and then takes it.
std::size_t connection::read_after_peeking(byte_span data, error_code& error)
{
    if (given_->async)
        wait([&](auto handler) { stream_.async_wait(stream_type::wait_read, handler); }, error);
    else
        stream_.wait(stream_type::wait_read, error);
    if (error)
        return 0;
    const auto ready = stream_.pending();
    const auto n = read(data, error);
    if (!error && n < std::min(ready, data.size()))
        throw failure("a read returned less than pending() had promised");
    return n;
}

/// Reads while a write is held back in the middle of a record.
void connection::write_while_reading(byte_span data, std::size_t& n, error_code& error)
{
    if (!given_->async)
        throw std::invalid_argument("-read-with-unfinished-write needs -async");
    transport_.hold_writes();
    wait(
        [&](auto handler) {
            stream_.async_write_some(boost::asio::buffer(initial_write), [&](error_code write_error, std::size_t) {
                if (write_error)
                    seen_.complaint = "the write that was held back failed: " + write_error.message();
            });
            stream_.async_read_some(boost::asio::buffer(data.data(), data.size()),
                                    [&, handler](error_code read_error, std::size_t size) {
                                        n = size;
                                        transport_.release_writes();
                                        handler(read_error, size);
                                    });
        },
        error);
}

void connection::write_all(byte_view data)
{
    while (!data.empty()) {
        error_code error;
        const auto buffer = boost::asio::buffer(data.data(), data.size());
        const auto n = given_->async ? wait([&](auto handler) { stream_.async_write_some(buffer, handler); }, error)
                                     : stream_.write_some(buffer, error);
        succeed(error);
        data = data.subspan(n);
    }
}

void connection::update_keys()
{
    error_code error;
    if (given_->async)
        wait([&](auto handler) { stream_.async_update_keys(false, handler); }, error);
    else
        stream_.update_keys(false, error);
    succeed(error);
}

void connection::shut_down()
{
    error_code error;
    if (given_->async)
        wait([&](auto handler) { stream_.async_shutdown(handler); }, error);
    else
        stream_.shutdown(error);
    succeed(error);
}

void connection::fail(error_code error) const
{
    throw failure(":" + name_of(error) + ": " + error.message() + ": " + stream_.error_detail());
}

} // namespace tls::bogo
