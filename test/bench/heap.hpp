// Measures heap use. heap.cpp replaces the C library's malloc functions, so it counts operator new, the allocations of
// every library, and those of all threads.

#ifndef TLS_TEST_BENCH_HEAP_HPP
#define TLS_TEST_BENCH_HEAP_HPP

#include <cstdint>

namespace bench {

/// Counts allocations from its construction on. Only one may exist at a time; without one, nothing is counted.
class heap_watch {
public:
    heap_watch();
    heap_watch(const heap_watch&) = delete;
    heap_watch& operator=(const heap_watch&) = delete;
    ~heap_watch();

    /// Returns the number of calls of malloc and related functions; a realloc counts as one.
    std::uint64_t allocations() const;
    /// Returns the heap growth in bytes, including malloc's overhead per block; negative if the heap has shrunk.
    std::int64_t growth() const;
};

} // namespace bench

#endif
