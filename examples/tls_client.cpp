// A command-line TLS client, similar to openssl s_client -quiet.
//
//     tls_client example.org:443 --get /              the page to stdout, the negotiated parameters to stderr
//     tls_client localhost:4433 --ca cert.pem         stdin to the server, received data to stdout
//     tls_client example.org:443 --get / --session-out FILE
//     tls_client example.org:443 --get / --session-in FILE     resumes the session
//     tls_client localhost:4433 --session-in FILE --early-data FILE    sends a file's content before the handshake ends
//
// Exit status: 0 after the server's close_notify or a complete HTTP response; 1 on an error; 2 if the command line is
// wrong.

#include "common/options.hpp"
#include "common/report.hpp"
#include "common/stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <iostream>
#include <limits>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace tool;
using asio::ip::tcp;
namespace http = beast::http;
namespace po = boost::program_options;

namespace {

constexpr auto time_limit = std::chrono::seconds(60);

struct client_options {
    connection_options connection;
    std::string host, port;
    std::string server_name;
    std::optional<std::string> path;     ///< the page to get
    std::string session_in, session_out; ///< files
    std::string early_data;              ///< file
    bool insecure = false;
    bool key_update = false;
};

/// Parses HOST:PORT or [ADDRESS]:PORT.
void parse_destination(const std::string& text, client_options& options)
{
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
        throw usage_error("\"" + text + "\" is not HOST:PORT");
    options.host = text.substr(0, colon);
    options.port = text.substr(colon + 1);
    if (options.host.front() == '[' && options.host.back() == ']')
        options.host = options.host.substr(1, options.host.size() - 2);
}

client_options parse_options(int argc, char** argv)
{
    client_options options;
    std::string path;
    po::options_description description("Options");
    auto add = description.add_options();
    add("help", "print this help");
    add("servername", po::value(&options.server_name), "name for SNI and verification, instead of HOST");
    add("insecure", po::bool_switch(&options.insecure), "do not verify the server's certificate");
    add_connection_options(description, options.connection);
    add("get", po::value(&path), "path of a page to get over HTTP/1.1");
    add("key-update", po::bool_switch(&options.key_update), "update the keys of both directions after the handshake");
    add("session-out", po::value(&options.session_out), "file to save the newest session to; as secret as a key");
    add("session-in", po::value(&options.session_in), "file of a session to resume");
    add("early-data", po::value(&options.early_data),
        "file to send before standard input, as early data if the session allows it; an attacker can replay it");

    const auto given = parse(argc, argv, "usage: tls_client HOST:PORT [options]", description,
                             po::positional_options_description().add("destination", 1));
    if (!given.contains("destination"))
        throw usage_error("HOST:PORT is missing");
    parse_destination(given["destination"].as<std::string>(), options);
    if (options.insecure && !options.connection.authorities.empty())
        throw usage_error("--ca and --insecure cannot be combined");
    if (given.contains("get") && !options.early_data.empty())
        throw usage_error("--get and --early-data cannot be combined");
    if (given.contains("get"))
        options.path = path;
    return options;
}

/// The name to verify: --servername, or the host.
const std::string& expected_name(const client_options& options)
{
    return options.server_name.empty() ? options.host : options.server_name;
}

tls::session load_session(const std::string& path)
{
    error_code error;
    auto session = tls::session::from_bytes(tls::as_bytes(read_file(path)), error);
    if (error)
        throw system_error(error, path);
    return session;
}

/// Saves the session in a file that only its owner can read.
void save(const tls::session& session, const std::string& path)
{
    if (session.empty()) {
        std::cerr << "tls_client: the server has sent no session\n";
        return;
    }
    const auto content = session.to_bytes();
    ::unlink(path.c_str()); // so that the new file has the mode below
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file == -1)
        throw system_error(errno, boost::system::generic_category(), path);
    const auto written = ::write(file, content.data(), content.size());
    if (::close(file) != 0 || written != static_cast<ssize_t>(content.size()))
        throw std::runtime_error("cannot write " + path);
}

