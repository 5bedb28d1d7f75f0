// Replaces the module in a library without it.

#include "algorithms/legacy/suites.hpp"

namespace tls::legacy {

bool is_built() noexcept
{
    return false;
}

std::vector<cipher_suite> suites()
{
    return {};
}

} // namespace tls::legacy
