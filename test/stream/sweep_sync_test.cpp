// Synchronous connections over non-blocking transports whose nth operation fails or would block, for every n.

#include "stream/sweep_conversation.hpp"
#include "support/sweep.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

namespace sweep_sync_test {

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

const error_code would_block = asio::error::would_block;
const error_code reset = asio::error::connection_reset;

/// One end of a connection in memory: a SyncStream that never blocks.
class non_blocking_stream {
public:
    using executor_type = asio::any_io_executor;

    explicit non_blocking_stream(executor_type executor) : executor_(std::move(executor)) {}

    void connect(non_blocking_stream& other)
    {
        in_ = other.out_ = std::make_shared<pipe>();
        out_ = other.in_ = std::make_shared<pipe>();
    }
    void close() { in_->closed = out_->closed = true; }
    executor_type get_executor() const noexcept { return executor_; }

    template <class MutableBufferSequence>
    std::size_t read_some(const MutableBufferSequence& buffers, error_code& error)
    {
        if (fails(error, read_fault))
            return 0;
        auto n = asio::buffer_copy(buffers, asio::buffer(in_->held), piece(in_->held.size()));
        in_->held.erase(in_->held.begin(), in_->held.begin() + static_cast<std::ptrdiff_t>(n));
        if (n == 0)
            error = in_->closed ? error_code(asio::error::eof) : would_block;
        return n;
    }
    template <class ConstBufferSequence>
    std::size_t write_some(const ConstBufferSequence& buffers, error_code& error)
    {
        if (fails(error, write_fault))
            return 0;
        if (out_->closed) {
            error = asio::error::broken_pipe;
            return 0;
        }
        constexpr std::size_t capacity = 3000;
        auto n = std::min(asio::buffer_size(buffers), piece(capacity - out_->held.size()));
        auto end = out_->held.size();
        out_->held.resize(end + n);
        asio::buffer_copy(asio::buffer(out_->held) + end, buffers);
        if (n == 0)
            error = would_block;
        return n;
    }

    std::size_t operations = 0;
    std::size_t fails_at = 0; ///< the number of the first operation that fails, from 1; 0: none
    error_code read_fault, write_fault;
    bool fails_once = false; ///< false: all later operations fail, too

private:
    struct pipe {
        tls::bytes held;
        bool closed = false;
    };

    bool fails(error_code& error, const error_code& fault)
    {
        ++operations;
        error = fails_at != 0 && (fails_once ? operations == fails_at : operations >= fails_at) ? fault : error_code();
        return static_cast<bool>(error);
    }
    static std::size_t piece(std::size_t possible) { return std::min<std::size_t>(possible, 1700); }

    executor_type executor_;
    std::shared_ptr<pipe> in_, out_;
};

/// One end of the connection. It performs its actions one after the other, and repeats each while it would block.
class non_blocking_endpoint {
public:
    tls::stream<non_blocking_stream> stream;
    error_code error; ///< the error that ended it
    bool ended = false;
    std::string problems;

    non_blocking_endpoint(asio::io_context& io, const configuration& config, role r, std::size_t message_size)
        : stream(io.get_executor(), std::make_shared<configuration>(config)),
          message_(pattern(message_size)),
          space_(700)
    {
        auto type = r == role::client ? stream_base::client : stream_base::server;
        auto both = [this] { return transfer(); };
        actions_ = {[this, type](error_code& e) { stream.handshake(type, e); },
                    [both](error_code& e) { e = both(); },
                    [this](error_code& e) { update_keys(e); },
                    [this](error_code&) { sent_ = received_ = 0; },
                    [both](error_code& e) { e = both(); },
                    [this](error_code& e) { stream.wait(stream.wait_write, e); },
                    [this](error_code& e) { stream.close_write(e); },
                    [this](error_code& e) { read_end(e); },
                    [this](error_code& e) { stream.shutdown(e); }};
    }

