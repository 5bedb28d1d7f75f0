// Helpers of the fuzz targets: checks that abort, a limit on the time that an input takes, and a filter for expected
// exceptions.

#ifndef TLS_TEST_FUZZ_TARGET_HPP
#define TLS_TEST_FUZZ_TARGET_HPP

#include "fuzz/der_mutator.hpp"

#include <tls/bytes.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>

namespace tls::fuzz {

/// Aborts unless `holds`. `property` describes the rule.
inline void require(bool holds, const char* property)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n", property);
    std::abort();
}

/// Runs `action`. Input may be rejected only by system_error. Returns whether it was accepted.
template <class Action>
bool accepted(Action&& action)
{
    try {
        action();
        return true;
    } catch (const boost::system::system_error&) {
        return false;
    }
}

/// Runs a target on an input and returns its result. Aborts if the CPU time of every one of three runs exceeds a limit
/// that is linear in the size of the input: work must not grow much faster than the input. The limit leaves room for
/// sanitizers.
template <class Target>
int run_within_time(const std::uint8_t* data, std::size_t size, Target target)
{
    constexpr double seconds_at_most = 0.2, seconds_per_byte = 10e-6;
    const double limit = seconds_at_most + seconds_per_byte * static_cast<double>(size);
    auto now = [] {
        std::timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    };
    int result = 0;
    double shortest = std::numeric_limits<double>::max();
    for (int run = 0; run < 3 && shortest > limit; ++run) {
        const double begin = now();
        result = target(data, size);
        shortest = std::min(shortest, now() - begin);
    }
    require(shortest <= limit, "the time that an input takes is bounded by its size");
    return result;
}

} // namespace tls::fuzz

/// Begins the definition of a fuzz target: TLS_FUZZ_TARGET(data, size) { ... return 0; }
#define TLS_FUZZ_TARGET(data, size)                                                                                    \
    static int fuzz_one_input(const std::uint8_t* data, std::size_t size);                                             \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)                                  \
    {                                                                                                                  \
        return tls::fuzz::run_within_time(data, size, fuzz_one_input);                                                 \
    }                                                                                                                  \
    static int fuzz_one_input(const std::uint8_t* data, std::size_t size)

/// Installs the custom mutator for targets whose input is DER.
#define TLS_FUZZ_DER_MUTATOR()                                                                                         \
    extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,         \
                                                   unsigned seed)                                                      \
    {                                                                                                                  \
        return tls::fuzz::mutate_der(data, size, max_size, seed);                                                      \
    }                                                                                                                  \
    static_assert(true)

#endif
