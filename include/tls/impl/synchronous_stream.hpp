// The synchronous functions of tls::stream.

#ifndef TLS_IMPL_SYNCHRONOUS_STREAM_HPP
#define TLS_IMPL_SYNCHRONOUS_STREAM_HPP

#include <tls/impl/bounded_socket.hpp>
#include <tls/impl/early_data_operations.hpp>
#include <tls/impl/lowest_layer.hpp>
#include <tls/impl/operations.hpp>
#include <tls/impl/readiness.hpp>
#include <tls/impl/sync_op.hpp>
#include <tls/impl/throwing.hpp>
#include <tls/stream_base.hpp>
#include <tls/stream_settings.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace tls {

/// The base of tls::stream with the synchronous functions. They block until they are done. Over a transport in
/// non-blocking mode they report would_block instead; call them again then, no data is lost. Each function has an
/// overload that throws boost::system::system_error, whose what() has error_detail() too: which certificate was refused
/// and by which rule, for example.
template <class NextLayer>
class synchronous_stream : public stream_base, public stream_settings {
public:
    using next_layer_type = std::remove_reference_t<NextLayer>;
    using duration = std::chrono::steady_clock::duration;
    using wait_type = boost::asio::socket_base::wait_type;
    static constexpr wait_type wait_read = boost::asio::socket_base::wait_read;
    static constexpr wait_type wait_write = boost::asio::socket_base::wait_write;
    static constexpr wait_type wait_error = boost::asio::socket_base::wait_error;

    next_layer_type& next_layer() noexcept { return next_layer_; }
    const next_layer_type& next_layer() const noexcept { return next_layer_; }

    /// @name Synchronous operations
    ///
    /// Like their asynchronous counterparts in tls::stream, with two differences: handshake() and read_early_some()
    /// have no time limit, and update_keys() has queued nothing if it reports would_block.
    /// @{
    void handshake(handshake_type type)
    {
        throwing("handshake", [&](error_code& e) { handshake(type, e); });
    }
    void handshake(handshake_type type, error_code& error) { run(handshake_operation(type, 0), error); }

    template <class ConstBufferSequence>
    requires(boost::asio::is_const_buffer_sequence<ConstBufferSequence>::value) void handshake(
        handshake_type type, const ConstBufferSequence& buffers)
    {
        throwing("handshake", [&](error_code& e) { handshake(type, buffers, e); });
    }
    template <class ConstBufferSequence>
    requires(boost::asio::is_const_buffer_sequence<ConstBufferSequence>::value) void handshake(
        handshake_type type, const ConstBufferSequence& buffers, error_code& error)
    {
        run(handshake_operation(type, receive(buffers)), error);
    }

    template <class MutableBufferSequence>
    std::size_t read_some(const MutableBufferSequence& buffers)
    {
        return throwing("read_some", [&](error_code& e) { return read_some(buffers, e); });
    }
    template <class MutableBufferSequence>
    std::size_t read_some(const MutableBufferSequence& buffers, error_code& error)
    {
        return run(detail::read_operation<MutableBufferSequence>(buffers), error);
    }

    template <class ConstBufferSequence>
    std::size_t write_some(const ConstBufferSequence& buffers)
    {
        return throwing("write_some", [&](error_code& e) { return write_some(buffers, e); });
    }
    template <class ConstBufferSequence>
    std::size_t write_some(const ConstBufferSequence& buffers, error_code& error)
    {
        return run(detail::write_operation<ConstBufferSequence>(buffers), error);
    }

    template <class ConstBufferSequence>
    std::size_t write_early_some(const ConstBufferSequence& buffers)
    {
        return throwing("write_early_some", [&](error_code& e) { return write_early_some(buffers, e); });
    }
    template <class ConstBufferSequence>
    std::size_t write_early_some(const ConstBufferSequence& buffers, error_code& error)
    {
        return run(detail::write_early_operation<ConstBufferSequence>(buffers), error);
    }

