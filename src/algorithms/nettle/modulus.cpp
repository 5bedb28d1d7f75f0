#include "algorithms/nettle/modulus.hpp"

#include <algorithm>

namespace tls::nettle {

namespace {

limbs scratch_of(mp_size_t size)
{
    return limbs(static_cast<std::size_t>(size));
}

} // namespace

limbs product_of(limb_view a, limb_view b)
{
    if (a.size() < b.size())
        std::swap(a, b); // GMP requires the longer operand first
    limbs product(a.size() + b.size());
    auto scratch = scratch_of(mpn_sec_mul_itch(size_of(a), size_of(b)));
    mpn_sec_mul(product.data(), a.data(), size_of(a), b.data(), size_of(b), scratch.data());
    return product;
}

bool modulus::is_nonzero_residue(limb_view number) const noexcept
{
    mp_limb_t any = 0;
    mp_limb_t borrow = 0;
    for (std::size_t i = 0; i < size(); ++i) {
        const auto n = value_[i];
        any |= number[i];
        // The borrow of number - modulus, as a formula: the compiler might turn a comparison into a branch.
        const auto difference = number[i] - n - borrow;
        borrow = ((~number[i] & n) | (~(number[i] ^ n) & difference)) >> (GMP_NUMB_BITS - 1);
    }
    return constant_time::declassify(constant_time::is_equal(borrow, 1) & ~constant_time::is_zero(any));
}

limbs modulus::reduce(limb_view number) const
{
    limbs remainder(number.begin(), number.end());
    if (remainder.size() >= size()) {
        auto scratch = scratch_of(mpn_sec_div_r_itch(size_of(remainder), size_of(value_)));
        mpn_sec_div_r(remainder.data(), size_of(remainder), value_.data(), size_of(value_), scratch.data());
    }
    remainder.resize(size()); // pads a short number, or cuts a long one to the remainder
    return remainder;
}

limbs modulus::multiply(limb_view a, limb_view b) const
{
    return reduce(product_of(a, b));
}

limbs modulus::subtract(limb_view a, limb_view b) const
{
    limbs difference(size());
    auto borrow = mpn_sub_n(difference.data(), a.data(), b.data(), size_of(value_));
    mpn_cnd_add_n(borrow, difference.data(), difference.data(), value_.data(), size_of(value_));
    return difference;
}

limbs modulus::raise(limb_view base, limb_view exponent, std::size_t exponent_bits) const
{
    limbs power(size());
    auto scratch = scratch_of(mpn_sec_powm_itch(size_of(base), exponent_bits, size_of(value_)));
    mpn_sec_powm(power.data(), base.data(), size_of(base), exponent.data(), exponent_bits, value_.data(),
                 size_of(value_), scratch.data());
    return power;
}

std::optional<limbs> modulus::inverse(limb_view number) const
{
    mpz_t number_view, modulus_view; // borrowed; nothing to free
    mpz_roinit_n(number_view, number.data(), size_of(number));
    mpz_roinit_n(modulus_view, value_.data(), size_of(value_));
    mpz_t found;
    mpz_init(found);
    std::optional<limbs> out;
    if (mpz_invert(found, number_view, modulus_view) != 0) {
        auto* data = mpz_limbs_read(found);
        out.emplace(data, data + mpz_size(found));
        out->resize(size());
    }
    mpz_clear(found);
    return out;
}

std::optional<ifma::montgomery> prepare_vectors(const modulus& n, std::size_t max_bits)
{
    const auto bits = n.size() * GMP_NUMB_BITS;
    if (!ifma::is_supported() || bits > max_bits)
        return std::nullopt;
    const auto r_squared_bits = 2 * 52 * ifma::digits_for(bits);
    limbs r_squared(r_squared_bits / GMP_NUMB_BITS + 1);
    r_squared.back() = mp_limb_t{1} << (r_squared_bits % GMP_NUMB_BITS);
    return std::optional<ifma::montgomery>(std::in_place, n.value(), n.reduce(r_squared), bits);
}

} // namespace tls::nettle
