#include "algorithms/curve25519/portable_field.hpp"
#include "algorithms/curve25519/x25519.hpp"

namespace tls::curve25519 {

const form& portable_form() noexcept
{
    using functions = x25519<portable::field>;
    static constexpr form made{&functions::multiply_base, &functions::multiply};
    return made;
}

} // namespace tls::curve25519
