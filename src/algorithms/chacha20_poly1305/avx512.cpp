#include "algorithms/chacha20_poly1305/form.hpp"

// Only the functions that use the instructions are compiled for them. Code shared with the rest of the program, such as
// standard library templates, must not be.
#define TLS_CHACHA_TARGET __attribute__((target("avx2,bmi,bmi2,avx512f,avx512bw,avx512vl,avx512dq,avx512ifma")))
#include "algorithms/chacha20_poly1305/record.hpp"

#include <array>
#include <bit>

#include <immintrin.h>

namespace tls::chacha20_poly1305 {

namespace {

using vector = __m512i;

constexpr std::size_t vector_size = 64; // bytes

TLS_CHACHA_INLINE vector load(const void* from)
{
    return _mm512_loadu_si512(from);
}

TLS_CHACHA_INLINE void store(void* to, vector a)
{
    _mm512_storeu_si512(to, a);
}

// ---- ChaCha20

template <int Turn>
TLS_CHACHA_INLINE void half_quarter(vector& a, vector& b, vector& c, vector& d)
{
    constexpr int first = Turn == 0 ? 16 : 8, second = Turn == 0 ? 12 : 7;
    a = _mm512_add_epi32(a, b);
    d = _mm512_rol_epi32(_mm512_xor_si512(d, a), first);
    c = _mm512_add_epi32(c, d);
    b = _mm512_rol_epi32(_mm512_xor_si512(b, c), second);
}

// Stores four vectors whose parts are four columns as four rows.
TLS_CHACHA_INLINE void transpose_parts(vector& a, vector& b, vector& c, vector& d)
{
    const vector ab01 = _mm512_shuffle_i32x4(a, b, 0x44), ab23 = _mm512_shuffle_i32x4(a, b, 0xee);
    const vector cd01 = _mm512_shuffle_i32x4(c, d, 0x44), cd23 = _mm512_shuffle_i32x4(c, d, 0xee);
    a = _mm512_shuffle_i32x4(ab01, cd01, 0x88);
    b = _mm512_shuffle_i32x4(ab01, cd01, 0xdd);
    c = _mm512_shuffle_i32x4(ab23, cd23, 0x88);
    d = _mm512_shuffle_i32x4(ab23, cd23, 0xdd);
}

// 4 * Count states in rows: each vector has a row of four states in its four parts.
template <std::size_t Count>
class rows {
public:
    // The states of block 0, and of the blocks from `first` on. The counter of `state` is zero.
    TLS_CHACHA_INLINE rows(const initial_state& state, std::uint32_t first) : state_(state)
    {
        const vector step = _mm512_setr_epi32(4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0);
        vector next = _mm512_add_epi32(_mm512_maskz_set1_epi32(0x1111, static_cast<int>(first - 1)),
                                       _mm512_setr_epi32(0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0));
        counters_[0] = _mm512_maskz_mov_epi32(0xfff0, next);
        for (std::size_t i = 1; i < Count; ++i)
            counters_[i] = next = _mm512_add_epi32(next, step);
        for (std::size_t i = 0; i < Count; ++i) {
            a[i] = initial(0);
            b[i] = initial(1);
            c[i] = initial(2);
            d[i] = _mm512_add_epi32(initial(3), counters_[i]);
        }
    }

    // Row b stays in place, because it is the last result of a round and the first operand of the next.
    TLS_CHACHA_INLINE void double_round()
    {
        half_round();
        for (std::size_t i = 0; i < Count; ++i) {
            a[i] = _mm512_shuffle_epi32(a[i], _MM_PERM_ENUM(0x93));
            d[i] = _mm512_shuffle_epi32(d[i], _MM_PERM_ENUM(0x4e));
            c[i] = _mm512_shuffle_epi32(c[i], _MM_PERM_ENUM(0x39));
        }
        half_round();
        for (std::size_t i = 0; i < Count; ++i) {
            a[i] = _mm512_shuffle_epi32(a[i], _MM_PERM_ENUM(0x39));
            d[i] = _mm512_shuffle_epi32(d[i], _MM_PERM_ENUM(0x4e));
            c[i] = _mm512_shuffle_epi32(c[i], _MM_PERM_ENUM(0x93));
        }
    }

