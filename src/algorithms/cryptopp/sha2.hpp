// SHA-2 and its HMAC over a compression function. They allocate no memory, and take little time beside that function:
// handshakes hash dozens of messages of one or two blocks.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_SHA2_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_SHA2_HPP

#include <tls/crypto/hash.hpp>
#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace tls::cryptopp {

/// Converts a word from the machine's byte order to SHA-2's, or back.
template <class Word>
Word big_endian(Word value) noexcept
{
    if constexpr (std::endian::native == std::endian::big)
        return value;
    else if constexpr (sizeof value == sizeof(std::uint64_t))
        return __builtin_bswap64(value);
    else
        return __builtin_bswap32(value);
}

/// A SHA-2 computation (RFC 6234 section 6), fed piece by piece. Copying it copies its state. Wipes itself.
///
/// `Compression` has a type `word`, `digest_size`, `initial_state()`, and three static members: `compress(state,
/// blocks, count)`, for blocks at any address; `compress_words(state, words)` for a block of sixteen numbers; and
/// `compress_pair(state, block, state, block)` for two computations. States and words are aligned to 16 bytes.
template <class Compression>
class sha2 {
public:
    using word = typename Compression::word;
    using state = std::array<word, 8>;
    static constexpr std::size_t block_size = 16 * sizeof(word), digest_size = Compression::digest_size;

    sha2() { resume(Compression::initial_state(), 0); }
    /// Starts like resume().
    template <class Stored>
    sha2(const Stored& from, std::uint64_t size)
    {
        resume(from, size);
    }
    sha2(const sha2&) = default;
    sha2& operator=(const sha2&) = default;
    ~sha2() { wipe(&data_, sizeof data_); }

    /// Starts again after `size` bytes, which are whole blocks and have led to the state. Its array may have other
    /// numbers than words.
    template <class Stored>
    void resume(const Stored& from, std::uint64_t size)
    {
        static_assert(sizeof from >= sizeof data_.words);
        std::memcpy(data_.words.data(), from.data(), sizeof data_.words);
        data_.size = size;
    }

    void update(byte_view piece)
    {
        const auto used = data_.size % block_size;
        data_.size += piece.size();
        if (piece.size() < block_size - used)
            return copy_to(used, piece);
        if (used != 0) {
            copy_to(used, piece.first(block_size - used));
            piece = piece.subspan(block_size - used);
            Compression::compress(data_.words, data_.block.data(), 1);
        }
        compress_whole_blocks(piece);
        copy_to(0, piece);
    }

    /// Returns the digest as numbers, which are wiped with this object. Call resume() before another message.
    state& finish()
    {
        constexpr std::size_t length_position = block_size - sizeof(std::uint64_t);
        constexpr std::size_t max_used = block_size - 2 * sizeof(word); // the length's size
        auto& block = data_.block;
        auto used = static_cast<std::size_t>(data_.size % block_size);
        block[used++] = 0x80;
        if (used > max_used) {
            std::memset(block.data() + used, 0, block_size - used);
            Compression::compress(data_.words, block.data(), 1);
            used = 0;
        }
        std::memset(block.data() + used, 0, length_position - used);
        const auto bits = big_endian(std::uint64_t{8 * data_.size});
        std::memcpy(block.data() + length_position, &bits, sizeof bits);
        Compression::compress(data_.words, block.data(), 1);
        return data_.words;
    }

    /// Writes the digest to `out`. Call resume() before another message.
    void finish(byte_span out)
    {
        check_size(out);
        write(finish(), out);
    }

    /// Throws std::length_error if a digest does not fit into `out`.
    static void check_size(byte_span out)
    {
        if (out.size() < digest_size)
            throw std::length_error("the output buffer is too small for the digest");
    }

    /// Writes a digest to `out`, which has its size. Changes the numbers to the order of its bytes.
    static void write(state& digest, byte_span out)
    {
        for (auto& number : digest)
            number = big_endian(number);
        std::memcpy(out.data(), digest.data(), digest_size);
    }

private:
    void copy_to(std::size_t position, byte_view piece)
    {
        if (!piece.empty())
            std::memcpy(data_.block.data() + position, piece.data(), piece.size());
    }

    /// Leaves the rest of `piece`, less than a block.
    void compress_whole_blocks(byte_view& piece)
    {
        const auto count = piece.size() / block_size;
        if (count != 0)
            Compression::compress(data_.words, piece.data(), count);
        piece = piece.subspan(count * block_size);
    }

    struct data {
        alignas(16) std::array<std::uint8_t, block_size> block;
        alignas(16) state words;
        std::uint64_t size; ///< bytes of the message so far
    };

    data data_;
};

