// Helpers of the fuzz targets: their registration, checks that abort, a limit on the time that an input takes, and a
// filter for expected exceptions.

#ifndef TLS_TEST_FUZZ_TARGET_HPP
#define TLS_TEST_FUZZ_TARGET_HPP

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

/// A target of the fuzz program.
struct target {
    int (*run)(const std::uint8_t* data, std::size_t size) = nullptr;
    /// Null: libFuzzer's mutators.
    std::size_t (*mutate)(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) = nullptr;
    /// Null: libFuzzer's crossover.
    std::size_t (*cross)(byte_view first, byte_view second, byte_span out, unsigned seed) = nullptr;
};

/// Adds the members that are not null to the target with that name.
struct registration {
    registration(const char* name, const target&);
};

} // namespace tls::fuzz

/// Begins the definition of a fuzz target: TLS_FUZZ_TARGET(name, data, size) { ... return 0; }
#define TLS_FUZZ_TARGET(name, data, size)                                                                              \
    static int fuzz_##name(const std::uint8_t* data, std::size_t size);                                                \
    static const tls::fuzz::registration registration_of_##name(#name, {&fuzz_##name, nullptr, nullptr});              \
    static int fuzz_##name(const std::uint8_t* data, std::size_t size)

/// Gives the target a custom mutator and, unless it is null, a custom crossover.
#define TLS_FUZZ_MUTATOR(name, mutate, cross)                                                                          \
    static const tls::fuzz::registration mutator_of_##name(#name, {nullptr, &(mutate), cross})

#endif
