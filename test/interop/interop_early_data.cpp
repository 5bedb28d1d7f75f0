// A client or server with early data, for test_early_data.py.
//
//     interop_early_data server CERTIFICATE KEY accept|reject|retry
//     interop_early_data server CERTIFICATE KEY record|store REDIS_SOCKET TICKET_KEYS
//     interop_early_data client PORT CA SIZE
//
// The server prints the port on which it listens. It answers early data before the handshake is complete, echoes other
// data, and prints both. "reject": after the first connection it has no replay record. "retry": it sends a
// HelloRetryRequest, too. "record": its replay record is in Redis; it waits until that accepts values. "store": its
// tickets are for single use, and its sessions in Redis.
//
// The client connects twice. In the first connection it sends a line and reads until it has a session that allows early
// data and SIZE bytes of the server. In the second one it sends a line as early data, and reads SIZE bytes.

#include <tls/client_session_cache.hpp>
#include <tls/configuration.hpp>
#include <tls/replay_record.hpp>
#include <tls/session.hpp>
#include <tls/stream.hpp>
#include <tls/ticket_keys.hpp>
#ifdef INTEROP_REDIS
#include <tls/redis_sessions.hpp>

#include <boost/asio/thread_pool.hpp>
#endif

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <future>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace asio = boost::asio;
using asio::ip::tcp;
using stream = tls::stream<tcp::socket>;
using boost::system::error_code;

namespace {

void print(const std::string& line)
{
    std::cout << line << std::endl;
}

std::string name_of(tls::early_data_status status)
{
    switch (status) {
    case tls::early_data_status::none:
        return "none";
    case tls::early_data_status::offered:
        return "offered";
    case tls::early_data_status::rejected:
        return "rejected";
    case tls::early_data_status::accepted:
        return "accepted";
    case tls::early_data_status::resent:
        return "resent";
    }
    return "unknown";
}

void report(stream& s)
{
    print(std::string("handshake: ") + (s.info().session_reused ? "resumed" : "full") + ", early data " +
          name_of(s.info().early_data));
}

/// Accepts everything: the tests do not replay to our server.
struct accepting_record : tls::replay_record {
    void async_insert(tls::byte_view, std::chrono::milliseconds, completion done) override { done(true); }
};

/// Calls `receive` with each piece of data until `read` reports an error, which it returns.
template <class Read, class Receive>
error_code read_all(Read read, Receive receive)
{
    for (std::array<char, 1000> space;;) {
        error_code error;
        const auto n = read(asio::buffer(space), error);
        if (n != 0)
            receive(std::string(space.data(), n));
        if (error)
            return error;
    }
}

void serve(stream s)
{
    const auto early_end = read_all([&](auto buffer, error_code& e) { return s.read_early_some(buffer, e); },
                                    [&](const std::string& data) {
                                        print("early: " + data);
                                        asio::write(s, asio::buffer(std::string_view("answer to early data\n")));
                                    });
    if (early_end != asio::error::eof)
        return print("failed: " + early_end.message() + "; " + s.error_detail());
    s.handshake(tls::stream_base::server);
    report(s);
    const auto end = read_all([&](auto buffer, error_code& e) { return s.read_some(buffer, e); },
                              [&](const std::string& data) {
                                  print("data: " + data);
                                  asio::write(s, asio::buffer(data));
                              });
    print("ended: " + end.message());
    error_code ignored;
    s.shutdown(ignored);
}

#ifdef INTEROP_REDIS
/// The connection to Redis, and its thread.
class redis {
public:
    explicit redis(const std::string& unix_socket)
    {
        tls::redis_settings settings;
        settings.unix_socket = unix_socket;
        client_ = std::make_shared<tls::redis_client>(pool_.get_executor(), settings);
    }
    ~redis()
    {
        client_.reset();
        pool_.join();
    }

    void configure(tls::session_settings& sessions, std::string_view how)
    {
        sessions.early_data_window = std::chrono::milliseconds(1500);
        if (how == "store") {
            sessions.single_use_tickets = true;
            sessions.store = std::make_shared<tls::redis_session_store>(client_);
        } else {
            sessions.replays = std::make_shared<tls::redis_replay_record>(client_);
            wait_until_recording(*sessions.replays, 2 * sessions.early_data_window);
        }
    }

private:
    /// A record accepts no values for one window after Redis was started. Asks again and again.
    static void wait_until_recording(tls::replay_record& record, std::chrono::milliseconds window)
    {
        for (bool accepts = false; !accepts; std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
            std::array<std::uint8_t, 32> value;
            tls::system_random().fill(value);
            std::promise<bool> is_new;
            record.async_insert(value, window, [&](bool result) { is_new.set_value(result); });
            accepts = is_new.get_future().get();
        }
    }

