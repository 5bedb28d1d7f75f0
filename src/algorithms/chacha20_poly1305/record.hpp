// Sealing and opening of one record by an Engine, which processes large chunks of text with vectors. A record is some
// chunks and a tail, which is shorter than a chunk. The first block of the key stream, which has the Poly1305 key, and
// the blocks for the tail are computed together at the beginning, so that a short record costs no more blocks than it
// needs.
//
// A source that includes this defines TLS_CHACHA_TARGET and has an Engine in an anonymous namespace:
//   - chunk_size: a multiple of 64 bytes;
//   - key_stream(state, first, blocks, out): writes block 0 of the key stream, and some from a block on;
//   - max_key_stream: the most bytes that it writes;
//   - key_stream_and_chunk(state, first, blocks, key_stream_out, in, out): does the same, and encrypts the first chunk;
//   - has_joint_start: whether it is faster at both together than at one after the other;
//   - combine(in, key_stream, out, size): XORs a tail;
//   - mac: Poly1305 of a record, with a function process() that encrypts a chunk and authenticates another;
//   - clear_registers();
//   - max_stack: more than the bytes of the stack that sealing or opening uses, as -fstack-usage tells with g++ and
//     Clang, when they optimize;
//   - max_short_stack: the same for short records.

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
    TLS_CHACHA_INLINE ~initial_state() { wipe_inline(words, sizeof words); }
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
template <class Engine, std::size_t MaxSize = Engine::max_key_stream>
class first_blocks {
public:
    /// Also encrypts or decrypts the first chunk, unless `in` is null.
    TLS_CHACHA_INLINE first_blocks(const initial_state& state, std::size_t chunks, std::size_t tail,
                                   const std::uint8_t* in, std::uint8_t* out)
    {
        const auto first = static_cast<std::uint32_t>(1 + chunks * (Engine::chunk_size / key_stream_block));
        const auto count = (tail + key_stream_block - 1) / key_stream_block;
        used_ = in ? Engine::key_stream_and_chunk(state, first, count, stream_, in, out)
                   : Engine::key_stream(state, first, count, stream_);
    }
    first_blocks(const first_blocks&) = delete;
    first_blocks& operator=(const first_blocks&) = delete;
    TLS_CHACHA_INLINE ~first_blocks() { wipe_inline(stream_, used_); }

    TLS_CHACHA_INLINE const std::uint8_t* mac_key() const { return stream_; }
    TLS_CHACHA_INLINE const std::uint8_t* tail() const { return stream_ + key_stream_block; }

private:
    alignas(64) std::uint8_t stream_[MaxSize];
    std::size_t used_;
};

template <class Engine>
struct records {
    static constexpr auto chunk = Engine::chunk_size;

    TLS_CHACHA_TARGET static void seal(byte_view key, byte_view nonce, byte_view aad, std::span<const byte_view> pieces,
                                       byte_span record)
    {
        if (record.size() - tag_size <= max_short_text) {
            seal_short(key, nonce, aad, pieces, record);
            wipe_stack_below<Engine::max_short_stack>();
        } else {
            seal_long(key, nonce, aad, pieces, record);
            wipe_stack_below<Engine::max_stack>();
        }
    }

    TLS_CHACHA_TARGET static void open(byte_view key, byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out,
                                       std::uint8_t* tag)
    {
        if (text.size() <= max_short_text) {
            open_short(key, nonce, aad, text, out, tag);
            wipe_stack_below<Engine::max_short_stack>();
        } else {
            open_long(key, nonce, aad, text, out, tag);
            wipe_stack_below<Engine::max_stack>();
        }
    }

    static constexpr form functions{&seal, &open};

private:
    // Short records have functions of their own, which use little of the stack: the stack of long records would take
    // half as long to wipe as a short record takes itself. They need no preparations for large numbers of blocks
    // either.
    static constexpr std::size_t max_short_text = 7 * key_stream_block;
    using short_blocks = first_blocks<Engine, key_stream_block + max_short_text>;

