#include "common/pages.hpp"
#include "common/report.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/algorithm/hex.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <charconv>
#include <optional>
#include <sstream>
#include <vector>

namespace tool {

namespace http = beast::http;

namespace {

constexpr auto idle_limit = std::chrono::seconds(60);
constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t header_limit = 64 * 1024; // bytes

using request_parser = http::request_parser<http::buffer_body>;

/// The length and the SHA-256 digest of a request's body.
class body_summary {
public:
    void add(tls::byte_view data)
    {
        size_ += data.size();
        sha256_->update(data);
    }
    std::string text()
    {
        std::array<std::uint8_t, 32> digest{};
        sha256_->finish(digest);
        std::string hex;
        boost::algorithm::hex_lower(digest.begin(), digest.end(), std::back_inserter(hex));
        return "request body: " + std::to_string(size_) + " bytes, SHA-256 " + hex + "\n";
    }

private:
    std::uint64_t size_ = 0;
    std::unique_ptr<tls::hash_context> sha256_ = tls::registry::standard()->find_hash("SHA-256")->make();
};

/// Sends a header and a body. Beast's http::async_write would do so with less memory, but
/// each kind of body takes seconds to compile.
asio::awaitable<void> send(tls_stream& stream, const http::response_header<>& header, std::string_view body)
{
    std::ostringstream text;
    text << header << body;
    const auto sent = text.str();
    co_await asio::async_write(stream, asio::buffer(sent), asio::use_awaitable);
}

/// curl waits for "100 Continue" before it sends a large body.
asio::awaitable<void> continue_if_expected(tls_stream& stream, const request_parser& parser)
{
    if (!beast::iequals(parser.get()[http::field::expect], "100-continue"))
        co_return;
    http::response<http::empty_body> response(http::status::continue_, parser.get().version());
    co_await send(stream, response, "");
}

bool is_http_error(error_code error)
{
    return error.category() == make_error_code(http::error::bad_method).category();
}

/// Moves bytes of a header from `received` to `header`, up to and including the empty line that ends it. Skips empty
/// lines before the request, and adds the CR to lines that end in LF alone (RFC 9112 section 2.2): Beast requires CRLF.
void take_header(beast::flat_buffer& received, std::string& header)
{
    const auto data = tls::byte_view(static_cast<const std::uint8_t*>(received.data().data()), received.size());
    std::size_t taken = 0;
    while (taken < data.size() && !header.ends_with("\r\n\r\n")) {
        const char c = static_cast<char>(data[taken++]);
        if (header.empty() && (c == '\r' || c == '\n'))
            continue;
        if (c == '\n' && !header.ends_with('\r'))
            header += '\r';
        header += c;
    }
    received.consume(taken);
}

/// Reads the header of a request. Returns the error of a malformed one, or end_of_stream if the client sends no more
/// requests. Throws if reading fails. `buffer` holds data already read, and afterwards the data behind the header.
asio::awaitable<error_code> read_header(tls_stream& stream, beast::flat_buffer& buffer, request_parser& parser)
{
    std::string header;
    std::size_t parsed = 0;
    for (;;) {
        error_code error;
        take_header(buffer, header);
        if (header.size() > header_limit)
            co_return http::error::header_limit;
        if (!header.empty())
            parsed += parser.put(asio::buffer(header) + parsed, error);
        if (parser.is_header_done() || (error && error != http::error::need_more))
            co_return error;
        const std::size_t size = co_await stream.async_read_some(buffer.prepare(piece_size), into(error));
        if (error == asio::error::eof)
            co_return header.empty() ? http::error::end_of_stream : http::error::partial_message;
        if (error)
            throw system_error(error, "reading a request");
        buffer.commit(size);
    }
}

/// Returns the error of a malformed body. Throws if reading fails.
asio::awaitable<error_code> read_body(tls_stream& stream, beast::flat_buffer& buffer, request_parser& parser,
                                      body_summary& summary)
{
    std::vector<std::uint8_t> piece(piece_size);
    while (!parser.is_done()) {
        beast::get_lowest_layer(stream).expires_after(idle_limit);
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        error_code error;
        co_await http::async_read(stream, buffer, parser, into(error));
        if (is_http_error(error) && error != http::error::need_buffer)
            co_return error;
        if (error && error != http::error::need_buffer)
            throw system_error(error, "reading a request's body");
        summary.add(tls::byte_view(piece).first(piece.size() - parser.get().body().size));
    }
    co_return error_code();
}

/// Answers a malformed request.
asio::awaitable<void> refuse(tls_stream& stream, error_code error)
{
    http::response<http::string_body> response(http::status::bad_request, 11);
    response.set(http::field::content_type, "text/plain");
    response.keep_alive(false);
    response.body() = "bad request: " + error.message() + "\n";
    response.prepare_payload();
    co_await send(stream, response, response.body());
}

/// Returns N of "/bytes/N".
std::optional<std::uint64_t> requested_bytes(std::string_view target)
{
    constexpr std::string_view prefix = "/bytes/";
    if (!target.starts_with(prefix))
        return {};
    target.remove_prefix(prefix.size());
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(target.data(), target.data() + target.size(), count);
    if (error != std::errc() || end != target.data() + target.size())
        return {};
    return count;
}

asio::awaitable<void> send_bytes(tls_stream& stream, std::uint64_t count, key_updater& updater)
{
    std::vector<std::uint8_t> piece(piece_size / 251 * 251);
    for (std::size_t i = 0; i < piece.size(); ++i)
        piece[i] = static_cast<std::uint8_t>(i % 251);
    while (count > 0) {
        beast::get_lowest_layer(stream).expires_after(idle_limit);
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(count, piece.size()));
        co_await asio::async_write(stream, asio::buffer(piece, size), asio::use_awaitable);
        co_await updater.wrote(size);
        count -= size;
    }
}

/// Sends a response with `content` as its body. A HEAD request gets the header only.
asio::awaitable<void> answer(tls_stream& stream, const request_parser& parser, const std::string& content)
{
    http::response<http::string_body> response(http::status::ok, parser.get().version());
    response.set(http::field::content_type, "text/plain");
    response.keep_alive(parser.keep_alive());
    response.body() = content;
    response.prepare_payload();
    const bool is_head = parser.get().method() == http::verb::head;
    co_await send(stream, response, is_head ? std::string_view() : response.body());
}

asio::awaitable<void> answer_with_bytes(tls_stream& stream, const request_parser& parser, std::uint64_t count,
                                        key_updater& updater)
{
    http::response<http::empty_body> response(http::status::ok, parser.get().version());
    response.set(http::field::content_type, "application/octet-stream");
    response.keep_alive(parser.keep_alive());
    response.content_length(count);
    co_await send(stream, response, "");
    if (parser.get().method() != http::verb::head)
        co_await send_bytes(stream, count, updater);
}

} // namespace

