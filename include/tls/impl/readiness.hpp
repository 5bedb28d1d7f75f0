// Layers that report when they are readable, so that a read needs no buffer until then.

#ifndef TLS_IMPL_READINESS_HPP
#define TLS_IMPL_READINESS_HPP

#include <tls/bytes.hpp>
#include <tls/impl/complete_at_once.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/system/error_code.hpp>

#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Reads available data from a socket. Never waits, even in blocking mode. Returns the number of bytes read. If that
/// is 0, `error` is eof at the end of the stream, and would_block if more data may arrive later.
std::size_t receive_at_once(int socket, byte_span space, boost::system::error_code& error) noexcept;

/// Whether a layer has async_wait(wait_read). If so, try_read reads from it without waiting.
template <class Layer>
struct readiness {
    static constexpr bool available = false;
};

#if !defined(BOOST_ASIO_WINDOWS)
/// Only Asio's own sockets: a class that derives from a socket or wraps one may change how reads work, as
/// beast::basic_stream does for its timeouts.
template <class Protocol, class Executor>
struct readiness<boost::asio::basic_stream_socket<Protocol, Executor>> {
    static constexpr bool available = true;

    static std::size_t try_read(boost::asio::basic_stream_socket<Protocol, Executor>& socket, byte_span space,
                                boost::system::error_code& error)
    {
        return receive_at_once(socket.native_handle(), space, error);
    }
};
#endif

/// Calls the lowest layer's wait(wait_error); reports operation_not_supported if it has none.
template <class Layer>
void wait_error(Layer& layer, boost::system::error_code& error)
{
    if constexpr (requires { layer.wait(boost::asio::socket_base::wait_error, error); })
        layer.wait(boost::asio::socket_base::wait_error, error);
    else
        error = boost::asio::error::operation_not_supported;
}

/// The asynchronous form of wait_error, an implementation for `composed`.
template <class Layer>
class wait_error_op {
public:
    explicit wait_error_op(Layer& layer) noexcept : layer_(layer) {}

    template <class Self>
    void start(Self& self)
    {
        using boost::asio::socket_base;
        auto& layer = layer_;
        if constexpr (requires { layer.async_wait(socket_base::wait_error, std::move(self)); }) {
            layer.async_wait(socket_base::wait_error, std::move(self));
        } else {
            auto error = make_error_code(boost::asio::error::operation_not_supported);
            complete_at_once(layer.get_executor(), boost::asio::append(std::move(self), error));
        }
    }
    template <class Self>
    void operator()(Self& self, boost::system::error_code error, std::size_t)
    {
        self.complete(error);
    }

private:
    Layer& layer_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
