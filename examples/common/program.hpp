// What is around the short examples: their arguments, and what they say when something goes wrong.

#ifndef TLS_EXAMPLES_COMMON_PROGRAM_HPP
#define TLS_EXAMPLES_COMMON_PROGRAM_HPP

#include <tls/context.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace example {

/// HOST PORT WHAT [CA_FILE]
///
/// CA_FILE holds the certificates to trust, in PEM; without it the system's are trusted.
struct client {
    boost::asio::io_context io;
    tls::context context{tls::context::tls_client};
    std::string host, port, what;
};

/// PORT CERTIFICATE_FILE KEY_FILE
///
/// Port 0 picks a free one, which is printed.
struct server {
    boost::asio::io_context io;
    tls::context context{tls::context::tls_server};
    boost::asio::ip::tcp::acceptor acceptor{io};
};

/// The whole of main: 2 if the arguments are wrong, 1 after printing what `run` throws, else 0.
int client_main(int argc, char** argv, void (*run)(client&));
int server_main(int argc, char** argv, void (*run)(server&));

/// What one client does is no reason to stop serving the others: it is printed, unless it is that a client left.
void report(const boost::system::error_code& error, const std::string& detail);

} // namespace example

#endif
