// Two threads beside one thread. Each thread has its own io_context and its own connections, both ends of them; the
// threads share the contexts, with the cache of verified links and all else that a context keeps. As a control, the
// same with contexts for each thread: that is what the machine itself can do.
//
// A thread that waits for a lock uses no CPU time, so these figures are of the clock on the wall, unlike all others.
// Times with one thread and with two threads alternate: other load affects both.

#include "measurements.hpp"

#include "transfer.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

namespace bench {

namespace {

constexpr int slices = 10;
constexpr std::size_t threads = 2;

using clock = std::chrono::steady_clock;

/// The work of one thread. Each call returns how much it has done.
class worker {
public:
    virtual ~worker() = default;
    virtual double work() = 0;
};

class handshaker final : public worker {
public:
    explicit handshaker(contexts& c) : contexts_(c) {}

    double work() override
    {
        connection(io_, contexts_).handshake();
        return 1;
    }

private:
    asio::io_context io_{1};
    contexts& contexts_;
};

class sender final : public worker {
public:
    explicit sender(contexts& c) : ends_(connected(io_, c)), transfer_(io_, ends_->client, ends_->server)
    {
        transfer_.set_write_size(write_size);
    }

    double work() override
    {
        const auto before = transfer_.bytes();
        int writes = 0;
        transfer_.run([&] { return ++writes < writes_at_once; });
        return static_cast<double>(transfer_.bytes() - before) / 1e9;
    }

private:
    static constexpr std::size_t write_size = 16 * 1024;
    static constexpr int writes_at_once = 200;

    static std::unique_ptr<connection> connected(asio::io_context& io, contexts& c)
    {
        auto ends = std::make_unique<connection>(io, c);
        ends->handshake();
        return ends;
    }

    asio::io_context io_{1};
    std::unique_ptr<connection> ends_;
    transfer<stream_type> transfer_;
};

/// Returns how much the workers do per second, each in its own thread.
double rate_by_clock(const std::vector<worker*>& workers, seconds time)
{
    std::atomic<bool> go = false;
    std::vector<double> rates(workers.size());
    std::vector<std::exception_ptr> failures(workers.size());
    {
        std::vector<std::jthread> running;
        for (std::size_t i = 0; i < workers.size(); ++i)
            running.emplace_back([&, i] {
                go.wait(false);
                try {
                    double done = 0;
                    const auto begin = clock::now();
                    seconds passed{};
                    while (passed < time) {
                        done += workers[i]->work();
                        passed = clock::now() - begin;
                    }
                    rates[i] = done / passed.count();
                } catch (...) {
                    failures[i] = std::current_exception();
                }
            });
        go = true;
        go.notify_all();
    }
    double sum = 0;
    for (std::size_t i = 0; i < workers.size(); ++i) {
        if (failures[i])
            std::rethrow_exception(failures[i]);
        sum += rates[i];
    }
    return sum;
}

struct rates {
    double one = 0;
    double two = 0;
};

/// Returns the rates with one and two threads. The n-th worker uses the n-th contexts.
template <class Worker>
rates measure_threads(const std::array<contexts*, threads>& c, seconds time)
{
    Worker first(*c[0]), second(*c[1]);
    const auto slice = time / slices;
    rate_by_clock({&first, &second}, slice); // a warm-up
    rates sum;
    for (int i = 0; i < slices; ++i) {
        sum.one += rate_by_clock({&first}, slice) / slices;
        sum.two += rate_by_clock({&first, &second}, slice) / slices;
    }
    return sum;
}

template <class Worker>
void measure_scaling(const settings& s, const terms& t, const std::string& name, const char* unit)
{
    contexts shared(t), other(t);
    const auto together = measure_threads<Worker>({&shared, &shared}, s.time);
    const auto apart = measure_threads<Worker>({&shared, &other}, s.time);
    print(name + ", one thread", together.one, unit);
    print(name + ", two threads with one context", together.two, unit);
    print(name + ", two threads with one context to one thread", together.two / together.one, "times");
    print(name + ", two threads with a context each to one thread", apart.two / apart.one, "times");
}

} // namespace

void measure_handshake_scaling(const settings& s)
{
    const terms t{.tls = s.tls, .key = tls::key_type::secp256r1, .remembers_links = true};
    measure_scaling<handshaker>(s, t, "by the clock: full handshakes, ECDSA P-256, links remembered", "/s");
}

void measure_bulk_scaling(const settings& s)
{
    measure_scaling<sender>(s, {.tls = s.tls}, "by the clock: bulk, AES-128-GCM, 16 KiB writes", "GB/s");
}

} // namespace bench