    // Writes the blocks of the key stream.
    TLS_CHACHA_INLINE void write(std::uint8_t* out) const
    {
        for (std::size_t i = 0; i < Count; ++i) {
            vector block0 = _mm512_add_epi32(a[i], initial(0)), block1 = _mm512_add_epi32(b[i], initial(1));
            vector block2 = _mm512_add_epi32(c[i], initial(2));
            vector block3 = _mm512_add_epi32(d[i], _mm512_add_epi32(initial(3), counters_[i]));
            transpose_parts(block0, block1, block2, block3);
            store(out + (4 * i + 0) * vector_size, block0);
            store(out + (4 * i + 1) * vector_size, block1);
            store(out + (4 * i + 2) * vector_size, block2);
            store(out + (4 * i + 3) * vector_size, block3);
        }
    }

private:
    TLS_CHACHA_INLINE void half_round()
    {
        for (std::size_t i = 0; i < Count; ++i)
            half_quarter<0>(a[i], b[i], c[i], d[i]);
        for (std::size_t i = 0; i < Count; ++i)
            half_quarter<1>(a[i], b[i], c[i], d[i]);
    }

    TLS_CHACHA_INLINE vector initial(int row) const
    {
        return _mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<const __m128i*>(state_.words + 4 * row)));
    }

    const initial_state& state_;
    vector counters_[Count]; // in the lowest lane of each part; zeros in the others
    vector a[Count], b[Count], c[Count], d[Count];
};

// ---- sixteen states, a word of each in every vector

TLS_CHACHA_INLINE void columns_round(vector (&x)[16])
{
    // Interleaved, because each depends on its own previous step.
    for (int i = 0; i < 4; ++i)
        half_quarter<0>(x[i], x[4 + i], x[8 + i], x[12 + i]);
    for (int i = 0; i < 4; ++i)
        half_quarter<1>(x[i], x[4 + i], x[8 + i], x[12 + i]);
}

