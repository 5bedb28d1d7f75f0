// An echo server and a client that passes its session from one connection to the next, written for boost::asio::ssl and
// OpenSSL. Usage:
//
//     session_echo server FOLDER         prints its port, serves six connections
//     session_echo client FOLDER PORT    checks that sessions are resumed, in TLS 1.2 and in TLS 1.3
//
// FOLDER has root.pem, chain.pem and key.pem for localhost.

#include <boost/asio/ssl.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

constexpr int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
constexpr int connections_per_version = 3;

void require(bool holds, const char* what)
{
    if (!holds)
        throw std::runtime_error(what);
}

void serve(const std::string& folder)
{
    asio::io_context io;
    ssl::context context(ssl::context::tls_server);
    context.use_certificate_chain_file(folder + "/chain.pem");
    context.use_private_key_file(folder + "/key.pem", ssl::context::pem);
    const unsigned char id[] = "echo";
    require(SSL_CTX_set_session_id_context(context.native_handle(), id, 4) == 1, "id context");
    SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_SERVER);
    SSL_CTX_set_timeout(context.native_handle(), 600);
    require(SSL_CTX_set_num_tickets(context.native_handle(), 1) == 1, "number of tickets");
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    std::cout << acceptor.local_endpoint().port() << std::endl;
    for (std::size_t i = 0; i < std::size(versions) * connections_per_version; ++i) {
        ssl::stream<tcp::socket> stream(acceptor.accept(), context);
        stream.handshake(ssl::stream_base::server);
        const std::string resumed = SSL_session_reused(stream.native_handle()) == 1 ? "old" : "new";
        std::string received(5, '\0');
        asio::read(stream, asio::buffer(received));
        asio::write(stream, asio::buffer(received + resumed));
        boost::system::error_code ignored;
        stream.shutdown(ignored);
    }
}

/// Returns the session's copy, made by way of its encoding.
SSL_SESSION* stored_and_loaded(SSL_SESSION* session)
{
    const int size = i2d_SSL_SESSION(session, nullptr);
    require(size > 0, "size of session");
    std::vector<unsigned char> encoded(static_cast<std::size_t>(size));
    unsigned char* out = encoded.data();
    require(i2d_SSL_SESSION(session, &out) == size && out == encoded.data() + size, "encoding of session");
    const unsigned char* in = encoded.data();
    SSL_SESSION* loaded = d2i_SSL_SESSION(nullptr, &in, size);
    require(loaded != nullptr && in == encoded.data() + size, "decoding of session");
    return loaded;
}

/// Makes a connection that offers the session. Returns the session of the connection.
SSL_SESSION* ask(ssl::context& context, const std::string& port, SSL_SESSION* offered)
{
    asio::io_context io;
    ssl::stream<tcp::socket> stream(io, context);
    SSL_set_tlsext_host_name(stream.native_handle(), "localhost");
    if (offered != nullptr)
        require(SSL_set_session(stream.native_handle(), offered) == 1, "SSL_set_session");
    stream.next_layer().connect({asio::ip::address_v4::loopback(), static_cast<unsigned short>(std::stoi(port))});
    stream.handshake(ssl::stream_base::client);
    require(SSL_session_reused(stream.native_handle()) == (offered != nullptr ? 1 : 0), "SSL_session_reused");
    require(SSL_get_verify_result(stream.native_handle()) == X509_V_OK, "verify result");
    asio::write(stream, asio::buffer("hello", 5));
    std::string received(8, '\0');
    asio::read(stream, asio::buffer(received));
    require(received == (offered != nullptr ? "helloold" : "hellonew"), "echo");
    SSL_SESSION* session = SSL_get1_session(stream.native_handle());
    require(session != nullptr && SSL_SESSION_is_resumable(session) == 1, "SSL_get1_session");
    require(SSL_SESSION_get0_peer(session) != nullptr, "certificate of session");
    boost::system::error_code ignored;
    stream.shutdown(ignored);
    return session;
}

void ask_in(int version, const std::string& folder, const std::string& port)
{
    ssl::context context(ssl::context::tls_client);
    context.load_verify_file(folder + "/root.pem");
    context.set_verify_mode(ssl::verify_peer);
    require(SSL_CTX_set_min_proto_version(context.native_handle(), version) == 1, "version");
    require(SSL_CTX_set_max_proto_version(context.native_handle(), version) == 1, "version");
    SSL_SESSION* session = ask(context, port, nullptr);
    for (int i = 1; i < connections_per_version; ++i) {
        require(SSL_SESSION_get_protocol_version(session) == version, "version of session");
        require(SSL_SESSION_has_ticket(session) == 1, "ticket");
        SSL_SESSION* loaded = stored_and_loaded(session);
        SSL_SESSION_free(session);
        session = ask(context, port, loaded);
        SSL_SESSION_free(loaded);
    }
    SSL_SESSION_free(session);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (argc == 3 && argv[1] == std::string("server"))
            serve(argv[2]);
        else if (argc == 4 && argv[1] == std::string("client"))
            for (const int version : versions)
                ask_in(version, argv[2], argv[3]);
        else
            return EXIT_FAILURE;
        return EXIT_SUCCESS;
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return EXIT_FAILURE;
    }
}
