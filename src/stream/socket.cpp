#include <tls/impl/bounded_socket.hpp>
#include <tls/impl/readiness.hpp>

#include <boost/asio/error.hpp>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace tls::detail {
namespace {

/// Calls `transfer`, which returns the result of recv or send, again after each interruption by a signal.
template <class Transfer>
std::size_t uninterrupted(Transfer&& transfer, boost::system::error_code& error) noexcept
{
    for (;;) {
        auto n = transfer();
        error = {};
        if (n >= 0)
            return static_cast<std::size_t>(n);
        if (errno == EINTR)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            error = boost::asio::error::would_block;
        else
            error.assign(errno, boost::asio::error::get_system_category());
        return 0;
    }
}

std::chrono::steady_clock::time_point from_now(std::chrono::steady_clock::duration time) noexcept
{
    auto now = std::chrono::steady_clock::now();
    return time < std::chrono::steady_clock::time_point::max() - now ? now + time
                                                                     : std::chrono::steady_clock::time_point::max();
}

} // namespace

std::size_t receive_at_once(int socket, byte_span space, boost::system::error_code& error) noexcept
{
    auto n = uninterrupted([&] { return ::recv(socket, space.data(), space.size(), MSG_DONTWAIT); }, error);
    if (n == 0 && !error)
        error = boost::asio::error::eof;
    return n;
}

bounded_socket::bounded_socket(int socket, std::chrono::steady_clock::duration timeout) noexcept
    : socket_(socket), end_(from_now(timeout))
{
}

std::size_t bounded_socket::read_some(boost::asio::mutable_buffer space, boost::system::error_code& error) noexcept
{
    std::size_t n = 0;
    do {
        n = receive_at_once(socket_, {static_cast<std::uint8_t*>(space.data()), space.size()}, error);
    } while (error == boost::asio::error::would_block && wait(POLLIN, error));
    return n;
}

std::size_t bounded_socket::write_some(boost::asio::const_buffer data, boost::system::error_code& error) noexcept
{
    std::size_t n = 0;
    do {
        n = uninterrupted([&] { return ::send(socket_, data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL); },
                          error);
    } while (error == boost::asio::error::would_block && wait(POLLOUT, error));
    return n;
}

/// Waits for events until the deadline. Returns true if the caller should try again, else sets `error`.
bool bounded_socket::wait(short events, boost::system::error_code& error) const noexcept
{
    using namespace std::chrono;
    auto left = ceil<milliseconds>(end_ - steady_clock::now());
    if (left.count() <= 0) {
        error = boost::asio::error::would_block;
        return false;
    }
    pollfd entry{socket_, events, 0};
    auto most = milliseconds(std::numeric_limits<int>::max());
    if (::poll(&entry, 1, static_cast<int>(std::min(left, most).count())) < 0 && errno != EINTR) {
        error.assign(errno, boost::asio::error::get_system_category());
        return false;
    }
    return true;
}

} // namespace tls::detail
