// HTTP over tls::stream<beast::tcp_stream>: bodies of every kind, and tcp_stream's timeouts.

#include "beast/loopback.hpp"

#include <boost/beast/http.hpp>

#include <cstdio>
#include <filesystem>
#include <thread>
#include <unistd.h>

using namespace tls;
using namespace tls::test;
namespace http = beast::http;

namespace {

struct beast_pair : loopback {
    beast_stream client{io, for_client};
    beast_stream server{io, for_server};

    beast_pair() { connect(client.next_layer().socket(), server.next_layer().socket()); }

    /// Sends the serializer's message from the server, and returns the message that the client parsed.
    template <class Serializer>
    http::response<http::string_body> sent_by_server(Serializer& serializer)
    {
        beast::flat_buffer buffer;
        http::response<http::string_body> response;
        unsigned done = 0;
        http::async_write(server, serializer, [&](error_code e, std::size_t) { done += !e; });
        http::async_read(client, buffer, response, [&](error_code e, std::size_t) { done += !e; });
        run();
        BOOST_TEST(done == 2u);
        return response;
    }
};

/// The path of a file that the destructor removes.
class temporary_file {
public:
    temporary_file() : path_(std::filesystem::temp_directory_path() / ("tls-test-" + std::to_string(::getpid())))
    {
        std::filesystem::remove(path_);
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::filesystem::remove(path_); }

