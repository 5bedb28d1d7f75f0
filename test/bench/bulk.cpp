// Data in one direction: both ends in one thread, and each end alone with its peer in another process.

#include "measurements.hpp"

#include "peer.hpp"
#include "transfer.hpp"

#include <boost/asio/local/connect_pair.hpp>

namespace bench {

namespace {

constexpr std::array<std::size_t, 4> write_sizes{1024, 16 * 1024, 64 * 1024, 256 * 1024};

std::string size_name(std::size_t bytes)
{
    return bytes < 1024 ? std::to_string(bytes) + " byte" : std::to_string(bytes / 1024) + " KiB";
}

std::string figure_name(const std::string& over, std::size_t write_size, const char* what)
{
    return "bulk, " + over + ", " + size_name(write_size) + " writes, " + what;
}

/// Returns units of `count` per second of CPU time, after a warm-up.
template <class Run, class Count>
double rate_of(seconds time, Run run, Count count)
{
    stopwatch warm_up(time / 10);
    run(warm_up);
    auto before = count();
    stopwatch watch(time);
    run(watch);
    return static_cast<double>(count() - before) / watch.cpu_seconds();
}

template <class Stream>
double sending_rate(asio::io_context& io, Stream& to, std::size_t write_size, seconds time)
{
    source<Stream> s(to, write_size);
    auto run = [&](const stopwatch& watch) {
        s.start([&] {
            if (watch.is_running())
                return;
            s.stop();
            io.stop();
        });
        io.restart();
        io.run();
    };
    return rate_of(time, run, [&] { return s.bytes(); });
}

template <class Stream>
double receiving_rate(asio::io_context& io, Stream& from, seconds time)
{
    sink<Stream> s(from);
    auto run = [&](const stopwatch& watch) {
        s.set_progress([&] {
            if (!watch.is_running())
                io.stop();
        });
        io.restart();
        io.run();
    };
    return rate_of(time, run, [&] { return s.bytes(); });
}

template <class Stream>
void send_for_ever(asio::io_context& io, Stream& to, std::size_t write_size)
{
    source<Stream> s(to, write_size);
    s.start([] {});
    io.restart();
    io.run();
}

template <class Stream>
void receive_for_ever(asio::io_context& io, Stream& from)
{
    sink<Stream> s(from);
    io.restart();
    io.run();
}

/// One end of a connection to another process. The client sends, the server receives.
class single_end {
public:
    explicit single_end(const terms* t) : contexts_(t ? std::make_unique<contexts>(*t) : nullptr) {}

    double sending(std::size_t write_size, seconds time)
    {
        return measure(
            role::client, [=](auto& io, auto& stream) { return sending_rate(io, stream, write_size, time); },
            [](auto& io, auto& stream) { receive_for_ever(io, stream); });
    }
    double receiving(std::size_t write_size, seconds time)
    {
        return measure(
            role::server, [=](auto& io, auto& stream) { return receiving_rate(io, stream, time); },
            [=](auto& io, auto& stream) { send_for_ever(io, stream, write_size); });
    }

private:
    template <class Ours, class Theirs>
    double measure(role ours, Ours our_work, Theirs their_work)
    {
        meeting_point point;
        peer other([&] { on_connection(point, ours == role::client ? role::server : role::client, their_work); });
        double result = 0;
        on_connection(point, ours, [&](auto& io, auto& stream) {
            result = our_work(io, stream);
            other.stop(); // before the peer notices that its connection is gone
        });
        return result;
    }

    template <class Work>
    void on_connection(const meeting_point& point, role r, Work work)
    {
        asio::io_context io(1);
        auto meet = [&](socket_type& s) { r == role::client ? point.connect(s) : point.accept(s); };
        if (!contexts_) {
            socket_type bare(io);
            meet(bare);
            return work(io, bare);
        }
        endpoint end(io, *contexts_, r);
        meet(end.next_layer());
        handshake(io, end);
        work(io, end);
    }

    std::unique_ptr<contexts> contexts_;
};

/// `over` names the transport, `ceiling` the figure that limits it.
template <class Stream>
void measure_both_ends(const settings& s, asio::io_context& io, Stream& from, Stream& to, const std::string& over,
                       const std::string& ceiling)
{
    transfer<Stream> t(io, from, to);
    for (auto size : write_sizes) {
        t.set_write_size(size);
        auto run = [&](const stopwatch& watch) { t.run([&] { return watch.is_running(); }); };
        print(figure_name(over, size, "both ends"), rate_of(s.time, run, [&] { return t.bytes(); }) / 1e9, "GB/s",
              ceiling.empty() ? "" : figure_name(ceiling, size, "both ends"));
    }
}

void measure_lone_ends(const settings& s, const terms* t, const std::string& over, const std::string& ceiling)
{
    single_end end(t);
    for (auto size : write_sizes) {
        print(figure_name(over, size, "sender alone"), end.sending(size, s.time) / 1e9, "GB/s",
              ceiling.empty() ? "" : figure_name(ceiling, size, "sender alone"));
        print(figure_name(over, size, "receiver alone"), end.receiving(size, s.time) / 1e9, "GB/s",
              ceiling.empty() ? "" : figure_name(ceiling, size, "receiver alone"));
    }
}

constexpr const char* bare = "bare socket";

void measure_bulk(const settings& s, aead suite)
{
    terms t{.tls = s.tls, .suite = suite};
    std::string over = s.tls == version::tls1_3 ? name_of(suite) : std::string("TLS 1.2 ") + name_of(suite);
    if (auto reason = unsupported_reason(t))
        return print_unsupported("bulk, " + over, *reason);
    {
        contexts c(t);
        asio::io_context io(1);
        connection one(io, c);
        one.handshake();
        measure_both_ends<stream_type>(s, io, one.client, one.server, over, bare);
    }
    measure_lone_ends(s, &t, over, bare);
}

} // namespace

void measure_bare_bulk(const settings& s)
{
    {
        asio::io_context io(1);
        socket_type from(io), to(io);
        asio::local::connect_pair(from, to);
        measure_both_ends(s, io, from, to, bare, "");
    }
    measure_lone_ends(s, nullptr, bare, "");
}

void measure_aes_128_gcm_bulk(const settings& s)
{
    measure_bulk(s, aead::aes_128_gcm);
}

void measure_aes_256_gcm_bulk(const settings& s)
{
    measure_bulk(s, aead::aes_256_gcm);
}

void measure_chacha20_poly1305_bulk(const settings& s)
{
    measure_bulk(s, aead::chacha20_poly1305);
}

void measure_small_writes(const settings& s)
{
    contexts c({.tls = s.tls});
    asio::io_context io(1);
    connection one(io, c);
    one.handshake();
    transfer<stream_type> t(io, one.client, one.server);
    for (std::size_t size : {16u, 64u, 256u}) {
        t.set_write_size(size);
        auto run = [&](const stopwatch& watch) { t.run([&] { return watch.is_running(); }); };
        print("writes of " + std::to_string(size) + " bytes, one after the other",
              rate_of(s.time, run, [&] { return t.writes(); }), "/s");
    }
}

} // namespace bench