TLS_CHACHA_INLINE void diagonals_round(vector (&x)[16])
{
    for (int i = 0; i < 4; ++i)
        half_quarter<0>(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
    for (int i = 0; i < 4; ++i)
        half_quarter<1>(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
}

TLS_CHACHA_INLINE vector counters_from(std::uint32_t first)
{
    return _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(first)),
                            _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

TLS_CHACHA_INLINE void quarter_round(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c, std::uint32_t& d)
{
    a += b;
    d = std::rotl(d ^ a, 16);
    c += d;
    b = std::rotl(b ^ c, 12);
    a += b;
    d = std::rotl(d ^ a, 8);
    c += d;
    b = std::rotl(b ^ c, 7);
}

// The state after the first round of its last three columns. The first column has the counter; the others are the same
// for all blocks of a record.
class started_state {
public:
    TLS_CHACHA_INLINE explicit started_state(const initial_state& state)
    {
        std::memcpy(words_, state.words, sizeof words_);
        for (int i = 1; i < 4; ++i)
            quarter_round(words_[i], words_[4 + i], words_[8 + i], words_[12 + i]);
    }
    started_state(const started_state&) = delete;
    started_state& operator=(const started_state&) = delete;
    TLS_CHACHA_INLINE ~started_state() { wipe_inline(words_, sizeof words_); }

    // Computes the first two rounds.
    TLS_CHACHA_INLINE void first_double_round(std::uint32_t counter, vector (&x)[16]) const
    {
        for (int i = 0; i < 16; ++i)
            x[i] = _mm512_set1_epi32(static_cast<int>(words_[i]));
        x[12] = counters_from(counter);
        half_quarter<0>(x[0], x[4], x[8], x[12]);
        half_quarter<1>(x[0], x[4], x[8], x[12]);
        diagonals_round(x);
    }

private:
    std::uint32_t words_[16];
};

// Adds the initial state with its counters from `counter` on, and XORs the key stream of the sixteen states with text.
TLS_CHACHA_INLINE void end(const initial_state& state, std::uint32_t counter, vector (&x)[16], const std::uint8_t* in,
                           std::uint8_t* out)
{
    for (int i = 0; i < 16; ++i)
        if (i != 12)
            x[i] = _mm512_add_epi32(x[i], _mm512_set1_epi32(static_cast<int>(state.words[i])));
    x[12] = _mm512_add_epi32(x[12], counters_from(counter));
    // Rows of four words: part p of row[r][j] has words 4r to 4r + 3 of block 4p + j.
    for (int r = 0; r < 4; ++r) {
        vector* w = x + 4 * r;
        const vector low01 = _mm512_unpacklo_epi32(w[0], w[1]), high01 = _mm512_unpackhi_epi32(w[0], w[1]);
        const vector low23 = _mm512_unpacklo_epi32(w[2], w[3]), high23 = _mm512_unpackhi_epi32(w[2], w[3]);
        w[0] = _mm512_unpacklo_epi64(low01, low23);
        w[1] = _mm512_unpackhi_epi64(low01, low23);
        w[2] = _mm512_unpacklo_epi64(high01, high23);
        w[3] = _mm512_unpackhi_epi64(high01, high23);
    }
    for (std::size_t j = 0; j < 4; ++j) {
        transpose_parts(x[j], x[4 + j], x[8 + j], x[12 + j]);
        for (std::size_t p = 0; p < 4; ++p) {
            const auto at = (4 * p + j) * vector_size;
            store(out + at, _mm512_xor_si512(x[4 * p + j], load(in + at)));
        }
    }
}

// ---- Poly1305 in eight lanes. Limbs have 44, 44 and 42 bits.

constexpr std::size_t lanes = 8;
constexpr std::size_t vectors_in_run = 8; // a run of blocks is summed up before the sum is reduced
constexpr std::size_t blocks_in_run = vectors_in_run * lanes, run_size = blocks_in_run * block_size;
constexpr int limb_bits = 44, top_limb_bits = 42;
constexpr std::uint64_t limb_mask = (std::uint64_t{1} << limb_bits) - 1;
constexpr std::uint64_t top_limb_mask = (std::uint64_t{1} << top_limb_bits) - 1;
constexpr std::uint64_t block_bit = std::uint64_t{1} << (128 - 2 * limb_bits); // 2^128, in the top limb
constexpr std::uint64_t fold_factor = 20;                                      // 2^132 = 20

/// The bounds, checked when it is compiled. "Limit" is one more than the largest value.
namespace lane_bounds {

constexpr wide digit = wide{1} << 52; // the multiplication takes the low 52 bits of its operands
// A reduced number, see carry(): the middle limb takes a last carry.
constexpr wide limb = wide{1} << limb_bits;
constexpr wide middle = limb + (wide{1} << 16);
// A message block is added to a reduced number before it is multiplied.
constexpr wide factor = middle + limb;
constexpr wide folded = fold_factor * middle;
static_assert(factor <= digit && folded <= digit, "operands have 52 bits");
// Sums of three products, their low 52 bits and the rest apart, for all vectors of a run.
constexpr wide low_sum = vectors_in_run * 3 * digit;
constexpr wide high_sum = vectors_in_run * 3 * (factor * folded / digit + 1);
constexpr wide lane_limit = wide{1} << 64;
constexpr wide sum0 = low_sum;
constexpr wide sum1 = low_sum + (sum0 >> limb_bits) + (high_sum << 8);
constexpr wide sum2 = low_sum + (sum1 >> limb_bits) + (high_sum << 8);
constexpr wide over = (sum2 >> top_limb_bits) + (high_sum << 10);
constexpr wide last = limb + 5 * over;
static_assert(sum1 < lane_limit && sum2 < lane_limit && 5 * over < lane_limit && last < lane_limit, "sums fit");
static_assert((last >> limb_bits) <= middle - limb, "the last carry is small");

} // namespace lane_bounds

TLS_CHACHA_INLINE std::array<std::uint64_t, 3> limbs_of(const residue& a)
{
    return {a.limb0 & limb_mask, (a.limb0 >> limb_bits | a.limb1 << (64 - limb_bits)) & limb_mask,
            a.limb1 >> (2 * limb_bits - 64) | a.limb2 << (128 - 2 * limb_bits)};
}

// A number in each lane, or the products of numbers before they are reduced.
struct lanes_number {
    vector limb[3];
};

TLS_CHACHA_INLINE vector all(std::uint64_t a)
{
    return _mm512_set1_epi64(static_cast<long long>(a));
}

TLS_CHACHA_INLINE vector first_lane(std::uint64_t a)
{
    return _mm512_maskz_set1_epi64(1, static_cast<long long>(a));
}

TLS_CHACHA_INLINE vector plus(vector a, vector b)
{
    return _mm512_add_epi64(a, b);
}

// Sums of products.
struct sums {
    vector low[3], high[3];

    TLS_CHACHA_INLINE void clear()
    {
        for (int i = 0; i < 3; ++i)
            low[i] = high[i] = _mm512_setzero_si512();
    }

    TLS_CHACHA_INLINE void add(int i, vector a, vector b)
    {
        low[i] = _mm512_madd52lo_epu64(low[i], a, b);
        high[i] = _mm512_madd52hi_epu64(high[i], a, b);
    }

    // Adds m * r. `folded`: 20 times the upper limbs of r.
    TLS_CHACHA_INLINE void add(const lanes_number& m, vector r0, vector r1, vector r2, vector folded1, vector folded2)
    {
        add(0, m.limb[0], r0);
        add(1, m.limb[0], r1);
        add(2, m.limb[0], r2);
        add(0, m.limb[1], folded2);
        add(1, m.limb[1], r0);
        add(2, m.limb[1], r1);
        add(0, m.limb[2], folded1);
        add(1, m.limb[2], folded2);
        add(2, m.limb[2], r0);
    }

    TLS_CHACHA_INLINE void add(const sums& other)
    {
        for (int i = 0; i < 3; ++i) {
            low[i] = plus(low[i], other.low[i]);
            high[i] = plus(high[i], other.high[i]);
        }
    }

    // Reduces them: see lane_bounds. The high halves weigh 2^52, which is 2^8 times the next limb, or 2^10 times 2^130
    // above the top limb.
    TLS_CHACHA_INLINE lanes_number carry() const
    {
        const vector mask = all(limb_mask);
        const vector sum1 = plus(plus(low[1], _mm512_srli_epi64(low[0], limb_bits)), _mm512_slli_epi64(high[0], 8));
        const vector sum2 = plus(plus(low[2], _mm512_srli_epi64(sum1, limb_bits)), _mm512_slli_epi64(high[1], 8));
        const vector over = plus(_mm512_srli_epi64(sum2, top_limb_bits), _mm512_slli_epi64(high[2], 10));
        const vector last = plus(plus(_mm512_and_si512(low[0], mask), over), _mm512_slli_epi64(over, 2));
        return {{_mm512_and_si512(last, mask), plus(_mm512_and_si512(sum1, mask), _mm512_srli_epi64(last, limb_bits)),
                 _mm512_and_si512(sum2, all(top_limb_mask))}};
    }
};

// A limb times 20.
TLS_CHACHA_INLINE vector folded(vector limb)
{
    return plus(_mm512_slli_epi64(limb, 4), _mm512_slli_epi64(limb, 2));
}

// The products of reduced numbers, reduced.
TLS_CHACHA_INLINE lanes_number product(const lanes_number& a, const lanes_number& b)
{
    sums products;
    products.clear();
    products.add(a, b.limb[0], b.limb[1], b.limb[2], folded(b.limb[1]), folded(b.limb[2]));
    return products.carry();
}

// The number of the first lane, in all lanes.
TLS_CHACHA_INLINE lanes_number first_of(const lanes_number& a)
{
    lanes_number out;
    for (int i = 0; i < 3; ++i)
        out.limb[i] = _mm512_broadcastq_epi64(_mm512_castsi512_si128(a.limb[i]));
    return out;
}

// Lanes of `a` where `mask` has ones, otherwise of `b`.
TLS_CHACHA_INLINE lanes_number select(__mmask8 mask, const lanes_number& a, const lanes_number& b)
{
    lanes_number out;
    for (int i = 0; i < 3; ++i)
        out.limb[i] = _mm512_mask_mov_epi64(b.limb[i], mask, a.limb[i]);
    return out;
}

// Splits the words of eight blocks into limbs. `bit`: 2^128 of each block.
TLS_CHACHA_INLINE lanes_number split(vector first, vector second, vector bit)
{
    const vector even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14),
                 odd = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
    const vector mask = all(limb_mask);
    const vector low = _mm512_permutex2var_epi64(first, even, second);
    const vector high = _mm512_permutex2var_epi64(first, odd, second);
    return {{_mm512_and_si512(low, mask),
             _mm512_and_si512(
                 _mm512_or_si512(_mm512_srli_epi64(low, limb_bits), _mm512_slli_epi64(high, 64 - limb_bits)), mask),
             _mm512_or_si512(_mm512_srli_epi64(high, 2 * limb_bits - 64), bit)}};
}

TLS_CHACHA_INLINE lanes_number load_blocks(const std::uint8_t* data)
{
    return split(load(data), load(data + vector_size), all(block_bit));
}

// At most eight blocks; zeros in the other lanes.
TLS_CHACHA_INLINE lanes_number load_some_blocks(const std::uint8_t* data, std::size_t count)
{
    const auto words = _bzhi_u32(0xffff, static_cast<unsigned>(2 * count));
    const auto blocks = _bzhi_u32(0xff, static_cast<unsigned>(count));
    return split(_mm512_maskz_loadu_epi64(static_cast<__mmask8>(words), data),
                 _mm512_maskz_loadu_epi64(static_cast<__mmask8>(words >> lanes), data + vector_size),
                 _mm512_maskz_set1_epi64(static_cast<__mmask8>(blocks), static_cast<long long>(block_bit)));
}

TLS_CHACHA_INLINE std::uint64_t sum_of_lanes(vector a)
{
    return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(a));
}

