#include "figures.hpp"

#include <cstdio>

namespace bench {

double rate(seconds time, const std::function<void()>& work)
{
    for (stopwatch warm_up(time / 10); warm_up.is_running();)
        work();
    unsigned count = 0;
    stopwatch watch(time);
    while (watch.is_running()) {
        work();
        ++count;
    }
    return count / watch.cpu_seconds();
}

void print(const std::string& name, double value, const char* unit, const std::string& ceiling)
{
    std::printf("%s\t%.6g\t%s\t%s\n", name.c_str(), value, unit, ceiling.c_str());
    std::fflush(stdout); // flush before peers are forked, or they would print the buffered text too
}

void print_unsupported(const std::string& name, const std::string& reason)
{
    std::printf("%s\t-\t%s\t\n", name.c_str(), reason.c_str());
    std::fflush(stdout);
}

} // namespace bench
