// Two hundred streams at once. Each always has a pending read and write, which are cancelled at random. Some streams
// update their keys, some use TLS 1.2, some are reset for a second connection, and some are used by blocking threads.
// Received data is compared with the sent data byte by byte.

#include "stream/faulty_stream.hpp"

#include <tls/stream.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <random>
#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

// The sizes are large enough to fill transports and output buffers, and small enough that the test ends within seconds,
// or within a minute under a sanitizer.
constexpr unsigned pairs_over_sockets = 80;
constexpr unsigned pairs_in_memory = 20;         ///< over transports that split and delay
constexpr std::size_t max_write = 300'000;       ///< bytes of one operation; the minimum is 0
constexpr std::size_t max_buffers = 100;         ///< buffers of one write, including empty ones
constexpr std::size_t max_read = 100'000;        ///< bytes
constexpr std::size_t max_over_socket = 700'000; ///< bytes that one stream sends; the minimum is 0
constexpr std::size_t max_in_memory = 200'000;
constexpr unsigned cancels_one_in = 3; ///< completions that cancel the operation in the other direction
constexpr unsigned updates_one_in = 6; ///< writes that are replaced by a KeyUpdate
constexpr unsigned tls12_one_in = 4;   ///< pairs that use TLS 1.2
constexpr unsigned again_one_in = 5;   ///< pairs that are reset and connected a second time
constexpr unsigned blocking_pairs = 6, blocking_turns = 15;
constexpr std::chrono::seconds time_limit{300};

using local_socket = asio::local::stream_protocol::socket;

/// The data that all streams send, each from another start position.
byte_view test_data(std::size_t position, std::size_t size)
{
    constexpr std::size_t period = 1'000'003;
    static const bytes all = [] {
        auto data = pattern(period);
        data.insert(data.end(), data.begin(), data.begin() + max_write);
        return data;
    }();
    return byte_view(all).subspan(position % period, size);
}

void connect(faulty_stream& one, faulty_stream& other)
{
    one.connect(other);
}
void connect(local_socket& one, local_socket& other)
{
    asio::local::connect_pair(one, other);
}

struct totals {
    std::atomic<std::size_t> bytes{0}, cancelled{0}, key_updates{0}, done{0};
};

/// One end of a connection, on its own strand.
template <class NextLayer>
class end_of_pair {
public:
    end_of_pair(asio::io_context& io, const configuration& config, role r, std::size_t max, unsigned seed, totals& sum)
        : strand_(asio::make_strand(io)),
          stream_(strand_, std::make_shared<configuration>(config)),
          role_(r),
          random_(seed),
          to_send_(any(max)),
          from_(any(1'000'000)),
          sum_(sum)
    {
    }

    NextLayer& transport() { return stream_.next_layer(); }

    void start(end_of_pair& peer, unsigned connections)
    {
        peer_ = &peer;
        connections_ = connections;
        begin();
    }

    /// Returns a description of the failure, or an empty string.
    std::string failure() const
    {
        if (done_)
            return {};
        return (failure_.empty() ? "has not ended" : failure_) + " after " + std::to_string(sent_) + " bytes of " +
               std::to_string(to_send_) + " out, " + std::to_string(received_) + " of " +
               std::to_string(peer_->to_send_) + " in";
    }

private:
    void begin()
    {
        asio::post(strand_, [this] {
            sent_ = received_ = 0;
            directions_ended_ = 0;
            handshake();
        });
    }

    std::size_t any(std::size_t max) { return std::uniform_int_distribution<std::size_t>(0, max)(random_); }
    bool one_in(unsigned n) { return any(n - 1) == 0; }

    /// Calls `then` with the error, the size, and whether the operation was cancelled. A cancellation is no error.
    template <class Then>
    auto handler(asio::cancellation_signal& mine, asio::cancellation_signal& other, Then then)
    {
        // Cancels some operations immediately after their start.
        if (one_in(4 * cancels_one_in))
            asio::post(strand_, [this, &mine] { cancel(mine); });
        return asio::bind_cancellation_slot(mine.slot(), [this, &other, then](error_code e, std::size_t n = 0) {
            const bool cancelled = e == asio::error::operation_aborted;
            sum_.cancelled += cancelled;
            if (one_in(cancels_one_in))
                cancel(other);
            then(cancelled ? error_code() : e, n, cancelled);
        });
    }

    void cancel(asio::cancellation_signal& signal)
    {
        constexpr asio::cancellation_type types[] = {asio::cancellation_type::terminal,
                                                     asio::cancellation_type::partial, asio::cancellation_type::total};
        signal.emit(types[any(2)]);
    }

    void handshake()
    {
        stream_.async_handshake(role_ == role::client ? stream_base::client : stream_base::server,
                                handler(write_signal_, read_signal_, [this](error_code e, std::size_t, bool cancelled) {
                                    if (e)
                                        return fail("handshake", e);
                                    if (cancelled)
                                        return handshake();
                                    read();
                                    write();
                                }));
    }

