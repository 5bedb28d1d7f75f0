// Heap use of connections: idle, busy, and zero allocations in steady state.

#include "measurements.hpp"

#include "heap.hpp"
#include "ping_pong.hpp"
#include "transfer.hpp"

#include <memory>
#include <optional>

namespace bench {

namespace {

using connections = std::vector<std::unique_ptr<connection>>;

/// Adds connections with completed handshakes. One-time allocations have happened before.
void connect(connections& into, std::size_t count, asio::io_context& io, contexts& c)
{
    for (std::size_t i = 0; i < count; ++i) {
        into.push_back(std::make_unique<connection>(io, c));
        into.back()->handshake();
    }
}

void print_heap(const std::string& name, double bytes, std::size_t streams)
{
    print(name, bytes / static_cast<double>(streams) / 1024, "KiB");
}

void measure_idle(const settings& s)
{
    constexpr std::size_t pairs = 200;
    contexts c({.tls = s.tls});
    asio::io_context io(1);
    connections all;
    connect(all, 1, io, c);
    all.reserve(1 + pairs);
    heap_watch heap;
    connect(all, pairs, io, c);
    io.restart();
    io.poll();
    print_heap("heap per idle stream", static_cast<double>(heap.growth()), 2 * pairs);
    static char in;
    for (std::size_t i = 1; i <= pairs; ++i)
        for (auto* end : {&all[i]->client, &all[i]->server})
            end->async_read_some(asio::buffer(&in, 1), [](const error_code&, std::size_t) {});
    io.restart();
    io.poll();
    print_heap("heap per idle stream with a read pending", static_cast<double>(heap.growth()), 2 * pairs);
}

/// All connections write 64 KiB at once to peers that read as fast as they can: the mean heap use over time.
void measure_busy(const settings& s)
{
    constexpr std::size_t pairs = 50, write_size = 64 * 1024, warm_up = 20'000, handlers_between_samples = 50;
    contexts c({.tls = s.tls});
    asio::io_context io(1);
    connections all;
    std::vector<std::unique_ptr<source<stream_type>>> sources;
    std::vector<std::unique_ptr<sink<stream_type>>> sinks;
    connect(all, 1, io, c);
    all.reserve(1 + pairs);
    heap_watch heap;
    connect(all, pairs, io, c);
    for (std::size_t i = 1; i <= pairs; ++i) {
        sources.push_back(std::make_unique<source<stream_type>>(all[i]->client, write_size));
        sinks.push_back(std::make_unique<sink<stream_type>>(all[i]->server));
    }
    constexpr std::int64_t buffers_of_ours = pairs * (write_size + sink<stream_type>::buffer_size);
    std::size_t handlers = 0;
    double sum = 0, samples = 0;
    stopwatch watch(s.time);
    auto after_each = [&] {
        if (++handlers < warm_up || handlers % handlers_between_samples != 0)
            return;
        sum += static_cast<double>(heap.growth() - buffers_of_ours);
        ++samples;
        if (!watch.is_running())
            io.stop();
    };
    for (auto& one : sinks)
        one->set_progress(after_each);
    for (auto& one : sources)
        one->start(after_each);
    io.restart();
    io.run();
    print_heap("heap per busy stream, 64 KiB writes", sum / samples, 2 * pairs);
}

/// The sessions that a client keeps for later, each from a connection of its own.
void measure_sessions(const settings& s)
{
    constexpr std::size_t count = 200;
    contexts c({.tls = s.tls, .key = tls::key_type::secp256r1, .resumes = true});
    std::vector<std::shared_ptr<void>> sessions{make_session(c)};
    if (!sessions.front())
        return print_unsupported("heap per session of a client", "not supported");
    sessions.reserve(1 + count);
    heap_watch heap;
    for (std::size_t i = 0; i < count; ++i)
        sessions.push_back(make_session(c));
    print("heap per session of a client", static_cast<double>(heap.growth()) / count, "bytes");
}

void measure_handshake_allocations(const settings& s)
{
    constexpr std::uint64_t count = 100;
    contexts c({.tls = s.tls, .key = tls::key_type::secp256r1});
    asio::io_context io(1);
    auto one = [&] { connection(io, c).handshake(); };
    for (int i = 0; i < 10; ++i)
        one();
    heap_watch heap;
    for (std::uint64_t i = 0; i < count; ++i)
        one();
    print("allocations per full handshake, ECDSA P-256, both ends and their streams",
          static_cast<double>(heap.allocations()) / count, "");
}

/// Returns the number of allocations per unit of `count`, measured in the middle of `run`, after a warm-up. `run` works
/// until its argument returns false.
template <class Run, class Count>
double steady_allocations(Run run, Count count)
{
    constexpr std::uint64_t warm_up = 200, counted = 2000;
    auto begin = count();
    std::optional<heap_watch> heap;
    std::uint64_t seen = 0;
    auto go_on = [&] {
        auto done = count() - begin;
        if (done < warm_up)
            return true;
        if (done < warm_up + counted) {
            if (!heap)
                heap.emplace();
            return true;
        }
        if (heap)
            seen = heap->allocations();
        heap.reset();
        return false;
    };
    run(go_on);
    return static_cast<double>(seen) / counted;
}

void measure_transfer_allocations(asio::io_context& io, connection& one)
{
    transfer<stream_type> data(io, one.client, one.server);
    for (std::size_t size : {64u, 1024u, 16 * 1024u, 64 * 1024u, 256 * 1024u}) {
        data.set_write_size(size);
        auto each = steady_allocations([&](auto& go_on) { data.run(std::ref(go_on)); }, [&] { return data.writes(); });
        auto name = size < 1024 ? std::to_string(size) + " byte" : std::to_string(size / 1024) + " KiB";
        print("allocations per " + name + " write, and its reads", each, "");
    }
}

} // namespace

void measure_heap(const settings& s)
{
    measure_idle(s);
    measure_busy(s);
    measure_sessions(s);
}

void measure_allocations(const settings& s)
{
    measure_handshake_allocations(s);
    contexts c({.tls = s.tls});
    asio::io_context io(1);
    connection for_trips(io, c), for_data(io, c);
    for_trips.handshake();
    for_data.handshake();
    ping_pong<stream_type> game(io, for_trips.client, for_trips.server);
    auto each = steady_allocations([&](auto& go_on) { game.run(std::ref(go_on)); }, [&] { return game.round_trips(); });
    print("allocations per 64 byte round trip", each, "");
    measure_transfer_allocations(io, for_data);
}

} // namespace bench
