void statements([[maybe_unused]] asio::io_context& io, [[maybe_unused]] tls::context& context,
                [[maybe_unused]] tls::stream<tcp::socket>& stream)
{
    {
BLOCK
    }
}
