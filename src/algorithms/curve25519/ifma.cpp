#include "algorithms/curve25519/form.hpp"
#include "algorithms/ifma/registers.hpp"

#if defined(__x86_64__)
#include "algorithms/curve25519/adx_results.hpp"
#include "algorithms/curve25519/encoding.hpp"
#include "algorithms/curve25519/lanes.hpp"
#include "algorithms/curve25519/signed_digits.hpp"
#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/multiprecision/sparse_digits.hpp"
#include "algorithms/multiprecision/stack.hpp"

#include <algorithm>
#endif

namespace tls::curve25519 {

#if defined(__x86_64__)

namespace {

using namespace vectors;

constexpr number one{1};

// A point in extended coordinates X, Y, Z, T, as in edwards.hpp, one in each lane.
using point = product;

// A point to add: Y - X, Y + X, 2 Z and 2 d T.
using addend = product;

// Takes e, f, g, h. Returns E F, G H, F G, E H.
TLS_LANES_INLINE point combined(const product& v)
{
    return permuted<0, 2, 1, 0>(v) * permuted<1, 3, 2, 3>(v);
}

// Returns Y - X, Y + X, Z, T.
TLS_LANES_INLINE product sum_and_difference(const point& p)
{
    const auto y = permuted<1, 1, 2, 3>(p), x = permuted<0, 0, 0, 0>(p);
    return carried(subtract_in<0b0001>(add_in<0b0010>(y, x), x));
}

// The formulas are those of edwards.hpp.
template <std::uint64_t Max>
TLS_LANES_INLINE point add(const point& p, const residues<Max>& q)
{
    const auto products = sum_and_difference(p) * q; // a, b, d, c
    return combined(carried(add_or_subtract<0b0011>(permuted<1, 2, 2, 1>(products), permuted<0, 3, 3, 0>(products))));
}

TLS_LANES_INLINE point twice(const point& p)
{
    const auto s = square(carried(add_in<0b1000>(permuted<0, 1, 2, 0>(p), permuted<1, 1, 1, 1>(p))));
    const auto h_f = add_or_subtract<0b0110>(permuted<0, 0, 0, 0>(s), permuted<1, 1, 1, 1>(s));
    const auto others = permuted<3, 2, 2, 3>(s); // (x + y)^2 and z^2
    return combined(carried(subtract_in<0b0001>(add_in<0b0010>(add_in<0b0010>(h_f, others), others), others)));
}

constexpr number twice_d{0xebd69b9426b2f159, 0x00e0149a8283b156, 0x198e80f2eef3d130, 0x2406d9dc56dffce7};

TLS_LANES_INLINE addend to_addend(const point& p)
{
    return sum_and_difference(p) * load(to_stored(one, one, {2}, twice_d));
}

// -p: negates X and T.
template <std::uint64_t Max>
TLS_LANES_INLINE factor negated(const residues<Max>& a)
{
    static_assert(Max <= modulus_digit<2>(0) && modulus_digit<2>(1) < factor_end);
    auto out = widened<factor_end - 1>(permuted<1, 0, 2, 3>(a));
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_mask_sub_epi64(out.digits[i], 0b1000, all(modulus_digit<2>(i)), out.digits[i]);
    return out;
}

TLS_LANES_INLINE point to_point(const affine_point& p)
{
    const auto xy = load(to_stored(p.x, p.y, one, p.x)) * load(to_stored(one, one, one, p.y));
    return xy;
}

TLS_LANES_INLINE point neutral_point()
{
    return widened<product_max>(load(to_stored({}, one, one, {})));
}

constexpr affine_point base_point{{0xc9562d608f25d51a, 0x692cc7609525a7b2, 0xc0a4e231fdd6dc5c, 0x216936d3cd6e53fe},
                                  {0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666}};

// The entry of a table: an addend with Z = 1. Canonical, so that it can be negated.
TLS_LANES stored_residues to_entry(const point& p)
{
    const auto numbers = to_numbers(p);
    const auto z_inverse = adx::inverse_of(numbers[2]);
    const auto affine = p * load(to_stored(z_inverse, z_inverse, z_inverse, z_inverse));
    const auto addends = to_numbers(sum_and_difference(affine) * load(to_stored(one, one, {2}, twice_d)));
    return to_stored(addends[0], addends[1], addends[2], addends[3]);
}

// Multiples of the base point for secret numbers. Immutable.
class base_table {
public:
    TLS_LANES base_table() noexcept
    {
        auto first = to_point(base_point);
        for (auto& multiples : rows_) {
            const auto step = to_addend(first);
            auto multiple = first;
            for (auto& entry : multiples) {
                entry = to_entry(multiple);
                multiple = add(multiple, step);
            }
            for (unsigned i = 0; i < 8; ++i)
                first = twice(first);
        }
    }

