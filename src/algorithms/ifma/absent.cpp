// For processors of other architectures.

#include "algorithms/ifma/powers.hpp"
#include "algorithms/ifma/registers.hpp"

#include <stdexcept>

namespace tls::ifma {

bool is_supported() noexcept
{
    return false;
}

bool has_short_vectors() noexcept
{
    return false;
}

void clear_registers() noexcept {}

montgomery::montgomery(limb_view, limb_view, std::size_t) : digits_(0), inverse_(0)
{
    throw std::logic_error("no AVX-512");
}

void raise_both(const power&, const power&)
{
    throw std::logic_error("no AVX-512");
}

void raise_public(const montgomery&, limb_view, std::uint64_t, limb_span)
{
    throw std::logic_error("no AVX-512");
}

} // namespace tls::ifma
