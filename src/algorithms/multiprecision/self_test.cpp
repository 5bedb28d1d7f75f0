#include "algorithms/multiprecision/self_test.hpp"

#include <cstdio>

namespace tls::multiprecision {

bool passes_self_test(const char* name, bool is_working) noexcept
{
    if (!is_working)
        std::fprintf(stderr, "asio-tls: %s gave a wrong known answer and is not used\n", name);
    return is_working;
}

} // namespace tls::multiprecision