    asio::thread_pool pool_{1};
    std::shared_ptr<tls::redis_client> client_;
};
#endif

int run_server([[maybe_unused]] int count, char** words)
{
    const std::string_view how(words[4]);
    tls::context context(tls::context::tls_server);
    context.use_certificate_chain_file(words[2]);
    context.use_private_key_file(words[3], tls::context::pem);
    context.update([&](tls::configuration& c) {
        c.sessions.ticket_keys = tls::ticket_keys::rotating();
        c.sessions.max_early_data = 16 * 1024;
        c.sessions.replays = std::make_shared<accepting_record>();
    });
#ifdef INTEROP_REDIS
    std::optional<redis> shared;
    if (count == 7) {
        shared.emplace(words[5]);
        error_code error;
        context.update([&](tls::configuration& c) {
            c.sessions.replays = nullptr;
            c.sessions.ticket_keys = std::make_shared<tls::ticket_keys>(tls::ticket_keys::read_file(words[6], error));
            shared->configure(c.sessions, how);
        });
    }
#endif
    asio::io_context io;
    tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    print("listening on 127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()));
    for (bool first = true;; first = false) {
        auto socket = acceptor.accept();
        if (!first && (how == "reject" || how == "retry")) {
            context.update([&](tls::configuration& c) {
                c.sessions.replays = nullptr;
                if (how == "retry")
                    c.negotiation.groups = {0x0018}; // secp384r1
            });
        }
        try {
            serve(stream(std::move(socket), context));
        } catch (const std::exception& e) {
            print(std::string("failed: ") + e.what());
        }
    }
}

stream connect(asio::io_context& io, tls::context& context, const char* port)
{
    tcp::socket socket(io);
    socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(std::stoi(port))));
    stream s(std::move(socket), context);
    s.set_host_name("localhost");
    return s;
}

/// Reads at least `size` bytes and until `done()`.
template <class Done>
void read_until(stream& s, std::size_t size, Done done)
{
    for (std::array<char, 1000> space; size != 0 || !done();) {
        const auto n = s.read_some(asio::buffer(space));
        print("data: " + std::string(space.data(), n));
        size -= std::min(n, size);
    }
}

int run_client(char** words)
{
    const auto size = static_cast<std::size_t>(std::stoi(words[4]));
    tls::context context(tls::context::tls_client);
    context.load_verify_file(words[3]);
    bool has_session = false;
    context.update([&](tls::configuration& c) {
        c.sessions.max_early_data = 16 * 1024;
        c.sessions.cache = std::make_shared<tls::client_session_cache>();
        c.sessions.on_new_session = [&](const tls::session& s) { has_session |= s.max_early_data() != 0; };
    });
    asio::io_context io;
    {
        auto s = connect(io, context, words[2]);
        s.handshake(tls::stream_base::client);
        report(s);
        asio::write(s, asio::buffer(std::string_view("first line\n")));
        read_until(s, size, [&] { return has_session; });
        error_code ignored;
        s.shutdown(ignored);
    }
    auto s = connect(io, context, words[2]);
    const std::string line = "early line\n";
    print("sent early: " + std::to_string(s.write_early_some(asio::buffer(line))));
    s.handshake(tls::stream_base::client);
    report(s);
    if (s.info().early_data != tls::early_data_status::accepted)
        asio::write(s, asio::buffer(line));
    asio::write(s, asio::buffer(std::string_view("last line\n")));
    read_until(s, size, [] { return true; });
    error_code ignored;
    s.shutdown(ignored);
    return 0;
}

} // namespace

int main(int argc, char** argv)
try {
    const bool is_server = argc > 1 && argv[1] == std::string_view("server");
    if (argc != 5 && (!is_server || argc != 7))
        return 2;
    return is_server ? run_server(argc, argv) : run_client(argv);
} catch (const std::exception& e) {
    print(std::string("failed: ") + e.what());
    return 1;
}
