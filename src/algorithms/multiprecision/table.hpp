// Tables that are read whole, so that the index stays secret.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_TABLE_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_TABLE_HPP

#include "algorithms/multiprecision/number.hpp"

#include <iterator>
#include <type_traits>

namespace tls::multiprecision {

/// Returns entries[index - 1], or `zeroth` if the index is zero. The index is below 2^63. Entries consist of 64-bit
/// numbers. Time and memory accesses do not depend on the index.
template <class Entry, std::size_t Count>
[[gnu::always_inline]] inline Entry select_entry(const std::array<Entry, Count>& entries, std::uint64_t index,
                                                 const Entry& zeroth) noexcept
{
    static_assert(std::is_trivially_copyable_v<Entry> && sizeof(Entry) % sizeof(std::uint64_t) == 0);
    // Two words at a time, in the vector registers that every 64-bit processor has, and the odd one.
    using vector __attribute__((vector_size(16))) = std::uint64_t;
    struct words {
        vector pairs[sizeof(Entry) / sizeof(vector)];
        std::uint64_t odd;
    };
    constexpr std::size_t pairs_size = sizeof(words::pairs), odd_size = sizeof(Entry) - pairs_size;
    const auto add_if = [](words& sum, std::uint64_t mask, const Entry& entry) {
        __asm__("" : "+r"(mask)); // the compiler cannot know that it has only two values
        words its{};
        std::memcpy(its.pairs, &entry, pairs_size);
        std::memcpy(&its.odd, reinterpret_cast<const char*>(&entry) + pairs_size, odd_size);
        for (std::size_t i = 0; i < std::size(its.pairs); ++i)
            sum.pairs[i] |= its.pairs[i] & vector{mask, mask};
        sum.odd |= its.odd & mask;
    };
    words sum{};
    add_if(sum, 0 - ((index - 1) >> 63), zeroth);
    for (std::size_t i = 0; i < Count; ++i)
        add_if(sum, 0 - (((index ^ (i + 1)) - 1) >> 63), entries[i]);
    Entry out;
    std::memcpy(reinterpret_cast<char*>(&out), sum.pairs, pairs_size);
    std::memcpy(reinterpret_cast<char*>(&out) + pairs_size, &sum.odd, odd_size);
    return out;
}

} // namespace tls::multiprecision

#endif
