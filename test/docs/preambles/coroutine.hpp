asio::awaitable<void> coroutine([[maybe_unused]] tcp::socket socket, [[maybe_unused]] tls::context& context,
                                [[maybe_unused]] tls::stream<tcp::socket>& stream)
{
    {
BLOCK
    }
    co_return;
}
