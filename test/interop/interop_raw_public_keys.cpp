// A client or echo server with raw public keys on both sides (RFC 7250):
//
//     interop_raw_public_keys client|server PORT KEY ACCEPTED VERSION
//
// KEY is our private key (PEM), ACCEPTED the peer's SubjectPublicKeyInfo (DER), VERSION 1.3 or 1.2. The client sends a
// line of standard input and prints the answer. The server takes the port that the system gives if PORT is 0, serves
// one connection and ends. Both print "peer key accepted" after the handshake. An error is printed and gives status 1.

#include <tls/configuration.hpp>
#include <tls/context.hpp>
#include <tls/credential.hpp>
#include <tls/stream.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

using boost::asio::ip::tcp;
using tls_stream = tls::stream<tcp::socket>;

std::string read_file(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator(file), {}};
}

tls::context make_context(const std::string& key, const std::string& accepted, const std::string& version)
{
    tls::context context(tls::context::tls);
    const auto only = version == "1.3" ? tls::protocol_version::tls1_3 : tls::protocol_version::tls1_2;
    context.set_min_version(only);
    context.set_max_version(only);
    context.add_credential(tls::credential::raw_public_key(tls::x509::read_private_key_pem(read_file(key))));
    context.set_verify_mode(tls::verify_peer | tls::verify_fail_if_no_peer_cert);
    context.set_certificate_types({tls::certificate_type::raw_public_key});
    context.set_raw_public_keys({tls::raw_public_key::from_der(tls::as_bytes(read_file(accepted)))});
    return context;
}

void shake_hands(tls_stream& stream, tls::stream_base::handshake_type role)
{
    stream.handshake(role);
    if (!stream.info().peer_raw_public_key || !stream.info().peer_certificates.empty())
        throw std::runtime_error("the peer presented no raw public key");
    std::cout << "peer key accepted" << std::endl;
}

void run_client(tls_stream& stream, unsigned short port)
{
    stream.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
    shake_hands(stream, tls::stream_base::client);
    std::string line;
    std::getline(std::cin, line);
    line += '\n';
    boost::asio::write(stream, boost::asio::buffer(line));
    std::string answer(line.size(), '\0');
    for (std::size_t n = 0; n != answer.size();)
        n += stream.read_some(boost::asio::buffer(answer.data() + n, answer.size() - n));
    std::cout << answer << std::flush;
    stream.shutdown();
}

void run_server(tls_stream& stream, unsigned short port)
{
    tcp::acceptor acceptor(stream.get_executor(), {boost::asio::ip::address_v4::loopback(), port});
    std::cout << "listening on 127.0.0.1:" << acceptor.local_endpoint().port() << std::endl;
    acceptor.accept(stream.next_layer());
    shake_hands(stream, tls::stream_base::server);
    char data[1024];
    boost::system::error_code error;
    while (const auto n = stream.read_some(boost::asio::buffer(data), error))
        boost::asio::write(stream, boost::asio::buffer(data, n));
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc != 6)
        throw std::invalid_argument("usage: interop_raw_public_keys client|server PORT KEY ACCEPTED VERSION");
    const auto port = static_cast<unsigned short>(std::stoul(argv[2]));
    auto context = make_context(argv[3], argv[4], argv[5]);
    boost::asio::io_context io;
    tls_stream stream(io, context);
    if (std::string_view(argv[1]) == "client")
        run_client(stream, port);
    else
        run_server(stream, port);
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
}
