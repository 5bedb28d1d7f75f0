// A user's first program: what it names must be in the installed headers and library.

#include <tls/engine.hpp>

#include <boost/system/system_error.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>

int main()
{
    tls::engine engine(std::make_shared<tls::configuration>());
    engine.set_server_name("localhost");
    boost::system::error_code error;
    const auto next = engine.handshake(tls::role::client, error);
    std::cout << "a ClientHello of " << engine.output().size() << " bytes\n";
    return !error && next == tls::want::input && engine.has_output() ? EXIT_SUCCESS : EXIT_FAILURE;
}