// The sum of the lanes: of limbs, each below 2^47.
TLS_CHACHA_INLINE residue sum_of(const lanes_number& a)
{
    static_assert(lanes * lane_bounds::middle < (wide{1} << 48));
    const std::uint64_t l0 = sum_of_lanes(a.limb[0]), l1 = sum_of_lanes(a.limb[1]), l2 = sum_of_lanes(a.limb[2]);
    const wide s0 = wide{l0} + (wide{l1} << limb_bits);
    const wide s1 = (wide{l2} << (2 * limb_bits - 64)) + high(s0);
    return fold(low(s0), low(s1), high(s1));
}

enum class powers_for { more_runs, last_run };

/// The powers of a key, from r^64 down to r, in limbs. As many as a record needs.
class powers {
public:
    powers() = default;
    powers(const powers&) = delete;
    powers& operator=(const powers&) = delete;
    TLS_CHACHA_INLINE ~powers() { wipe_inline(limbs_, sizeof limbs_); }

    /// Computes the powers for the blocks of this many vectors.
    TLS_CHACHA_INLINE void compute(const multiplier& key, std::size_t vectors)
    {
        const auto limbs = limbs_of(key.as_residue());
        const lanes_number r{{all(limbs[0]), all(limbs[1]), all(limbs[2])}};
        const auto square = product(r, r);
        const auto two = select(0x55, square, r); // r^2 and r, four times
        const auto four = select(0x33, product(two, square), two);
        auto highest = select(0x0f, product(four, first_of(four)), four);
        put(vectors_in_run - 1, highest);
        for (auto& limb : limbs_)
            store(limb + vectors_in_run * lanes, _mm512_setzero_si512());
        for (std::size_t have = 1; have < vectors; have *= 2) {
            const auto by = first_of(highest);
            for (std::size_t i = 0; i < have && have + i < vectors; ++i) {
                highest = product(at(vectors_in_run - 1 - i), by);
                put(vectors_in_run - 1 - have - i, highest);
            }
        }
    }