    void read()
    {
        space_.resize(any(max_read) + 1);
        auto part = any(space_.size());
        std::array<asio::mutable_buffer, 2> buffers{asio::buffer(space_, part), asio::buffer(space_) + part};
        stream_.async_read_some(buffers,
                                handler(read_signal_, write_signal_, [this](error_code e, std::size_t n, bool) {
                                    auto expected = test_data(peer_->from_ + received_, n);
                                    if (!std::equal(expected.begin(), expected.end(), space_.begin()))
                                        return fail("read", asio::error::fault);
                                    received_ += n;
                                    if (e == asio::error::eof && received_ == peer_->to_send_)
                                        return end_direction();
                                    e ? fail("read", e) : read();
                                }));
    }

    void write()
    {
        if (one_in(updates_one_in) && stream_.info().version == protocol_version::tls1_3)
            return update_keys();
        if (sent_ == to_send_)
            return close_write();
        auto size = std::min(any(max_write), to_send_ - sent_);
        gathered_.clear();
        for (std::size_t cut = 0; cut < size || one_in(2);) {
            auto piece =
                gathered_.size() + 1 < max_buffers ? std::min(any(2 * size / max_buffers), size - cut) : size - cut;
            auto view = test_data(from_ + sent_ + cut, piece);
            gathered_.emplace_back(view.data(), view.size());
            cut += piece;
        }
        stream_.async_write_some(gathered_,
                                 handler(write_signal_, read_signal_, [this](error_code e, std::size_t n, bool) {
                                     sent_ += n;
                                     e ? fail("write", e) : write();
                                 }));
    }

    void update_keys()
    {
        ++sum_.key_updates;
        stream_.async_update_keys(
            one_in(2), handler(write_signal_, read_signal_,
                               [this](error_code e, std::size_t, bool) { e ? fail("update_keys", e) : write(); }));
    }

    void close_write()
    {
        stream_.async_close_write(
            handler(write_signal_, read_signal_, [this](error_code e, std::size_t, bool cancelled) {
                if (e)
                    return fail("close_write", e);
                cancelled ? close_write() : end_direction();
            }));
    }

    void end_direction()
    {
        if (++directions_ended_ == 2)
            shut_down();
    }

    void shut_down()
    {
        auto then = handler(write_signal_, read_signal_, [this](error_code e, std::size_t, bool cancelled) {
            if (e)
                return fail("shutdown", e);
            cancelled ? shut_down() : end_connection();
        });
        if (role_ == role::client)
            stream_.async_shutdown(std::move(then));
        else
            stream_.async_shutdown(time_limit, std::move(then));
    }

    void end_connection()
    {
        transport().close();
        sum_.bytes += received_;
        if (--connections_ == 0) {
            ++sum_.done;
            done_ = true;
            return;
        }
        stream_.reset();
        auto& client = role_ == role::client ? *this : *peer_;
        asio::post(client.strand_, [&client] { client.reconnect_when_both_ready(); });
    }

    /// Connects both ends again when both are ready.
    void reconnect_when_both_ready()
    {
        if (++ready_ != 2)
            return;
        connect(transport(), peer_->transport());
        begin();
        peer_->begin();
    }

    void fail(const char* where, error_code e)
    {
        if (failure_.empty())
            failure_ = std::string(where) + ": " + e.message() + " " + stream_.error_detail();
        transport().close();
    }

    asio::strand<asio::io_context::executor_type> strand_;
    tls::stream<NextLayer> stream_;
    const role role_;
    std::mt19937 random_;
    const std::size_t to_send_, from_;
    end_of_pair* peer_ = nullptr;
    totals& sum_;
    asio::cancellation_signal read_signal_, write_signal_;
    bytes space_;
    std::vector<asio::const_buffer> gathered_;
    std::size_t sent_ = 0, received_ = 0;
    unsigned directions_ended_ = 0, connections_ = 1, ready_ = 0;
    bool done_ = false;
    std::string failure_;
};

unsigned seed_of_run()
{
    const char* chosen = std::getenv("TLS_TEST_SEED");
    return chosen != nullptr ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10)) : 20'250'101;
}

struct stress {
    pki authority;
    configurations settings{authority, {authority.leaf()}};
    configuration client_of_tls12 = settings.client;
    totals sum;

    stress() { client_of_tls12.negotiation.max_version = protocol_version::tls1_2; }

    template <class NextLayer>
    auto make_pair(asio::io_context& io, std::size_t max, unsigned seed)
    {
        using end = end_of_pair<NextLayer>;
        const auto& config = seed / 2 % tls12_one_in == 0 ? client_of_tls12 : settings.client;
        return std::pair(std::make_unique<end>(io, config, role::client, max, seed, sum),
                         std::make_unique<end>(io, settings.server, role::server, max, seed + 1, sum));
    }

