#include "proxy/options.hpp"

#include "common/options.hpp"

namespace proxy {

namespace po = boost::program_options;

namespace {

/// HOST:PORT, where HOST may be an IPv6 address in brackets.
void split_address(const std::string& address, std::string& host, std::string& port)
{
    const auto colon = address.rfind(':');
    if (colon == std::string::npos)
        throw tool::usage_error(address + " is not HOST:PORT");
    host = address.substr(0, colon);
    port = address.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (host.empty() || port.empty())
        throw tool::usage_error(address + " is not HOST:PORT");
}

} // namespace

options parse_options(int argc, char** argv)
{
    options parsed;
    std::string listen, backend;
    auto idle = parsed.idle.count(), drain = parsed.drain.count();
    po::options_description description("Options");
    auto add = description.add_options();
    add("help", "print this");
    add("listen", po::value(&listen)->required(), "HOST:PORT to listen on; port 0 picks a free one");
    add("cert", po::value(&parsed.certificate)->required(), "certificate chain, PEM, leaf first");
    add("key", po::value(&parsed.key)->required(), "its key, PEM");
    add("backend", po::value(&backend)->required(), "HOST:PORT to pass connections on to");
    add("backend-ca", po::value(&parsed.backend_authorities), "talk TLS to the backend, and trust this file");
    add("backend-name", po::value(&parsed.backend_name), "name in the backend's certificate; default: its host");
    add("max-connections", po::value(&parsed.max_connections)->default_value(parsed.max_connections),
        "connections at a time; others wait to be accepted");
    add("idle", po::value(&idle)->default_value(idle), "seconds without a byte after which a connection ends");
    add("drain", po::value(&drain)->default_value(drain), "seconds that connections have to end after SIGTERM");
    add("threads", po::value(&parsed.threads)->default_value(parsed.threads), "number of threads");
    add("metrics", po::bool_switch(&parsed.metrics), "print a line for each connection that has ended");
    tool::parse(argc, argv, "usage: reverse_proxy --listen H:P --cert F --key F --backend H:P [options]", description,
                po::positional_options_description());

    split_address(listen, parsed.host, parsed.port);
    split_address(backend, parsed.backend_host, parsed.backend_port);
    if (parsed.backend_name.empty())
        parsed.backend_name = parsed.backend_host;
    if (idle < 1 || drain < 0 || parsed.max_connections == 0 || parsed.threads == 0)
        throw tool::usage_error("--idle, --max-connections and --threads are at least 1, --drain at least 0");
    parsed.idle = std::chrono::seconds(idle);
    parsed.drain = std::chrono::seconds(drain);
    return parsed;
}

} // namespace proxy
