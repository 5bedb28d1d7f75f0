// A TLS reverse proxy: terminates TLS and forwards connections to a backend, over plain TCP or TLS.
//
//     reverse_proxy --listen 127.0.0.1:8443 --cert cert.pem --key key.pem --backend 127.0.0.1:8080
//
// SIGHUP reloads certificate and key for new connections. After SIGTERM or SIGINT the proxy accepts no more, and exits
// when the last connection has ended or the drain time is over.

#include "common/options.hpp"
#include "common/report.hpp"
#include "proxy/options.hpp"
#include "proxy/relay.hpp"

#include <tls/configuration.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>

#include <csignal>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace proxy;

namespace {

void log(const std::string& source, const std::string& text)
{
    std::cerr << source + ": " + text + "\n";
}

/// Counts the open connections. Use it on one strand only.
class connection_count {
public:
    connection_count(const asio::any_io_executor& strand, std::size_t limit)
        : changed_(strand, asio::steady_timer::time_point::max()), limit_(limit)
    {
    }

    void begin() { ++count_; }
    void end()
    {
        --count_;
        changed_.cancel();
    }

    asio::awaitable<void> below_limit()
    {
        return until([this] { return count_ < limit_; });
    }
    asio::awaitable<void> zero()
    {
        return until([this] { return count_ == 0; });
    }

private:
    asio::awaitable<void> until(std::function<bool()> condition)
    {
        while (!condition()) {
            error_code woken;
            co_await changed_.async_wait(asio::redirect_error(use_awaitable, woken));
        }
    }

    asio::steady_timer changed_; ///< never expires; cancelling it wakes all waiters
    std::size_t limit_;
    std::size_t count_ = 0;
};

class reverse_proxy {
public:
    reverse_proxy(asio::io_context& io, const proxy::options& options)
        : io_(io),
          options_(options),
          strand_(asio::make_strand(io)),
          signals_(strand_, SIGHUP, SIGTERM, SIGINT),
          acceptor_(strand_),
          connections_(strand_, options.max_connections)
    {
        for_clients_.set_handshake_timeout(options.idle);
        load_credential();
        if (!options.backend_authorities.empty())
            for_backend_.load_verify_file(options.backend_authorities);
        tcp::resolver resolver(io);
        backend_ = resolver.resolve(options.backend_host, options.backend_port);
        const tcp::endpoint endpoint = *resolver.resolve(options.host, options.port).begin();
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen(4096);
        std::cout << "listening on " << acceptor_.local_endpoint() << std::endl;
    }

    void start()
    {
        asio::co_spawn(strand_, accept_connections(), asio::detached);
        asio::co_spawn(strand_, handle_signals(), asio::detached);
    }

private:
    /// Throws and changes nothing if the files do not load or do not belong together.
    void load_credential()
    {
        tls::context fresh(tls::context::tls_server);
        fresh.use_certificate_chain_file(options_.certificate);
        fresh.use_private_key_file(options_.key, tls::context::pem);
        const auto credentials = fresh.snapshot()->authentication.credentials;
        if (credentials.empty())
            throw std::runtime_error("certificate " + options_.certificate + " and key " + options_.key +
                                     " have different key types");
        for_clients_.update([&](tls::configuration& c) { c.authentication.credentials = credentials; });
    }

    asio::awaitable<void> handle_signals()
    {
        for (;;) {
            const int signal = co_await signals_.async_wait(use_awaitable);
            if (signal != SIGHUP)
                break;
            reload();
        }
        log("proxy", "shutting down");
        acceptor_.close();
        asio::steady_timer drain_timer(strand_, options_.drain);
        auto drained = connections_.zero() || drain_timer.async_wait(use_awaitable);
        const auto which = co_await std::move(drained);
        if (which.index() == 1)
            log("proxy", "the drain time is over: closing the remaining connections");
        io_.stop();
    }

    void reload()
    {
        try {
            load_credential();
            log("proxy", "reloaded certificate and key");
        } catch (const std::exception& e) {
            log("proxy", std::string("cannot reload certificate and key, keeping the old ones: ") + e.what());
        }
    }