    /// Adds the product of eight blocks, the `index`th of a run, with its powers: all lanes with the same, or the
    /// highest lane with the lowest.
    template <powers_for For>
    TLS_CHACHA_INLINE void add(sums& to, const lanes_number& m, std::size_t index) const
    {
        if constexpr (For == powers_for::more_runs)
            to.add(m, all(limbs_[0][index * lanes]), all(limbs_[1][index * lanes]), all(limbs_[2][index * lanes]),
                   all(limbs_[3][index * lanes]), all(limbs_[4][index * lanes]));
        else
            add_last(to, m, (vectors_in_run - index) * lanes);
    }

    /// Adds the product with different powers in each lane: the first is r^`blocks`. Lanes below r have no block.
    TLS_CHACHA_INLINE void add_last(sums& to, const lanes_number& m, std::size_t blocks) const
    {
        const auto at = vectors_in_run * lanes - blocks;
        to.add(m, load(limbs_[0] + at), load(limbs_[1] + at), load(limbs_[2] + at), load(limbs_[3] + at),
               load(limbs_[4] + at));
    }

private:
    TLS_CHACHA_INLINE lanes_number at(std::size_t index) const
    {
        const auto first = index * lanes;
        return {{load(limbs_[0] + first), load(limbs_[1] + first), load(limbs_[2] + first)}};
    }

    TLS_CHACHA_INLINE void put(std::size_t index, const lanes_number& a)
    {
        const auto first = index * lanes;
        for (int i = 0; i < 3; ++i)
            store(limbs_[i] + first, a.limb[i]);
        for (int i = 1; i < 3; ++i)
            store(limbs_[i + 2] + first, folded(a.limb[i]));
    }

    alignas(64) std::uint64_t limbs_[5][(vectors_in_run + 1) * lanes]; ///< the last two are 20 times the upper limbs
};

// ---- both in one pass

