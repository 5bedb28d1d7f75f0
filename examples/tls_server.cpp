// A command-line TLS server, similar to openssl s_server.
//
//     tls_server --port 4433 --cert cert.pem --key key.pem --www
//
// Exit status: 0 after SIGTERM or SIGINT, or with --once if the connection ended without an error; 1 on an error;
// 2 if the command line is wrong.

#include "common/options.hpp"
#include "common/pages.hpp"
#include "common/report.hpp"

#include <tls/configuration.hpp>
#include <tls/replay_record.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>

#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

using namespace tool;
using asio::ip::tcp;
namespace po = boost::program_options;

namespace {

struct server_options {
    connection_options connection;
    std::string host = "127.0.0.1";
    unsigned short port = 0;
    std::string verify = "none";
    unsigned tickets = 2;
    std::string ticket_keys; ///< file
    bool single_use_tickets = false;
    std::uint32_t early_data = 0;
    unsigned threads = 1;
    std::uint64_t key_update_every = 0;
    bool once = false;
    bool www = false;
    bool echo = false;
};

server_options parse_options(int argc, char** argv)
{
    server_options options;
    po::options_description description("Options");
    auto add = description.add_options();
    add("help", "print this help");
    add("host", po::value(&options.host)->default_value(options.host), "address to listen on");
    add("port", po::value(&options.port)->required(), "port to listen on; 0 picks a free one");
    add_connection_options(description, options.connection);
    add("verify", po::value(&options.verify)->default_value(options.verify),
        "client certificates: none, optional or required");
    add("www", po::bool_switch(&options.www), "answer HTTP requests with the negotiated parameters");
    add("echo", po::bool_switch(&options.echo), "echo received data");
    add("once", po::bool_switch(&options.once), "serve one connection, then exit");
    add("threads", po::value(&options.threads)->default_value(options.threads), "number of threads");
    add("key-update-every", po::value(&options.key_update_every), "send a KeyUpdate after every N bytes");
    add("tickets", po::value(&options.tickets)->default_value(options.tickets),
        "session tickets after a TLS 1.3 handshake, up to 8; 0: resume no sessions");
    add("ticket-keys", po::value(&options.ticket_keys),
        "file of ticket keys, newest first: 80 or 48 random bytes each; read again every 10 seconds and at SIGHUP");
    add("single-use-tickets", po::bool_switch(&options.single_use_tickets),
        "keep TLS 1.3 sessions in memory and resume each once");
    add("early-data", po::value(&options.early_data),
        "with --echo: accept up to N bytes of early data, from 20 seconds after the start on; with "
        "--single-use-tickets from the start on");

    parse(argc, argv, "usage: tls_server --port N --cert F --key F (--www | --echo) [options]", description,
          po::positional_options_description());
    if (options.tickets > 8)
        throw usage_error("--tickets must be at most 8");
    if (options.www == options.echo)
        throw usage_error("give either --www or --echo");
    if (options.single_use_tickets && options.tickets == 0)
        throw usage_error("--single-use-tickets needs tickets");
    if (options.early_data != 0 && !options.echo)
        throw usage_error("--early-data needs --echo");
    if (options.connection.certificates.empty() && options.connection.psk.empty() && !options.connection.anonymous)
        throw usage_error("--cert and --key are missing");
    if (options.threads == 0)
        throw usage_error("--threads must be at least 1");
    return options;
}

tls::verify_mode parse_verify_mode(const std::string& text)
{
    if (text == "none")
        return tls::verify_none;
    if (text == "optional")
        return tls::verify_peer;
    if (text == "required")
        return tls::verify_peer | tls::verify_fail_if_no_peer_cert;
    throw usage_error("--verify: \"" + text + "\" is not none, optional or required");
}

/// Keys that another program may replace in the file meanwhile, for this server and others.
std::shared_ptr<tls::ticket_keys> keys_in(const std::string& path)
{
    const auto read = [path] {
        error_code error;
        auto keys = tls::ticket_keys::read_file(path, error);
        if (error)
            throw system_error(error, path);
        return keys;
    };
    return std::make_shared<tls::ticket_keys>(read, std::chrono::seconds(10));
}

void configure_sessions(tls::context& context, const server_options& options)
{
    if (options.tickets == 0) {
        context.set_ticket_keys(nullptr);
        return;
    }
    context.resume_sessions(); // also of TLS 1.2 clients without tickets
    context.update([&](tls::configuration& config) {
        config.sessions.tickets = options.tickets;
        config.sessions.single_use_tickets = options.single_use_tickets;
    });
    if (!options.ticket_keys.empty())
        context.set_ticket_keys(keys_in(options.ticket_keys));
    if (options.early_data == 0)
        return;
    context.set_max_early_data(options.early_data);
    if (!options.single_use_tickets)
        context.set_replay_record(std::make_shared<tls::memory_replay_record>());
}

void configure_server(tls::context& context, const server_options& options)
{
    configure(context, options.connection);
    configure_sessions(context, options);
    const auto mode = parse_verify_mode(options.verify);
    context.set_verify_mode(mode);
    if (mode != tls::verify_none && options.connection.authorities.empty())
        context.set_default_verify_paths();
}

void log(const std::string& source, const std::string& text)
{
    std::cerr << source + ": " + text + "\n";
}

/// Reads the file of ticket keys again at each SIGHUP. If that fails, the earlier keys stay in use.
asio::awaitable<void> reread_ticket_keys(asio::signal_set& hangups, tls::context& context, const std::string& path)
{
    const auto keys = context.snapshot()->sessions.ticket_keys;
    for (;;) {
        co_await hangups.async_wait(asio::use_awaitable);
        try {
            error_code error;
            auto read = tls::ticket_keys::read_file(path, error);
            if (error)
                throw system_error(error);
            keys->replace(std::move(read));
            log(path, "read again");
        } catch (const std::exception& e) {
            log(path, e.what());
        }
    }
}

/// Sends close_notify, and waits up to five seconds for the peer's. Ignores errors: all data has been exchanged.
asio::awaitable<void> close(tls_stream& stream)
{
    error_code ignored;
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(5));
    co_await stream.async_shutdown(into(ignored));
}

