#include "algorithms/chacha20_poly1305/form.hpp"

// Only the functions that use the instructions are compiled for them. Code shared with the rest of the program, such as
// standard library templates, must not be.
#define TLS_CHACHA_TARGET __attribute__((target("avx2,bmi,bmi2")))
#include "algorithms/chacha20_poly1305/record.hpp"

#include <immintrin.h>

namespace tls::chacha20_poly1305 {

namespace {

using vector = __m256i;

constexpr std::size_t vector_size = 32; // bytes

TLS_CHACHA_INLINE vector load(const void* from)
{
    return _mm256_loadu_si256(static_cast<const vector*>(from));
}

TLS_CHACHA_INLINE void store(void* to, vector a)
{
    _mm256_storeu_si256(static_cast<vector*>(to), a);
}

template <int Bits>
TLS_CHACHA_INLINE vector rotated(vector a)
{
    if constexpr (Bits == 16)
        return _mm256_shuffle_epi8(a, _mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1,
                                                       6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
    else if constexpr (Bits == 8)
        return _mm256_shuffle_epi8(a, _mm256_setr_epi8(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2,
                                                       7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14));
    else
        return _mm256_or_si256(_mm256_slli_epi32(a, Bits), _mm256_srli_epi32(a, 32 - Bits));
}

template <int First, int Second>
TLS_CHACHA_INLINE void half_quarter(vector& a, vector& b, vector& c, vector& d)
{
    a = _mm256_add_epi32(a, b);
    d = rotated<First>(_mm256_xor_si256(d, a));
    c = _mm256_add_epi32(c, d);
    b = rotated<Second>(_mm256_xor_si256(b, c));
}

// States in rows: each vector has a row of two states in its two parts.
template <std::size_t Count>
struct rows {
    vector a[Count], b[Count], c[Count], d[Count];

    TLS_CHACHA_INLINE void round()
    {
        for (std::size_t i = 0; i < Count; ++i)
            half_quarter<16, 12>(a[i], b[i], c[i], d[i]);
        for (std::size_t i = 0; i < Count; ++i)
            half_quarter<8, 7>(a[i], b[i], c[i], d[i]);
    }

    TLS_CHACHA_INLINE void double_round()
    {
        round();
        for (std::size_t i = 0; i < Count; ++i) { // diagonals become columns
            b[i] = _mm256_shuffle_epi32(b[i], 0x39);
            c[i] = _mm256_shuffle_epi32(c[i], 0x4e);
            d[i] = _mm256_shuffle_epi32(d[i], 0x93);
        }
        round();
        for (std::size_t i = 0; i < Count; ++i) {
            b[i] = _mm256_shuffle_epi32(b[i], 0x93);
            c[i] = _mm256_shuffle_epi32(c[i], 0x4e);
            d[i] = _mm256_shuffle_epi32(d[i], 0x39);
        }
    }
};

// Writes 2 * Count blocks of the key stream. The lowest lane of each part of `counters` has a block's counter, the
// others zero. The counter of the state is zero.
template <std::size_t Count>
TLS_CHACHA_INLINE void key_stream_rows(const initial_state& state, const vector (&counters)[Count], std::uint8_t* out)
{
    const auto* words = reinterpret_cast<const __m128i*>(state.words);
    const vector a = _mm256_broadcastsi128_si256(_mm_load_si128(words));
    const vector b = _mm256_broadcastsi128_si256(_mm_load_si128(words + 1));
    const vector c = _mm256_broadcastsi128_si256(_mm_load_si128(words + 2));
    const vector d = _mm256_broadcastsi128_si256(_mm_load_si128(words + 3));
    rows<Count> x;
    for (std::size_t i = 0; i < Count; ++i) {
        x.a[i] = a;
        x.b[i] = b;
        x.c[i] = c;
        x.d[i] = _mm256_add_epi32(d, counters[i]);
    }
    for (int i = 0; i < 10; ++i)
        x.double_round();
    for (std::size_t i = 0; i < Count; ++i, out += 2 * key_stream_block) {
        const vector row0 = _mm256_add_epi32(x.a[i], a), row1 = _mm256_add_epi32(x.b[i], b);
        const vector row2 = _mm256_add_epi32(x.c[i], c);
        const vector row3 = _mm256_add_epi32(x.d[i], _mm256_add_epi32(d, counters[i]));
        store(out, _mm256_permute2x128_si256(row0, row1, 0x20));
        store(out + vector_size, _mm256_permute2x128_si256(row2, row3, 0x20));
        store(out + 2 * vector_size, _mm256_permute2x128_si256(row0, row1, 0x31));
        store(out + 3 * vector_size, _mm256_permute2x128_si256(row2, row3, 0x31));
    }
}

// Eight states, a word of each in every vector.

TLS_CHACHA_INLINE void double_round(vector (&x)[16])
{
    for (int i = 0; i < 4; ++i)
        half_quarter<16, 12>(x[i], x[4 + i], x[8 + i], x[12 + i]);
    for (int i = 0; i < 4; ++i)
        half_quarter<8, 7>(x[i], x[4 + i], x[8 + i], x[12 + i]);
    for (int i = 0; i < 4; ++i)
        half_quarter<16, 12>(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
    for (int i = 0; i < 4; ++i)
        half_quarter<8, 7>(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
}

TLS_CHACHA_INLINE vector counters_from(std::uint32_t first)
{
    return _mm256_add_epi32(_mm256_set1_epi32(static_cast<int>(first)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

TLS_CHACHA_INLINE void begin(const initial_state& state, std::uint32_t counter, vector (&x)[16])
{
    for (int i = 0; i < 16; ++i)
        x[i] = _mm256_set1_epi32(static_cast<int>(state.words[i]));
    x[12] = counters_from(counter);
}

// XORs words of the eight states with a part of each block.
TLS_CHACHA_INLINE void combine_half(vector* x, const std::uint8_t* in, std::uint8_t* out)
{
    vector rows_of_four[8]; // part p of the vectors j and 4 + j: the first and last four words of state 4p + j
    for (int half = 0; half < 2; ++half) {
        const vector* w = x + 4 * half;
        const vector low01 = _mm256_unpacklo_epi32(w[0], w[1]), high01 = _mm256_unpackhi_epi32(w[0], w[1]);
        const vector low23 = _mm256_unpacklo_epi32(w[2], w[3]), high23 = _mm256_unpackhi_epi32(w[2], w[3]);
        rows_of_four[4 * half] = _mm256_unpacklo_epi64(low01, low23);
        rows_of_four[4 * half + 1] = _mm256_unpackhi_epi64(low01, low23);
        rows_of_four[4 * half + 2] = _mm256_unpacklo_epi64(high01, high23);
        rows_of_four[4 * half + 3] = _mm256_unpackhi_epi64(high01, high23);
    }
    for (std::size_t j = 0; j < 4; ++j) {
        const auto first = j * key_stream_block, second = (4 + j) * key_stream_block;
        const vector low = _mm256_permute2x128_si256(rows_of_four[j], rows_of_four[4 + j], 0x20);
        const vector high = _mm256_permute2x128_si256(rows_of_four[j], rows_of_four[4 + j], 0x31);
        store(out + first, _mm256_xor_si256(low, load(in + first)));
        store(out + second, _mm256_xor_si256(high, load(in + second)));
    }
}

// Adds the initial state, and XORs the key stream of the eight states with a chunk.
TLS_CHACHA_INLINE void end(const initial_state& state, std::uint32_t counter, vector (&x)[16], const std::uint8_t* in,
                           std::uint8_t* out)
{
    for (int i = 0; i < 16; ++i)
        if (i != 12)
            x[i] = _mm256_add_epi32(x[i], _mm256_set1_epi32(static_cast<int>(state.words[i])));
    x[12] = _mm256_add_epi32(x[12], counters_from(counter));
    combine_half(x, in, out);
    combine_half(x + 8, in + vector_size, out + vector_size);
}

TLS_CHACHA_INLINE vector counter_pair(std::uint32_t a, std::uint32_t b)
{
    return _mm256_setr_epi32(static_cast<int>(a), 0, 0, 0, static_cast<int>(b), 0, 0, 0);
}

class engine {
public:
    static constexpr bool has_joint_start = false;
    static constexpr std::size_t chunk_size = 8 * key_stream_block;
    static constexpr std::size_t max_key_stream = 10 * key_stream_block;
    static constexpr std::size_t max_stack = 5 * 1024, max_short_stack = 2048;

    /// Writes block 0 of the key stream, and `blocks` from block `first` on. Returns the number of bytes written, which
    /// may be more.
    TLS_CHACHA_INLINE static std::size_t key_stream(const initial_state& state, std::uint32_t first, std::size_t blocks,
                                                    std::uint8_t* out)
    {
        const std::size_t count = (1 + blocks + 1) / 2;
        // The counters in both parts of the vector: 0 and first; first + 1 and first + 2; and so on.
        const vector begin = counter_pair(0, first), second = counter_pair(first + 1, first + 2);
        const vector third = counter_pair(first + 3, first + 4), fourth = counter_pair(first + 5, first + 6);
        const vector fifth = counter_pair(first + 7, first + 8);
        switch (count) {
        case 1:
            key_stream_rows<1>(state, {begin}, out);
            break;
        case 2:
            key_stream_rows<2>(state, {begin, second}, out);
            break;
        case 3:
            key_stream_rows<3>(state, {begin, second, third}, out);
            break;
        case 4:
            key_stream_rows<2>(state, {begin, second}, out);
            key_stream_rows<2>(state, {third, fourth}, out + 4 * key_stream_block);
            break;
        default:
            key_stream_rows<3>(state, {begin, second, third}, out);
            key_stream_rows<2>(state, {fourth, fifth}, out + 6 * key_stream_block);
            break;
        }
        return 2 * count * key_stream_block;
    }

    TLS_CHACHA_INLINE static std::size_t key_stream_and_chunk(const initial_state& state, std::uint32_t first,
                                                              std::size_t blocks, std::uint8_t* key_stream_out,
                                                              const std::uint8_t* in, std::uint8_t* out)
    {
        encrypt_only(state, 1, in, out);
        return key_stream(state, first, blocks, key_stream_out);
    }

    TLS_CHACHA_INLINE static void combine(const std::uint8_t* in, const std::uint8_t* key_stream, std::uint8_t* out,
                                          std::size_t size)
    {
        for (; size >= vector_size; size -= vector_size) {
            store(out, _mm256_xor_si256(load(in), load(key_stream)));
            in += vector_size;
            out += vector_size;
            key_stream += vector_size;
        }
        for (std::size_t i = 0; i < size; ++i)
            out[i] = static_cast<std::uint8_t>(in[i] ^ key_stream[i]);
    }

    class mac : public authenticator {
    public:
        TLS_CHACHA_INLINE mac(const initial_state&, const std::uint8_t* key, byte_view aad, std::size_t, std::size_t)
            : authenticator(key, aad)
        {
        }
        mac(const mac&) = delete;
        mac& operator=(const mac&) = delete;
        TLS_CHACHA_INLINE ~mac() {} // an implicit one would be compiled for other instructions

        TLS_CHACHA_INLINE void process(const initial_state& state, std::uint32_t counter, const std::uint8_t* in,
                                       std::uint8_t* out, const std::uint8_t* text)
        {
            sum_ = process_chunk(state, counter, in, out, text, key_, sum_);
        }

        TLS_CHACHA_INLINE void decrypt_last(const initial_state& state, std::uint32_t counter, const std::uint8_t* in,
                                            std::uint8_t* out)
        {
            process(state, counter, in, out, in);
        }

        TLS_CHACHA_INLINE void add_last_chunk(const std::uint8_t* text)
        {
            sum_ = add_blocks(sum_, text, chunk_size / block_size, key_);
        }

        TLS_CHACHA_INLINE void add_tail(const std::uint8_t* text, std::size_t size) { add(text, size); }

    private:
        // Encrypts or decrypts a chunk, and adds the chunk `text`, which may be `in`, to the sum. The steps of both are
        // mixed, because the cipher uses vectors and the sum 64-bit registers.
        __attribute__((noinline)) TLS_CHACHA_TARGET static residue
        process_chunk(const initial_state& state, std::uint32_t counter, const std::uint8_t* in, std::uint8_t* out,
                      const std::uint8_t* text, const multiplier& key, residue sum)
        {
            constexpr std::size_t rounds = 8, blocks = chunk_size / block_size / rounds;
            vector x[16];
            begin(state, counter, x);
            for (std::size_t i = 0; i < rounds; ++i) {
                double_round(x);
                sum = add_blocks(sum, text + i * blocks * block_size, blocks, key);
            }
            for (std::size_t i = rounds; i < 10; ++i)
                double_round(x);
            end(state, counter, x, in, out);
            return sum;
        }
    };

    /// Zeroes the vector registers, which hold parts of the key stream.
    TLS_CHACHA_INLINE static void clear_registers() { _mm256_zeroall(); }

private:
    __attribute__((noinline)) TLS_CHACHA_TARGET static void
    encrypt_only(const initial_state& state, std::uint32_t counter, const std::uint8_t* in, std::uint8_t* out)
    {
        vector x[16];
        begin(state, counter, x);
        for (int i = 0; i < 10; ++i)
            double_round(x);
        end(state, counter, x, in, out);
    }
};

/// Whether the CPU and the operating system support the instructions.
bool has_avx2() noexcept
{
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
           __builtin_cpu_supports("bmi2") != 0;
}

} // namespace

const form* avx2_form() noexcept
{
    return has_avx2() ? &records<engine>::functions : nullptr;
}

} // namespace tls::chacha20_poly1305
