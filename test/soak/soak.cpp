// Holds thousands of connections in two threads. Each does one thing after the other, at random: it exchanges data,
// updates its keys, cancels reads, stops reading, closes one direction, closes both, or resets. After an end it
// connects again, often with a session. Meanwhile the server's credential and ticket keys are replaced again and again.
// Every received byte is compared with the byte sent. At the end no stream and no memory may be left.
//
//     soak [SECONDS [CONNECTIONS]]
//
// The environment variable TLS_TEST_SEED chooses the random actions.

#include "support/engine_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/stream.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace tls;
using namespace tls::test;
using asio::awaitable;
using asio::use_awaitable;
using local_socket = asio::local::stream_protocol::socket;

namespace {

constexpr unsigned threads = 2;
constexpr std::size_t max_exchange = 64 * 1024; ///< bytes in one direction
constexpr std::size_t max_read = 20'000;        ///< bytes
constexpr std::size_t unread_size = 4 << 20;    ///< bytes that no socket buffer holds
constexpr unsigned turns_without_reading = 20;  ///< of the executor
constexpr std::chrono::milliseconds rotation{200};
constexpr std::chrono::seconds grace{180}; ///< for the first handshakes and for the end
constexpr std::size_t megabyte = 1 << 20;

/// Returns `size` bytes of an endless pattern from `position` on.
byte_view pattern_at(std::uint64_t position, std::size_t size)
{
    constexpr std::size_t period = 1'000'003;
    static const bytes all = [] {
        auto data = pattern(period);
        data.insert(data.end(), data.begin(), data.begin() + unread_size % period + max_exchange);
        return data;
    }();
    return byte_view(all).subspan(position % period, size);
}

/// Returns the resident memory of this process in bytes, after the allocator has returned what it does not use.
std::size_t resident_memory()
{
    ::malloc_trim(0);
    std::size_t total = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Returns the number of connections for which this process may open sockets, at most `wanted`.
unsigned connections_that_fit(unsigned wanted)
{
    constexpr rlim_t other_files = 64;
    ::rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<unsigned>(std::min<rlim_t>(wanted, (limit.rlim_cur - other_files) / 2));
}

struct counters {
    std::atomic<std::uint64_t> bytes{0}, handshakes{0}, resumed{0}, key_updates{0}, cancelled{0}, half_closed{0},
        closed{0}, reset{0}, not_reading{0}, rotations{0}, failures{0};
    std::atomic<int> streams{0};
};

counters count;

struct counted_stream : tls::stream<local_socket> {
    template <class... Arguments>
    explicit counted_stream(Arguments&&... arguments) : tls::stream<local_socket>(std::forward<Arguments>(arguments)...)
    {
        ++count.streams;
    }
    ~counted_stream() { --count.streams; }
};

/// The settings of all connections. Thread-safe.
class shared_settings {
public:
    shared_settings()
    {
        for (auto type : {key_type::ed25519, key_type::secp256r1, key_type::secp384r1})
            credentials_.push_back(authority_.leaf(type));
        configurations settings(authority_, {credentials_.front()});
        settings.client.sessions.cache = std::make_shared<client_session_cache>(16, 20'000);
        for (auto version : {protocol_version::tls1_3, protocol_version::tls1_2}) {
            settings.client.negotiation.max_version = version;
            clients_.push_back(std::make_shared<configuration>(settings.client));
        }
        keys_ = std::make_shared<ticket_keys>(std::vector{earlier_key_});
        settings.server.sessions.ticket_keys = keys_;
        server_ = std::make_shared<configuration>(settings.server);
    }

    const std::shared_ptr<const configuration>& client(unsigned number) const
    {
        return clients_[number % 4 == 0 ? 1 : 0]; // a quarter of the connections uses TLS 1.2
    }
    std::shared_ptr<const configuration> server() const
    {
        const std::lock_guard lock(mutex_);
        return server_;
    }
    void clear_sessions() { clients_.front()->sessions.cache->clear(); }

    /// Replaces the server's credential and ticket keys. The newest two keys open tickets.
    void rotate()
    {
        auto key = new_key();
        keys_->replace({key, earlier_key_});
        earlier_key_ = std::move(key);
        const std::lock_guard lock(mutex_);
        auto next = std::make_shared<configuration>(*server_);
        next->authentication.credentials = {credentials_[++count.rotations % credentials_.size()]};
        server_ = std::move(next);
    }

private:
    static ticket_key new_key()
    {
        ticket_key key;
        key.key.resize(32);
        system_random().fill(key.name);
        system_random().fill(key.key);
        return key;
    }

    pki authority_;
    std::vector<std::shared_ptr<const credential>> credentials_;
    std::vector<std::shared_ptr<const configuration>> clients_;
    ticket_key earlier_key_ = new_key();
    std::shared_ptr<ticket_keys> keys_;
    mutable std::mutex mutex_;
    std::shared_ptr<const configuration> server_;
};

struct soak {
    explicit soak(unsigned n) : connections(n) {}

    asio::io_context io{static_cast<int>(threads)};
    shared_settings settings;
    const unsigned connections;
    std::atomic<unsigned> established{0}, ended{0};
    std::atomic<bool> stopping{false};

    bool all_are_established() const { return established == connections; }
    bool all_have_ended() const { return ended == connections; }
};

void require(bool condition, const char* what)
{
    if (!condition)
        throw std::runtime_error(what);
}

/// A client and a server, on one strand.
class connection_pair {
public:
    connection_pair(soak& all, unsigned number, unsigned seed)
        : all_(all), number_(number), strand_(asio::make_strand(all.io)), random_(seed)
    {
    }

    void start()
    {
        asio::co_spawn(strand_, run(), [this](std::exception_ptr failure) { finish(failure); });
    }

private:
    /// Data in one direction.
    struct direction {
        std::optional<counted_stream>& from;
        std::optional<counted_stream>& to;
        std::uint64_t written = 0, read = 0;
    };

    awaitable<void> run()
    {
        co_await connect();
        ++all_.established;
        while (!all_.stopping)
            co_await act();
        co_await shut_down();
    }

    void finish(std::exception_ptr failure)
    {
        drop();
        ++all_.ended;
        try {
            if (failure)
                std::rethrow_exception(failure);
        } catch (const std::exception& e) {
            ++count.failures;
            std::cerr << "connection " + std::to_string(number_) + ": " + last_action_ + ": " + e.what() + "\n";
        }
    }

    std::size_t any(std::size_t max) { return std::uniform_int_distribution<std::size_t>(0, max)(random_); }
    /// Returns a size of which every order of magnitude is as likely.
    std::size_t any_size() { return any(max_exchange >> any(12)); }

    awaitable<void> connect()
    {
        last_action_ = "connect";
        client_.emplace(strand_, all_.settings.client(number_));
        server_.emplace(strand_, all_.settings.server());
        to_server_.written = to_server_.read = any(1'000'000);
        to_client_.written = to_client_.read = any(1'000'000);
        asio::local::connect_pair(client_->next_layer(), server_->next_layer());
        client_->set_server_name("localhost");
        co_await (client_->async_handshake(stream_base::client, use_awaitable) &&
                  server_->async_handshake(stream_base::server, use_awaitable));
        ++count.handshakes;
        count.resumed += client_->info().session_reused;
        require(client_->info().session_reused == server_->info().session_reused, "the sides disagree on resumption");
    }

    /// Ends the connection without any message, as a crash does.
    void drop()
    {
        client_.reset();
        server_.reset();
    }

    awaitable<void> act()
    {
        constexpr unsigned in_all = 40;
        switch (any(in_all - 1)) {
        case 0:
            return update_keys();
        case 1:
            return cancel_read();
        case 2:
            return stop_reading();
        case 3:
            return close_one_direction();
        case 4:
            return close_and_connect();
        case 5:
            return reset_connection();
        default:
            return exchange();
        }
    }

    awaitable<void> exchange()
    {
        last_action_ = "exchange";
        const auto up = any_size(), down = any_size();
        co_await (write(to_server_, up) && read(to_server_, up) && write(to_client_, down) && read(to_client_, down));
        check_complete();
    }

    awaitable<void> write(direction& d, std::size_t size)
    {
        const auto data = pattern_at(d.written, size);
        d.written += size;
        co_await asio::async_write(*d.from, asio::buffer(data.data(), data.size()), use_awaitable);
    }

    awaitable<void> read(direction& d, std::size_t size)
    {
        bytes space(std::min(size, 1 + any(max_read)));
        while (size != 0) {
            const auto n = co_await d.to->async_read_some(asio::buffer(space, size), use_awaitable);
            check(d, byte_view(space).first(n));
            size -= n;
        }
    }

    void check(direction& d, byte_view received)
    {
        const auto expected = pattern_at(d.read, received.size());
        require(std::memcmp(received.data(), expected.data(), received.size()) == 0, "received data differs");
        d.read += received.size();
        count.bytes += received.size();
    }

    void check_complete() const
    {
        require(to_server_.written == to_server_.read && to_client_.written == to_client_.read, "data is missing");
    }

    awaitable<void> update_keys()
    {
        last_action_ = "update_keys";
        if (client_->info().version == protocol_version::tls1_3) {
            ++count.key_updates;
            auto& side = any(1) == 0 ? client_ : server_;
            co_await side->async_update_keys(any(1) == 0, use_awaitable);
        }
        co_await exchange();
    }

    /// Cancels a read while nothing arrives. It loses nothing, as the next exchange shows.
    awaitable<void> cancel_read()
    {
        last_action_ = "cancel_read";
        bytes space(100);
        auto& side = any(1) == 0 ? client_ : server_;
        auto first =
            co_await (side->async_read_some(asio::buffer(space), use_awaitable) || asio::post(strand_, use_awaitable));
        require(first.index() == 1, "read data that nobody sent");
        ++count.cancelled;
        co_await exchange();
    }

    /// The server stops reading, and the client's write never ends. The client gives up.
    awaitable<void> stop_reading()
    {
        last_action_ = "stop_reading";
        auto first = co_await (write_unread() || pass_turns());
        require(first.index() == 1, "a write ended although nobody reads");
        ++count.not_reading;
        drop();
        co_await connect();
    }

    awaitable<void> write_unread()
    {
        for (std::size_t left = unread_size; left != 0; left -= max_exchange)
            co_await write(to_server_, max_exchange);
    }

    awaitable<void> pass_turns()
    {
        for (unsigned i = 0; i < turns_without_reading; ++i)
            co_await asio::post(strand_, use_awaitable);
    }

    /// The client closes its direction; the server sends more; both close.
    awaitable<void> close_one_direction()
    {
        last_action_ = "close_one_direction";
        const auto up = any_size(), down = any_size();
        co_await (write_and_close(to_server_, up) && read_to_end(to_server_));
        co_await (write(to_client_, down) && read(to_client_, down));
        check_complete();
        ++count.half_closed;
        co_await close_and_connect();
    }

    awaitable<void> write_and_close(direction& d, std::size_t size)
    {
        co_await write(d, size);
        co_await d.from->async_close_write(use_awaitable);
    }

    awaitable<void> read_to_end(direction& d)
    {
        bytes space(1 + any(max_read));
        try {
            for (;;) {
                const auto n = co_await d.to->async_read_some(asio::buffer(space), use_awaitable);
                check(d, byte_view(space).first(n));
            }
        } catch (const boost::system::system_error& e) {
            if (e.code() != asio::error::eof)
                throw;
        }
    }

    awaitable<void> close_and_connect()
    {
        co_await shut_down();
        co_await connect();
    }

    awaitable<void> shut_down()
    {
        last_action_ = "shut_down";
        co_await (client_->async_shutdown(use_awaitable) && server_->async_shutdown(use_awaitable));
        ++count.closed;
        drop();
    }

    /// One side vanishes. The other must not take that for the end of the data.
    awaitable<void> reset_connection()
    {
        last_action_ = "reset_connection";
        const bool client_vanishes = any(1) == 0;
        (client_vanishes ? client_ : server_)->next_layer().close();
        bytes space(100);
        boost::system::error_code error;
        try {
            co_await (client_vanishes ? server_ : client_)->async_read_some(asio::buffer(space), use_awaitable);
        } catch (const boost::system::system_error& e) {
            error = e.code();
        }
        require(error && error != asio::error::eof, "a reset looks like a regular end");
        ++count.reset;
        drop();
        co_await connect();
    }

    soak& all_;
    const unsigned number_;
    asio::strand<asio::io_context::executor_type> strand_;
    std::mt19937 random_;
    std::optional<counted_stream> client_, server_;
    direction to_server_{client_, server_}, to_client_{server_, client_};
    const char* last_action_ = "";
};

/// Replaces the server's credential and ticket keys until the end. Measures the memory when all connections are open,
/// and again when it is time to stop.
class supervisor {
public:
    supervisor(soak& all, std::chrono::seconds duration)
        : all_(all), timer_(all.io), stop_at_(std::chrono::steady_clock::now() + duration), duration_(duration)
    {
    }

    void start()
    {
        asio::co_spawn(all_.io, run(), [](std::exception_ptr thrown) {
            if (thrown)
                std::rethrow_exception(thrown);
        });
    }

    std::size_t memory_at_first = 0, memory_at_last = 0;
    std::string failure;

private:
    awaitable<void> run()
    {
        const auto give_up_at = std::chrono::steady_clock::now() + grace;
        while (!all_.all_are_established() && count.failures == 0 && std::chrono::steady_clock::now() < give_up_at)
            co_await rotate();
        if (!all_.all_are_established()) {
            failure = "only " + std::to_string(all_.established) + " connections were established";
            co_return stop();
        }
        // On a slow machine a third of the time at least goes to connections that are all open.
        const auto opened_at = std::chrono::steady_clock::now();
        const auto end = std::max(stop_at_, opened_at + duration_ / 3);
        const auto first_measurement = opened_at + (end - opened_at) / 3;
        while (std::chrono::steady_clock::now() < first_measurement)
            co_await rotate();
        memory_at_first = resident_memory();
        while (std::chrono::steady_clock::now() < end)
            co_await rotate();
        memory_at_last = resident_memory();
        stop();
        const auto deadline = std::chrono::steady_clock::now() + grace;
        while (!all_.all_have_ended() && std::chrono::steady_clock::now() < deadline)
            co_await rotate();
        if (!all_.all_have_ended()) {
            failure = "only " + std::to_string(all_.ended) + " connections ended in time";
            all_.io.stop();
        }
    }

    awaitable<void> rotate()
    {
        all_.settings.rotate();
        timer_.expires_after(rotation);
        co_await timer_.async_wait(use_awaitable);
    }

    void stop() { all_.stopping = true; }

    soak& all_;
    asio::steady_timer timer_;
    const std::chrono::steady_clock::time_point stop_at_;
    const std::chrono::seconds duration_;
};

unsigned chosen_seed()
{
    const char* chosen = std::getenv("TLS_TEST_SEED");
    return chosen != nullptr ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10)) : 20'250'101;
}

void report(bool is_right, const std::string& what)
{
    if (is_right)
        return;
    ++count.failures;
    std::cerr << what << "\n";
}

void report_counts(const soak& all)
{
    std::cout << count.bytes << " bytes, " << count.handshakes << " handshakes, " << count.resumed << " resumed, "
              << count.key_updates << " key updates, " << count.cancelled << " reads cancelled, " << count.half_closed
              << " directions closed, " << count.closed << " connections closed, " << count.reset << " reset, "
              << count.not_reading << " not reading, " << count.rotations << " rotations" << std::endl;
    report(count.handshakes > all.connections && count.resumed != 0 && count.key_updates != 0 && count.cancelled != 0 &&
               count.half_closed != 0 && count.reset != 0 && count.not_reading != 0,
           "some action never happened");
}

/// Connections differ in what they buffer at the moment of a measurement.
void check_memory(std::size_t before, std::size_t first, std::size_t last, std::size_t after)
{
    const auto in_megabytes = [](std::size_t n) { return std::to_string(n / megabyte); };
    std::cout << "memory in MiB: " << in_megabytes(before) << " before, " << in_megabytes(first) << " and later "
              << in_megabytes(last) << " with all connections, " << in_megabytes(after) << " after" << std::endl;
    report(last <= first + first / 4 + 16 * megabyte, "memory grows while the connections are open");
    report(after <= before + (last - std::min(last, before)) / 4 + 32 * megabyte, "memory is left after the end");
}

} // namespace

