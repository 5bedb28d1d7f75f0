// HMAC (RFC 2104) of messages with a secret length, over Crypto++'s compression functions.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_SECRET_LENGTH_HMAC_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_SECRET_LENGTH_HMAC_HPP

#include <tls/crypto/constant_time.hpp>
#include <tls/crypto/hash.hpp>
#include <tls/crypto/secret.hpp>

#include <cryptopp/cryptlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>
#include <type_traits>

namespace tls::cryptopp {

/// `Hash` is MD5, SHA-1 or a SHA-2 hash: the message length in bits is at the end of the last block. MD5 is
/// little-endian, the others are big-endian.
///
/// Blocks that certainly contain only message bytes are hashed directly. Each later block is built byte by byte without
/// branches, with the contents it has if the message ends before, in or after it. The state after every block is
/// computed, and the state after the real last block is selected. The number of blocks of each kind depends only on
/// public sizes.
template <class Hash>
class secret_length_hmac final : public secret_length_mac {
    using word = typename Hash::HashWordType;
    static constexpr std::size_t block_size = Hash::BLOCKSIZE;
    static constexpr std::size_t digest_size = Hash::DIGESTSIZE;
    static constexpr std::size_t length_size = block_size / 8; // size of the length field at the end: 8 or 16 bytes
    static constexpr std::size_t state_words = 8;              // MD5 uses four, SHA-1 five
    static constexpr bool is_little_endian = std::is_same_v<typename Hash::ByteOrderClass, CryptoPP::LittleEndian>;
    static_assert(std::has_single_bit(block_size));

    using block = std::array<std::uint8_t, block_size>;
    struct alignas(32) state {
        std::array<word, state_words> words{};
    };

public:
    explicit secret_length_hmac(byte_view key)
    {
        constexpr std::uint8_t inner_pad = 0x36, outer_pad = 0x5c;
        block padded{};
        if (key.size() > block_size)
            throw std::length_error("the MAC key is longer than a block");
        std::copy(key.begin(), key.end(), padded.begin());
        for (auto& byte : padded)
            byte ^= inner_pad;
        Hash::InitState(inner_.words.data());
        compress(inner_, padded.data());
        for (auto& byte : padded)
            byte ^= inner_pad ^ outer_pad;
        Hash::InitState(outer_.words.data());
        compress(outer_, padded.data());
        wipe(padded);
    }
    secret_length_hmac(const secret_length_hmac&) = delete;
    secret_length_hmac& operator=(const secret_length_hmac&) = delete;
    ~secret_length_hmac() override
    {
        wipe(&inner_, sizeof inner_);
        wipe(&outer_, sizeof outer_);
    }

    void compute(byte_view header, byte_view data, std::size_t min_size, std::size_t size, byte_span out) override
    {
        if (min_size > data.size() || header.size() > block_size || out.size() != digest_size)
            throw std::length_error("the sizes of MAC header, data and output do not match");
        block digest_block{};
        auto digest = byte_span(digest_block).first(digest_size);
        store(inner_digest(header, data, min_size, size), digest);

        // The outer hash: a block with the digest follows the key block.
        digest_block[digest_size] = 0x80;
        put_length(block_size + digest_size, byte_span(digest_block).last(length_size));
        auto result = outer_;
        compress(result, digest_block.data());
        store(result, out);
    }

private:
    state inner_digest(byte_view header, byte_view data, std::size_t min_size, std::size_t size)
    {
        namespace ct = constant_time;
        const auto total = header.size() + data.size();
        auto hashed = inner_;
        std::size_t position = 0;
        if (header.size() + min_size >= block_size) { // blocks that certainly contain only message
            block first;
            std::copy(header.begin(), header.end(), first.begin());
            std::copy_n(data.begin(), block_size - header.size(), first.begin() + header.size());
            compress(hashed, first.data());
            for (position = block_size; position + block_size <= header.size() + min_size; position += block_size)
                compress(hashed, data.data() + position - header.size());
        }

        const auto end = header.size() + size; // secret
        std::array<std::uint8_t, length_size> length;
        put_length(block_size + end, length);
        const auto last_block = (end + length_size) / block_size;
        state result{};
        for (auto number = position / block_size; number <= (total + length_size) / block_size; ++number) {
            const auto is_last = ct::is_equal(number, last_block);
            block candidate;
            for (std::size_t i = 0; i < block_size; ++i, ++position) {
                std::uint8_t byte = 0;
                if (position < header.size())
                    byte = header[position];
                else if (position < total)
                    byte = data[position - header.size()];
                auto value = (byte & ct::is_less(position, end)) | (0x80 & ct::is_equal(position, end));
                if (i >= block_size - length_size)
                    value |= length[i - (block_size - length_size)] & is_last;
                candidate[i] = static_cast<std::uint8_t>(value);
            }
            compress(hashed, candidate.data());
            for (std::size_t i = 0; i < state_words; ++i)
                result.words[i] |= hashed.words[i] & static_cast<word>(is_last);
        }
        return result;
    }

    static void compress(state& s, const std::uint8_t* bytes)
    {
        struct alignas(32) {
            std::array<word, block_size / sizeof(word)> words;
        } message;
        for (auto& w : message.words) {
            w = 0;
            for (std::size_t i = 0; i < sizeof(word); ++i)
                w |= static_cast<word>(static_cast<word>(*bytes++) << shift_of(i, sizeof(word)));
        }
        Hash::Transform(s.words.data(), message.words.data());
    }

    static void store(const state& s, byte_span out)
    {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::uint8_t>(s.words[i / sizeof(word)] >> shift_of(i % sizeof(word), sizeof(word)));
    }

    /// Returns the position in a number of `size` bytes of its byte `i`, in bits.
    static constexpr std::size_t shift_of(std::size_t i, std::size_t size) noexcept
    {
        return 8 * (is_little_endian ? i : size - 1 - i);
    }

    static void put_length(std::size_t bytes_hashed, byte_span out)
    {
        const std::uint64_t bits = std::uint64_t{bytes_hashed} * 8;
        std::fill(out.begin(), out.end(), std::uint8_t{0});
        const auto number = out.last(sizeof(bits));
        for (std::size_t i = 0; i < number.size(); ++i)
            number[i] = static_cast<std::uint8_t>(bits >> shift_of(i, number.size()));
    }

    state inner_, outer_; ///< states after the padded key
};

} // namespace tls::cryptopp

#endif