/// Echoes early data before the handshake is complete. An attacker can replay it, but cannot read the echo.
asio::awaitable<void> echo_early_data(tls_stream& stream)
{
    std::vector<char> data(16384);
    for (error_code error;;) {
        const auto n = co_await stream.async_read_early_some(asio::buffer(data), into(error));
        if (error)
            break; // eof; the handshake reports any other error
        co_await asio::async_write(stream, asio::buffer(data, n), asio::use_awaitable);
    }
}

/// Serves one connection. Returns whether it ended without an error.
asio::awaitable<bool> serve(tcp::socket socket, tls::context& context, const server_options& options)
{
    error_code ignored;
    std::ostringstream peer;
    peer << socket.remote_endpoint(ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    tls_stream stream(std::move(socket), context);
    try {
        beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(30));
        if (options.early_data != 0)
            co_await echo_early_data(stream);
        co_await stream.async_handshake(tls::stream_base::server, asio::use_awaitable);
        log(peer.str(), describe_briefly(stream.info()));
        key_updater updater(stream, options.key_update_every);
        error_code bad_request;
        if (options.www)
            bad_request = co_await answer_requests(stream, updater);
        else
            co_await echo(stream, updater);
        if (bad_request)
            log(peer.str(), "bad request: " + bad_request.message());
        co_await close(stream);
        co_return !bad_request;
    } catch (const system_error& e) {
        log(peer.str(), explain(e.code(), stream.error_detail()));
    } catch (const std::exception& e) {
        log(peer.str(), e.what());
    }
    co_return false;
}

/// Accepts connections for ever, or one with --once. After an error (too many open files, a peer that has already
/// disconnected) it waits a moment and tries again.
asio::awaitable<bool> accept_connections(tcp::acceptor& acceptor, tls::context& context, const server_options& options)
{
    asio::steady_timer pause(acceptor.get_executor());
    for (;;) {
        error_code error;
        tcp::socket socket = co_await acceptor.async_accept(asio::make_strand(acceptor.get_executor()), into(error));
        if (error) {
            log("accept", error.message());
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        auto executor = socket.get_executor();
        auto connection = serve(std::move(socket), context, options);
        if (options.once) {
            const bool succeeded = co_await asio::co_spawn(executor, std::move(connection), asio::use_awaitable);
            co_return succeeded;
        }
        asio::co_spawn(executor, std::move(connection), asio::detached);
    }
}

tcp::acceptor listen(asio::io_context& io, const server_options& options)
{
    const tcp::endpoint endpoint = *tcp::resolver(io).resolve(options.host, std::to_string(options.port)).begin();
    tcp::acceptor acceptor(io, endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen(4096);
    std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
    return acceptor;
}

int run(const server_options& options)
{
    tls::context context(tls::context::tls_server);
    configure_server(context, options);

    asio::io_context io(static_cast<int>(options.threads));
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](error_code, int) { io.stop(); });
    asio::signal_set hangups(io);
    if (!options.ticket_keys.empty()) {
        hangups.add(SIGHUP);
        asio::co_spawn(io, reread_ticket_keys(hangups, context, options.ticket_keys), asio::detached);
    }
    auto acceptor = listen(io, options);

    bool succeeded = true;
    asio::co_spawn(io, accept_connections(acceptor, context, options), [&](std::exception_ptr failure, bool result) {
        succeeded = !failure && result;
        io.stop();
    });
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < options.threads; ++i)
        helpers.emplace_back([&] { io.run(); });
    io.run();
    helpers.clear();
    return succeeded ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(parse_options(argc, argv));
    } catch (const usage_error& e) {
        std::cerr << "tls_server: " << e.what() << "\n";
        return 2;
    } catch (const std::exception& e) {
        std::cerr << "tls_server: " << e.what() << "\n";
        return 1;
    }
}
