// What a program takes from the heap. heap.cpp puts functions of its own in the place of the C library's malloc and
// its like, and so sees operator new and every library's allocations alike; those of other threads too.

#ifndef TLS_TEST_BENCH_HEAP_HPP
#define TLS_TEST_BENCH_HEAP_HPP

#include <cstdint>

namespace bench {

/// What has been allocated since it was made. One may exist at a time; while none does, nothing is counted.
class heap_watch {
public:
    heap_watch();
    heap_watch(const heap_watch&) = delete;
    heap_watch& operator=(const heap_watch&) = delete;
    ~heap_watch();

    /// Calls of malloc and its like; a realloc counts as one.
    std::uint64_t allocations() const;
    /// Bytes that the heap has grown by, with what malloc itself needs for each block; negative if it has shrunk.
    std::int64_t growth() const;
};

} // namespace bench

#endif
