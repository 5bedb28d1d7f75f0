// A program with which BoringSSL's test runner drives this library: see README.md.

#include "connection.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace {

constexpr int failed = 1;
constexpr int not_implemented = 89; // the runner's number

/// Makes all connections of a test. The runner listens; the shim connects to it, as client and as server.
void run(const tls::bogo::options& given)
{
    tls::bogo::endpoint state;
    for (unsigned i = 0; i <= given.resume_count; ++i) {
        const bool is_resumption = i != 0;
        if (is_resumption && !given.initial.server && !state.session)
            throw tls::bogo::failure("there is no session to offer");
        tls::bogo::connection(given, is_resumption, state).run();
        state.now += std::chrono::seconds((is_resumption ? given.resume : given.initial).resumption_delay);
    }
}

/// Adds a line to the file that the script `run` names, for its table of what is not implemented.
void record(const std::string& reason)
{
    if (const char* path = std::getenv("BOGO_REASONS"))
        std::ofstream(path, std::ios::app) << reason + "\n" << std::flush;
}

int main_result(std::span<char* const> arguments)
{
    try {
        const auto given = tls::bogo::parse_options(arguments);
        if (given.is_handshaker_supported)
            std::cout << "No\n";
        else
            run(given);
        return 0;
    } catch (const tls::bogo::unimplemented& e) {
        std::cerr << "not implemented: " << e.what() << "\n";
        record(e.what());
        return not_implemented;
    } catch (const std::exception& e) {
        std::cerr << "failed: " << e.what() << "\n";
        return failed;
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    const int result = main_result({argv + 1, static_cast<std::size_t>(argc - 1)});
    std::cerr << "--- DONE ---\n"; // the runner takes what follows for the output of a sanitizer
    return result;
}
