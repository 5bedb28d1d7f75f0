// Parses dates and times in ISO 8601.

#ifndef TLS_EXAMPLES_VERIFY_TIME_HPP
#define TLS_EXAMPLES_VERIFY_TIME_HPP

#include <chrono>
#include <string_view>

namespace tool {

/// Parses ISO 8601 in its extended form: "2026-01-03", "2026-01-03T12:00:00Z", "2026-01-03T12:00:00.005+02:00". Without
/// a zone, the time is UTC. Throws std::invalid_argument.
std::chrono::system_clock::time_point parse_time(std::string_view text);

} // namespace tool

#endif
