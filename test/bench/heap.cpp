#include "heap.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

#include <malloc.h>

namespace {

std::atomic<bool> counting;
std::atomic<std::uint64_t> allocations_seen;
std::atomic<std::int64_t> bytes_in_use;

constexpr std::int64_t overhead = sizeof(std::size_t); // glibc's overhead per block

std::int64_t size_of(void* block)
{
    return static_cast<std::int64_t>(malloc_usable_size(block)) + overhead;
}

void* note_allocation(void* block)
{
    if (counting.load(std::memory_order_relaxed) && block) {
        allocations_seen.fetch_add(1, std::memory_order_relaxed);
        bytes_in_use.fetch_add(size_of(block), std::memory_order_relaxed);
    }
    return block;
}

void note_release(void* block)
{
    if (counting.load(std::memory_order_relaxed) && block)
        bytes_in_use.fetch_sub(size_of(block), std::memory_order_relaxed);
}

} // namespace

// Replaces malloc as glibc's manual specifies. These are the other names of glibc's own functions.
extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) noexcept
{
    return note_allocation(__libc_malloc(size));
}

void* calloc(std::size_t count, std::size_t size) noexcept
{
    return note_allocation(__libc_calloc(count, size));
}

void* realloc(void* block, std::size_t size) noexcept
{
    note_release(block);
    return note_allocation(__libc_realloc(block, size));
}

void* memalign(std::size_t alignment, std::size_t size) noexcept
{
    return note_allocation(__libc_memalign(alignment, size));
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    return memalign(alignment, size);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept
{
    *block = memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}

void free(void* block) noexcept
{
    note_release(block);
    __libc_free(block);
}

} // extern "C"

namespace bench {

heap_watch::heap_watch()
{
    allocations_seen = 0;
    bytes_in_use = 0;
    counting = true;
}

heap_watch::~heap_watch()
{
    counting = false;
}

std::uint64_t heap_watch::allocations() const
{
    return allocations_seen;
}

std::int64_t heap_watch::growth() const
{
    return bytes_in_use;
}

} // namespace bench