    /// Returns whether it made progress.
    bool step()
    {
        if (ended)
            return false;
        error_code e;
        auto moved = stream.native_handle()->bytes_sent() + received_;
        actions_[next_](e);
        if (e == would_block)
            return stream.native_handle()->bytes_sent() + received_ != moved;
        error = e;
        ended = e || ++next_ == actions_.size();
        if (ended)
            stream.next_layer().close();
        return true;
    }

private:
    /// Writes and reads in turn.
    error_code transfer()
    {
        error_code writing, reading;
        if (sent_ < message_.size())
            sent_ += stream.write_some(asio::buffer(message_) + sent_, writing);
        if (writing && writing != would_block)
            return writing;
        if (received_ < message_.size()) {
            auto n = stream.read_some(asio::buffer(space_), reading);
            if (!std::equal(space_.begin(), space_.begin() + static_cast<std::ptrdiff_t>(n),
                            message_.begin() + static_cast<std::ptrdiff_t>(received_)))
                problems += "received data differs from the sent data; ";
            received_ += n;
        }
        if (reading)
            return reading;
        return sent_ == message_.size() && received_ == message_.size() ? error_code() : would_block;
    }

    void update_keys(error_code& e)
    {
        if (stream.info().version == protocol_version::tls1_3)
            stream.update_keys(true, e);
    }

    void read_end(error_code& e)
    {
        if (stream.read_some(asio::buffer(space_), e) != 0)
            problems += "more data was read than was written; ";
        if (e == asio::error::eof)
            e = {};
    }

    const bytes message_;
    bytes space_;
    std::vector<std::function<void(error_code&)>> actions_;
    std::size_t next_ = 0, sent_ = 0, received_ = 0;
};

struct non_blocking_sweep {
    std::vector<handshake_variant> variants = handshake_variants();

    /// Makes the nth operation of one side's transport fail, for each n until a connection ends before operation n.
    template <class Check>
    static void fail_each(const handshake_variant& variant, role faulty, error_code fault, bool once, Check check)
    {
        const std::size_t message_size = variant.name == "plain" ? 8000 : 100;
        for (std::size_t n = 1;; n = next_place(n)) {
            BOOST_TEST_CONTEXT(variant.name << ", operation " << n << " of the "
                                            << (faulty == role::client ? "client" : "server"))
            {
                asio::io_context io;
                non_blocking_endpoint client(io, variant.settings.client, role::client, message_size);
                non_blocking_endpoint server(io, variant.settings.server, role::server, message_size);
                client.stream.next_layer().connect(server.stream.next_layer());
                auto& here = faulty == role::client ? client : server;
                auto& there = faulty == role::client ? server : client;
                auto& transport = here.stream.next_layer();
                transport.fails_at = n;
                transport.read_fault = fault;
                transport.write_fault = fault == asio::error::eof ? error_code(asio::error::broken_pipe) : fault;
                transport.fails_once = once;
                for (unsigned idle = 0; idle < 10; ++idle) {
                    if (client.step() | server.step())
                        idle = 0;
                    BOOST_REQUIRE(transport.operations < 100'000u);
                }
                BOOST_TEST((client.ended && server.ended), "hangs");
                BOOST_TEST((client.problems + server.problems).empty(), client.problems + server.problems);
                const bool reached = transport.operations >= n;
                check(here.error, there.error, reached);
                if (!reached) {
                    BOOST_TEST(!here.error, here.error.message());
                    BOOST_TEST(!there.error, there.error.message());
                    BOOST_TEST(n > 6u);
                    return;
                }
            }
        }
    }

    template <class Check>
    void fail_everywhere(error_code fault, bool once, Check check)
    {
        for (std::size_t i : {0, 1, 2, 4}) {
            fail_each(variants[i], role::client, fault, once, check);
            fail_each(variants[i], role::server, fault, once, check);
        }
    }
};

bool is_end_of_transport(error_code error)
{
    return error == tls::error::stream_truncated || error == asio::error::broken_pipe;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(synchronous_connection_with_failure_at_every_operation, non_blocking_sweep)

BOOST_AUTO_TEST_CASE(would_block_loses_no_data)
{
    fail_everywhere(would_block, true, [](error_code here, error_code there, bool) {
        BOOST_TEST(!here, here.message());
        BOOST_TEST(!there, there.message());
    });
}

BOOST_AUTO_TEST_CASE(reports_the_error_of_the_transport)
{
    fail_everywhere(reset, false, [](error_code here, error_code there, bool reached) {
        BOOST_TEST((!reached || here == reset), here.message());
        BOOST_TEST((!there || is_end_of_transport(there)), there.message());
    });
}

BOOST_AUTO_TEST_CASE(eof_is_never_mistaken_for_close_notify)
{
    fail_everywhere(asio::error::eof, false, [](error_code here, error_code there, bool) {
        BOOST_TEST((!here || is_end_of_transport(here)), here.message());
        BOOST_TEST((!there || is_end_of_transport(there)), there.message());
    });
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace sweep_sync_test
