// TLS over any Asio stream.

#ifndef TLS_STREAM_HPP
#define TLS_STREAM_HPP

#include <tls/context.hpp>
#include <tls/impl/early_data_operations.hpp>
#include <tls/impl/initiate.hpp>
#include <tls/impl/lowest_layer.hpp>
#include <tls/impl/operations.hpp>
#include <tls/impl/readiness.hpp>
#include <tls/impl/synchronous_stream.hpp>
#include <tls/impl/throwing.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>

#include <memory>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace tls {

/// A TLS connection over `NextLayer`, with boost::asio::ssl::stream's interface and more.
///
/// `NextLayer`. A type with async_read_some, async_write_some and get_executor (and read_some and write_some for the
/// synchronous functions), such as a socket, a beast::tcp_stream or another tls::stream, or a reference to one. It must
/// allow one read and one write concurrently, even if the user only reads, because TLS may need to answer a message
/// that was read. (For the same reason, call a beast::tcp_stream's expires_after before starting operations, not during
/// a read.) It should end a write that is cancelled with cancellation_type::partial, and report the bytes written.
///
/// Every asynchronous operation async_f has a synchronous form f(..., error_code&) and a throwing form f(...): see
/// synchronous_stream.
///
/// Operations. Asynchronous operations accept any completion token. One read and one write may run concurrently, and
/// nothing else beside them; a handshake must run alone, except for operations on early data. Operations support all of
/// Asio's cancellation types (terminal, partial, total) and then report operation_aborted. Cancellation loses no
/// received data, and the next operation sends the data that a cancelled write reported as written. A read sends its
/// pending output concurrently and does not wait for it; meanwhile a synchronous write reports operation_in_progress.
/// The connection cannot be used further after a failed handshake, or after any error except eof and errors of the
/// transport.
///
/// Threads. A stream is not thread-safe: use it from one thread or one strand at a time, and give handlers associated
/// executors that ensure this. Handlers of io_context::strand::wrap have no associated executor. Before Boost 1.84, the
/// wrapper's hooks run the stream's internal handlers in the strand, except the timer of limits::handshake_timeout,
/// which must then be zero if several threads run the context. Since Boost 1.84, only the handler itself runs in the
/// strand: use bind_executor. Different streams of one context may be used by different threads.
///
/// Lifetime. A stream may be moved while no operation is running. A moved-from stream can only be destroyed or assigned
/// to. If a stream is destroyed or reset while an operation is running, that operation ends with operation_aborted.
template <class NextLayer>
class stream : public synchronous_stream<NextLayer> {
    using base = synchronous_stream<NextLayer>;
    using base::core_;
    using base::next_layer_;

public:
    using typename base::error_code;
    using typename base::handshake_type;
    using typename base::native_handle_type;
    using typename base::next_layer_type;
    using lowest_layer_type = typename detail::lowest_layer<next_layer_type>::type;
    using executor_type = typename next_layer_type::executor_type;
    using typename base::duration;
    using typename base::wait_type;

    /// The stream type over a next layer with another executor.
    template <class Executor>
    struct rebind_executor {
        using other = stream<typename next_layer_type::template rebind_executor<Executor>::other>;
    };

    /// Creates a stream with the context's current configuration. Constructs NextLayer from `arg`: an executor, an
    /// execution context, or another NextLayer.
    template <class Arg>
    stream(Arg&& arg, context& ctx)
        : stream(std::make_unique<native_stream>(*detail::native_of(ctx.native_handle())), std::forward<Arg>(arg))
    {
    }

    /// Does the same. The buffer sizes, in bytes, are for asio::ssl::stream's interface only and are ignored: buffers
    /// here grow as needed.
    template <class Arg>
    stream(Arg&& arg, context& ctx, std::size_t /*input_buffer_size*/, std::size_t /*output_buffer_size*/ = 0)
        : stream(std::forward<Arg>(arg), ctx)
    {
    }

    /// Takes ownership of a handle that SSL_new returned. Null: invalid_argument.
    template <class Arg>
    stream(Arg&& arg, native_handle_type handle)
        : stream(std::unique_ptr<native_stream>(
                     detail::not_null(detail::native_of(handle), "stream: the handle must not be null")),
                 std::forward<Arg>(arg))
    {
    }

