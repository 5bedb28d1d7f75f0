// For processors without 64-bit arithmetic.

#include "algorithms/p256/rows.hpp"

namespace tls::p256 {

verifier_function ecdsa_verification() noexcept
{
    return nullptr;
}

std::span<const key_exchange_group* const> groups()
{
    return {};
}

std::span<const key_algorithm* const> key_algorithms()
{
    return {};
}

signer_function ecdsa_signing()
{
    return nullptr;
}

} // namespace tls::p256
