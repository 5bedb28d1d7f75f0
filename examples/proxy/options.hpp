// The command-line options of reverse_proxy.

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
    std::string backend_authorities; ///< file of trusted certificates; empty: plain TCP to the backend
    std::string backend_name;        ///< to verify in the backend's certificate
    std::size_t max_connections = 1000;
    std::chrono::seconds idle{60}, drain{30};
    unsigned threads = 1;
    bool metrics = false;
};

/// Throws tool::usage_error. --help prints the help and exits.
options parse_options(int argc, char** argv);

} // namespace proxy

#endif
