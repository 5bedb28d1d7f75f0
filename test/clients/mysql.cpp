// Boost.MySQL over TLS: queries, a large row, a connection pool. Arguments: folder of root.pem, port.

#include <boost/mysql.hpp>

#include "clients/client.hpp"

#include <charconv>

namespace mysql = boost::mysql;

// Boost.Charconv is compiled, and only headers are here: the standard library does the same.
namespace boost::charconv {

from_chars_result from_chars(const char* first, const char* last, float& value, chars_format) noexcept
{
    const auto done = std::from_chars(first, last, value);
    return {done.ptr, done.ec};
}

from_chars_result from_chars(const char* first, const char* last, double& value, chars_format) noexcept
{
    const auto done = std::from_chars(first, last, value);
    return {done.ptr, done.ec};
}

to_chars_result to_chars(char* first, char* last, double value, chars_format) noexcept
{
    const auto done = std::to_chars(first, last, value);
    return {done.ptr, done.ec};
}

} // namespace boost::charconv

namespace {

constexpr std::size_t large_size = 1'000'000;
const std::string large_row = "SELECT REPEAT('x', " + std::to_string(large_size) + ")";

asio::awaitable<void> query(ssl::context& context, unsigned short port)
{
    mysql::connect_params parameters;
    parameters.server_address.emplace_host_and_port("localhost", port);
    parameters.username = "root";
    parameters.ssl = mysql::ssl_mode::require;
    mysql::any_connection connection(co_await asio::this_coro::executor, {.ssl_context = &context});
    co_await connection.async_connect(parameters);
    expect(connection.uses_ssl(), "the connection uses TLS");

    mysql::results result;
    co_await connection.async_execute("SHOW STATUS LIKE 'Ssl_version'", result);
    expect(result.rows().at(0).at(1).as_string() == "TLSv1.3", "the server says TLSv1.3");
    co_await connection.async_execute(large_row, result);
    expect(result.rows().at(0).at(0).as_string() == std::string(large_size, 'x'), "a large row arrives");
    // A large request, with parameters.
    const std::string text(large_size, 'y');
    co_await connection.async_execute(mysql::with_params("SELECT LENGTH({})", text), result);
    expect(result.rows().at(0).at(0).as_int64() == large_size, "a large request arrives");
    co_await connection.async_close();
}

asio::awaitable<void> query_by_pool(const std::string& folder, unsigned short port)
{
    mysql::pool_params parameters;
    parameters.server_address.emplace_host_and_port("localhost", port);
    parameters.username = "root";
    parameters.ssl = mysql::ssl_mode::require;
    parameters.ssl_ctx.emplace(make_context(folder));
    mysql::connection_pool pool(co_await asio::this_coro::executor, std::move(parameters));
    pool.async_run(asio::detached);
    for (int i = 0; i < 3; ++i) {
        auto connection = co_await pool.async_get_connection();
        mysql::results result;
        co_await connection->async_execute("SELECT 6 * 7", result);
        expect(result.rows().at(0).at(0).as_int64() == 42, "a pooled connection answers");
    }
    pool.cancel();
}

} // namespace

asio::awaitable<void> talk(std::string folder, unsigned short port)
{
    auto context = make_context(folder);
    co_await query(context, port);
    co_await query_by_pool(folder, port);
}