    /// Creates a stream with a configuration that does not come from a context.
    template <class Arg>
    stream(Arg&& arg, std::shared_ptr<const configuration> config)
        : stream(std::make_unique<native_stream>(std::move(config)), std::forward<Arg>(arg))
    {
    }

    /// Converts a stream whose next layer has another executor type, as rebind_executor and as_default_on require.
    template <class OtherNextLayer>
    requires(std::is_constructible_v<NextLayer, OtherNextLayer&&>) stream(stream<OtherNextLayer>&& other)
        : base(std::move(other.core_), std::move(other.next_layer_))
    {
    }

    stream(stream&&) = default;
    stream& operator=(stream&& other)
    {
        if (this != &other) {
            abandon();
            base::operator=(std::move(other));
        }
        return *this;
    }
    ~stream() { abandon(); }

    executor_type get_executor() noexcept { return next_layer_.get_executor(); }
    lowest_layer_type& lowest_layer() { return detail::lowest_layer<next_layer_type>::get(next_layer_); }
    const lowest_layer_type& lowest_layer() const
    {
        return detail::lowest_layer<next_layer_type>::get(const_cast<stream&>(*this).next_layer_);
    }

    /// @name Handshake
    ///
    /// `buffers` are bytes already read from the transport; all are consumed. async_handshake fails with
    /// error::reason::handshake_timeout after limits::handshake_timeout. The synchronous form has no time limit.
    /// @{
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    requires(!boost::asio::is_const_buffer_sequence<std::decay_t<Token>>::value) auto async_handshake(
        handshake_type type, Token&& token = Token())
    {
        return start<false, Token>(base::handshake_operation(type, 0), token);
    }
    template <class ConstBufferSequence, class Token = boost::asio::default_completion_token_t<executor_type>>
    requires(boost::asio::is_const_buffer_sequence<ConstBufferSequence>::value) auto async_handshake(
        handshake_type type, const ConstBufferSequence& buffers, Token&& token = Token())
    {
        return start<true, Token>(base::handshake_operation(type, base::receive(buffers)), token);
    }
    /// @}

    /// @name Early data (RFC 8446 section 2.3), if session_settings::max_early_data is set
    ///
    /// An attacker can record a client's early data and replay it to the server. Use it only for requests that may be
    /// repeated. A client that resumes a session begins with write_early_some, and goes on with handshake:
    ///
    ///     auto [error, n] = co_await stream.async_write_early_some(request, as_tuple(use_awaitable));
    ///     co_await stream.async_handshake(stream_base::client, use_awaitable);
    ///     if (stream.info().early_data != early_data_status::accepted)
    ///         n = 0; // none was offered, or the server has not read it
    ///     co_await async_write(stream, request + n, use_awaitable);
    ///
    /// write_early_some takes up to 256 KiB at once, from at most 64 buffers. Its errors early_data_unavailable,
    /// early_data_rejected and early_data_limit_reached (error::reason) leave the stream usable. It may run beside
    /// handshake, until handshake has completed.
    ///
    /// A server reads early data with read_early_some until it reports eof, and then goes on with handshake, whose time
    /// limit also holds for each call of read_early_some. Or it runs handshake beside read_early_some; early data that
    /// nobody reads is kept, up to max_early_data bytes. Meanwhile write_some may answer early data that has been read.
    /// If handshake does not run, the server's first messages are sent by the next operation, together with the answer.
    /// See engine::write_early and engine::read_early.
    /// @{
    template <class ConstBufferSequence, class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_write_early_some(const ConstBufferSequence& buffers, Token&& token = Token())
    {
        return start<true, Token>(detail::write_early_operation<ConstBufferSequence>(buffers), token);
    }

    template <class MutableBufferSequence, class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_read_early_some(const MutableBufferSequence& buffers, Token&& token = Token())
    {
        return start<true, Token>(detail::read_early_operation<MutableBufferSequence>(buffers), token);
    }
    /// @}

    /// @name Application data
    ///
    /// read_some returns as soon as there is data, from as many records as have arrived and fit. It reports eof after
    /// the peer's close_notify, error::stream_truncated if the transport ends without one. write_some takes up to
    /// 256 KiB at once, from at most 64 buffers. With empty buffers both do nothing and succeed.
    /// @{
    template <class MutableBufferSequence, class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_read_some(const MutableBufferSequence& buffers, Token&& token = Token())
    {
        return start<true, Token>(detail::read_operation<MutableBufferSequence>(buffers), token);
    }

