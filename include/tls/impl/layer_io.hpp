// The calls that operations make to the next layer.

#ifndef TLS_IMPL_LAYER_IO_HPP
#define TLS_IMPL_LAYER_IO_HPP

#include <tls/error.hpp>
#include <tls/impl/readiness.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Starts a write of the engine's output. The operation that it is for must have called core.begin_write.
template <class Layer, class Handler>
void async_write_output(Layer& next, stream_core& core, Handler&& handler)
{
    auto output = core.engine.output();
    next.async_write_some(boost::asio::const_buffer(output.data(), output.size()), std::forward<Handler>(handler));
}

/// Starts a read into the engine's buffer, or, for a layer that has `readiness`, a wait until there is something to
/// read: so no buffer is held while nothing arrives. The operation that it is for must have called core.begin_read.
template <class Layer, class Handler>
void async_await_input(Layer& next, stream_core& core, Handler&& handler)
{
    if constexpr (readiness<Layer>::available) {
        next.async_wait(boost::asio::socket_base::wait_read, std::forward<Handler>(handler));
    } else {
        auto space = core.engine.input_buffer();
        next.async_read_some(boost::asio::mutable_buffer(space.data(), space.size()), std::forward<Handler>(handler));
    }
}

/// Gives the engine what has arrived at a layer that has `readiness`. Never waits: would_block if there is nothing. The
/// end of the input is no error.
template <class Layer>
boost::system::error_code read_at_once(Layer& next, stream_core& core)
{
    auto space = core.engine.input_buffer();
    boost::system::error_code error;
    const auto n = readiness<Layer>::try_read(next, space, error);
    // A read that did not fill its space left nothing behind, so that asking again would be of no use.
    core.expects_input = n == space.size();
    core.take_input(error, n);
    return error;
}

/// What an operation reports of its own error and the transport's failure to write, if there is one. The end of the
/// transport tells least: a reset connection reports the reset once, to whichever operation comes first.
inline boost::system::error_code error_that_tells_most(const boost::system::error_code& own,
                                                       const boost::system::error_code& write_failure) noexcept
{
    return write_failure && (!own || own == make_error_code(error::stream_truncated)) ? write_failure : own;
}

/// Lets an operation that can send no more see what has arrived already, if the layer can tell without waiting: the
/// peer's alert tells more than that it takes no more bytes. `wants` and `error` are what the operation's perform() has
/// returned last.
template <class Layer, class Operation>
void read_arrived(Layer& next, stream_core& core, Operation& operation, want& wants, boost::system::error_code& error)
{
    if constexpr (readiness<Layer>::available) {
        while (wants == want::input && !core.read_failure() && !read_at_once(next, core))
            wants = operation.perform(core.engine, error);
    }
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
