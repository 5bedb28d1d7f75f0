// Lets AddressSanitizer report uses of memory that lies in a pool. For the library's own pools.

#ifndef TLS_CRYPTO_POOLED_MEMORY_HPP
#define TLS_CRYPTO_POOLED_MEMORY_HPP

#include <tls/config.hpp>

#include <cstddef>

// Its macros do nothing if the program is built without AddressSanitizer.
#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(memory, size) (static_cast<void>(memory), static_cast<void>(size))
#define ASAN_UNPOISON_MEMORY_REGION(memory, size) (static_cast<void>(memory), static_cast<void>(size))
#endif

#pragma GCC visibility push(default)

namespace tls::detail {

/// Marks memory that goes into a pool: from now on AddressSanitizer reports its uses.
inline void put_into_pool([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t size) noexcept
{
    ASAN_POISON_MEMORY_REGION(memory, size);
}

/// Marks memory that leaves its pool, to be used or freed.
inline void take_from_pool([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t size) noexcept
{
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
