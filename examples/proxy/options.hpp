// The command line of reverse_proxy.

#ifndef TLS_EXAMPLES_PROXY_OPTIONS_HPP
#define TLS_EXAMPLES_PROXY_OPTIONS_HPP

#include <chrono>
#include <cstddef>
#include <string>

namespace proxy {

struct options {
    std::string host = "127.0.0.1", port;
    std::string certificate, key; ///< files, read again on SIGHUP
    std::string backend_host, backend_port;
    std::string backend_authorities; ///< file; empty: the backend speaks plain TCP
    std::string backend_name;        ///< in its certificate
    std::size_t max_connections = 1000;
    std::chrono::seconds idle{60}, drain{30};
    unsigned threads = 1;
    bool metrics = false;
};

/// Throws tool::usage_error. Prints the help and ends the program if asked to.
options parse_options(int argc, char** argv);

} // namespace proxy

#endif
