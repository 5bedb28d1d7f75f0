// The parts that the short examples share: argument parsing and error reports.

#ifndef TLS_EXAMPLES_COMMON_PROGRAM_HPP
#define TLS_EXAMPLES_COMMON_PROGRAM_HPP

#include <tls/context.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace example {

/// HOST PORT PATH_OR_TEXT [CA_FILE]
///
/// CA_FILE is a PEM file of trusted certificates. Default: the system's trust store.
struct client {
    boost::asio::io_context io;
    tls::context context{tls::context::tls_client};
    std::string host, port;
    std::string argument; ///< the path to get or the text to send
};

/// PORT CERTIFICATE_FILE KEY_FILE
///
/// Port 0 picks a free one. The program prints its address.
struct server {
    boost::asio::io_context io;
    tls::context context{tls::context::tls_server};
    boost::asio::ip::tcp::acceptor acceptor{io};
};

/// The body of main. Prints the error if `run` throws. Returns the exit status: 2 if the arguments are wrong, 1 if
/// `run` throws, otherwise 0.
int client_main(int argc, char** argv, void (*run)(client&));
int server_main(int argc, char** argv, void (*run)(server&));

/// Prints the error of one connection, unless it is eof. The server goes on serving the other clients.
void report(const boost::system::error_code& error, const std::string& detail);

} // namespace example

#endif
