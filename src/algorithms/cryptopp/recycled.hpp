// Memory for large objects that a handshake makes and drops.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RECYCLED_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RECYCLED_HPP

#include <tls/crypto/pooled_memory.hpp>

#include <array>
#include <cstddef>
#include <new>

namespace tls::cryptopp {

/// The base of a class whose objects reuse the memory of earlier ones. Each thread keeps memory for a few objects: an
/// allocation with a large alignment takes longer than the expansion of an AES key. Derived must be final, and wipe its
/// secrets when it is destroyed. An object may be freed on another thread, which then keeps its memory.
/// AddressSanitizer reports uses of kept memory.
template <class Derived>
class recycled {
public:
    static void* operator new(std::size_t)
    {
        if (!memory_is_gone && memory.count != 0) {
            auto* const kept = memory.kept[--memory.count];
            detail::take_from_pool(kept, sizeof(Derived));
            return kept;
        }
        return ::operator new(sizeof(Derived), std::align_val_t(alignof(Derived)));
    }

    static void operator delete(void* object) noexcept
    {
        if (!memory_is_gone && memory.count != memory.kept.size()) {
            detail::put_into_pool(object, sizeof(Derived));
            memory.kept[memory.count++] = object;
        } else {
            ::operator delete(object, std::align_val_t(alignof(Derived)));
        }
    }

private:
    struct thread_memory {
        static constexpr std::size_t most = 8; ///< the keys of both ends of a connection, in two epochs
        std::array<void*, most> kept;
        std::size_t count = 0;

        ~thread_memory()
        {
            memory_is_gone = true;
            while (count != 0) {
                auto* const object = kept[--count];
                detail::take_from_pool(object, sizeof(Derived));
                ::operator delete(object, std::align_val_t(alignof(Derived)));
            }
        }
    };

    /// True once the thread's memory is destroyed. Destructors that run after it free directly.
    static inline thread_local bool memory_is_gone = false;
    static inline thread_local thread_memory memory;
};

} // namespace tls::cryptopp

#endif
