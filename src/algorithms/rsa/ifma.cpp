#include "algorithms/ifma/powers.hpp"
#include "algorithms/rsa/form.hpp"

#include <bit>

namespace tls::rsa {

namespace {

class ifma_modulus final : public public_modulus {
public:
    ifma_modulus(limb_view modulus, std::size_t bits)
        : prepared_(modulus, power_of_two_modulo(104 * ifma::digits_for(bits), modulus), bits)
    {
    }

    void raise(limb_view base, std::uint64_t exponent, limb_span result) const override
    {
        ifma::raise_public(prepared_, base, exponent, result);
    }

private:
    ifma::montgomery prepared_;
};

std::unique_ptr<const public_modulus> prepare_ifma(limb_view modulus)
{
    const auto bits = limb_bits * (modulus.size() - 1) + static_cast<std::size_t>(std::bit_width(modulus.back()));
    return std::make_unique<ifma_modulus>(modulus, bits);
}

} // namespace

const form* ifma_form() noexcept
{
    static constexpr form made{ifma::max_public_bits, &prepare_ifma};
    return ifma::is_supported() ? &made : nullptr;
}

} // namespace tls::rsa
