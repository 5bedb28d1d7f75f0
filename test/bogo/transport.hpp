// The connection to the runner, and a transport over it that can be slow.

#ifndef TLS_TEST_BOGO_TRANSPORT_HPP
#define TLS_TEST_BOGO_TRANSPORT_HPP

#include "options.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>

namespace tls::bogo {

/// A TCP socket whose asynchronous operations transfer one byte each. Synchronous operations transfer as much as they
/// can.
class transport {
public:
    using socket_type = boost::asio::ip::tcp::socket;
    using executor_type = socket_type::executor_type;
    using lowest_layer_type = socket_type::lowest_layer_type;
    using error_code = boost::system::error_code;

    /// Connects to the runner and introduces the shim.
    transport(boost::asio::io_context& io, const options& given) : socket_(io), gate_(io)
    {
        namespace ip = boost::asio::ip;
        const auto loopback = given.ipv6 ? ip::address(ip::address_v6::loopback()) : ip::address_v4::loopback();
        socket_.connect({loopback, given.port});
        socket_.set_option(ip::tcp::no_delay(true));
        std::array<std::uint8_t, 8> id{};
        for (std::size_t i = 0; i < id.size(); ++i)
            id[i] = static_cast<std::uint8_t>(given.shim_id >> 8 * i);
        boost::asio::write(socket_, boost::asio::buffer(id));
    }
    transport(const transport&) = delete;
    /// Closes our direction, and waits for the runner to close its own: it could miss our last bytes otherwise.
    ~transport()
    {
        error_code error;
        socket_.non_blocking(false, error);
        socket_.shutdown(socket_type::shutdown_send, error);
        std::array<std::uint8_t, 1024> rest;
        while (!error)
            socket_.read_some(boost::asio::buffer(rest), error);
    }

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    lowest_layer_type& lowest_layer() { return socket_.lowest_layer(); }

    /// Holds back what is written asynchronously, except for one more byte.
    void hold_writes() { quota_ = 1; }
    void release_writes()
    {
        quota_.reset();
        gate_.cancel();
    }

    template <class MutableBufferSequence>
    std::size_t read_some(const MutableBufferSequence& buffers, error_code& error)
    {
        return socket_.read_some(buffers, error);
    }
    template <class ConstBufferSequence>
    std::size_t write_some(const ConstBufferSequence& buffers, error_code& error)
    {
        return socket_.write_some(buffers, error);
    }

    template <class MutableBufferSequence, class Token>
    auto async_read_some(const MutableBufferSequence& buffers, Token&& token)
    {
        return socket_.async_read_some(first_byte<boost::asio::mutable_buffer>(buffers), std::forward<Token>(token));
    }
    template <class ConstBufferSequence, class Token>
    auto async_write_some(const ConstBufferSequence& buffers, Token&& token)
    {
        return boost::asio::async_compose<Token, void(error_code, std::size_t)>(
            write_op{*this, first_byte<boost::asio::const_buffer>(buffers)}, token, socket_);
    }

private:
    template <class Buffer, class BufferSequence>
    static Buffer first_byte(const BufferSequence& buffers)
    {
        for (auto next = boost::asio::buffer_sequence_begin(buffers), end = boost::asio::buffer_sequence_end(buffers);
             next != end; ++next) {
            if (Buffer buffer(*next); buffer.size() != 0)
                return boost::asio::buffer(buffer, 1);
        }
        return {};
    }

    struct write_op {
        transport& owner;
        boost::asio::const_buffer byte;
        bool started = false;

        template <class Self>
        void operator()(Self& self, error_code error = {}, std::size_t n = 0)
        {
            if (started)
                return self.complete(error, n);
            if (owner.quota_ == std::size_t(0)) {
                owner.gate_.expires_at(boost::asio::steady_timer::time_point::max());
                return owner.gate_.async_wait(std::move(self));
            }
            if (owner.quota_)
                --*owner.quota_;
            started = true;
            owner.socket_.async_write_some(byte, std::move(self));
        }
    };

    socket_type socket_;
    boost::asio::steady_timer gate_;   ///< waited for by a write that is held back
    std::optional<std::size_t> quota_; ///< bytes that may be written; none: all
};

} // namespace tls::bogo

#endif
