// A program that uses the shared library through public headers only. Checks that objects which must exist once per
// process, such as Asio's thread-local data and error categories, are shared between program and library.

#include <tls.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

namespace asio = boost::asio;
using boost::system::error_code;
using stream = tls::stream<asio::local::stream_protocol::socket>;

namespace {

int failures = 0;

void expect(bool passed, const std::string& check)
{
    std::cout << (passed ? "ok: " : "FAILED: ") << check << '\n';
    failures += passed ? 0 : 1;
}

struct identity {
    tls::private_key key = tls::x509::generate_private_key(tls::key_type::ed25519);
    tls::x509::certificate certificate;

    explicit identity(const tls::x509::certificate_template& description)
        : certificate(tls::x509::self_signed_certificate(description, key))
    {
    }
    std::string certificate_pem() const { return tls::x509::write_pem("CERTIFICATE", certificate.der()); }
    std::string key_pem() const { return tls::x509::write_private_key_pem(key); }
};

identity make_server_identity()
{
    tls::x509::certificate_template description;
    description.common_name = "localhost";
    description.dns_names = {"localhost"};
    return identity(description);
}

// Connects two streams in one thread. Asio compares addresses and thread-local data, which must be the same in program
// and library.
void check_streams()
{
    const auto server_identity = make_server_identity();
    tls::context server_context(tls::context::tls_server);
    server_context.use_certificate_chain(asio::buffer(server_identity.certificate_pem()));
    server_context.use_private_key(asio::buffer(server_identity.key_pem()), tls::context::pem);
    tls::context client_context(tls::context::tls_client);
    client_context.add_certificate_authority(asio::buffer(server_identity.certificate_pem()));

    asio::io_context io;
    stream client(io, client_context), server(io, server_context);
    client.set_host_name("localhost");
    asio::local::connect_pair(client.next_layer(), server.next_layer());

    const std::string sent = "from program to library";
    std::string received(sent.size(), '\0'), more(1, '\0');
    std::optional<error_code> client_result, end_of_data;
    server.async_handshake(tls::stream_base::server, [&](error_code handshake_error) {
        expect(!handshake_error, "server's handshake: " + handshake_error.message());
        asio::async_read(server, asio::buffer(received), [&](error_code read_error, std::size_t) {
            expect(!read_error, "server's read: " + read_error.message());
            server.async_read_some(asio::buffer(more), [&](error_code e, std::size_t) {
                end_of_data = e;
                server.async_shutdown([](error_code) {});
            });
        });
    });
    client.async_handshake(tls::stream_base::client, [&](error_code handshake_error) {
        expect(!handshake_error, "client's handshake: " + handshake_error.message());
        asio::async_write(client, asio::buffer(sent), [&](error_code write_error, std::size_t) {
            expect(!write_error, "client's write: " + write_error.message());
            client.async_shutdown([&](error_code e) {
                client_result = e;
                client.next_layer().close();
            });
        });
    });
    io.run();
    expect(received == sent, "data arrives");
    expect(end_of_data == asio::error::eof, "the library's eof is Asio's");
    expect(client_result.has_value(), "client's shutdown completes");
}

void check_exceptions()
{
    tls::context context(tls::context::tls_client);
    try {
        context.load_verify_file("/there/is/no/such/file");
        expect(false, "a missing file is an error");
    } catch (const boost::system::system_error& e) {
        expect(e.code() == boost::system::errc::no_such_file_or_directory,
               std::string("catches the library's exception: ") + e.what());
    }
    error_code error;
    context.use_certificate(asio::buffer("no certificate", 14), tls::context::pem, error);
    expect(error.category() == tls::error::get_ssl_category(), "the error category of the library: " + error.message());
}

// The library creates the sockets of the OCSP client; the program runs their io_context.
void check_ocsp_client()
{
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    tls::x509::certificate_template description;
    description.common_name = "OCSP subject";
    description.ocsp_responders = {"http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/"};
    const identity subject(description);
    acceptor.async_accept([](error_code, asio::ip::tcp::socket) {}); // closes the socket at once

    tls::ocsp_client_options options;
    options.allow_private_addresses = true;
    tls::ocsp_client client(io, options);
    std::optional<tls::x509::ocsp_verdict> verdict;
    client.async_check(subject.certificate, subject.certificate, [&](tls::x509::ocsp_verdict v) { verdict = v; });
    io.run();
    expect(verdict && verdict->error == tls::x509::verify_error::unknown_revocation_status,
           "a responder that closes the connection: " + (verdict ? verdict->detail : "no verdict"));
}

// A class of the program that the library calls through a virtual function.
class counting_random : public tls::random_source {
public:
    void fill(tls::byte_span out) override
    {
        ++calls;
        tls::system_random().fill(out);
    }
    int calls = 0;
};

void check_derived_class()
{
    counting_random random;
    tls::x509::generate_private_key(tls::key_type::ed25519, 0, random);
    expect(random.calls > 0, "the library calls a class of the program");
}

} // namespace

int main()
{
    check_streams();
    check_exceptions();
    check_ocsp_client();
    check_derived_class();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