    template <class MutableBufferSequence>
    std::size_t read_early_some(const MutableBufferSequence& buffers)
    {
        return throwing("read_early_some", [&](error_code& e) { return read_early_some(buffers, e); });
    }
    template <class MutableBufferSequence>
    std::size_t read_early_some(const MutableBufferSequence& buffers, error_code& error)
    {
        return run(detail::read_early_operation<MutableBufferSequence>(buffers), error);
    }

    void wait(wait_type type)
    {
        throwing("wait", [&](error_code& e) { wait(type, e); });
    }
    void wait(wait_type type, error_code& error)
    {
        if (type == wait_read)
            run(detail::wait_read_operation(), error);
        else if (type == wait_write)
            run(detail::wait_write_operation(), error);
        else
            detail::wait_error(detail::lowest_layer<next_layer_type>::get(next_layer_), error);
    }

    void shutdown()
    {
        throwing("shutdown", [&](error_code& e) { shutdown(e); });
    }
    void shutdown(error_code& error) { run(detail::shutdown_operation(), error); }
    /// Shuts down within `timeout`. Only over Asio sockets and beast::basic_stream: other layers offer no wait with a
    /// time limit.
    void shutdown(duration timeout) requires(detail::plain_socket<next_layer_type>::available)
    {
        throwing("shutdown", [&](error_code& e) { shutdown(timeout, e); });
    }
    void shutdown(duration timeout, error_code& error) requires(detail::plain_socket<next_layer_type>::available)
    {
        detail::bounded_socket socket(detail::plain_socket<next_layer_type>::get(next_layer_).native_handle(), timeout);
        detail::run_sync(socket, *core_, detail::shutdown_operation(), error);
        if (error == boost::asio::error::would_block)
            error = boost::asio::error::timed_out;
    }

    void close_write()
    {
        throwing("close_write", [&](error_code& e) { close_write(e); });
    }
    void close_write(error_code& error) { run(detail::close_write_operation(), error); }

    void update_keys(bool request_peer)
    {
        throwing("update_keys", [&](error_code& e) { update_keys(request_peer, e); });
    }
    void update_keys(bool request_peer, error_code& error) { run(detail::update_keys_operation(request_peer), error); }

    void renegotiate()
    {
        throwing("renegotiate", [&](error_code& e) { renegotiate(e); });
    }
    void renegotiate(error_code& error) { run(detail::renegotiate_operation(), error); }
    /// @}

protected:
    template <class Arg>
    explicit synchronous_stream(std::shared_ptr<detail::stream_core> core, Arg&& arg)
        : stream_settings(std::move(core)), next_layer_(std::forward<Arg>(arg))
    {
    }
    synchronous_stream(synchronous_stream&&) = default;
    synchronous_stream& operator=(synchronous_stream&&) = default;
    ~synchronous_stream() = default;

    static detail::handshake_operation handshake_operation(handshake_type type, std::size_t n) noexcept
    {
        return {type == client ? role::client : role::server, n};
    }

    /// Passes data that was read before the handshake to the engine. Returns the number of bytes.
    template <class ConstBufferSequence>
    std::size_t receive(const ConstBufferSequence& buffers)
    {
        std::size_t total = 0;
        auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto i = boost::asio::buffer_sequence_begin(buffers); i != end; ++i) {
            boost::asio::const_buffer buffer(*i);
            core_->engine.received({static_cast<const std::uint8_t*>(buffer.data()), buffer.size()});
            total += buffer.size();
        }
        return total;
    }

    NextLayer next_layer_;

private:
    template <class Function>
    auto throwing(const char* name, Function&& function)
    {
        return detail::throwing(name, function, [this]() -> const std::string& { return error_detail(); });
    }
    template <class Operation>
    std::size_t run(Operation operation, error_code& error)
    {
        return detail::run_sync(next_layer_, *core_, std::move(operation), error);
    }
};

} // namespace tls

#pragma GCC visibility pop

#endif
