// A TLS 1.2 client or server that renegotiates and echoes received data, for test_renegotiation.py.
//
//     interop_renegotiation server|client PORT CERTIFICATE KEY CA PERMISSION BEGIN_AFTER LATE GREETING
//
// PERMISSION is refused, by_server or by_either. BEGIN_AFTER is the number of reads before it starts a renegotiation,
// or "never". LATE is "late" for a server that requests a certificate in the renegotiation only. It prints a line when
// it listens, one for each renegotiation, and the reason for the connection's end.

#include <tls/configuration.hpp>
#include <tls/stream.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <iostream>
#include <map>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct options {
    bool is_server;
    unsigned short port;
    std::string certificate, key, authorities;
    tls::renegotiation permission;
    std::string begin_after;
    bool late;
    std::string greeting;
};

options parse(char** words)
{
    const std::map<std::string, tls::renegotiation> permissions{{"refused", tls::renegotiation::refused},
                                                                {"by_server", tls::renegotiation::by_server},
                                                                {"by_either", tls::renegotiation::by_either}};
    return {words[1] == std::string("server"),
            static_cast<unsigned short>(std::stoi(words[2])),
            words[3],
            words[4],
            words[5],
            permissions.at(words[6]),
            words[7],
            words[8] == std::string("late"),
            words[9]};
}

void print(const std::string& line)
{
    std::cout << line << std::endl;
}

tls::context make_context(const options& given)
{
    tls::context context(tls::context::tlsv12);
    context.use_certificate_chain_file(given.certificate);
    context.use_private_key_file(given.key, tls::context::pem);
    context.load_verify_file(given.authorities);
    if (!given.is_server)
        context.set_verify_mode(tls::verify_peer);
    context.update([&](tls::configuration& c) { c.tls12.renegotiation = given.permission; });
    return context;
}

class session {
public:
    session(tls::stream<tcp::socket>& stream, const options& given) : stream_(stream), given_(given) {}

    void run()
    {
        begin_if_due();
        if (!given_.greeting.empty())
            send(given_.greeting + "\n");
        for (std::array<char, 1000> data;;) {
            boost::system::error_code error;
            const auto n = stream_.read_some(asio::buffer(data), error);
            report();
            if (error)
                return print("ended: " + error.message() + "; " + stream_.error_detail());
            ++received_;
            begin_if_due();
            send({data.data(), n});
        }
    }

private:
    void begin_if_due()
    {
        if (given_.begin_after != std::to_string(received_))
            return;
        if (given_.late)
            stream_.set_verify_mode(tls::verify_peer | tls::verify_fail_if_no_peer_cert);
        stream_.renegotiate();
        print("requested");
    }

    void send(const std::string& text)
    {
        asio::write(stream_, asio::buffer(text));
        report();
    }

    void report()
    {
        const auto& info = stream_.info();
        if (info.renegotiations == reported_)
            return;
        reported_ = info.renegotiations;
        print("renegotiation " + std::to_string(reported_) + ", peer " +
              (info.peer_certificates.empty() ? "unknown" : "verified"));
    }

    tls::stream<tcp::socket>& stream_;
    const options& given_;
    int received_ = 0;
    unsigned reported_ = 0;
};

tcp::socket connection(asio::io_context& io, const options& given)
{
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), given.port);
    if (!given.is_server) {
        tcp::socket socket(io);
        socket.connect(endpoint);
        return socket;
    }
    tcp::acceptor acceptor(io, endpoint);
    print("listening on 127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()));
    return acceptor.accept();
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc != 10)
        return 2;
    const auto given = parse(argv);
    auto context = make_context(given);
    asio::io_context io;
    tls::stream<tcp::socket> stream(connection(io, given), context);
    if (!given.is_server)
        stream.set_host_name("localhost");
    stream.handshake(given.is_server ? tls::stream_base::server : tls::stream_base::client);
    session(stream, given).run();
} catch (const std::exception& e) {
    print(std::string("failed: ") + e.what());
    return 1;
}
