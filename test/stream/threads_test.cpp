// Many streams on several threads, each on its own strand, with one shared context.

#include "support/engine_pair.hpp"

#include <tls/stream.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <random>
#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

namespace {

using strand = asio::strand<asio::thread_pool::executor_type>;
using socket_type = asio::basic_stream_socket<tcp, strand>;
using stream_type = tls::stream<socket_type>;

struct threads_test {
    pki authority;
    asio::thread_pool pool{4};
    context for_server{context::tls_server};
    context for_client{context::tls_client};

    threads_test()
    {
        for_server.add_credential(authority.leaf());
        auto root = x509::write_pem("CERTIFICATE", authority.root().der());
        for_client.add_certificate_authority(asio::buffer(root));
    }

    /// Replaces the server's credential repeatedly until destroyed.
    class renewal {
    public:
        explicit renewal(threads_test& test)
            : thread_([this, &test] {
                  for (unsigned i = 0; !stop_; ++i) {
                      auto leaf = test.authority.leaf();
                      test.for_server.update([&](configuration& c) { c.authentication.credentials = {leaf}; });
                      ++count_;
                  }
              })
        {
        }
        ~renewal()
        {
            stop_ = true;
            thread_.join();
        }
        unsigned count() const { return count_; }

    private:
        std::atomic<bool> stop_ = false;
        std::atomic<unsigned> count_ = 0;
        std::thread thread_;
    };
};

asio::awaitable<void> echo(socket_type socket, context& ctx)
{
    stream_type stream(std::move(socket), ctx);
    co_await stream.async_handshake(stream_base::server, use_awaitable);
    bytes space(20'000);
    error_code error;
    auto token = asio::redirect_error(use_awaitable, error);
    for (;;) {
        auto n = co_await stream.async_read_some(asio::buffer(space), token);
        if (error)
            break;
        co_await asio::async_write(stream, asio::buffer(space, n), use_awaitable);
    }
    if (error != asio::error::eof)
        throw boost::system::system_error(error, "echo");
    co_await stream.async_shutdown(use_awaitable);
}

asio::awaitable<void> serve(tcp::acceptor& acceptor, context& ctx, asio::thread_pool& pool, unsigned connections,
                            std::vector<std::future<void>>& ends)
{
    for (unsigned i = 0; i < connections; ++i) {
        auto executor = asio::make_strand(pool);
        auto socket = co_await acceptor.async_accept(executor, use_awaitable);
        ends.push_back(asio::co_spawn(executor, echo(std::move(socket), ctx), asio::use_future));
    }
}

/// Sends messages and checks their echoes. Returns the number of bytes.
asio::awaitable<std::size_t> exchange_messages(strand executor, tcp::endpoint server, context& ctx, unsigned seed)
{
    std::mt19937 random(seed);
    stream_type stream(executor, ctx);
    stream.set_host_name("localhost");
    co_await stream.next_layer().async_connect(server, use_awaitable);
    co_await stream.async_handshake(stream_base::client, use_awaitable);
    std::size_t total = 0;
    for (int i = 0; i < 8; ++i) {
        auto message = pattern(random() % 40'000);
        bytes back(message.size());
        co_await asio::async_write(stream, asio::buffer(message), use_awaitable);
        co_await asio::async_read(stream, asio::buffer(back), use_awaitable);
        if (back != message)
            throw std::runtime_error("an echoed message differs from the sent one");
        total += message.size();
    }
    co_await stream.async_shutdown(use_awaitable);
    co_return total;
}

/// Returns the byte at a position of the data that each end sends.
std::uint8_t byte_at(std::size_t position)
{
    return static_cast<std::uint8_t>(position * 7 + position / 251);
}

/// One end of a connection that reads and writes all the time, and updates keys between writes. When one operation
/// completes, it sometimes cancels the other. Everything runs on the stream's strand.
class duplex_end {
public:
    using local_socket = asio::basic_stream_socket<asio::local::stream_protocol, strand>;

    duplex_end(asio::thread_pool& pool, context& ctx, unsigned seed)
        : strand_(asio::make_strand(pool)), stream_(strand_, ctx), random_(seed)
    {
    }

    local_socket& socket() { return stream_.next_layer(); }

    std::future<void> start(stream_base::handshake_type type)
    {
        asio::dispatch(strand_, [this, type] {
            stream_.async_handshake(type, [this](error_code error) {
                if (error)
                    return fail(error);
                write();
                read();
            });
        });
        return done_.get_future();
    }

    static constexpr std::size_t total = 3'000'000;
    unsigned cancelled() const { return cancelled_; }
    unsigned key_updates() { return stream_.native_handle()->write_key_updates(); }

private:
    void write()
    {
        // The last operation is not cancelled: it also sends the output of cancelled writes.
        if (sent_ == total)
            return stream_.async_close_write([this](error_code error) { ended(error); });
        if (random_() % 4 == 0)
            return stream_.async_update_keys(random_() % 2 == 0, [this](error_code error) { written(error, 0); });
        out_.resize(std::min<std::size_t>(random_() % 60'000 + 1, total - sent_));
        for (std::size_t i = 0; i < out_.size(); ++i)
            out_[i] = byte_at(sent_ + i);
        stream_.async_write_some(asio::buffer(out_), asio::bind_cancellation_slot(
                                                         write_signal_.slot(), [this](error_code error, std::size_t n) {
                                                             written(error, n);
                                                         }));
    }

    void written(error_code error, std::size_t n)
    {
        sent_ += n;
        if (is_failure(error))
            return fail(error);
        if (random_() % 2 == 0)
            read_signal_.emit(any_type());
        write();
    }

    void read()
    {
        in_.resize(random_() % 40'000 + 1);
        stream_.async_read_some(asio::buffer(in_), asio::bind_cancellation_slot(
                                                       read_signal_.slot(),
                                                       [this](error_code error, std::size_t n) { arrived(error, n); }));
    }

    void arrived(error_code error, std::size_t n)
    {
        for (std::size_t i = 0; i < n; ++i) {
            if (in_[i] != byte_at(received_ + i))
                return fail(asio::error::invalid_argument);
        }
        received_ += n;
        if (error == asio::error::eof && received_ == total)
            return ended({});
        if (is_failure(error))
            return fail(error);
        if (random_() % 2 == 0)
            write_signal_.emit(any_type());
        read();
    }

    bool is_failure(error_code error)
    {
        bool aborted = error == asio::error::operation_aborted;
        cancelled_ += aborted;
        return error && !aborted;
    }

    asio::cancellation_type any_type()
    {
        constexpr asio::cancellation_type types[] = {asio::cancellation_type::terminal,
                                                     asio::cancellation_type::partial, asio::cancellation_type::total};
        return types[random_() % 3];
    }

    void ended(error_code error)
    {
        if (error)
            return fail(error);
        if (++directions_ended_ == 2)
            done_.set_value();
    }

    void fail(error_code error)
    {
        // Keeps the first failure only: closing the transport causes others.
        if (!std::exchange(failed_, true))
            done_.set_exception(std::make_exception_ptr(boost::system::system_error(error, stream_.error_detail())));
        error_code ignored;
        socket().close(ignored);
    }

    strand strand_;
    tls::stream<local_socket> stream_;
    std::mt19937 random_;
    asio::cancellation_signal read_signal_, write_signal_;
    bytes in_, out_;
    std::size_t sent_ = 0, received_ = 0;
    unsigned directions_ended_ = 0, cancelled_ = 0;
    bool failed_ = false;
    std::promise<void> done_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(streams_on_several_threads, threads_test)

BOOST_AUTO_TEST_CASE(echo_to_200_connections_while_credentials_are_replaced)
{
    constexpr unsigned connections = 200;
    renewal renewed(*this);
    tcp::acceptor acceptor(pool, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::vector<std::future<void>> servers;
    auto accepted = asio::co_spawn(pool, serve(acceptor, for_server, pool, connections, servers), asio::use_future);
    std::vector<std::future<std::size_t>> clients;
    for (unsigned i = 0; i < connections; ++i) {
        auto executor = asio::make_strand(pool);
        clients.push_back(asio::co_spawn(
            executor, exchange_messages(executor, acceptor.local_endpoint(), for_client, i), asio::use_future));
    }
    std::size_t total = 0;
    for (auto& client : clients)
        BOOST_CHECK_NO_THROW(total += client.get());
    BOOST_CHECK_NO_THROW(accepted.get());
    for (auto& server : servers)
        BOOST_CHECK_NO_THROW(server.get());
    pool.join();
    BOOST_TEST_MESSAGE(total << " bytes echoed, " << renewed.count() << " renewals");
    BOOST_TEST(renewed.count() != 0u);
    BOOST_TEST(total > 8u * connections * 10'000u);
}

BOOST_AUTO_TEST_CASE(lose_no_data_with_key_updates_and_cancellations)
{
    constexpr unsigned pairs = 4;
    std::vector<std::unique_ptr<duplex_end>> ends;
    std::vector<std::future<void>> done;
    for (unsigned i = 0; i < pairs; ++i) {
        ends.push_back(std::make_unique<duplex_end>(pool, for_client, 2 * i));
        ends.push_back(std::make_unique<duplex_end>(pool, for_server, 2 * i + 1));
        asio::local::connect_pair(ends[2 * i]->socket(), ends[2 * i + 1]->socket());
    }
    for (unsigned i = 0; i < ends.size(); ++i)
        done.push_back(ends[i]->start(i % 2 == 0 ? stream_base::client : stream_base::server));
    for (auto& end : done)
        BOOST_CHECK_NO_THROW(end.get());
    pool.join();
    unsigned cancelled = 0, key_updates = 0;
    for (auto& end : ends) {
        cancelled += end->cancelled();
        key_updates += end->key_updates();
    }
    BOOST_TEST_MESSAGE(cancelled << " operations cancelled, " << key_updates << " key updates");
    BOOST_TEST(cancelled > pairs);
    BOOST_TEST(key_updates > pairs);
}

BOOST_AUTO_TEST_CASE(can_be_destroyed_during_a_handshake)
{
    std::vector<std::future<void>> done;
    for (unsigned i = 0; i < 40; ++i) {
        auto executor = asio::make_strand(pool);
        auto work = [this, executor, i]() -> asio::awaitable<void> {
            using local_stream = tls::stream<duplex_end::local_socket>;
            auto client = std::make_unique<local_stream>(executor, for_client);
            auto server = std::make_unique<local_stream>(executor, for_server);
            asio::local::connect_pair(client->next_layer(), server->next_layer());
            // One stream is destroyed after some steps; the other sees the end of the transport.
            auto ignore = [](error_code) {};
            client->async_handshake(stream_base::client, ignore);
            server->async_handshake(stream_base::server, ignore);
            for (unsigned step = 0; step < i; ++step)
                co_await asio::post(executor, use_awaitable);
            (i % 2 == 0 ? client : server).reset();
            co_await asio::post(executor, use_awaitable);
        };
        done.push_back(asio::co_spawn(executor, work, asio::use_future));
    }
    for (auto& end : done)
        BOOST_CHECK_NO_THROW(end.get());
    pool.join();
}

// The handshake is the only operation of its stream. It runs in an implicit strand and needs no explicit one, although
// the answer arrives from another thread at any time.
BOOST_AUTO_TEST_CASE(external_operation_completes_a_handshake_without_a_strand)
{
    asio::thread_pool external_pool{1};
    std::shared_ptr<const credential> leaf = authority.leaf();
    auto config = std::make_shared<configuration>();
    config->authentication.credentials = {
        credential::offload(leaf, [&](std::function<void()> work) { asio::post(external_pool, std::move(work)); })};
    auto client_config = std::make_shared<configuration>(*for_client.snapshot());
    for (unsigned i = 0; i < 100; ++i) {
        using pool_socket = asio::basic_stream_socket<asio::local::stream_protocol, asio::thread_pool::executor_type>;
        tls::stream<pool_socket> client(pool.get_executor(), client_config), server(pool.get_executor(), config);
        asio::local::connect_pair(client.next_layer(), server.next_layer());
        auto served = server.async_handshake(stream_base::server, asio::use_future);
        auto connected = client.async_handshake(stream_base::client, asio::use_future);
        BOOST_CHECK_NO_THROW(served.get());
        BOOST_CHECK_NO_THROW(connected.get());
    }
    external_pool.join();
}

BOOST_AUTO_TEST_SUITE_END()