    // Returns the base point's multiple. The scalar has 32 bytes and is below 2^255. In constant time.
    TLS_LANES point times(byte_view scalar) const noexcept
    {
        const auto digits = to_signed_digits(scalar);
        // The odd digits and the even ones on their own, so that the chains of additions do not wait for each other.
        // One table row serves two digits.
        auto odd = neutral_point(), even = odd;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            odd = add(odd, select(rows_[i], digits[2 * i + 1]));
            even = add(even, select(rows_[i], digits[2 * i]));
        }
        for (unsigned i = 0; i < 4; ++i)
            odd = twice(odd);
        return add(odd, to_addend(even));
    }

private:
    using row = std::array<stored_residues, 8>;

    // Returns `digit` times the row's first point, for a digit from -8 to 8. Reads the whole row.
    TLS_LANES_INLINE static factor select(const row& multiples, std::int8_t digit)
    {
        const auto wide = static_cast<std::uint64_t>(static_cast<std::int64_t>(digit));
        const auto negative = 0 - (wide >> 63);
        const vector magnitude = all((wide ^ negative) - negative);
        auto found = load(to_stored(one, one, {2}, {}));
        for (std::size_t entry = 0; entry < multiples.size(); ++entry) {
            const auto is_wanted = _mm256_cmpeq_epi64_mask(magnitude, all(entry + 1));
            for (std::size_t i = 0; i < digit_count; ++i)
                found.digits[i] = _mm256_mask_load_epi64(found.digits[i], is_wanted, multiples[entry].digits[i]);
        }
        const auto opposite = negated(found);
        const auto is_negative = _mm256_cmpeq_epi64_mask(all(negative), all(~std::uint64_t{0}));
        auto out = widened<factor_end - 1>(found);
        for (std::size_t i = 0; i < digit_count; ++i)
            out.digits[i] = _mm256_mask_blend_epi64(is_negative, out.digits[i], opposite.digits[i]);
        return out;
    }