void configure_client(tls::context& context, const client_options& options)
{
    configure(context, options.connection);
    if (!options.insecure && options.connection.authorities.empty())
        context.set_default_verify_paths();
    if (!options.early_data.empty())
        context.set_max_early_data(std::numeric_limits<std::uint32_t>::max()); // the server's limit counts
}

void configure_client(tls_stream& stream, const client_options& options)
{
    if (options.insecure)
        stream.set_server_name(expected_name(options));
    else
        stream.set_host_name(expected_name(options));
    if (!options.session_in.empty())
        stream.set_session(load_session(options.session_in));
}

/// Sends data as early data, as far as the session allows. Returns the number of bytes. The handshake reports a failure
/// of the transport.
asio::awaitable<std::size_t> write_early(tls_stream& stream, const std::string& data)
{
    std::size_t sent = 0;
    error_code error;
    while (sent < data.size() && !error) {
        const auto n = co_await stream.async_write_early_some(asio::buffer(data) + sent, into(error));
        sent += n;
    }
    co_return sent;
}

asio::awaitable<void> handshake(tls_stream& stream, const client_options& options)
{
    const auto early = options.early_data.empty() ? std::string() : read_file(options.early_data);
    auto sent = co_await write_early(stream, early);
    co_await stream.async_handshake(tls::stream_base::client, asio::use_awaitable);
    if (stream.info().early_data != tls::early_data_status::accepted)
        sent = 0;
    co_await asio::async_write(stream, asio::buffer(early) + sent, asio::use_awaitable);
    if (!early.empty())
        std::cerr << describe_briefly(stream.info()) << "\n";
}

asio::awaitable<void> connect(tls_stream& stream, const client_options& options)
{
    auto& transport = beast::get_lowest_layer(stream);
    tcp::resolver resolver(transport.get_executor());
    const auto endpoints = co_await resolver.async_resolve(options.host, options.port, asio::use_awaitable);
    transport.expires_after(time_limit);
    co_await transport.async_connect(endpoints, asio::use_awaitable);
    transport.socket().set_option(tcp::no_delay(true));
    transport.expires_after(time_limit);
    co_await handshake(stream, options);
    if (options.key_update)
        co_await stream.async_update_keys(true, asio::use_awaitable);
}

/// Gets a page and prints its body. Throws if the response is incomplete or has an error status.
asio::awaitable<void> get(tls_stream& stream, const client_options& options)
{
    std::cerr << describe(stream.info(), tls::role::client);
    http::request<http::empty_body> request(http::verb::get, *options.path, 11);
    request.set(http::field::host, expected_name(options) + ":" + options.port);
    request.keep_alive(false);
    std::ostringstream text;
    text << request.base();
    const auto sent = text.str();
    co_await asio::async_write(stream, asio::buffer(sent), asio::use_awaitable);

    beast::flat_buffer buffer;
    http::response_parser<http::buffer_body> parser;
    parser.body_limit(boost::none);
    std::array<char, 65536> piece;
    while (!parser.is_done()) {
        beast::get_lowest_layer(stream).expires_after(time_limit);
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        error_code error;
        co_await http::async_read(stream, buffer, parser, into(error));
        if (error && error != http::error::need_buffer)
            throw system_error(error, "reading the HTTP response");
        std::cout.write(piece.data(), static_cast<std::streamsize>(piece.size() - parser.get().body().size));
    }
    if (!std::cout.flush())
        throw std::runtime_error("cannot write to standard output");
    if (parser.get().result_int() >= 400)
        throw std::runtime_error("the server answered " + std::to_string(parser.get().result_int()) + " " +
                                 std::string(parser.get().reason()));
}