    const char* path() const { return path_.c_str(); }

private:
    std::filesystem::path path_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_over_tls, beast_pair)

BOOST_AUTO_TEST_CASE(transfers_requests_and_responses)
{
    handshake(client, server);
    auto body = std::string(500'000, 'x');
    spawn([](beast_stream& stream, const std::string& expected) -> asio::awaitable<void> {
        http::request<http::empty_body> request(http::verb::get, "/", 11);
        stream.next_layer().expires_after(std::chrono::seconds(100));
        co_await http::async_write(stream, request, use_awaitable);
        beast::flat_buffer buffer;
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, use_awaitable);
        BOOST_TEST((response.body() == expected));
        co_await stream.async_shutdown(use_awaitable);
    }(client, body));
    spawn([](beast_stream& stream, const std::string& content) -> asio::awaitable<void> {
        beast::flat_buffer buffer;
        http::request<http::empty_body> request;
        co_await http::async_read(stream, buffer, request, use_awaitable);
        http::response<http::string_body> response(http::status::ok, 11, content);
        response.prepare_payload();
        co_await http::async_write(stream, response, use_awaitable);
        co_await stream.async_shutdown(use_awaitable);
    }(server, body));
    run();
}

BOOST_AUTO_TEST_CASE(transfers_a_header_with_more_buffers_than_one_write_takes)
{
    handshake(client, server);
    http::response<http::string_body> response(http::status::ok, 11, "the body");
    for (int i = 0; i < 1000; ++i)
        response.insert("x-field-" + std::to_string(i), "value " + std::to_string(i));
    response.prepare_payload();
    http::response_serializer<http::string_body> serializer(response);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.header_limit(100'000);
    unsigned done = 0;
    http::async_write(server, serializer, [&](error_code e, std::size_t) { done += !e; });
    http::async_read(client, buffer, parser, [&](error_code e, std::size_t) { done += !e; });
    run();
    BOOST_TEST(done == 2u);
    BOOST_TEST(parser.get()["x-field-999"] == "value 999");
    BOOST_TEST(parser.get().body() == "the body");
}

BOOST_AUTO_TEST_CASE(transfers_a_chunked_body_from_a_serializer)
{
    handshake(client, server);
    http::response<http::string_body> response(http::status::ok, 11, std::string(200'000, 'c'));
    response.chunked(true);
    http::response_serializer<http::string_body> serializer(response);
    serializer.limit(1000); // bytes per write: 200 writes
    const auto arrived = sent_by_server(serializer);
    BOOST_TEST(arrived.chunked());
    BOOST_TEST((arrived.body() == response.body()));
}

BOOST_AUTO_TEST_CASE(transfers_single_chunks_and_a_trailer)
{
    handshake(client, server);
    spawn([](beast_stream& stream) -> asio::awaitable<void> {
        http::response<http::empty_body> response(http::status::ok, 11);
        response.chunked(true);
        response.set(http::field::trailer, "x-digest");
        http::response_serializer<http::empty_body> serializer(response);
        co_await http::async_write_header(stream, serializer, use_awaitable);
        const std::string piece = "0123456789";
        for (int i = 0; i < 100; ++i)
            co_await asio::async_write(stream, http::make_chunk(asio::buffer(piece)), use_awaitable);
        http::fields trailer;
        trailer.set("x-digest", "known at the end");
        co_await asio::async_write(stream, http::make_chunk_last(trailer), use_awaitable);
    }(server));
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    error_code error;
    http::async_read(client, buffer, response, [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(!error, error.message());
    BOOST_TEST(response.body().size() == 1000u);
    BOOST_TEST(response["x-digest"] == "known at the end");
}

BOOST_AUTO_TEST_CASE(transfers_files)
{
    handshake(client, server);
    const auto content = pattern(1'000'000);
    temporary_file file;
    error_code error;
    http::response<http::file_body> response(http::status::ok, 11);
    response.body().open(file.path(), beast::file_mode::write, error);
    BOOST_REQUIRE(!error);
    response.body().file().write(content.data(), content.size(), error);
    BOOST_REQUIRE(!error);
    response.body().open(file.path(), beast::file_mode::scan, error);
    BOOST_REQUIRE(!error);
    response.prepare_payload();
    http::response_serializer<http::file_body> serializer(response);
    const auto arrived = sent_by_server(serializer).body();
    BOOST_TEST((bytes(arrived.begin(), arrived.end()) == content));
}

BOOST_AUTO_TEST_CASE(answers_pipelined_requests)
{
    handshake(client, server);
    spawn([](beast_stream& stream) -> asio::awaitable<void> {
        const std::string requests = "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n";
        co_await asio::async_write(stream, asio::buffer(requests), use_awaitable);
        co_await stream.async_close_write(use_awaitable); // half-closed: the responses still arrive
        beast::flat_buffer buffer;
        for (std::string expected : {"/1", "/2", "/3"}) {
            http::response<http::string_body> response;
            co_await http::async_read(stream, buffer, response, use_awaitable);
            BOOST_TEST(response.body() == expected);
        }
    }(client));
    spawn([](beast_stream& stream) -> asio::awaitable<void> {
        beast::flat_buffer buffer;
        for (;;) {
            http::request<http::empty_body> request;
            error_code error;
            co_await http::async_read(stream, buffer, request, into(error));
            if (error == http::error::end_of_stream)
                break;
            http::response<http::string_body> response(http::status::ok, 11, std::string(request.target()));
            response.prepare_payload();
            co_await http::async_write(stream, response, use_awaitable);
        }
    }(server));
    run();
}

BOOST_AUTO_TEST_CASE(transfers_messages_with_blocking_calls)
{
    std::thread peer([&] {
        server.handshake(stream_base::server);
        beast::flat_buffer buffer;
        http::request<http::string_body> request;
        http::read(server, buffer, request);
        http::response<http::string_body> response(http::status::ok, 11, request.body());
        response.prepare_payload();
        http::write(server, response);
        server.shutdown();
    });
    client.handshake(stream_base::client);
    http::request<http::string_body> request(http::verb::post, "/", 11, std::string(70'000, 'y'));
    request.prepare_payload();
    http::write(client, request);
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(client, buffer, response);
    BOOST_TEST((response.body() == request.body()));
    client.shutdown();
    peer.join();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(beast_tcp_stream_timeout, beast_pair)

constexpr auto soon = std::chrono::milliseconds(20);

BOOST_AUTO_TEST_CASE(ends_a_handshake)
{
    error_code of_client, of_server;
    client.next_layer().expires_after(soon);
    client.async_handshake(stream_base::client, [&](error_code e) { of_client = e; });
    run();
    BOOST_TEST(of_client == timed_out);

    // The timeout has closed the client's socket in the middle of the handshake.
    server.async_handshake(stream_base::server, [&](error_code e) { of_server = e; });
    run();
    BOOST_TEST(of_server);
}

BOOST_AUTO_TEST_CASE(ends_a_read)
{
    handshake(client, server);
    client.next_layer().expires_after(soon);
    beast::flat_buffer buffer;
    http::response<http::empty_body> response;
    error_code error;
    http::async_read(client, buffer, response, [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(error == timed_out);
}

BOOST_AUTO_TEST_CASE(ends_a_write_when_the_peer_does_not_read)
{
    handshake(client, server);
    client.next_layer().expires_after(soon);
    error_code error;
    const bytes much(32'000'000);
    asio::async_write(client, asio::buffer(much), [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(error == timed_out);
}

BOOST_AUTO_TEST_CASE(ends_a_concurrent_read_and_write)
{
    handshake(client, server);
    client.next_layer().expires_after(soon);
    error_code of_read, of_write;
    const bytes much(32'000'000);
    bytes space(1);
    asio::async_write(client, asio::buffer(much), [&](error_code e, std::size_t) { of_write = e; });
    client.async_read_some(asio::buffer(space), [&](error_code e, std::size_t) { of_read = e; });
    run();
    // Beast reports the timeout to one of the operations only. The other one fails because the socket is closed.
    BOOST_TEST((of_read == timed_out || of_write == timed_out));
    BOOST_TEST((of_read && of_write));
}

BOOST_AUTO_TEST_CASE(ends_a_shutdown_when_the_peer_does_not_answer)
{
    handshake(client, server);
    client.next_layer().expires_after(soon);
    error_code error;
    client.async_shutdown([&](error_code e) { error = e; });
    run();
    BOOST_TEST(error == timed_out);
}

BOOST_AUTO_TEST_CASE(is_cancelled_when_the_stream_is_destroyed)
{
    error_code error;
    {
        beast_stream doomed(io, for_client), peer(io, for_server);
        connect(doomed.next_layer().socket(), peer.next_layer().socket());
        doomed.next_layer().expires_after(std::chrono::hours(1));
        doomed.async_handshake(stream_base::client, [&](error_code e) { error = e; });
        io.poll();
    }
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(can_be_extended_and_removed)
{
    handshake(client, server);
    client.next_layer().expires_after(std::chrono::hours(1));
    BOOST_TEST(transfers(*this, client, server, 1000));
    client.next_layer().expires_never();
    BOOST_TEST(transfers(*this, server, client, 1000));
    BOOST_TEST(close_cleanly(*this, client, server));
}

BOOST_AUTO_TEST_CASE(lowest_layer_returns_the_socket)
{
    BOOST_TEST(&client.lowest_layer() == &client.next_layer().socket());
    BOOST_TEST(&beast::get_lowest_layer(client) == &client.next_layer());
    BOOST_TEST(client.lowest_layer().is_open());
    BOOST_TEST(std::as_const(client).lowest_layer().is_open());
}

BOOST_AUTO_TEST_SUITE_END()