asio::awaitable<void> key_updater::wrote(std::size_t bytes)
{
    written_ += bytes;
    if (interval_ == 0 || written_ < interval_)
        co_return;
    written_ = 0;
    co_await stream_.async_update_keys(true, asio::use_awaitable);
}

asio::awaitable<void> echo(tls_stream& stream, key_updater updater)
{
    beast::get_lowest_layer(stream).expires_never();
    std::vector<std::uint8_t> data(piece_size);
    for (;;) {
        error_code error;
        const std::size_t size = co_await stream.async_read_some(asio::buffer(data), into(error));
        if (error == asio::error::eof)
            co_return;
        if (error)
            throw system_error(error, "reading");
        co_await asio::async_write(stream, asio::buffer(data, size), asio::use_awaitable);
        co_await updater.wrote(size);
    }
}

asio::awaitable<error_code> answer_requests(tls_stream& stream, key_updater updater)
{
    beast::flat_buffer buffer;
    for (;;) {
        request_parser parser;
        parser.header_limit(header_limit);
        parser.body_limit(boost::none);
        beast::get_lowest_layer(stream).expires_after(idle_limit);
        error_code error = co_await read_header(stream, buffer, parser);
        if (error == http::error::end_of_stream)
            co_return error_code();
        body_summary body;
        if (!error) {
            co_await continue_if_expected(stream, parser);
            error = co_await read_body(stream, buffer, parser, body);
        }
        if (error) {
            co_await refuse(stream, error);
            co_return error;
        }

        const std::string_view target = parser.get().target();
        if (const auto count = requested_bytes(target))
            co_await answer_with_bytes(stream, parser, *count, updater);
        else
            co_await answer(stream, parser, describe(stream.info(), tls::role::server) + body.text());
        if (!parser.keep_alive())
            co_return error_code();
    }
}

} // namespace tool
