#include "algorithms/curve25519/form.hpp"
#include "algorithms/multiprecision/cpu.hpp"

#if defined(__x86_64__)
#include "algorithms/curve25519/adx_field.hpp"
#include "algorithms/curve25519/x25519.hpp"
#endif

namespace tls::curve25519 {

const form* adx_form() noexcept
{
#if defined(__x86_64__)
    using functions = x25519<adx::field>;
    static constexpr form made{&functions::multiply_base, &functions::multiply};
    return multiprecision::has_adx() ? &made : nullptr;
#else
    return nullptr;
#endif
}

} // namespace tls::curve25519
