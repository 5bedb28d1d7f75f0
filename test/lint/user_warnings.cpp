// A user's translation unit: the public headers must give no warning in it, however many the user has enabled.

#include <tls.hpp>
#include <tls/beast.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>

namespace asio = boost::asio;

template class tls::stream<asio::ip::tcp::socket>;

void use_every_operation(tls::stream<asio::ip::tcp::socket>& stream)
{
    char data[10];
    const auto buffer = asio::buffer(data);
    const auto ignore = [](auto...) {};
    stream.async_handshake(tls::stream_base::client, ignore);
    stream.async_handshake(tls::stream_base::client, buffer, asio::detached);
    stream.async_read_some(buffer, ignore);
    stream.async_write_some(buffer, ignore);
    stream.async_shutdown(asio::use_future);
    stream.async_shutdown(std::chrono::seconds(1), ignore);
    stream.async_wait(stream.wait_read, ignore);
    stream.async_close_write(ignore);
    stream.async_update_keys(true, ignore);
    stream.async_renegotiate(ignore);
    stream.handshake(tls::stream_base::client);
    stream.read_some(buffer);
    stream.write_some(buffer);
    stream.shutdown();
    stream.shutdown(std::chrono::seconds(1));
}
