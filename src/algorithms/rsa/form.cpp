#include "algorithms/rsa/form.hpp"

#include "algorithms/multiprecision/self_test.hpp"
#include "algorithms/rsa/known_numbers.hpp"

#include <array>

namespace tls::rsa {

namespace {

struct known_answer {
    std::size_t limbs;
    std::uint64_t exponent;
    std::uint64_t digest;
};

// Made with Python's integers.
constexpr std::array answers{
    known_answer{16, 65537, 0xa5e824c23a48da23},
    known_answer{32, 65537, 0x908f705c2a5f08fa},
    known_answer{48, 3, 0x4afc2d9e9fb21fbd},
    known_answer{64, 65537, 0x3e2ee78f04cc7193},
};

} // namespace

bool is_working(const form& tested)
{
    std::uint64_t state = 1;
    for (const auto& answer : answers) {
        auto modulus = numbers_from(state, answer.limbs), base = numbers_from(state, answer.limbs);
        modulus.front() |= 1;
        modulus.back() |= std::uint64_t{1} << (limb_bits - 1);
        base.back() >>= 1;
        limbs result(answer.limbs);
        tested.prepare(modulus)->raise(base, answer.exponent, result);
        if (digest_of(result) != answer.digest)
            return false;
    }
    return true;
}

const form* best_form()
{
    static const form* const best = []() -> const form* {
        if (auto* fast = ifma_form();
            fast && multiprecision::passes_self_test("RSA verification with AVX-512", is_working(*fast)))
            return fast;
        if (auto* fast = adx_form();
            fast && multiprecision::passes_self_test("RSA verification with ADX", is_working(*fast)))
            return fast;
        return nullptr;
    }();
    return best;
}

} // namespace tls::rsa
