// Counts all allocations of a program. Include it once per program: it replaces operator new.

#ifndef TLS_TEST_SUPPORT_COUNTED_ALLOCATIONS_HPP
#define TLS_TEST_SUPPORT_COUNTED_ALLOCATIONS_HPP

#include <malloc.h>

#include <cstdlib>
#include <new>

namespace tls::test {

inline std::size_t allocations = 0;        ///< allocations so far
inline std::size_t live_bytes = 0;         ///< by malloc_usable_size
inline std::size_t failing_allocation = 0; ///< the number of the allocation that fails; 0: none

/// Makes the n-th allocation from now on fail; 1 is the next one. The failure resets failing_allocation.
inline void fail_allocation(std::size_t n) noexcept
{
    failing_allocation = allocations + n;
}

namespace detail {

inline void* counted(void* memory)
{
    ++allocations;
    if (memory == nullptr || allocations == failing_allocation) {
        failing_allocation = 0;
        std::free(memory);
        throw std::bad_alloc();
    }
    live_bytes += ::malloc_usable_size(memory);
    return memory;
}

inline void release(void* memory) noexcept
{
    if (memory != nullptr)
        live_bytes -= ::malloc_usable_size(memory);
    std::free(memory);
}

} // namespace detail

} // namespace tls::test

// Replaces all forms: a sanitizer's runtime must not provide only one of a new/delete pair.
void* operator new(std::size_t size)
{
    return tls::test::detail::counted(std::malloc(size != 0 ? size : 1));
}
void* operator new[](std::size_t size)
{
    return operator new(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    try {
        return operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept
{
    return operator new(size, tag);
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    auto unit = static_cast<std::size_t>(alignment);
    return tls::test::detail::counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
void* operator new[](std::size_t size, std::align_val_t alignment)
{
    return operator new(size, alignment);
}
void operator delete(void* memory) noexcept
{
    tls::test::detail::release(memory);
}
void operator delete[](void* memory) noexcept
{
    tls::test::detail::release(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    tls::test::detail::release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    tls::test::detail::release(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept
{
    tls::test::detail::release(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept
{
    tls::test::detail::release(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept
{
    tls::test::detail::release(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept
{
    tls::test::detail::release(memory);
}

#endif