/// HMAC (RFC 2104) as the functions of a hash_algorithm.
template <class Compression>
class sha2_hmac {
    using hash = sha2<Compression>;
    using word = typename hash::word;
    static constexpr std::size_t block_size = hash::block_size, digest_size = hash::digest_size;
    static_assert(sizeof(typename hash::state) <= sizeof(hmac_state::inner));

public:
    static void start(byte_view key, hmac_state& out)
    {
        constexpr std::uint8_t inner_pad = 0x36, outer_pad = 0x5c; // RFC 2104 section 2
        struct {
            block inner, outer;
            alignas(16) typename hash::state inner_words, outer_words;
        } work{{}, {}, Compression::initial_state(), Compression::initial_state()};
        if (key.size() > block_size)
            hash_key(key, byte_span(work.inner).first(digest_size));
        else
            std::ranges::copy(key, work.inner.begin());
        mask(work.inner, inner_pad, work.inner);
        mask(work.inner, inner_pad ^ outer_pad, work.outer);
        Compression::compress_pair(work.inner_words, work.inner.data(), work.outer_words, work.outer.data());
        std::memcpy(out.inner.data(), work.inner_words.data(), sizeof work.inner_words);
        std::memcpy(out.outer.data(), work.outer_words.data(), sizeof work.outer_words);
        wipe(&work, sizeof work);
    }

    static void finish(const hmac_state& keyed, std::span<const byte_view> message, byte_span out)
    {
        hash inner(keyed.inner, block_size);
        for (auto piece : message)
            inner.update(piece);
        finish(keyed, inner, out);
    }

    /// The same with the inner hash of the message, which is spent afterwards.
    static void finish(const hmac_state& keyed, hash& inner, byte_span out)
    {
        hash::check_size(out);
        // The outer hash has one more block: the inner digest and the padding.
        constexpr std::size_t digest_words = digest_size / sizeof(word);
        struct {
            alignas(16) std::array<word, 16> last;
            alignas(16) typename hash::state outer;
        } work{};
        std::copy_n(inner.finish().begin(), digest_words, work.last.begin());
        work.last[digest_words] = word{1} << (8 * sizeof(word) - 1);
        work.last.back() = 8 * (block_size + digest_size);
        // As late as this, so that no copy of it is saved on the stack while the inner hash is computed.
        std::memcpy(work.outer.data(), keyed.outer.data(), sizeof work.outer);
        Compression::compress_words(work.outer, work.last);
        hash::write(work.outer, out);
        wipe(&work, sizeof work);
    }

private:
    struct alignas(16) block : std::array<std::uint8_t, block_size> {};

    static void hash_key(byte_view key, byte_span out)
    {
        hash digest;
        digest.update(key);
        digest.finish(out);
    }

    static void mask(const block& from, std::uint8_t with, block& to)
    {
        for (std::size_t i = 0; i < block_size; ++i)
            to[i] = from[i] ^ with;
    }
};

template <class Compression>
class sha2_context final : public hash_context {
public:
    void update(byte_view data) override { hash_.update(data); }
    void finish(byte_span out) override
    {
        hash_.finish(out);
        hash_.resume(Compression::initial_state(), 0);
    }
    std::unique_ptr<hash_context> clone() const override { return std::make_unique<sha2_context>(*this); }
    void digest_so_far(byte_span out) const override
    {
        auto copy = hash_;
        copy.finish(out);
    }

private:
    sha2<Compression> hash_;
};

template <class Compression>
class sha2_hmac_context final : public mac_context {
    using functions = sha2_hmac<Compression>;

public:
    explicit sha2_hmac_context(byte_view key)
    {
        functions::start(key, key_);
        start();
    }
    sha2_hmac_context(const sha2_hmac_context& other) : inner_(other.inner_)
    {
        key_.inner = other.key_.inner;
        key_.outer = other.key_.outer;
    }

    void update(byte_view data) override { inner_.update(data); }
    void finish(byte_span out) override
    {
        functions::finish(key_, inner_, out);
        start();
    }
    std::unique_ptr<mac_context> clone() const override { return std::make_unique<sha2_hmac_context>(*this); }

private:
    void start() { inner_.resume(key_.inner, sha2<Compression>::block_size); }

    hmac_state key_;
    sha2<Compression> inner_; ///< of the current message
};

/// Implements hash_algorithm::make.
template <class Compression>
std::unique_ptr<hash_context> make_sha2()
{
    return std::make_unique<sha2_context<Compression>>();
}

/// Implements hash_algorithm::make_hmac.
template <class Compression>
std::unique_ptr<mac_context> make_sha2_hmac(byte_view key)
{
    return std::make_unique<sha2_hmac_context<Compression>>(key);
}

} // namespace tls::cryptopp

#endif
