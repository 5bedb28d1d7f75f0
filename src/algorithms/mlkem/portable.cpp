#include "algorithms/mlkem/kem.hpp"
#include "algorithms/mlkem/portable_arithmetic.hpp"

namespace tls::mlkem {

const form& portable_form() noexcept
{
    static constexpr auto made = form_by<portable_arithmetic>();
    return made;
}

} // namespace tls::mlkem
