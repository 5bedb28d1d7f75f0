#include "protocol/record/block_pool.hpp"

#include <array>
#include <new>

namespace tls {
namespace {

/// The sizes that are pooled: one full record; a burst of reads; the longest run of a write
/// (256 KiB in records). What each thread keeps of a size is bounded, so that a burst of
/// connections leaves about 1 MiB behind and no more.
struct size_class {
    std::size_t size;
    std::size_t keep;
};
constexpr std::array<size_class, 4> classes{{{2048, 32}, {17 * 1024, 16}, {66 * 1024, 4}, {264 * 1024, 2}}};
constexpr std::size_t most_kept = 32;

/// True once the thread's pool is destroyed: destructors that run still later allocate and free.
thread_local bool pool_is_gone = false;

/// A pool for each thread: no lock, and memory that is still in the CPU's cache. A block may be
/// returned on another thread than it came from; it then serves that one.
struct thread_pool_of_blocks {
    std::array<std::array<std::uint8_t*, most_kept>, classes.size()> blocks;
    std::array<std::size_t, classes.size()> count{};

    ~thread_pool_of_blocks()
    {
        pool_is_gone = true;
        for (std::size_t c = 0; c < classes.size(); ++c) {
            while (count[c] > 0)
                ::operator delete(blocks[c][--count[c]]);
        }
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
            result.data_ = pool.blocks[c][--pool.count[c]];
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
        if (capacity == classes[c].size && pool.count[c] < classes[c].keep) {
            pool.blocks[c][pool.count[c]++] = data;
            return;
        }
    }
    ::operator delete(data);
}

} // namespace tls