// Fewer blocks are faster one after the other.
constexpr std::size_t min_blocks_in_lanes = 6;

class engine {
    static constexpr std::size_t blocks_in_states = 16; // of the key stream

public:
    static constexpr bool has_joint_start = true;
    static constexpr std::size_t chunk_size = 2 * blocks_in_states * key_stream_block;
    static constexpr std::size_t max_key_stream = 9 * 4 * key_stream_block;
    static constexpr std::size_t max_stack = 12 * 1024, max_short_stack = 1536;

    /// Writes block 0 of the key stream, and `blocks` from block `first` on. Returns the number of bytes written,
    /// which may be larger.
    TLS_CHACHA_INLINE static std::size_t key_stream(const initial_state& state, std::uint32_t first, std::size_t blocks,
                                                    std::uint8_t* out)
    {
        const std::size_t count = (1 + blocks + 3) / 4;
        switch (count) {
        case 1:
            rows_from<1>(state, first, out);
            break;
        case 2:
            rows_from<2>(state, first, out);
            break;
        case 3:
            rows_from<3>(state, first, out);
            break;
        case 4:
            rows_from<4>(state, first, out);
            break;
        case 5:
            rows_from<5>(state, first, out);
            break;
        case 6:
            rows_from<6>(state, first, out);
            break;
        case 7:
            rows_from<7>(state, first, out);
            break;
        case 8:
            rows_from<8>(state, first, out);
            break;
        default:
            // Nine vectors of each row do not fit into the registers. The second call writes block 0 and 31 others. The
            // first call writes the blocks after them; before those it writes block 0 too, which is overwritten.
            rows_from<1>(state, first + 31, out + 31 * key_stream_block);
            rows_from<8>(state, first, out);
            break;
        }
        return 4 * count * key_stream_block;
    }

    /// Does the same, and encrypts or decrypts the first chunk.
    TLS_CHACHA_INLINE static std::size_t key_stream_and_chunk(const initial_state& state, std::uint32_t first,
                                                              std::size_t blocks, std::uint8_t* key_stream_out,
                                                              const std::uint8_t* in, std::uint8_t* out)
    {
        if (1 + blocks <= 4) {
            row_and_chunk(state, first, key_stream_out, in, out);
            return 4 * key_stream_block;
        }
        encrypt_only(state, 1, in, out);
        return key_stream(state, first, blocks, key_stream_out);
    }

