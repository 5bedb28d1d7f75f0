#include "algorithms/ifma/multiply.hpp"
#include "algorithms/ifma/registers.hpp"

#include <tls/crypto/constant_time.hpp>

#include <bit>

namespace tls::ifma {

namespace {

using namespace detail;

template <std::size_t Vectors>
struct public_workspace {
    moduli<Vectors, 1> m{};
    numbers<Vectors, 1> unit{}, base{}, result{};

    ~public_workspace() { wipe(this, sizeof *this); }
};

// Subtracts the modulus from a number that is at most the modulus if they are equal. Digits have 52 bits.
template <std::size_t Vectors>
void subtract_equal(number<Vectors>& from, const number<Vectors>& modulus)
{
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < from.digits.size(); ++i)
        difference |= from.digits[i] ^ modulus.digits[i];
    const auto is_different = constant_time::hidden(0 - ((0 - difference) >> 63));
    for (auto& digit : from.digits)
        digit &= is_different;
}

template <std::size_t Vectors>
void raise(const montgomery& modulus, limb_view base, std::uint64_t exponent, limb_span result)
{
    public_workspace<Vectors> w;
    set_modulus(w.m, 0, modulus);
    w.unit[0].digits[0] = 1;
    to_digits(base, w.m.digits, w.base[0].digits);
    multiply(w.base, w.base, w.m.r_squared, w.m);
    w.result = w.base;
    for (auto i = std::bit_width(exponent) - 1; i-- > 0;) {
        multiply(w.result, w.result, w.result, w.m);
        if ((exponent >> i & 1) != 0)
            multiply(w.result, w.result, w.base, w.m);
    }
    // The product of a number below twice the modulus and one is at most the modulus.
    multiply(w.result, w.result, w.unit, w.m);
    subtract_equal(w.result[0], w.m.value[0]);
    to_limbs(w.result[0].digits, w.m.digits, result);
    wipe_stack();
    clear_registers();
}

} // namespace

void raise_public(const montgomery& modulus, limb_view base, std::uint64_t exponent, limb_span result)
{
    const auto digits = modulus.digits();
    if (digits <= 3 * lanes)
        return raise<3>(modulus, base, exponent, result);
    if (digits <= 5 * lanes)
        return raise<5>(modulus, base, exponent, result);
    if (digits <= 8 * lanes)
        return raise<8>(modulus, base, exponent, result);
    return raise<10>(modulus, base, exponent, result);
}

} // namespace tls::ifma
