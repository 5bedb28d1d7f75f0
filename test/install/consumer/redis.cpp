// Keeps sessions in a Redis server that does not exist.

#include <tls/redis_sessions.hpp>

#include <boost/asio/io_context.hpp>

int main()
{
    boost::asio::io_context context;
    tls::redis_settings settings;
    settings.unix_socket = "/nonexistent/socket";
    tls::redis_session_store store(std::make_shared<tls::redis_client>(context.get_executor(), settings));
    int calls = 0;
    store.async_find(tls::as_bytes("id"), false, [&](const auto& found) { calls += found ? 100 : 1; });
    context.run_for(std::chrono::milliseconds(100));
    return calls == 1 ? 0 : 1;
}
