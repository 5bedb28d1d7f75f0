// Times of day as people and test data write them.

#ifndef TLS_EXAMPLES_VERIFY_TIME_HPP
#define TLS_EXAMPLES_VERIFY_TIME_HPP

#include <chrono>
#include <string_view>

namespace tool {

/// Reads ISO 8601 in its extended form: "2026-01-03", "2026-01-03T12:00:00Z", "2026-01-03T12:00:00.005+02:00". Without
/// a zone it is UTC. Throws std::invalid_argument.
std::chrono::system_clock::time_point parse_time(std::string_view text);

} // namespace tool

#endif