/// Standard input or output as an Asio stream. The destructor restores the descriptor's flags, because other programs
/// share the terminal or pipe.
class standard_stream {
public:
    standard_stream(const asio::any_io_executor& executor, int descriptor)
        : flags_(::fcntl(descriptor, F_GETFL)), descriptor_(executor, descriptor)
    {
    }
    ~standard_stream()
    {
        const int descriptor = descriptor_.release();
        if (flags_ != -1)
            ::fcntl(descriptor, F_SETFL, flags_);
    }
    standard_stream(const standard_stream&) = delete;
    standard_stream& operator=(const standard_stream&) = delete;

    asio::posix::stream_descriptor& get() noexcept { return descriptor_; }

private:
    int flags_;
    asio::posix::stream_descriptor descriptor_;
};

/// Sends `input`, then close_notify. Then waits to be cancelled.
asio::awaitable<void> send_all(asio::posix::stream_descriptor& input, tls_stream& stream, error_code& input_error)
{
    std::vector<char> data(65536);
    for (;;) {
        const std::size_t size = co_await input.async_read_some(asio::buffer(data), into(input_error));
        if (input_error)
            break;
        co_await asio::async_write(stream, asio::buffer(data, size), asio::use_awaitable);
    }
    if (input_error == asio::error::eof || input_error == asio::error::operation_aborted)
        input_error.clear();
    co_await stream.async_close_write(asio::use_awaitable);
    asio::steady_timer never(input.get_executor(), asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
}

/// Prints received data until the server's close_notify. Returns the error, if any.
asio::awaitable<error_code> receive_all(tls_stream& stream, asio::posix::stream_descriptor& output)
{
    std::vector<char> data(65536);
    error_code error;
    while (!error) {
        const std::size_t size = co_await stream.async_read_some(asio::buffer(data), into(error));
        if (!error)
            co_await asio::async_write(output, asio::buffer(data, size), into(error));
    }
    if (error == asio::error::eof)
        error.clear();
    co_return error;
}

/// Sends and receives concurrently. Ends when the server closes, even if standard input has more data. A send error
/// does not end it: the server's alert or reply may explain the error better.
asio::awaitable<void> talk(tls_stream& stream)
{
    using namespace asio::experimental::awaitable_operators;
    beast::get_lowest_layer(stream).expires_never();
    const auto executor = co_await asio::this_coro::executor;
    standard_stream input(executor, STDIN_FILENO);
    standard_stream output(executor, STDOUT_FILENO);
    error_code input_error;
    auto both = receive_all(stream, output.get()) || send_all(input.get(), stream, input_error);
    const auto outcome = co_await std::move(both);
    const error_code receive_error = std::get<0>(outcome);
    if (receive_error)
        throw system_error(receive_error, "receiving");
    if (input_error)
        throw system_error(input_error, "standard input");
}

/// Sends close_notify. Ignores errors: the response is complete.
asio::awaitable<void> close(tls_stream& stream)
{
    error_code ignored;
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(2));
    co_await stream.async_shutdown(into(ignored));
}

asio::awaitable<void> run_session(tls_stream& stream, const client_options& options)
{
    co_await connect(stream, options);
    if (options.path)
        co_await get(stream, options);
    else
        co_await talk(stream);
    co_await close(stream);
    if (!options.session_out.empty())
        save(stream.session(), options.session_out);
}

int run(const client_options& options)
{
    tls::context context(tls::context::tls_client);
    configure_client(context, options);

    asio::io_context io(1);
    tls_stream stream(io, context);
    configure_client(stream, options);
    std::exception_ptr failure;
    asio::co_spawn(io, run_session(stream, options), [&](std::exception_ptr e) { failure = e; });
    io.run();
    try {
        if (failure)
            std::rethrow_exception(failure);
        return 0;
    } catch (const system_error& e) {
        std::cerr << "tls_client: " << explain(e.code(), stream.error_detail()) << "\n";
        return 1;
    }
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(parse_options(argc, argv));
    } catch (const usage_error& e) {
        std::cerr << "tls_client: " << e.what() << "\n";
        return 2;
    } catch (const std::exception& e) {
        std::cerr << "tls_client: " << e.what() << "\n";
        return 1;
    }
}