    __attribute__((noinline)) TLS_CHACHA_TARGET static void
    seal_short(byte_view key, byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span record)
    {
        const auto size = record.size() - tag_size;
        {
            const initial_state state(key, nonce);
            const short_blocks blocks(state, 0, size, nullptr, nullptr);
            authenticator mac(blocks.mac_key(), aad);
            Engine::combine(piece_reader(pieces).next(size, record.data()), blocks.tail(), record.data(), size);
            mac.add(record.data(), size);
            mac.finish(aad.size(), size, record.data() + size);
        }
        Engine::clear_registers();
    }

    __attribute__((noinline)) TLS_CHACHA_TARGET static void
    open_short(byte_view key, byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        {
            const initial_state state(key, nonce);
            const short_blocks blocks(state, 0, text.size(), nullptr, nullptr);
            authenticator mac(blocks.mac_key(), aad);
            mac.add(text.data(), text.size()); // the output may be in the same place
            Engine::combine(text.data(), blocks.tail(), out, text.size());
            mac.finish(aad.size(), text.size(), tag);
        }
        Engine::clear_registers();
    }

    __attribute__((noinline)) TLS_CHACHA_TARGET static void
    seal_long(byte_view key, byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span record)
    {
        const auto size = record.size() - tag_size, chunks = size / chunk, tail = size % chunk;
        auto* out = record.data();
        {
            const initial_state state(key, nonce);
            piece_reader reader(pieces);
            const auto* in = chunks != 0 ? reader.next(chunk, out) : nullptr;
            const first_blocks<Engine> blocks(state, chunks, tail, in, out);
            typename Engine::mac mac(state, blocks.mac_key(), aad, chunks, tail);
            for (std::size_t i = 1; i < chunks; ++i, out += chunk) {
                in = reader.next(chunk, out + chunk);
                mac.process(state, counter_of(i), in, out + chunk, out);
            }
            if (chunks != 0) {
                mac.add_last_chunk(out);
                out += chunk;
            }
            if (tail != 0) {
                Engine::combine(reader.next(tail, out), blocks.tail(), out, tail);
                mac.add_tail(out, tail);
            }
            mac.finish(aad.size(), size, out + tail);
        }
        Engine::clear_registers();
    }

    __attribute__((noinline)) TLS_CHACHA_TARGET static void
    open_long(byte_view key, byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        const auto size = text.size(), chunks = size / chunk, tail = size % chunk;
        const auto* in = text.data();
        {
            const initial_state state(key, nonce);
            // Decrypted in place, a chunk must be authenticated before or at the same time.
            const bool is_ahead = Engine::has_joint_start && chunks != 0 && in != out;
            const first_blocks<Engine> blocks(state, chunks, tail, is_ahead ? in : nullptr, out);
            typename Engine::mac mac(state, blocks.mac_key(), aad, chunks, tail);
            if (is_ahead) {
                for (std::size_t i = 1; i < chunks; ++i)
                    mac.process(state, counter_of(i), in + i * chunk, out + i * chunk, in + (i - 1) * chunk);
                mac.add_last_chunk(in + (chunks - 1) * chunk);
            } else if (chunks != 0) {
                const auto last = chunks - 1;
                for (std::size_t i = 0; i < last; ++i)
                    mac.process(state, counter_of(i), in + i * chunk, out + i * chunk, in + i * chunk);
                mac.decrypt_last(state, counter_of(last), in + last * chunk, out + last * chunk);
            }
            in += chunks * chunk;
            out += chunks * chunk;
            if (tail != 0) {
                mac.add_tail(in, tail); // the output may be in the same place
                Engine::combine(in, blocks.tail(), out, tail);
            }
            mac.finish(aad.size(), size, tag);
        }
        Engine::clear_registers();
    }

    // The counter of the first block of a chunk.
    TLS_CHACHA_INLINE static std::uint32_t counter_of(std::size_t index)
    {
        return static_cast<std::uint32_t>(1 + index * (chunk / key_stream_block));
    }

    // Wipes the stack of a function that was called from the same place just before: parts of the key and of the key
    // stream are wherever the compiler keeps vectors when registers run out.
    template <std::size_t Size>
    __attribute__((noinline)) TLS_CHACHA_TARGET static void wipe_stack_below()
    {
        alignas(64) std::uint8_t below[Size];
        wipe_inline(below, Size);
    }
};

} // namespace tls::chacha20_poly1305

#endif
