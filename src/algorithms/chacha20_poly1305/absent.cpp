// For processors of other architectures.

#include "algorithms/chacha20_poly1305/aead.hpp"
#include "algorithms/chacha20_poly1305/form.hpp"

namespace tls::chacha20_poly1305 {

const form* avx2_form() noexcept
{
    return nullptr;
}

const form* avx512_form() noexcept
{
    return nullptr;
}

std::span<const aead_algorithm* const> aeads()
{
    return {};
}

} // namespace tls::chacha20_poly1305