    void run(unsigned thread_count)
    {
        auto seed = seed_of_run();
        std::cout << "TLS_TEST_SEED=" << seed << ", " << thread_count << " threads" << std::endl;
        asio::io_context io(static_cast<int>(thread_count));
        std::vector<decltype(make_pair<local_socket>(io, 0, 0))> over_sockets;
        std::vector<decltype(make_pair<faulty_stream>(io, 0, 0))> in_memory;
        for (unsigned i = 0; i < pairs_over_sockets; ++i, seed += 2) {
            auto& [client, server] = over_sockets.emplace_back(make_pair<local_socket>(io, max_over_socket, seed));
            connect(client->transport(), server->transport());
        }
        for (unsigned i = 0; i < pairs_in_memory; ++i, seed += 2) {
            auto& [client, server] = in_memory.emplace_back(make_pair<faulty_stream>(io, max_in_memory, seed));
            connect(client->transport(), server->transport());
            for (auto* one : {&client, &server}) {
                transport_plan plan;
                plan.read_size = plan.write_size = random_pieces(seed);
                plan.delay = 1 + i % 3;
                (*one)->transport().set_plan(plan);
            }
        }
        start_all(over_sockets);
        start_all(in_memory);

        std::vector<std::thread> threads;
        for (unsigned i = 1; i < thread_count; ++i)
            threads.emplace_back([&io] { io.run_for(time_limit); });
        io.run_for(time_limit);
        for (auto& thread : threads)
            thread.join();
        BOOST_TEST(io.stopped(), "operations did not end in time");
        check_all(over_sockets);
        check_all(in_memory);

        std::cout << sum.bytes << " bytes, " << sum.cancelled << " operations cancelled, " << sum.key_updates
                  << " keys updated" << std::endl;
        const std::size_t streams = 2 * (pairs_over_sockets + pairs_in_memory);
        BOOST_TEST(sum.done == streams);
        BOOST_TEST(sum.bytes > streams * max_in_memory / 4);
        BOOST_TEST(sum.cancelled > streams);
        BOOST_TEST(sum.key_updates > streams / 2);
    }

    template <class Pairs>
    static void start_all(Pairs& pairs)
    {
        unsigned i = 0;
        for (auto& [client, server] : pairs) {
            const unsigned connections = ++i % again_one_in == 0 ? 2 : 1;
            client->start(*server, connections);
            server->start(*client, connections);
        }
    }

    template <class Pairs>
    static void check_all(Pairs& pairs)
    {
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            auto& [client, server] = pairs[i];
            BOOST_TEST(client->failure().empty(), "client " << i << ": " << client->failure());
            BOOST_TEST(server->failure().empty(), "server " << i << ": " << server->failure());
        }
    }
};

/// One end of a connection whose thread blocks in each operation.
struct blocking_end {
    asio::io_context io;
    tls::stream<local_socket> stream;
    const role of;
    std::string failure;

    blocking_end(const configuration& config, role r) : stream(io, std::make_shared<configuration>(config)), of(r) {}

    /// The client sends data, and the server echoes it.
    void run(unsigned seed)
    {
        std::mt19937 random(seed);
        auto any = [&](std::size_t max) { return std::uniform_int_distribution<std::size_t>(0, max)(random); };
        try {
            stream.handshake(of == role::client ? stream_base::client : stream_base::server);
            for (unsigned turn = 0; turn < blocking_turns; ++turn) {
                auto data = test_data(any(1'000'000), any(max_write));
                if (of == role::client)
                    asio::write(stream, asio::const_buffer(data.data(), data.size()));
                bytes received(data.size());
                asio::read(stream, asio::buffer(received));
                if (!std::equal(received.begin(), received.end(), data.begin()))
                    failure = "received data differs from the sent data";
                if (of == role::server)
                    asio::write(stream, asio::buffer(received));
                if (any(updates_one_in) == 0 && stream.info().version == protocol_version::tls1_3)
                    stream.update_keys(true);
            }
            stream.shutdown(time_limit);
        } catch (const boost::system::system_error& e) {
            failure = e.what();
            stream.next_layer().close();
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(two_hundred_busy_streams, stress)

BOOST_AUTO_TEST_CASE(lose_no_data_in_one_thread)
{
    run(1);
}

BOOST_AUTO_TEST_CASE(lose_no_data_on_strands_in_four_threads)
{
    run(4);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(streams_with_blocking_threads_lose_no_data, stress)
{
    std::deque<blocking_end> ends;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < blocking_pairs; ++i) {
        auto& client = ends.emplace_back(i % 2 == 0 ? settings.client : client_of_tls12, role::client);
        auto& server = ends.emplace_back(settings.server, role::server);
        connect(client.stream.next_layer(), server.stream.next_layer());
        for (auto* one : {&client, &server})
            threads.emplace_back([one, seed = seed_of_run() + i] { one->run(seed); });
    }
    for (auto& thread : threads)
        thread.join();
    for (auto& one : ends)
        BOOST_TEST(one.failure.empty(), one.failure);
}
