// Configurations of the engines that a script describes.

#ifndef TLS_TEST_FUZZ_CONNECTION_SETTINGS_HPP
#define TLS_TEST_FUZZ_CONNECTION_SETTINGS_HPP

#include "fuzz/null_protection.hpp"
#include "fuzz/script.hpp"

#include <tls/configuration.hpp>
#include <tls/engine.hpp>

#include <chrono>
#include <memory>

namespace tls::fuzz {

/// The limits that the extensions of these names carry, in bytes.
inline constexpr std::uint16_t record_size_limit = 200, max_fragment_length = 512;

/// What an engine of a script needs besides its settings: a clock, a random source, its caches. Every object begins in
/// the same state, so that a script does the same each time.
struct endpoint_state {
    endpoint_state(const script_settings&, bool is_server);
    endpoint_state(const endpoint_state&) = delete;
    endpoint_state& operator=(const endpoint_state&) = delete;

    std::chrono::system_clock::time_point now;
    repeatable_random random;
    bool is_server;
    std::shared_ptr<const configuration> config;
};

/// Returns the suite that the settings name; null if they leave the choice to the registry.
const cipher_suite* suite_of(const script_settings&);

} // namespace tls::fuzz

#endif
