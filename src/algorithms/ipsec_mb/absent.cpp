// Stubs for builds without the library.

#include "algorithms/ipsec_mb/aead.hpp"

namespace tls::ipsec_mb {

std::span<const aead_algorithm* const> aeads() noexcept
{
    return {};
}

} // namespace tls::ipsec_mb
