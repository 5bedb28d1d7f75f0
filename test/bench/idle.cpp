// Ten thousand idle connections in one process, with their peers in another process.

#include "measurements.hpp"

#include "endpoints.hpp"
#include "heap.hpp"
#include "peer.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace bench {

namespace {

constexpr std::size_t wanted = 10'000;
constexpr std::size_t other_files = 64; // open files of the process besides the connections

/// Returns the wanted number of connections, or as many as the hard limit on open files permits.
std::size_t allowed_connections()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return std::min<std::size_t>(wanted, limit.rlim_max - other_files);
}

double resident_bytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t size = 0, resident = 0;
    if (!(file >> size >> resident))
        throw std::runtime_error("cannot read /proc/self/statm");
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

using endpoints = std::vector<std::unique_ptr<endpoint>>;

void connect(endpoints& into, std::size_t count, const meeting_point& point, asio::io_context& io, contexts& c, role r)
{
    for (std::size_t i = 0; i < count; ++i) {
        into.push_back(std::make_unique<endpoint>(io, c, r));
        auto& socket = into.back()->next_layer();
        r == role::client ? point.connect(socket) : point.accept(socket);
        handshake(io, *into.back());
    }
}

void measure(const settings& s, role ours, std::size_t count)
{
    contexts c({.tls = s.tls});
    meeting_point point;
    peer other([&] {
        asio::io_context io(1);
        endpoints all;
        connect(all, 1 + count, point, io, c, ours == role::client ? role::server : role::client);
        pause();
    });

    asio::io_context io(1);
    endpoints all;
    all.reserve(1 + count);
    connect(all, 1, point, io, c, ours); // one-time allocations
    auto resident_before = resident_bytes();
    heap_watch heap;
    connect(all, count, point, io, c, ours);
    static char in;
    for (auto& one : all)
        one->async_read_some(asio::buffer(&in, 1), [](const error_code&, std::size_t) {});
    io.restart();
    io.poll();
    auto name = std::to_string(count) + (ours == role::client ? " idle clients" : " idle servers") +
                " with reads pending, in one process, ";
    print(name + "heap", static_cast<double>(heap.growth()) / 1e6, "MB");
    print(name + "resident", (resident_bytes() - resident_before) / 1e6, "MB");
}

} // namespace

void measure_idle_servers(const settings& s)
{
    measure(s, role::server, allowed_connections());
}

void measure_idle_clients(const settings& s)
{
    measure(s, role::client, allowed_connections());
}

} // namespace bench
