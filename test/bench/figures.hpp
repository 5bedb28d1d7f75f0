// Settings and output that all stream measurements share.

#ifndef TLS_TEST_BENCH_FIGURES_HPP
#define TLS_TEST_BENCH_FIGURES_HPP

#include "library.hpp"
#include "stopwatch.hpp"

#include <functional>
#include <string>

namespace bench {

struct settings {
    seconds time{0.3}; ///< how long each figure is measured
    version tls = version::tls1_3;
};

/// Returns how many times per second of CPU time `work` runs.
double rate(seconds time, const std::function<void()>& work);

/// Prints one tab-separated line: name, value, unit, and the name of the figure that limits this one, if any.
void print(const std::string& name, double value, const char* unit, const std::string& ceiling = {});

/// Prints the line of an unsupported figure: "-" as the value, and the reason in place of the unit.
void print_unsupported(const std::string& name, const std::string& reason);

} // namespace bench

#endif