    TLS_CHACHA_INLINE static void combine(const std::uint8_t* in, const std::uint8_t* key_stream, std::uint8_t* out,
                                          std::size_t size)
    {
        for (; size >= vector_size; size -= vector_size) {
            store(out, _mm512_xor_si512(load(in), load(key_stream)));
            in += vector_size;
            out += vector_size;
            key_stream += vector_size;
        }
        if (size != 0) {
            const auto mask = _cvtu64_mask64(_bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(size)));
            const vector text = _mm512_maskz_loadu_epi8(mask, in);
            _mm512_mask_storeu_epi8(out, mask, _mm512_xor_si512(text, load(key_stream)));
        }
    }

    /// Encrypts or decrypts a chunk, whose first block has the counter `counter`. A chunk is two times sixteen states:
    /// the steps of one hide the latency of the other's.
    __attribute__((noinline)) TLS_CHACHA_TARGET static void
    encrypt_only(const initial_state& state, std::uint32_t counter, const std::uint8_t* in, std::uint8_t* out)
    {
        const started_state started(state);
        vector x[16], y[16];
        started.first_double_round(counter, x);
        started.first_double_round(counter + blocks_in_states, y);
        for (int i = 1; i < 10; ++i)
            double_rounds(x, y);
        end_chunk(state, counter, x, y, in, out);
    }

    class mac : public authenticator {
    public:
        TLS_CHACHA_INLINE mac(const initial_state& state, const std::uint8_t* key, byte_view aad, std::size_t chunks,
                              std::size_t tail)
            : authenticator(key, aad), started_(state)
        {
            const auto most_blocks = std::min(chunks != 0 ? blocks_in_run : tail / block_size, blocks_in_run);
            powers_.compute(key_, (most_blocks + lanes - 1) / lanes);
            set_lanes();
        }
        mac(const mac&) = delete;
        mac& operator=(const mac&) = delete;
        TLS_CHACHA_INLINE ~mac() {} // an implicit one would be compiled for other instructions

        TLS_CHACHA_INLINE void process(const initial_state& state, std::uint32_t counter, const std::uint8_t* in,
                                       std::uint8_t* out, const std::uint8_t* text)
        {
            lanes_ = process_chunk(state, counter, started_, in, out, text, powers_, lanes_);
        }

        TLS_CHACHA_INLINE void decrypt_last(const initial_state& state, std::uint32_t counter, const std::uint8_t* in,
                                            std::uint8_t* out)
        {
            add_last_chunk(in);
            encrypt_only(state, counter, in, out);
        }

        TLS_CHACHA_INLINE void add_last_chunk(const std::uint8_t* text)
        {
            const auto first = add_run<powers_for::more_runs>(text, powers_, lanes_);
            sum_ = sum_of(add_run<powers_for::last_run>(text + run_size, powers_, first));
        }

        TLS_CHACHA_INLINE void add_tail(const std::uint8_t* text, std::size_t size)
        {
            while (size >= min_blocks_in_lanes * block_size) {
                const auto blocks = std::min(size / block_size, blocks_in_run);
                add_in_lanes(text, blocks);
                size -= blocks * block_size;
                text += blocks * block_size;
            }
            add(text, size);
        }

    private:
        // Puts the sum into the first lane, which has the first block.
        TLS_CHACHA_INLINE void set_lanes()
        {
            const auto limbs = limbs_of(sum_);
            for (std::size_t i = 0; i < 3; ++i)
                lanes_.limb[i] = first_lane(limbs[i]);
        }

        TLS_CHACHA_INLINE static lanes_number next_blocks(const std::uint8_t* text, std::size_t index,
                                                          const lanes_number& sum)
        {
            auto m = load_blocks(text + index * lanes * block_size);
            if (index == 0)
                for (int i = 0; i < 3; ++i)
                    m.limb[i] = plus(m.limb[i], sum.limb[i]);
            return m;
        }

        // Here nothing else hides the latency of the products. Two sums, of alternate vectors, are independent.
        TLS_CHACHA_INLINE void add_in_lanes(const std::uint8_t* text, std::size_t blocks)
        {
            set_lanes();
            sums even, odd;
            even.clear();
            odd.clear();
            auto pending = lanes_; // for the first blocks
            while (blocks != 0) {
                const auto first = std::min(blocks, lanes), second = std::min(blocks - first, lanes);
                auto m = load_some_blocks(text, first);
                for (int i = 0; i < 3; ++i) {
                    m.limb[i] = plus(m.limb[i], pending.limb[i]);
                    pending.limb[i] = _mm512_setzero_si512();
                }
                powers_.add_last(even, m, blocks);
                powers_.add_last(odd, load_some_blocks(text + first * block_size, second), blocks - first);
                blocks -= first + second;
                text += (first + second) * block_size;
            }
            even.add(odd);
            sum_ = sum_of(even.carry());
        }

        template <powers_for For>
        TLS_CHACHA_INLINE static lanes_number add_run(const std::uint8_t* text, const powers& by,
                                                      const lanes_number& sum)
        {
            sums even, odd;
            even.clear();
            odd.clear();
            for (std::size_t i = 0; i < vectors_in_run; i += 2) {
                by.add<For>(even, next_blocks(text, i, sum), i);
                by.add<For>(odd, next_blocks(text, i + 1, sum), i + 1);
            }
            even.add(odd);
            return even.carry();
        }

        // Encrypts or decrypts a chunk, and adds the chunk `text`, which may be `in`, to the sum. The steps of both are
        // mixed, because each alone leaves execution units idle.
        __attribute__((noinline)) TLS_CHACHA_TARGET static lanes_number
        process_chunk(const initial_state& state, std::uint32_t counter, const started_state& started,
                      const std::uint8_t* in, std::uint8_t* out, const std::uint8_t* text, const powers& by,
                      lanes_number sum)
        {
            vector x[16], y[16];
            started.first_double_round(counter, x);
            started.first_double_round(counter + blocks_in_states, y);
            sum = rounds_with_run(x, y, text, by, sum);
            sum = rounds_with_run(x, y, text + run_size, by, sum);
            double_rounds(x, y);
            end_chunk(state, counter, x, y, in, out);
            return sum;
        }

        // Computes four double rounds, and adds a run to the sum.
        TLS_CHACHA_INLINE static lanes_number rounds_with_run(vector (&x)[16], vector (&y)[16],
                                                              const std::uint8_t* text, const powers& by,
                                                              const lanes_number& sum)
        {
            sums products;
            products.clear();
            for (std::size_t i = 0; i < vectors_in_run; i += 2) {
                columns_round(x);
                by.add<powers_for::more_runs>(products, next_blocks(text, i, sum), i);
                columns_round(y);
                diagonals_round(x);
                by.add<powers_for::more_runs>(products, next_blocks(text, i + 1, sum), i + 1);
                diagonals_round(y);
            }
            return products.carry();
        }

        started_state started_;
        lanes_number lanes_;
        powers powers_;
    };

    /// Zeroes all vector registers, which hold parts of the key stream.
    TLS_CHACHA_INLINE static void clear_registers()
    {
        // vzeroall clears only the first sixteen.
        asm volatile("vzeroall\n\t"
                     "vpxorq %%xmm16, %%xmm16, %%xmm16\n\t"
                     "vpxorq %%xmm17, %%xmm17, %%xmm17\n\t"
                     "vpxorq %%xmm18, %%xmm18, %%xmm18\n\t"
                     "vpxorq %%xmm19, %%xmm19, %%xmm19\n\t"
                     "vpxorq %%xmm20, %%xmm20, %%xmm20\n\t"
                     "vpxorq %%xmm21, %%xmm21, %%xmm21\n\t"
                     "vpxorq %%xmm22, %%xmm22, %%xmm22\n\t"
                     "vpxorq %%xmm23, %%xmm23, %%xmm23\n\t"
                     "vpxorq %%xmm24, %%xmm24, %%xmm24\n\t"
                     "vpxorq %%xmm25, %%xmm25, %%xmm25\n\t"
                     "vpxorq %%xmm26, %%xmm26, %%xmm26\n\t"
                     "vpxorq %%xmm27, %%xmm27, %%xmm27\n\t"
                     "vpxorq %%xmm28, %%xmm28, %%xmm28\n\t"
                     "vpxorq %%xmm29, %%xmm29, %%xmm29\n\t"
                     "vpxorq %%xmm30, %%xmm30, %%xmm30\n\t"
                     "vpxorq %%xmm31, %%xmm31, %%xmm31"
                     :
                     :
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                       "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21",
                       "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31");
    }

