#include "algorithms/mlkem/kem.hpp"
#include "algorithms/mlkem/portable_arithmetic.hpp"

namespace tls::mlkem {

const form& portable_form() noexcept
{
    struct source;
    static constexpr auto made = form_by<portable_arithmetic<source>>();
    return made;
}

} // namespace tls::mlkem