    std::array<row, 32> rows_; // rows_[i][j] is (j + 1) * 256^i * base point
};

[[gnu::noinline]] TLS_LANES std::array<number, lane_count> base_multiple(byte_view scalar)
{
    static const base_table table; // takes a millisecond, once
    return to_numbers(table.times(scalar));
}

// RFC 7748 section 5: returns X and Z of the u coordinate. Each step has three products of four numbers. The names are
// the RFC's.
[[gnu::noinline]] TLS_LANES std::array<number, lane_count> ladder(byte_view scalar, const number& u)
{
    const auto factors = load(to_stored(one, {}, one, u)); // the second lane is replaced
    const auto a24 = load(to_stored({}, {121665}, {}, {}));
    const vector kept = _mm256_set_epi64x(3, 2, 1, 0), swapped = _mm256_set_epi64x(3, 2, 3, 2);
    const vector kept_partner = _mm256_set_epi64x(0, 1, 1, 0), swapped_partner = _mm256_set_epi64x(0, 1, 3, 2);

    auto state = widened<product_max>(load(to_stored(one, {}, u, one))); // x_2, z_2, x_3, z_3
    std::uint64_t previous = 0;
    for (unsigned t = 255; t-- != 0;) {
        // The RFC swaps (x_2, z_2) with (x_3, z_3). Here a and b, or c and d, are selected for squaring instead. DA and
        // CB need no selection: a swap exchanges them, and both results of the step are symmetric in them.
        const std::uint64_t bit = scalar[t / 8] >> (t % 8) & 1U;
        const auto is_swapped = _mm256_cmpeq_epi64_mask(all(bit ^ previous), all(1));
        previous = bit;

        const auto sums =
            carried(add_or_subtract<0b1010>(permuted<0, 0, 2, 2>(state), permuted<1, 1, 3, 3>(state))); // a, b, c, d
        const auto left = permuted(sums, _mm256_mask_blend_epi64(is_swapped, kept, swapped));
        const auto right = permuted(sums, _mm256_mask_blend_epi64(is_swapped, kept_partner, swapped_partner));
        const auto products = left * right; // aa, bb, cb, da
        // bb, e = aa - bb, da + cb, da - cb
        const auto differences =
            carried(add_or_subtract<0b1010>(permuted<0, 0, 3, 3>(products), permuted<1, 1, 2, 2>(products)));
        const auto aa = permuted<0, 0, 0, 0>(products);
        const auto first = blended<0b0001>(differences, products); // aa, e, da + cb, da - cb
        const auto second = blended<0b0010>(blended<0b0001>(differences, permuted<1, 1, 1, 1>(products)), a24);
        const auto next = first * second; // aa * bb, a24 * e, (da + cb)^2, (da - cb)^2
        // aa * bb, e * (aa + a24 * e), (da + cb)^2, u * (da - cb)^2
        state = blended<0b0010>(next, first) * blended<0b0010>(factors, carried(next + aa));
    }
    // A clamped scalar is a multiple of eight, so the last step swaps nothing back.
    return to_numbers(state);
}

constexpr unsigned base_width = 8, width = 5;

using base_multiples = std::array<stored_residues, multiprecision::sparse_digits<base_width>::multiples>;

TLS_LANES base_multiples make_base_multiples() noexcept
{
    base_multiples out;
    auto multiple = to_point(base_point);
    const auto step = to_addend(twice(multiple));
    for (auto& entry : out) {
        entry = to_entry(multiple);
        multiple = add(multiple, step);
    }
    return out;
}

// NOT in constant time.
[[gnu::noinline]] TLS_LANES std::array<number, lane_count> difference(const number& first, const number& second,
                                                                      const affine_point& subtracted)
{
    static const auto multiples_of_base = make_base_multiples();
    addend multiples[multiprecision::sparse_digits<width>::multiples];
    auto multiple = to_point(subtracted);
    const auto step = to_addend(twice(multiple));
    for (auto& entry : multiples) {
        entry = to_addend(multiple);
        multiple = add(multiple, step);
    }
    const multiprecision::sparse_digits<base_width> first_digits(first);
    const multiprecision::sparse_digits<width> second_digits(second);
    auto sum = neutral_point();
    auto i = first_digits.count;
    while (i != 0 && first_digits[i - 1] == 0 && second_digits[i - 1] == 0)
        --i;
    // From the top, both numbers at once, so that they share the doublings, which cost the most.
    while (i-- != 0) {
        sum = twice(sum);
        if (const int digit = first_digits[i]; digit > 0)
            sum = add(sum, load(multiples_of_base[static_cast<std::size_t>(digit) / 2]));
        else if (digit < 0)
            sum = add(sum, negated(load(multiples_of_base[static_cast<std::size_t>(-digit) / 2])));
        if (const int digit = second_digits[i]; digit < 0)
            sum = add(sum, multiples[static_cast<std::size_t>(-digit) / 2]);
        else if (digit > 0)
            sum = add(sum, negated(multiples[static_cast<std::size_t>(digit) / 2]));
    }
    return to_numbers(sum);
}

void leave_no_trace() noexcept
{
    multiprecision::wipe_stack_below();
    ifma::clear_registers();
}

void multiply_base(byte_view scalar, byte_span out)
{
    const auto p = base_multiple(scalar);
    adx::write_u(p[1], p[2], out);
    leave_no_trace();
}

void multiply(byte_view scalar, byte_view u, byte_span out)
{
    auto number = curve25519::load(u);
    number[3] &= ~highest_bit; // "implementations of X25519 MUST mask the most significant bit"
    const auto x_z = ladder(scalar, number);
    adx::write_quotient(x_z[0], x_z[1], out);
    leave_no_trace();
}

void encode_base_multiple(byte_view scalar, byte_span out)
{
    const auto p = base_multiple(scalar);
    adx::write_point(p[0], p[1], p[2], out);
    leave_no_trace();
}

std::optional<affine_point> decode(byte_view encoded)
{
    return adx_form()->decode(encoded);
}

bool is_difference(const number& first, const number& second, const affine_point& subtracted, byte_view expected)
{
    const auto p = difference(first, second, subtracted);
    std::array<std::uint8_t, multiprecision::number_size> encoded;
    adx::write_point(p[0], p[1], p[2], encoded);
    return std::equal(encoded.begin(), encoded.end(), expected.begin(), expected.end());
}

} // namespace

const form* ifma_form() noexcept
{
    static constexpr form made{&multiply_base, &multiply, &encode_base_multiple, &decode, &is_difference};
    return ifma::is_supported() && ifma::has_short_vectors() && multiprecision::has_adx() ? &made : nullptr;
}

#else

const form* ifma_form() noexcept
{
    return nullptr;
}

#endif

} // namespace tls::curve25519