    asio::awaitable<void> accept_connections()
    {
        asio::steady_timer pause(strand_);
        while (acceptor_.is_open()) {
            co_await connections_.below_limit();
            error_code error;
            auto executor = asio::make_strand(io_); // a connection's handlers never run concurrently
            tcp::socket socket = co_await acceptor_.async_accept(executor, asio::redirect_error(use_awaitable, error));
            if (!error) {
                connections_.begin();
                asio::co_spawn(executor, serve(std::move(socket)),
                               asio::bind_executor(strand_, [this](auto) { connections_.end(); }));
            } else if (acceptor_.is_open()) {
                log("accept", error.message()); // for example too many open files: wait and try again
                pause.expires_after(std::chrono::milliseconds(50));
                co_await pause.async_wait(use_awaitable);
            }
        }
    }

    /// Serves one connection to its end. Does not throw for connection errors.
    asio::awaitable<void> serve(tcp::socket socket)
    {
        const auto begun = std::chrono::steady_clock::now();
        error_code ignored;
        std::ostringstream peer;
        peer << socket.remote_endpoint(ignored);
        socket.set_option(tcp::no_delay(true), ignored);
        tls_stream client(std::move(socket), for_clients_);
        idle_clock clock(client.get_executor(), options_.idle);
        traffic counts;
        auto ends = forward(client, clock, counts) || clock.expiry();
        const auto end = co_await std::move(ends);
        if (options_.metrics) {
            const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begun;
            std::ostringstream line;
            line << counts.to_backend << " bytes to the backend, " << counts.to_client << " to the client, "
                 << time.count() << " s, "
                 << (client.info().cipher_suite ? client.info().cipher_suite->name : "no suite") << ", "
                 << (end.index() == 0 ? std::get<0>(end) : "idle timeout");
            log(peer.str(), line.str());
        }
    }

    /// Returns the reason for the connection's end.
    asio::awaitable<std::string> forward(tls_stream& client, idle_clock& clock, traffic& counts)
    {
        tcp::socket socket(client.get_executor());
        try {
            co_await client.async_handshake(tls::stream_base::server, use_awaitable);
            co_await asio::async_connect(socket, backend_, use_awaitable);
            socket.set_option(tcp::no_delay(true));
            if (options_.backend_authorities.empty()) {
                co_await relay(client, socket, clock, counts);
            } else {
                tls_stream backend(std::move(socket), for_backend_);
                backend.set_host_name(options_.backend_name);
                co_await backend.async_handshake(tls::stream_base::client, use_awaitable);
                co_await relay(client, backend, clock, counts);
            }
        } catch (const system_error& e) {
            if (!counts.failure)
                counts.failure = e.code();
        }
        if (!counts.failure)
            co_return "closed cleanly";
        // Resets the connection to a plain backend: a FIN would make a cut connection look complete.
        error_code ignored;
        socket.set_option(tcp::socket::linger(true, 0), ignored);
        socket.close(ignored);
        co_return tool::explain(counts.failure, client.error_detail());
    }

    asio::io_context& io_;
    const proxy::options& options_;
    asio::strand<asio::io_context::executor_type> strand_;
    asio::signal_set signals_;
    tls::context for_clients_{tls::context::tls_server};
    tls::context for_backend_{tls::context::tls_client};
    tcp::resolver::results_type backend_;
    tcp::acceptor acceptor_;
    connection_count connections_;
};

int run(const proxy::options& options)
{
    asio::io_context io(static_cast<int>(options.threads));
    reverse_proxy proxy(io, options);
    proxy.start();
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < options.threads; ++i)
        helpers.emplace_back([&] { io.run(); });
    io.run();
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(parse_options(argc, argv));
    } catch (const tool::usage_error& e) {
        std::cerr << "reverse_proxy: " << e.what() << "\n";
        return 2;
    } catch (const std::exception& e) {
        std::cerr << "reverse_proxy: " << e.what() << "\n";
        return 1;
    }
}