    template <class ConstBufferSequence, class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_write_some(const ConstBufferSequence& buffers, Token&& token = Token())
    {
        return start<true, Token>(detail::write_operation<ConstBufferSequence>(buffers), token);
    }
    /// @}

    /// Waits without transferring data. wait_read waits until a read would return data or eof at once; wait_write until
    /// earlier writes have been sent, so that there is room for more. They count as the one read or write that may run,
    /// and report the errors that the read or write would report. wait_error waits for the lowest layer's error
    /// condition.
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_wait(wait_type type, Token&& token = Token())
    {
        return boost::asio::async_initiate<Token, void(error_code)>(
            detail::initiate_wait<next_layer_type>(next_layer_, core_), token, type);
    }

    /// @name Closing
    ///
    /// shutdown sends close_notify and waits for the peer's; it discards data that arrives before it. It succeeds at
    /// once if the peer's has already arrived. With a timeout it fails with boost::asio::error::timed_out if the peer's
    /// does not arrive in time, or ours cannot be sent; then only closing the next layer is left to do. close_write
    /// sends close_notify without waiting: the peer may still send, and we may still read.
    /// @{
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    requires(!std::is_convertible_v<Token, duration>) auto async_shutdown(Token&& token = Token())
    {
        return start<false, Token>(detail::shutdown_operation(), token);
    }
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_shutdown(duration timeout, Token&& token = Token())
    {
        return start<false, Token>(detail::bounded_shutdown_operation(timeout), token);
    }

    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_close_write(Token&& token = Token())
    {
        return start<false, Token>(detail::close_write_operation(), token);
    }
    /// @}

    /// @name Key update (RFC 8446 section 4.6.3): new keys for our direction, and with `request_peer` for the peer's,
    /// too.
    /// @{
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_update_keys(bool request_peer, Token&& token = Token())
    {
        return start<false, Token>(detail::update_keys_operation(request_peer), token);
    }
    /// @}

    /// @name Renegotiation: another handshake, in TLS 1.2 only (RFC 5246 section 7.4.1)
    ///
    /// renegotiate sends a client's ClientHello or a server's HelloRequest, and does not wait. Reads and writes then
    /// drive the renegotiation, without a deadline. handshake waits for its end, and reports an error if it did not
    /// take place:
    ///
    ///     stream.set_verify_mode(verify_peer | verify_fail_if_no_peer_cert); // request a client certificate late
    ///     stream.renegotiate();
    ///     stream.handshake(stream_base::server); // throws if the renegotiation did not take place
    ///
    /// Until handshake has succeeded, or info().renegotiations has grown, data that is read or written may belong to a
    /// peer that has presented no certificate. Data read right afterwards may have arrived before. See
    /// engine::renegotiate.
    /// @{
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_renegotiate(Token&& token = Token())
    {
        return start<false, Token>(detail::renegotiate_operation(), token);
    }
    /// @}

    /// Prepares the stream, in any state, for another connection, with the settings that were in effect before the last
    /// handshake. The caller must close the next layer before, and connect it again afterwards.
    /// Running operations end with operation_aborted as soon as the next layer returns, and have no further effect.
    void reset() { core_ = core_->renew(); }

private:
    template <class OtherNextLayer>
    friend class stream;

    template <class Arg>
    stream(std::unique_ptr<native_stream> connection, Arg&& arg)
        : base(std::make_shared<detail::stream_core>(std::move(connection)), std::forward<Arg>(arg))
    {
    }

    /// `Token` is the type that the public function deduced: async_initiate copies an lvalue and moves from an rvalue.
    template <bool ReportsBytes, class Token, class Operation>
    auto start(Operation operation, std::remove_reference_t<Token>& token)
    {
        using signature = std::conditional_t<ReportsBytes, void(error_code, std::size_t), void(error_code)>;
        return boost::asio::async_initiate<Token, signature>(
            detail::initiate_io_op<next_layer_type, ReportsBytes>(next_layer_, core_), token, std::move(operation));
    }

    void abandon()
    {
        if (core_)
            core_->abandon();
    }
};

} // namespace tls

#pragma GCC visibility pop

#endif
