// For processors without 64-bit arithmetic.

#include "algorithms/p256/rows.hpp"

namespace tls::p256 {

verifier_function ecdsa_verification() noexcept
{
    return nullptr;
}

} // namespace tls::p256
