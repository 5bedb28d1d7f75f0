// The cost of a stream. Built twice, over tls::stream and over boost::asio::ssl::stream. test/bench/run runs both
// alternately, one measurement at a time, and compares them.

#include "https.hpp"
#include "measurements.hpp"
#include "work.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

namespace {

using namespace bench;

struct measurement {
    const char* name;
    void (*run)(const settings&);
};

constexpr std::array measurements{
    measurement{"handshakes-ecdsa", &measure_ecdsa_handshakes},
    measurement{"handshakes-rsa", &measure_rsa_handshakes},
    measurement{"handshakes-ed25519", &measure_ed25519_handshakes},
    measurement{"handshakes-ecdsa-hybrid", &measure_ecdsa_hybrid_handshakes},
    measurement{"handshakes-rsa-hybrid", &measure_rsa_hybrid_handshakes},
    measurement{"resumptions", &measure_resumptions},
    measurement{"bulk-bare", &measure_bare_bulk},
    measurement{"bulk-aes-128-gcm", &measure_aes_128_gcm_bulk},
    measurement{"bulk-aes-256-gcm", &measure_aes_256_gcm_bulk},
    measurement{"bulk-chacha20-poly1305", &measure_chacha20_poly1305_bulk},
    measurement{"small-writes", &measure_small_writes},
    measurement{"round-trips", &measure_round_trips},
    measurement{"scaling-handshakes", &measure_handshake_scaling},
    measurement{"scaling-bulk", &measure_bulk_scaling},
    measurement{"heap", &measure_heap},
    measurement{"allocations", &measure_allocations},
    measurement{"idle-servers", &measure_idle_servers},
    measurement{"idle-clients", &measure_idle_clients},
};

version version_of(const std::string& name)
{
    if (name == "1.2")
        return version::tls1_2;
    if (name == "1.3")
        return version::tls1_3;
    throw std::invalid_argument("--tls must be 1.2 or 1.3");
}

void run(const std::vector<std::string>& names, const settings& s)
{
    for (auto& one : measurements)
        if (names.empty() || std::find(names.begin(), names.end(), one.name) != names.end())
            one.run(s);
}

} // namespace

int main(int count, char** arguments)
try {
    namespace po = boost::program_options;
    std::vector<std::string> names;
    std::string tls, work;
    double time = 0;
    std::uint64_t repeats = 0;
    po::options_description options("Options");
    options.add_options()("help", "prints this help")("list", "lists the names of all measurements")(
        "only", po::value(&names), "runs only the measurement with this name; may be repeated")(
        "seconds", po::value(&time)->default_value(0.3),
        "seconds to measure each figure")("tls", po::value(&tls)->default_value("1.3"), "TLS version: 1.2 or 1.3")(
        "work", po::value(&work),
        "measures nothing: does this work; handshake, hybrid-handshake, record or round-trip")(
        "count", po::value(&repeats)->default_value(100),
        "how often to do the work")("https", "measures nothing: serves HTTPS until SIGTERM");
    po::variables_map given;
    po::store(po::parse_command_line(count, arguments, options), given);
    po::notify(given);
    if (given.contains("help")) {
        std::cout << options;
    } else if (given.contains("list")) {
        for (auto& one : measurements)
            std::cout << one.name << '\n';
    } else if (given.contains("work")) {
        do_work(work, repeats);
    } else if (given.contains("https")) {
        serve_https();
    } else {
        run(names, {.time = seconds(time), .tls = version_of(tls)});
    }
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
