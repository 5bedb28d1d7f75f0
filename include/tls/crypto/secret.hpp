// Containers for secrets, wiping, and constant-time comparison.

#ifndef TLS_CRYPTO_SECRET_HPP
#define TLS_CRYPTO_SECRET_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/constant_time.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <stdexcept>

#pragma GCC visibility push(default)

namespace tls {

/// Overwrites `size` bytes at `data` with zeros. The compiler cannot optimize this away.
inline void wipe(void* data, std::size_t size) noexcept
{
    // Unlike explicit_bzero(), the compiler can do this without a call. The statement reads the memory, for all it
    // knows.
    if (size != 0)
        std::memset(data, 0, size);
    asm volatile("" : : "r"(data) : "memory");
}

/// Overwrites `data` with zeros. The compiler cannot optimize this away.
inline void wipe(byte_span data) noexcept
{
    wipe(data.data(), data.size());
}

/// Returns whether two sequences are equal. The time depends only on their lengths, never on the position of a
/// difference. Sequences of different length are unequal. The result is public.
[[gnu::always_inline]] inline bool constant_time_equal(byte_view a, byte_view b) noexcept
{
    if (a.size() != b.size())
        return false;
    std::size_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<std::size_t>(a[i] ^ b[i]);
    return constant_time::declassify(constant_time::is_zero(constant_time::hidden(difference)));
}

/// Returns whether every byte is zero. The time depends only on the length. The result is public.
[[gnu::always_inline]] inline bool constant_time_is_zero(byte_view data) noexcept
{
    return constant_time::declassify(constant_time::are_zero(data));
}

/// An allocator that wipes memory before freeing it.
template <class T>
struct wiping_allocator {
    using value_type = T;

    wiping_allocator() = default;
    template <class U>
    wiping_allocator(const wiping_allocator<U>&) noexcept
    {
    }

    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T))); }
    void deallocate(T* p, std::size_t n) noexcept
    {
        wipe(p, n * sizeof(T));
        ::operator delete(p);
    }
    friend bool operator==(const wiping_allocator&, const wiping_allocator&) noexcept { return true; }
};

/// A secret of any size, such as a premaster secret or a private key. Copyable, because layers pass key
/// material by value. Every copy wipes itself.
using secure_bytes = std::vector<std::uint8_t, wiping_allocator<std::uint8_t>>;

/// A secret of at most 64 bytes, stored inline: traffic secrets, keys, IVs, Finished keys. Move-only, so that
/// only one copy exists: moving wipes the source.
class secret {
public:
    static constexpr std::size_t max_size = 64;

    secret() noexcept = default;

    /// Makes a secret of `size` zero bytes, for span() to fill. Throws std::length_error above max_size.
    explicit secret(std::size_t size) : size_(check(size)) {}

    /// Copies `data`. Throws std::length_error above max_size.
    explicit secret(byte_view data) : size_(check(data.size())) { std::copy(data.begin(), data.end(), data_.begin()); }

    secret(secret&& other) noexcept : data_(other.data_), size_(other.size_) { other.clear(); }

    secret& operator=(secret&& other) noexcept
    {
        if (this != &other) {
            data_ = other.data_;
            size_ = other.size_;
            other.clear();
        }
        return *this;
    }

    ~secret() { clear(); }

    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    byte_view view() const noexcept { return {data_.data(), size_}; }
    byte_span span() noexcept { return {data_.data(), size_}; }
    operator byte_view() const noexcept { return view(); }

    /// Wipes the secret and makes it empty.
    void clear() noexcept
    {
        if (size_ != 0) // an empty one has only zeros
            wipe(data_.data(), data_.size());
        size_ = 0;
    }

private:
    static std::size_t check(std::size_t size)
    {
        if (size > max_size)
            throw std::length_error("tls::secret holds at most 64 bytes");
        return size;
    }

    std::array<std::uint8_t, max_size> data_{};
    std::size_t size_ = 0;
};

} // namespace tls

#pragma GCC visibility pop

#endif
