#include "algorithms/curve25519/ed25519_points.hpp"
#include "algorithms/curve25519/portable_field.hpp"
#include "algorithms/curve25519/x25519.hpp"

namespace tls::curve25519 {

const form& portable_form() noexcept
{
    using functions = x25519<portable::field>;
    using points = ed25519_points<portable::field>;
    static constexpr form made{&functions::multiply_base, &functions::multiply, &points::encode_base_multiple,
                               &points::decode, &points::is_difference};
    return made;
}

} // namespace tls::curve25519
