#include "proxy/options.hpp"

#include "common/options.hpp"

namespace proxy {

namespace po = boost::program_options;

namespace {

/// Splits HOST:PORT. HOST may be an IPv6 address in brackets.
void split_address(const std::string& address, std::string& host, std::string& port)
{
    const auto colon = address.rfind(':');
    if (colon == std::string::npos)
        throw tool::usage_error("\"" + address + "\" is not HOST:PORT");
    host = address.substr(0, colon);
    port = address.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (host.empty() || port.empty())
        throw tool::usage_error("\"" + address + "\" is not HOST:PORT");
}

} // namespace

options parse_options(int argc, char** argv)
{
    options parsed;
    std::string listen, backend;
    auto idle = parsed.idle.count(), drain = parsed.drain.count();
    po::options_description description("Options");
    auto add = description.add_options();
    add("help", "print this help");
    add("listen", po::value(&listen)->required(), "HOST:PORT to listen on; port 0 picks a free one");
    add("cert", po::value(&parsed.certificate)->required(), "PEM file of a certificate chain, leaf first");
    add("key", po::value(&parsed.key)->required(), "PEM file of the certificate's private key");
    add("backend", po::value(&backend)->required(), "HOST:PORT to forward connections to");
    add("backend-ca", po::value(&parsed.backend_authorities),
        "use TLS to the backend; PEM file of trusted certificates");
    add("backend-name", po::value(&parsed.backend_name),
        "name to verify in the backend's certificate; default: the backend's host");
    add("max-connections", po::value(&parsed.max_connections)->default_value(parsed.max_connections),
        "limit of simultaneous connections; more wait in the listen queue");
    add("idle", po::value(&idle)->default_value(idle), "idle timeout of a connection, in seconds");
    add("drain", po::value(&drain)->default_value(drain), "seconds that connections may last after SIGTERM");
    add("threads", po::value(&parsed.threads)->default_value(parsed.threads), "number of threads");
    add("metrics", po::bool_switch(&parsed.metrics), "print a line for each finished connection");
    tool::parse(argc, argv, "usage: reverse_proxy --listen H:P --cert F --key F --backend H:P [options]", description,
                po::positional_options_description());

    split_address(listen, parsed.host, parsed.port);
    split_address(backend, parsed.backend_host, parsed.backend_port);
    if (parsed.backend_name.empty())
        parsed.backend_name = parsed.backend_host;
    if (idle < 1 || drain < 0 || parsed.max_connections == 0 || parsed.threads == 0)
        throw tool::usage_error("--idle, --max-connections and --threads must be at least 1, --drain at least 0");
    parsed.idle = std::chrono::seconds(idle);
    parsed.drain = std::chrono::seconds(drain);
    return parsed;
}

} // namespace proxy
