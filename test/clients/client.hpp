// Code shared by the clients: a context that verifies the server, and main.

#ifndef TLS_TEST_CLIENTS_CLIENT_HPP
#define TLS_TEST_CLIENTS_CLIENT_HPP

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace asio = boost::asio;
namespace ssl = asio::ssl;

static_assert(std::is_base_of_v<tls::stream<asio::ip::tcp::socket>, ssl::stream<asio::ip::tcp::socket>>,
              "these programs are to be compiled with this library's <boost/asio/ssl.hpp>");

inline void expect(bool holds, const char* what)
{
    if (!holds)
        throw std::runtime_error(std::string("not so: ") + what);
    std::cout << what << '\n';
}

/// Returns a context that trusts root.pem of the folder and verifies the name localhost.
inline ssl::context make_context(const std::string& folder)
{
    ssl::context context(ssl::context::tls_client);
    context.load_verify_file(folder + "/root.pem");
    context.set_verify_mode(ssl::verify_peer);
    context.set_verify_callback(ssl::host_name_verification("localhost"));
    return context;
}

/// Runs the client. The server listens on `port` of localhost.
asio::awaitable<void> talk(std::string folder, unsigned short port);

int main(int count, char** arguments)
{
    if (count != 3) {
        std::cerr << "usage: FOLDER PORT\n";
        return EXIT_FAILURE;
    }
    asio::io_context io;
    bool done = false;
    asio::co_spawn(io, talk(arguments[1], static_cast<unsigned short>(std::stoi(arguments[2]))),
                   [&](std::exception_ptr failure) {
                       try {
                           if (failure)
                               std::rethrow_exception(failure);
                           done = true;
                       } catch (const std::exception& e) {
                           std::cerr << e.what() << '\n';
                       }
                       if (failure)
                           io.stop();
                   });
    io.run_for(std::chrono::seconds(60));
    if (!io.stopped())
        std::cerr << "operations did not end within a minute\n";
    return done && io.stopped() ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
