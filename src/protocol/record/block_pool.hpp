// Pool of memory blocks for the record buffers, shared by the connections of a thread.

#ifndef TLS_SRC_PROTOCOL_RECORD_BLOCK_POOL_HPP
#define TLS_SRC_PROTOCOL_RECORD_BLOCK_POOL_HPP

#include <cstddef>
#include <cstdint>
#include <utility>

namespace tls {

/// A block of memory in one of a few sizes. Move-only; returns to the pool when destroyed.
class block {
public:
    block() noexcept = default;
    block(block&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), capacity_(std::exchange(other.capacity_, 0))
    {
    }
    block& operator=(block&& other) noexcept
    {
        std::swap(data_, other.data_);
        std::swap(capacity_, other.capacity_);
        other.reset();
        return *this;
    }
    ~block() { reset(); }

    /// Returns a block of at least `size` bytes with unspecified contents, from this thread's pool if it has one.
    static block acquire(std::size_t size);

    std::uint8_t* data() const noexcept { return data_; }
    std::size_t capacity() const noexcept { return capacity_; }
    explicit operator bool() const noexcept { return data_ != nullptr; }

    /// Returns the memory to this thread's pool, or frees it if the pool is full.
    void reset() noexcept;

private:
    std::uint8_t* data_ = nullptr;
    std::size_t capacity_ = 0;
};

} // namespace tls

#endif
