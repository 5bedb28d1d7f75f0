// What all measurements of streams share: how long they take, and how a figure is printed.

#ifndef TLS_TEST_BENCH_FIGURES_HPP
#define TLS_TEST_BENCH_FIGURES_HPP

#include "library.hpp"
#include "stopwatch.hpp"

#include <functional>
#include <string>

namespace bench {

struct settings {
    seconds time{0.3}; ///< that a figure is measured for
    version tls = version::tls1_3;
};

/// How often `work` runs in a second of CPU time.
double rate(seconds time, const std::function<void()>& work);

/// One line, separated by tabs: name, value, unit, and the name of the figure that bounds this one, if one does.
void print(const std::string& name, double value, const char* unit, const std::string& ceiling = {});

/// The same line for what the library does not have: "-" for the value, and the reason in the unit's place.
void print_unsupported(const std::string& name, const std::string& reason);

} // namespace bench

#endif
