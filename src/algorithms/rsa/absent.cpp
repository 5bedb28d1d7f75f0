// For processors without 64-bit arithmetic.

#include "algorithms/rsa/rows.hpp"

namespace tls::rsa {

verifier_function verification() noexcept
{
    return nullptr;
}

} // namespace tls::rsa
