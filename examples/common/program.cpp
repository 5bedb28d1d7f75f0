#include "common/program.hpp"

#include <boost/asio/error.hpp>

#include <functional>

#include <iostream>

namespace example {

using boost::asio::ip::tcp;

namespace {

int guarded(const char* name, const std::function<void()>& body)
{
    try {
        body();
        return 0;
    } catch (const std::exception& e) {
        std::cerr << name << ": " << e.what() << "\n";
        return 1;
    }
}

} // namespace

int client_main(int argc, char** argv, void (*run)(client&))
{
    if (argc != 4 && argc != 5) {
        std::cerr << "usage: " << argv[0] << " HOST PORT PATH_OR_TEXT [CA_FILE]\n";
        return 2;
    }
    return guarded(argv[0], [&] {
        client self;
        self.host = argv[1];
        self.port = argv[2];
        self.argument = argv[3];
        self.context.resume_sessions(); // later connections to the same server resume the session
        if (argc == 5)
            self.context.load_verify_file(argv[4]);
        else
            self.context.set_default_verify_paths();
        run(self);
    });
}

int server_main(int argc, char** argv, void (*run)(server&))
{
    if (argc != 4) {
        std::cerr << "usage: " << argv[0] << " PORT CERTIFICATE_FILE KEY_FILE\n";
        return 2;
    }
    return guarded(argv[0], [&] {
        server self;
        self.context.use_certificate_chain_file(argv[2]);
        self.context.use_private_key_file(argv[3], tls::context::pem);
        const auto port = static_cast<unsigned short>(std::stoi(argv[1]));
        self.acceptor = tcp::acceptor(self.io, {boost::asio::ip::address_v4::loopback(), port});
        std::cout << "listening on " << self.acceptor.local_endpoint() << std::endl;
        run(self);
    });
}

void report(const boost::system::error_code& error, const std::string& detail)
{
    if (error != boost::asio::error::eof)
        std::cerr << "connection ended: " + error.message() + (detail.empty() ? "" : ": " + detail) + "\n";
}

} // namespace example
