// What a stream costs: handshakes, bulk data, round trips, memory. Built twice from this one source, over
// tls::stream and, with BENCH_ASIO_SSL, over boost::asio::ssl::stream. Both ends run in one thread over a
// local socket pair. Prints a line per figure: name, value, unit. `test/bench/run` compares the two.

#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/pem.hpp>

#ifdef BENCH_ASIO_SSL
#include <boost/asio/ssl.hpp>
namespace ssl = boost::asio::ssl;
#else
#include <tls/context.hpp>
#include <tls/host_name_verification.hpp>
#include <tls/stream.hpp>
namespace ssl = tls;
#endif

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
using socket_type = asio::local::stream_protocol::socket;
using stream_type = ssl::stream<socket_type>;
using error_code = boost::system::error_code;
using clock_type = std::chrono::steady_clock;

/// How long each figure is measured.
constexpr std::chrono::milliseconds measured_time{700};

[[noreturn]] void stop(const char* where, const error_code& error)
{
    std::fprintf(stderr, "%s: %s\n", where, error.message().c_str());
    std::exit(1);
}

double seconds_since(clock_type::time_point begin)
{
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

void print(const std::string& name, double value, const char* unit)
{
    std::printf("%s\t%.6g\t%s\n", name.c_str(), value, unit);
}

/// A server and a client context for each other, with a chain of one certificate that the client verifies.
struct contexts {
    ssl::context server{ssl::context::tlsv13_server};
    ssl::context client{ssl::context::tlsv13_client};

    explicit contexts(tls::key_type type)
    {
        auto key = tls::x509::generate_private_key(type);
        auto root_key = tls::x509::generate_private_key(type);
        tls::x509::certificate_template says;
        says.common_name = "root";
        says.is_ca = true;
        auto root = tls::x509::self_signed_certificate(says, root_key);
        says = {};
        says.common_name = "localhost";
        says.dns_names = {"localhost"};
        auto leaf = tls::x509::issue_certificate(says, key.public_part, root, root_key);
        auto chain = tls::x509::write_pem("CERTIFICATE", leaf.der());
        auto anchor = tls::x509::write_pem("CERTIFICATE", root.der());
        auto key_pem = tls::x509::write_private_key_pem(key);
        server.use_certificate_chain(asio::buffer(chain));
        server.use_private_key(asio::buffer(key_pem), ssl::context::pem);
        client.add_certificate_authority(asio::buffer(anchor));
        client.set_verify_mode(ssl::verify_peer);
#ifdef BENCH_ASIO_SSL
        // Both sides do the same work: no tickets, one group.
        SSL_CTX_set_num_tickets(server.native_handle(), 0);
        SSL_CTX_set1_groups_list(client.native_handle(), "X25519");
#else
        client.set_groups("x25519");
#endif
    }

    void use_suite(const char* name)
    {
#ifdef BENCH_ASIO_SSL
        SSL_CTX_set_ciphersuites(client.native_handle(), name);
#else
        client.set_cipher_suites(name);
#endif
    }
};

struct connection {
    stream_type client;
    stream_type server;

    connection(asio::io_context& io, contexts& c) : client(io, c.client), server(io, c.server)
    {
        asio::local::connect_pair(client.next_layer(), server.next_layer());
        client.set_verify_callback(ssl::host_name_verification("localhost"));
    }

    void handshake(asio::io_context& io)
    {
        unsigned done = 0;
        auto count = [&done](error_code e) {
            if (e)
                stop("handshake", e);
            ++done;
        };
        client.async_handshake(ssl::stream_base::client, count);
        server.async_handshake(ssl::stream_base::server, count);
        io.restart();
        while (done < 2)
            io.run_one();
    }
};

void measure_handshakes(const std::string& name, tls::key_type type)
{
    contexts c(type);
    asio::io_context io(1);
    unsigned count = 0;
    auto begin = clock_type::now();
    while (clock_type::now() - begin < measured_time) {
        connection one(io, c);
        one.handshake(io);
        ++count;
    }
    print("handshakes " + name, count / seconds_since(begin), "/s");
}

/// One side writes, the other reads, until the time is over.
class bulk {
public:
    bulk(connection& c, std::size_t write_size) : connection_(c), out_(write_size, 'x'), in_(256 * 1024) {}

    double run(asio::io_context& io)
    {
        begin_ = clock_type::now();
        write();
        read();
        io.restart();
        io.run();
        return static_cast<double>(received_) / seconds_since(begin_);
    }

private:
    void write()
    {
        if (clock_type::now() - begin_ >= measured_time) {
            writing_ = false;
            return;
        }
        asio::async_write(connection_.client, asio::buffer(out_), [this](error_code e, std::size_t n) {
            if (e)
                stop("write", e);
            sent_ += n;
            write();
        });
    }
    void read()
    {
        connection_.server.async_read_some(asio::buffer(in_), [this](error_code e, std::size_t n) {
            if (e)
                stop("read", e);
            received_ += n;
            if (writing_ || received_ < sent_)
                read();
        });
    }

    connection& connection_;
    std::vector<char> out_;
    std::vector<char> in_;
    clock_type::time_point begin_;
    std::uint64_t sent_ = 0;
    std::uint64_t received_ = 0;
    bool writing_ = true;
};

void measure_bulk(const char* suite)
{
    contexts c(tls::key_type::ed25519);
    c.use_suite(suite);
    asio::io_context io(1);
    connection one(io, c);
    one.handshake(io);
    for (std::size_t kib : {1, 16, 64, 256})
        print("bulk " + std::string(suite) + " " + std::to_string(kib) + " KiB writes",
              bulk(one, kib * 1024).run(io) / 1e9, "GB/s");
}

void measure_round_trips()
{
    contexts c(tls::key_type::ed25519);
    asio::io_context io(1);
    connection one(io, c);
    one.handshake(io);
    std::vector<char> there(64), back(64);
    unsigned count = 0;
    auto begin = clock_type::now();
    std::function<void()> trip = [&] {
        if (clock_type::now() - begin >= measured_time)
            return;
        asio::async_write(one.client, asio::buffer(there), [](error_code, std::size_t) {});
        one.server.async_read_some(asio::buffer(back), [&](error_code e, std::size_t n) {
            if (e || n != back.size())
                stop("round trip", e);
            asio::async_write(one.server, asio::buffer(back), [](error_code, std::size_t) {});
        });
        one.client.async_read_some(asio::buffer(there), [&](error_code e, std::size_t) {
            if (e)
                stop("round trip", e);
            ++count;
            trip();
        });
    };
    trip();
    io.restart();
    io.run();
    print("round trips of 64 bytes", count / seconds_since(begin), "/s");
}

void measure_memory()
{
    contexts c(tls::key_type::ed25519);
    asio::io_context io(1);
    constexpr std::size_t pairs = 200;
    std::vector<std::unique_ptr<connection>> all;
    std::vector<char> in(1);
    connection(io, c).handshake(io); // what is made once
    auto before = mallinfo2().uordblks;
    for (std::size_t i = 0; i < pairs; ++i) {
        all.push_back(std::make_unique<connection>(io, c));
        all.back()->handshake(io);
        all.back()->client.async_read_some(asio::buffer(in), [](error_code, std::size_t) {});
        all.back()->server.async_read_some(asio::buffer(in), [](error_code, std::size_t) {});
        io.restart();
        io.poll();
    }
    print("heap per idle stream with a read pending",
          static_cast<double>(mallinfo2().uordblks - before) / (2 * pairs) / 1024, "KiB");
}

} // namespace

int main()
{
    measure_handshakes("ECDSA P-256", tls::key_type::secp256r1);
    measure_handshakes("RSA-2048", tls::key_type::rsa);
    measure_handshakes("Ed25519", tls::key_type::ed25519);
    measure_bulk("TLS_AES_128_GCM_SHA256");
    measure_bulk("TLS_CHACHA20_POLY1305_SHA256");
    measure_round_trips();
    measure_memory();
}
