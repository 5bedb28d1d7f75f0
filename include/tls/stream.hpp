// TLS over any Asio stream.

#ifndef TLS_STREAM_HPP
#define TLS_STREAM_HPP

#include <tls/context.hpp>
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
/// `NextLayer` is a type with async_read_some, async_write_some and get_executor (and read_some and write_some
/// for the synchronous functions), such as a socket, beast::tcp_stream or another tls::stream, or a reference
/// to one. It must allow one read and one write at once even if its user only reads, since reading may take an answer
/// (so a beast::tcp_stream's expires_after is to be called before operations are started, not beside a read), and
/// should end a write that is cancelled with cancellation_type::partial, saying what it has written.
///
/// Every asynchronous operation async_f has a synchronous form f(..., error_code&) and one that throws: see
/// synchronous_stream.
///
/// Operations. Asynchronous operations take any completion token. One read and one write may be under way at
/// once (and nothing else beside them); a handshake must be alone. They may be cancelled in every way that
/// Asio knows (terminal, partial, total) and then report operation_aborted; nothing that arrived is lost, and
/// what a write reports as written is sent by the next operation. A read that has something to send does so beside its
/// reading, and does not wait for it; meanwhile a synchronous write reports operation_in_progress. After a failed
/// handshake, and any error but eof and those of the transport, the connection is over.
///
/// Threads. A stream is not thread-safe: use it from one thread or one strand at a time. The handlers' associated
/// executors must see to that. A handler of io_context::strand::wrap has none. Before Boost 1.84 its hooks run the
/// stream's own handlers in the strand, except the timer of limits::handshake_timeout, which must then be zero on
/// several threads. Since Boost 1.84 only the handler itself runs in the strand: use bind_executor. Different streams
/// of one context may be used by different threads.
///
/// Lifetime. A stream may be moved while no operation is under way. One that was moved from can be destroyed or
/// assigned to. If a stream is destroyed, or reset, while an operation is under way, that ends with operation_aborted.
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

    /// The same stream over a next layer with another executor.
    template <class Executor>
    struct rebind_executor {
        using other = stream<typename next_layer_type::template rebind_executor<Executor>::other>;
    };

    /// Takes the context's configuration as it stands. `arg` is what NextLayer is constructed from: an executor or
    /// an execution context, or another NextLayer.
    template <class Arg>
    stream(Arg&& arg, context& ctx)
        : stream(std::make_unique<native_stream>(*detail::native_of(ctx.native_handle())), std::forward<Arg>(arg))
    {
    }

    /// The same. asio::ssl::stream has buffers of these sizes, in bytes; here they are of the size that is needed.
    template <class Arg>
    stream(Arg&& arg, context& ctx, std::size_t /*input_buffer_size*/, std::size_t /*output_buffer_size*/ = 0)
        : stream(std::forward<Arg>(arg), ctx)
    {
    }

    /// Takes over what SSL_new made. Null: invalid_argument.
    template <class Arg>
    stream(Arg&& arg, native_handle_type handle)
        : stream(std::unique_ptr<native_stream>(detail::not_null(detail::native_of(handle), "stream")),
                 std::forward<Arg>(arg))
    {
    }

    /// The same with a configuration of one's own.
    template <class Arg>
    stream(Arg&& arg, std::shared_ptr<const configuration> config)
        : stream(std::make_unique<native_stream>(std::move(config)), std::forward<Arg>(arg))
    {
    }

    /// From a stream whose next layer has another executor type, as rebind_executor and as_default_on need.
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
    /// With `buffers`: bytes that were already read from the transport; all are consumed. async_handshake ends
    /// with error::reason::handshake_timeout after limits::handshake_timeout; the synchronous form does not look
    /// at the time.
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

    /// @name Application data
    ///
    /// read_some returns as soon as there is data: from as many records as have arrived and fit. eof is reported
    /// after the peer's close_notify, error::stream_truncated if the transport ends without one. write_some takes up
    /// to 256 KiB at once, from at most 64 buffers. Empty buffers are no operation, and no error.
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

    /// Waits, without taking or giving any data: with wait_read until a read would have data or eof at once, with
    /// wait_write until what was accepted earlier has been sent, so that there is room for more. Either counts as the
    /// one read or write that may be under way, and reports what errors the read or write would report. wait_error is
    /// the lowest layer's own.
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_wait(wait_type type, Token&& token = Token())
    {
        return boost::asio::async_initiate<Token, void(error_code)>(
            detail::initiate_wait<next_layer_type>(next_layer_, core_), token, type);
    }

    /// @name Closing
    ///
    /// shutdown sends close_notify and waits for the peer's; what the peer sends before it is discarded. It succeeds
    /// if the peer's is already there. With a timeout it ends with boost::asio::error::timed_out if the peer's is not
    /// there in time, or ours cannot be sent; then all that is left is to close the next layer. close_write sends
    /// close_notify only: the peer may go on, and we may read.
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

    /// @name New keys (RFC 8446 section 4.6.3), for our direction, and with `request_peer` for the peer's too.
    /// @{
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_update_keys(bool request_peer, Token&& token = Token())
    {
        return start<false, Token>(detail::update_keys_operation(request_peer), token);
    }
    /// @}

    /// @name Another handshake, in TLS 1.2 (RFC 5246 section 7.4.1)
    ///
    /// renegotiate sends a client's ClientHello, or a server's HelloRequest, and no more: reads and writes go on with
    /// the rest by themselves, without a deadline. handshake waits for its end, and reports one that did not take
    /// place:
    ///
    ///     stream.set_verify_mode(verify_peer | verify_fail_if_no_peer_cert); // a certificate is asked for late
    ///     stream.renegotiate();
    ///     stream.handshake(stream_base::server); // throws unless it has taken place
    ///
    /// What is read or written before handshake has succeeded, or info().renegotiations has grown, may be from or for
    /// somebody who showed none, and what is read right after it may have arrived before. See engine::renegotiate.
    /// @{
    template <class Token = boost::asio::default_completion_token_t<executor_type>>
    auto async_renegotiate(Token&& token = Token())
    {
        return start<false, Token>(detail::renegotiate_operation(), token);
    }
    /// @}

    /// Makes the stream ready for another connection, whatever became of the last, with the settings that it had before
    /// its handshake. The next layer is the caller's: to be closed before, and connected again afterwards. Operations
    /// under way end with operation_aborted, as soon as the next layer lets go of them, and do nothing more.
    void reset() { core_ = core_->renew(); }

private:
    template <class OtherNextLayer>
    friend class stream;

    template <class Arg>
    stream(std::unique_ptr<native_stream> connection, Arg&& arg)
        : base(std::make_shared<detail::stream_core>(std::move(connection)), std::forward<Arg>(arg))
    {
    }

    /// Token as the user's function deduced it: async_initiate copies an lvalue, and moves from an rvalue.
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
