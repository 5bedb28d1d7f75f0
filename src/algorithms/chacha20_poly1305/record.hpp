// Sealing and opening of one record by an Engine, which processes large chunks of text with vectors. A record is some
// chunks and a tail, which is shorter than a chunk. The first block of the key stream, which has the Poly1305 key, and
// the blocks for the tail are computed together at the beginning, so that a short record costs no more blocks than it
// needs.
//
// A source that includes this defines TLS_CHACHA_TARGET and has an Engine in an anonymous namespace:
//   - chunk_size: a multiple of 64 bytes;
//   - key_stream(state, first, blocks, out): writes block 0 of the key stream, and some from a block on;
//   - max_key_stream: the most bytes that it writes;
//   - combine(in, key_stream, out, size): XORs a tail;
//   - mac: Poly1305 of a record, with functions for chunks that do both at once;
//   - clear_registers().

#ifndef TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_RECORD_HPP
#define TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_RECORD_HPP

#include "algorithms/chacha20_poly1305/form.hpp"
#include "algorithms/chacha20_poly1305/poly1305.hpp"

#include <algorithm>

namespace tls::chacha20_poly1305 {

inline constexpr std::size_t key_stream_block = 64; ///< bytes

/// The state of ChaCha20 before the rounds (RFC 8439 section 2.3): constants, key, counter, nonce.
struct initial_state {
    alignas(64) std::uint32_t words[16];

    TLS_CHACHA_INLINE initial_state(byte_view key, byte_view nonce)
        : words{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}
    {
        std::memcpy(words + 4, key.data(), key_size);
        std::memcpy(words + 13, nonce.data(), nonce_size);
    }
    initial_state(const initial_state&) = delete;
    initial_state& operator=(const initial_state&) = delete;
    TLS_CHACHA_INLINE ~initial_state() { wipe(words, sizeof words); }
};

/// Reads the pieces of a plaintext one after the other.
class piece_reader {
public:
    TLS_CHACHA_INLINE explicit piece_reader(std::span<const byte_view> pieces) : rest_(pieces) { skip_empty(); }

    /// Returns the next `size` bytes, which must not be more than are left: where they are if they are in one piece,
    /// otherwise copied to `out`, where their ciphertext goes.
    TLS_CHACHA_INLINE const std::uint8_t* next(std::size_t size, std::uint8_t* out)
    {
        if (rest_.empty() || rest_.front().size() - offset_ >= size) {
            const auto* found = rest_.empty() ? out : rest_.front().data() + offset_;
            advance(size);
            return found;
        }
        for (std::size_t done = 0; done < size;) {
            const auto take = std::min(size - done, rest_.front().size() - offset_);
            const auto* from = rest_.front().data() + offset_;
            if (from != out + done) // a piece that is in place already
                std::memcpy(out + done, from, take);
            done += take;
            advance(take);
        }
        return out;
    }

private:
    TLS_CHACHA_INLINE void advance(std::size_t size)
    {
        offset_ += size;
        skip_empty();
    }

    TLS_CHACHA_INLINE void skip_empty()
    {
        while (!rest_.empty() && offset_ == rest_.front().size()) {
            rest_ = rest_.subspan(1);
            offset_ = 0;
        }
    }

    std::span<const byte_view> rest_;
    std::size_t offset_ = 0; ///< in the first piece of rest_
};

/// The first block of the key stream and the blocks for a tail. Wiped when destroyed.
template <class Engine>
class first_blocks {
public:
    TLS_CHACHA_INLINE first_blocks(const initial_state& state, std::size_t chunks, std::size_t tail)
        : used_(Engine::key_stream(state, static_cast<std::uint32_t>(1 + chunks * blocks_in_chunk),
                                   (tail + key_stream_block - 1) / key_stream_block, stream_))
    {
    }
    first_blocks(const first_blocks&) = delete;
    first_blocks& operator=(const first_blocks&) = delete;
    TLS_CHACHA_INLINE ~first_blocks() { wipe(stream_, used_); }

    TLS_CHACHA_INLINE const std::uint8_t* mac_key() const { return stream_; }
    TLS_CHACHA_INLINE const std::uint8_t* tail() const { return stream_ + key_stream_block; }

private:
    static constexpr std::size_t blocks_in_chunk = Engine::chunk_size / key_stream_block;

    alignas(64) std::uint8_t stream_[Engine::max_key_stream];
    std::size_t used_;
};

template <class Engine>
struct records {
    static constexpr auto chunk = Engine::chunk_size;

    TLS_CHACHA_TARGET static void seal(byte_view key, byte_view nonce, byte_view aad, std::span<const byte_view> pieces,
                                       byte_span record)
    {
        const auto size = record.size() - tag_size, chunks = size / chunk, tail = size % chunk;
        auto* out = record.data();
        {
            initial_state state(key, nonce);
            const first_blocks<Engine> blocks(state, chunks, tail);
            typename Engine::mac mac(state, blocks.mac_key(), aad, chunks, tail);
            piece_reader reader(pieces);
            for (std::size_t i = 0; i < chunks; ++i, out += chunk) {
                state.words[12] = static_cast<std::uint32_t>(1 + i * (chunk / key_stream_block));
                const auto* in = reader.next(chunk, out);
                if (i == 0)
                    mac.encrypt_first(state, in, out);
                else
                    mac.encrypt_next(state, in, out); // and authenticates the chunk before
            }
            if (chunks != 0)
                mac.add_last_chunk(out - chunk);
            if (tail != 0) {
                Engine::combine(reader.next(tail, out), blocks.tail(), out, tail);
                mac.add_tail(out, tail);
            }
            mac.finish(aad.size(), size, out + tail);
        }
        Engine::clear_registers();
    }

    TLS_CHACHA_TARGET static void open(byte_view key, byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out,
                                       std::uint8_t* tag)
    {
        const auto size = text.size(), chunks = size / chunk, tail = size % chunk;
        const auto* in = text.data();
        {
            initial_state state(key, nonce);
            const first_blocks<Engine> blocks(state, chunks, tail);
            typename Engine::mac mac(state, blocks.mac_key(), aad, chunks, tail);
            for (std::size_t i = 0; i < chunks; ++i, in += chunk, out += chunk) {
                state.words[12] = static_cast<std::uint32_t>(1 + i * (chunk / key_stream_block));
                if (i + 1 == chunks)
                    mac.decrypt_last(state, in, out);
                else
                    mac.decrypt(state, in, out);
            }
            if (tail != 0) {
                mac.add_tail(in, tail); // the output may be in the same place
                Engine::combine(in, blocks.tail(), out, tail);
            }
            mac.finish(aad.size(), size, tag);
        }
        Engine::clear_registers();
    }

    static constexpr form functions{&seal, &open};
};

} // namespace tls::chacha20_poly1305

#endif
