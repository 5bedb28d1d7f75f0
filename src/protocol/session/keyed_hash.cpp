#include "protocol/session/keyed_hash.hpp"

#include <tls/crypto/random.hpp>

#include <bit>

namespace tls {

namespace {

constexpr std::size_t max_shards = 16;

std::uint64_t little_endian(byte_view data) noexcept
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < data.size(); ++i)
        value |= std::uint64_t{data[i]} << (8 * i);
    return value;
}

struct sip_state {
    std::uint64_t v0, v1, v2, v3;

    void round() noexcept
    {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void add(std::uint64_t word) noexcept
    {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

} // namespace

keyed_hash::keyed_hash()
{
    system_random().fill({reinterpret_cast<std::uint8_t*>(key_.data()), sizeof key_});
}

std::uint64_t keyed_hash::operator()(byte_view data) const noexcept
{
    sip_state state{key_[0] ^ 0x736f6d6570736575, key_[1] ^ 0x646f72616e646f6d, key_[0] ^ 0x6c7967656e657261,
                    key_[1] ^ 0x7465646279746573};
    const auto size = std::uint64_t{data.size()};
    for (; data.size() >= 8; data = data.subspan(8))
        state.add(little_endian(data.first(8)));
    state.add(little_endian(data) | size << 56);
    state.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
        state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::size_t shards_for(std::size_t size, std::size_t least) noexcept
{
    std::size_t shards = 1;
    while (shards < max_shards && size / (2 * shards) >= least)
        shards *= 2;
    return shards;
}

} // namespace tls
