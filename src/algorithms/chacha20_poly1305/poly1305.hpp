// Poly1305 (RFC 8439 section 2.5) with 64-bit arithmetic, for short records, their ends, and the powers of the key.
//
// A source that includes this defines TLS_CHACHA_TARGET: the attribute with the CPU features that its functions use.
// All functions are inlined, so that a program never has two versions of one of them.

#ifndef TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_POLY1305_HPP
#define TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_POLY1305_HPP

#include <tls/crypto/secret.hpp>

#ifndef TLS_CHACHA_TARGET
#error "define TLS_CHACHA_TARGET"
#endif
#define TLS_CHACHA_INLINE TLS_CHACHA_TARGET __attribute__((always_inline)) inline

namespace tls::chacha20_poly1305 {

/// Wipes `size` bytes, a multiple of eight. The stores are inlined, as wide as the CPU features allow: most of these
/// objects are small, and a call of the C library's function takes longer than the stores.
TLS_CHACHA_INLINE void wipe_inline(void* data, std::size_t size)
{
    using word [[gnu::may_alias, gnu::aligned(1)]] = std::uint64_t;
    // vector_size comes first: it makes a type with an alignment of its own.
    using line [[gnu::vector_size(64), gnu::may_alias, gnu::aligned(1)]] = std::uint64_t;
    static_assert(alignof(word) == 1 && alignof(line) == 1);
    auto* at = static_cast<std::uint8_t*>(data);
    // After an asm statement that may read them, the compiler must neither remove the stores nor call memset().
    for (; size >= sizeof(line); size -= sizeof(line), at += sizeof(line)) {
        *reinterpret_cast<line*>(at) = line{};
        asm volatile("" : : "r"(at) : "memory");
    }
    for (; size >= sizeof(word); size -= sizeof(word), at += sizeof(word)) {
        *reinterpret_cast<word*>(at) = 0;
        asm volatile("" : : "r"(at) : "memory");
    }
}

__extension__ using wide = unsigned __int128;

inline constexpr std::size_t block_size = 16;

TLS_CHACHA_INLINE std::uint64_t low(wide a)
{
    return static_cast<std::uint64_t>(a);
}

TLS_CHACHA_INLINE std::uint64_t high(wide a)
{
    return static_cast<std::uint64_t>(a >> 64);
}

TLS_CHACHA_INLINE std::uint64_t load_64(const std::uint8_t* from)
{
    std::uint64_t out;
    std::memcpy(&out, from, sizeof out); // the CPUs of all forms are little-endian
    return out;
}

/// A number modulo 2^130 - 5, in limbs of 64 bits. It is partially reduced: the highest limb is at most max_top.
struct residue {
    std::uint64_t limb0 = 0, limb1 = 0, limb2 = 0;

    static constexpr std::uint64_t max_top = 4;
};

/// The bounds of the arithmetic, checked when it is compiled.
namespace bounds {

/// The largest clamped key (RFC 8439 section 2.5.1): its upper limb, which is divisible by 4, and 5/4 of that limb.
inline constexpr std::uint64_t clamped = 0x0ffffffc0fffffff, clamped_upper = 0x0ffffffc0ffffffc;
inline constexpr std::uint64_t folded_upper = clamped_upper + clamped_upper / 4;
/// The highest limb after a block of 2^128 + message has been added to a residue.
inline constexpr std::uint64_t top = residue::max_top + 2;

inline constexpr wide all_ones = ~std::uint64_t{0};
// The sums of products in add_block().
inline constexpr wide sum0 = all_ones * clamped + all_ones * folded_upper;
inline constexpr wide sum1 = all_ones * clamped_upper + all_ones * clamped + wide{top} * folded_upper + (sum0 >> 64);
inline constexpr wide sum2 = wide{top} * clamped + (sum1 >> 64);
static_assert(sum0 < (wide{1} << 126) && sum1 < (wide{1} << 126), "sums of products fit into 128 bits");
static_assert(wide{top} * folded_upper <= all_ones, "the product of the highest limb fits into 64 bits");
static_assert(sum2 < (wide{1} << 63), "five quarters of the highest limb fit into 64 bits");
// fold() leaves two bits and a carry in the highest limb.
static_assert(3 + 1 <= residue::max_top);

} // namespace bounds

/// Reduces the bits from 2^130 on: 2^130 = 5. The highest limb is below 2^63.
TLS_CHACHA_INLINE residue fold(std::uint64_t limb0, std::uint64_t limb1, std::uint64_t limb2)
{
    const wide sum0 = wide{limb0} + (limb2 >> 2) + (limb2 & ~std::uint64_t{3});
    const wide sum1 = wide{limb1} + high(sum0);
    return {low(sum0), low(sum1), (limb2 & 3) + high(sum1)};
}

/// The product of two residues. A product of 260 bits is reduced by folding twice.
TLS_CHACHA_INLINE residue product(const residue& a, const residue& b)
{
    const wide p00 = wide{a.limb0} * b.limb0, p01 = wide{a.limb0} * b.limb1, p10 = wide{a.limb1} * b.limb0;
    const wide p11 = wide{a.limb1} * b.limb1, p02 = wide{a.limb0} * b.limb2, p20 = wide{a.limb2} * b.limb0;
    const wide p12 = wide{a.limb1} * b.limb2, p21 = wide{a.limb2} * b.limb1;
    const wide s1 = wide{high(p00)} + low(p01) + low(p10);
    const wide s2 = wide{high(p01)} + high(p10) + low(p11) + low(p02) + low(p20) + high(s1);
    const wide s3 = wide{high(p11)} + high(p02) + high(p20) + low(p12) + low(p21) + high(s2);
    const std::uint64_t t2 = low(s2), t3 = low(s3);
    const std::uint64_t t4 = a.limb2 * b.limb2 + high(p12) + high(p21) + high(s3);
    static_assert(residue::max_top * residue::max_top + 2 * residue::max_top + 8 < 64, "t4 has a few bits");
    // The part from 2^130 on counts five times: once shifted down to 2^0, and four times, which is as it stands.
    const wide r0 = wide{low(p00)} + (t2 & ~std::uint64_t{3}) + (t2 >> 2 | t3 << 62);
    const wide r1 = wide{low(s1)} + t3 + (t3 >> 2 | t4 << 62) + high(r0);
    return fold(low(r0), low(r1), (t2 & 3) + t4 + (t4 >> 2) + high(r1));
}

/// The clamped key r.
struct multiplier {
    std::uint64_t limb0, limb1, folded; ///< folded: 5/4 of limb1, which is what limb1 * 2^128 counts for

