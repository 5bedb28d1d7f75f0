// A hash for tables whose keys peers may choose.

#ifndef TLS_SRC_PROTOCOL_SESSION_KEYED_HASH_HPP
#define TLS_SRC_PROTOCOL_SESSION_KEYED_HASH_HPP

#include <tls/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tls {

/// SipHash-2-4 (Aumasson and Bernstein, 2012) under a random key. Peers cannot find values that collide, because they
/// do not know the key: a table's operations stay constant in time. Nor can they guess a secret ID byte by byte from
/// the time of comparisons: each guess is compared with other entries.
class keyed_hash {
public:
    using key = std::array<std::uint64_t, 2>;

    /// Makes a random key.
    keyed_hash();
    explicit keyed_hash(const key& k) noexcept : key_(k) {}

    std::uint64_t operator()(byte_view) const noexcept;
    std::uint64_t operator()(std::string_view text) const noexcept { return (*this)(as_bytes(text)); }

private:
    key key_;
};

/// Returns the number of shards for a table of up to `size` units, of which each shard should have at least `least`: a
/// power of two, so that threads seldom wait for each other, but one if the table is small.
std::size_t shards_for(std::size_t size, std::size_t least) noexcept;

} // namespace tls

#endif
