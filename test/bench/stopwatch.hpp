// The clock of all benchmarks.

#ifndef TLS_TEST_BENCH_STOPWATCH_HPP
#define TLS_TEST_BENCH_STOPWATCH_HPP

#include <chrono>
#include <ctime>

namespace bench {

using seconds = std::chrono::duration<double>;

/// Tells when the time for a figure is over, and how much CPU time the process has used since construction. A process
/// that runs both ends in one thread never waits, so on a quiet machine both times are equal. On a busy machine only
/// the CPU time measures our own work.
class stopwatch {
public:
    explicit stopwatch(seconds time) : end_(clock::now() + std::chrono::duration_cast<clock::duration>(time)) {}

    bool is_running() const { return clock::now() < end_; }
    double cpu_seconds() const { return cpu_now() - cpu_begin_; }

private:
    using clock = std::chrono::steady_clock; // cheap to read, unlike the CPU time clock

    static double cpu_now()
    {
        std::timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
    }

    clock::time_point end_;
    double cpu_begin_ = cpu_now();
};

} // namespace bench

#endif