private:
    template <std::size_t Count>
    __attribute__((noinline)) TLS_CHACHA_TARGET static void rows_from(const initial_state& state, std::uint32_t first,
                                                                      std::uint8_t* out)
    {
        rows<Count> states(state, first);
        for (int i = 0; i < 10; ++i)
            states.double_round();
        states.write(out);
    }

    // Encrypts or decrypts the first chunk; beside it, writes block 0 of the key stream and three from block `first`
    // on. Alone, these four would take more than half as long as the chunk, because each step depends on the one
    // before.
    __attribute__((noinline)) TLS_CHACHA_TARGET static void row_and_chunk(const initial_state& state,
                                                                          std::uint32_t first,
                                                                          std::uint8_t* key_stream_out,
                                                                          const std::uint8_t* in, std::uint8_t* out)
    {
        const started_state started(state);
        rows<1> row(state, first);
        vector x[16], y[16];
        started.first_double_round(1, x);
        started.first_double_round(1 + blocks_in_states, y);
        row.double_round();
        for (int i = 1; i < 10; ++i) {
            double_rounds(x, y);
            row.double_round();
        }
        row.write(key_stream_out);
        end_chunk(state, 1, x, y, in, out);
    }

    TLS_CHACHA_INLINE static void double_rounds(vector (&x)[16], vector (&y)[16])
    {
        columns_round(x);
        columns_round(y);
        diagonals_round(x);
        diagonals_round(y);
    }

    TLS_CHACHA_INLINE static void end_chunk(const initial_state& state, std::uint32_t counter, vector (&x)[16],
                                            vector (&y)[16], const std::uint8_t* in, std::uint8_t* out)
    {
        constexpr auto half = blocks_in_states * key_stream_block;
        end(state, counter, x, in, out);
        end(state, counter + blocks_in_states, y, in + half, out + half);
    }
};

/// Whether the CPU and the operating system support the instructions.
bool has_avx512() noexcept
{
#ifdef TLS_WITHOUT_AVX512
    return false;
#else
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512ifma") != 0 && __builtin_cpu_supports("bmi2") != 0;
#endif
}

} // namespace

const form* avx512_form() noexcept
{
    return has_avx512() ? &records<engine>::functions : nullptr;
}

} // namespace tls::chacha20_poly1305
