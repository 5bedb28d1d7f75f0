// Measures how work grows with the size of an input. A hostile peer chooses the input, so no part of it may cost more
// than n log n.

#ifndef TLS_TEST_GROWTH_GROWTH_HPP
#define TLS_TEST_GROWTH_GROWTH_HPP

#include <boost/test/unit_test.hpp>

#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <limits>
#include <string>

namespace tls::test {

/// Returns the CPU time of this thread in seconds: other processes hardly change it.
inline double cpu_time()
{
    std::timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Returns the shortest CPU time of a call in seconds. Short calls are repeated.
inline double time_of(const std::function<void()>& work)
{
    constexpr double long_enough = 1e-3;
    double shortest = std::numeric_limits<double>::max();
    for (int round = 0; round < 3; ++round) {
        const double begin = cpu_time();
        unsigned calls = 0;
        do {
            work();
            ++calls;
        } while (cpu_time() - begin < long_enough);
        shortest = std::min(shortest, (cpu_time() - begin) / calls);
    }
    return shortest;
}

/// Keeps freed memory from then on: page faults at some sizes would look like growth.
class memory_is_kept {
public:
    memory_is_kept()
    {
        ::mallopt(M_MMAP_THRESHOLD, largest);
        ::mallopt(M_TRIM_THRESHOLD, largest);
    }

private:
    static constexpr int largest = 1 << 30;
};

/// Checks that the work grows no faster than n log n. `prepare(n)` returns the work for an input of size n. Compares
/// the sizes n, 2n and 4n: the exponent of the growth, which is 2 for quadratic work, must stay below 1.5. Tries again
/// if it does not, because the machine may have been disturbed. `smallest` is large enough that fixed costs do not
/// matter.
template <class Prepare>
void check_growth(const std::string& what, std::size_t smallest, Prepare prepare)
{
    constexpr double largest_exponent = 1.5;
    constexpr int attempts = 5;
    static const memory_is_kept kept;
    double exponent = 0;
    for (int i = 0; i < attempts; ++i) {
        const double small = time_of(prepare(smallest)), medium = time_of(prepare(2 * smallest)),
                     large = time_of(prepare(4 * smallest));
        // The last doubling shows quadratic work best; the whole range is disturbed least.
        exponent = std::max(std::log2(large / medium), std::log2(large / small) / 2);
        if (exponent < largest_exponent)
            break;
    }
    BOOST_TEST(exponent < largest_exponent, what << " grows with exponent " << exponent);
}

} // namespace tls::test

#endif