int main(int argc, char** argv)
{
    const auto seconds = argc > 1 ? std::atoi(argv[1]) : 30;
    const auto wanted = argc > 2 ? std::atoi(argv[2]) : 5000;
    if (seconds <= 0 || wanted <= 0 || argc > 3) {
        std::cerr << "usage: soak [SECONDS [CONNECTIONS]]\n";
        return 2;
    }
    const auto connections = connections_that_fit(static_cast<unsigned>(wanted));
    const auto seed = chosen_seed();
    std::cout << "TLS_TEST_SEED=" << seed << ", " << connections << " connections" << std::endl;
    if (connections < static_cast<unsigned>(wanted))
        std::cout << "the limit of open files (ulimit -n) allows no more" << std::endl;

    soak all(connections);
    pattern_at(0, 1);
    const auto before = resident_memory();
    supervisor watch(all, std::chrono::seconds(seconds));
    {
        std::vector<std::unique_ptr<connection_pair>> pairs;
        for (unsigned i = 0; i < connections; ++i)
            pairs.push_back(std::make_unique<connection_pair>(all, i, seed + i));
        for (auto& each : pairs)
            each->start();
        watch.start();
        std::thread second([&] { all.io.run(); });
        all.io.run();
        second.join();
        report(watch.failure.empty(), watch.failure);
        if (!all.all_have_ended()) // coroutines are destroyed with the io_context, and refer to the pairs
            std::_Exit(1);
    }
    all.settings.clear_sessions();
    report_counts(all);
    report(count.streams == 0, std::to_string(count.streams) + " streams are left");
    check_memory(before, watch.memory_at_first, watch.memory_at_last, resident_memory());
    return count.failures == 0 ? 0 : 1;
}
