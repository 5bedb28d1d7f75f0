// A socket for synchronous operations with a time limit.

#ifndef TLS_IMPL_BOUNDED_SOCKET_HPP
#define TLS_IMPL_BOUNDED_SOCKET_HPP

#include <tls/config.hpp>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>

#pragma GCC visibility push(default)

namespace boost::beast {
template <class Protocol, class Executor, class RatePolicy>
class basic_stream;
} // namespace boost::beast

namespace tls::detail {

/// Finds the socket below a layer that passes data through unchanged.
template <class Layer>
struct plain_socket {
    static constexpr bool available = false;
};

#if !defined(BOOST_ASIO_WINDOWS)
template <class Protocol, class Executor>
struct plain_socket<boost::asio::basic_stream_socket<Protocol, Executor>> {
    static constexpr bool available = true;
    template <class Socket>
    static Socket& get(Socket& socket) noexcept
    {
        return socket;
    }
};

template <class Protocol, class Executor, class RatePolicy>
struct plain_socket<boost::beast::basic_stream<Protocol, Executor, RatePolicy>> {
    static constexpr bool available = true;
    template <class Stream>
    static auto& get(Stream& stream) noexcept
    {
        return stream.socket();
    }
};
#endif

/// Reads and writes a socket until `timeout` has passed since construction. After that, each call that would have to
/// wait reports would_block, which is no failure of the transport; a call that can complete at once still does. The
/// socket may be in blocking or non-blocking mode.
class bounded_socket {
public:
    bounded_socket(int socket, std::chrono::steady_clock::duration timeout) noexcept;

    std::size_t read_some(boost::asio::mutable_buffer, boost::system::error_code&) noexcept;
    std::size_t write_some(boost::asio::const_buffer, boost::system::error_code&) noexcept;

private:
    bool wait(short events, boost::system::error_code&) const noexcept;

    int socket_;
    std::chrono::steady_clock::time_point end_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
