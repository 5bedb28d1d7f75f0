#include "protocol/record/block_pool.hpp"

#include <tls/crypto/pooled_memory.hpp>

#include <array>
#include <new>

namespace tls {
namespace {

/// The pooled block sizes: the start of a record, one full record, a burst of reads, and the longest run of one write
/// (256 KiB in records). Each thread keeps a bounded number of blocks per size, so a burst of connections leaves about
/// 1 MiB behind.
struct size_class {
    std::size_t size;
    std::size_t keep;
};
constexpr std::array<size_class, 4> classes{{{2048, 32}, {17 * 1024, 16}, {66 * 1024, 4}, {264 * 1024, 2}}};
constexpr std::size_t max_kept = 32;

/// True once the thread's pool is destroyed. Destructors that run after it allocate and free directly.
thread_local bool pool_is_gone = false;

/// One pool per thread: it needs no lock, and its memory is likely still in the CPU's cache. A block may be released on
/// a different thread than the one that acquired it; it then joins that thread's pool. AddressSanitizer reports uses of
/// a block in a pool.
struct thread_pool_of_blocks {
    std::array<std::array<std::uint8_t*, max_kept>, classes.size()> blocks;
    std::array<std::size_t, classes.size()> count{};

    ~thread_pool_of_blocks()
    {
        pool_is_gone = true;
        for (std::size_t c = 0; c < classes.size(); ++c) {
            while (count[c] > 0)
                ::operator delete(take(c));
        }
    }

    std::uint8_t* take(std::size_t c) noexcept
    {
        auto* const data = blocks[c][--count[c]];
        detail::take_from_pool(data, classes[c].size);
        return data;
    }
    void put(std::size_t c, std::uint8_t* data) noexcept
    {
        detail::put_into_pool(data, classes[c].size);
        blocks[c][count[c]++] = data;
    }
};

thread_local thread_pool_of_blocks pool;

} // namespace

block block::acquire(std::size_t size)
{
    block result;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        if (size > classes[c].size)
            continue;
        if (!pool_is_gone && pool.count[c] > 0)
            result.data_ = pool.take(c);
        else
            result.data_ = static_cast<std::uint8_t*>(::operator new(classes[c].size));
        result.capacity_ = classes[c].size;
        return result;
    }
    result.data_ = static_cast<std::uint8_t*>(::operator new(size));
    result.capacity_ = size;
    return result;
}

void block::reset() noexcept
{
    auto* data = std::exchange(data_, nullptr);
    auto capacity = std::exchange(capacity_, 0);
    if (data == nullptr)
        return;
    for (std::size_t c = 0; !pool_is_gone && c < classes.size(); ++c) {
        if (capacity == classes[c].size && pool.count[c] < classes[c].keep)
            return pool.put(c, data);
    }
    ::operator delete(data);
}

} // namespace tls