    TLS_CHACHA_INLINE explicit multiplier(const std::uint8_t* key)
        : limb0(load_64(key) & bounds::clamped),
          limb1(load_64(key + 8) & bounds::clamped_upper),
          folded(limb1 + limb1 / 4)
    {
    }

    TLS_CHACHA_INLINE residue as_residue() const { return {limb0, limb1, 0}; }
};

/// Returns (a + block) * r. `block` is a message block of 16 bytes, to which 2^128 is added.
TLS_CHACHA_INLINE residue add_block(const residue& a, const std::uint8_t* block, const multiplier& r)
{
    const wide m0 = wide{a.limb0} + load_64(block);
    const wide m1 = wide{a.limb1} + load_64(block + 8) + high(m0);
    const std::uint64_t h0 = low(m0), h1 = low(m1), h2 = a.limb2 + 1 + high(m1);
    const wide s0 = wide{h0} * r.limb0 + wide{h1} * r.folded;
    const wide s1 = wide{h0} * r.limb1 + wide{h1} * r.limb0 + h2 * r.folded + high(s0);
    return fold(low(s0), low(s1), h2 * r.limb0 + high(s1));
}

/// Adds whole blocks.
TLS_CHACHA_INLINE residue add_blocks(residue a, const std::uint8_t* data, std::size_t blocks, const multiplier& r)
{
    for (std::size_t i = 0; i < blocks; ++i)
        a = add_block(a, data + i * block_size, r);
    return a;
}

/// Adds at most 15 bytes, padded with zeros to a block (RFC 8439 section 2.8); nothing if there are none.
TLS_CHACHA_INLINE residue add_padded(const residue& a, const std::uint8_t* data, std::size_t size, const multiplier& r)
{
    if (size == 0)
        return a;
    std::uint8_t block[block_size] = {};
    std::memcpy(block, data, size);
    return add_block(a, block, r);
}

/// Adds the sizes of the associated data and the text.
TLS_CHACHA_INLINE residue add_sizes(const residue& a, std::uint64_t aad_size, std::uint64_t text_size,
                                    const multiplier& r)
{
    std::uint8_t block[block_size];
    std::memcpy(block, &aad_size, sizeof aad_size);
    std::memcpy(block + sizeof aad_size, &text_size, sizeof text_size);
    return add_block(a, block, r);
}

/// Writes the tag: the fully reduced number plus `pad`, the second half of the key, modulo 2^128.
TLS_CHACHA_INLINE void write_tag(const residue& a, const std::uint8_t* pad, std::uint8_t* tag)
{
    // a + 5 reaches 2^130 exactly if a is at least the modulus, since a is below twice the modulus.
    const wide sum0 = wide{a.limb0} + 5;
    const wide sum1 = wide{a.limb1} + high(sum0);
    const std::uint64_t is_reduced = ((a.limb2 + high(sum1)) >> 2) - 1; // all ones, or zero
    const std::uint64_t limb0 = (a.limb0 & is_reduced) | (low(sum0) & ~is_reduced);
    const std::uint64_t limb1 = (a.limb1 & is_reduced) | (low(sum1) & ~is_reduced);
    const wide out0 = wide{limb0} + load_64(pad);
    const std::uint64_t word0 = low(out0), word1 = limb1 + load_64(pad + 8) + high(out0);
    std::memcpy(tag, &word0, sizeof word0);
    std::memcpy(tag + sizeof word0, &word1, sizeof word1);
}

/// The Poly1305 of a record, block after block.
class authenticator {
public:
    /// `key` outlives it.
    TLS_CHACHA_INLINE authenticator(const std::uint8_t* key, byte_view aad) : key_(key), pad_(key + block_size)
    {
        add(aad.data(), aad.size());
    }
    authenticator(const authenticator&) = delete;
    authenticator& operator=(const authenticator&) = delete;
    TLS_CHACHA_INLINE ~authenticator()
    {
        wipe_inline(&key_, sizeof key_);
        wipe_inline(&sum_, sizeof sum_);
    }

    /// Adds data, padded to whole blocks.
    TLS_CHACHA_INLINE void add(const std::uint8_t* data, std::size_t size)
    {
        const auto blocks = size / block_size;
        sum_ = add_blocks(sum_, data, blocks, key_);
        sum_ = add_padded(sum_, data + blocks * block_size, size % block_size, key_);
    }

    TLS_CHACHA_INLINE void finish(std::size_t aad_size, std::size_t text_size, std::uint8_t* tag)
    {
        sum_ = add_sizes(sum_, aad_size, text_size, key_);
        write_tag(sum_, pad_, tag);
    }

protected:
    multiplier key_;
    const std::uint8_t* pad_;
    residue sum_;
};

} // namespace tls::chacha20_poly1305

#endif
