// Crypto++ integers as the reference, and inputs for comparisons with them.

#ifndef TLS_TEST_ALGORITHMS_MULTIPRECISION_REFERENCE_HPP
#define TLS_TEST_ALGORITHMS_MULTIPRECISION_REFERENCE_HPP

#include "algorithms/multiprecision/number.hpp"

#include <cryptopp/integer.h>

#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace tls::test {

inline CryptoPP::Integer to_integer(std::span<const std::uint64_t> limbs)
{
    std::vector<std::uint8_t> encoded;
    for (auto limb : limbs)
        for (unsigned i = 0; i < 8; ++i)
            encoded.push_back(static_cast<std::uint8_t>(limb >> (8 * i)));
    return {encoded.data(), encoded.size(), CryptoPP::Integer::UNSIGNED, CryptoPP::LITTLE_ENDIAN_ORDER};
}

inline multiprecision::number to_number(const CryptoPP::Integer& integer)
{
    std::array<std::uint8_t, 32> encoded;
    integer.Encode(encoded.data(), encoded.size());
    multiprecision::number out{};
    for (unsigned i = 0; i < 32; ++i)
        out[i / 8] |= std::uint64_t{encoded[31 - i]} << (8 * (i % 8));
    return out;
}

/// How many random inputs a comparison takes: thousands, or as many as the environment variable TLS_ARITHMETIC_ROUNDS
/// says.
inline unsigned long rounds()
{
    const char* given = std::getenv("TLS_ARITHMETIC_ROUNDS");
    return given ? std::stoul(given) : 2000;
}

/// Returns a number below 2^256. Every other one has long runs of ones and zeros, which cause long carries.
inline multiprecision::number random_limbs(std::mt19937_64& engine)
{
    const bool has_runs = engine() % 2 == 0;
    multiprecision::number out;
    for (auto& limb : out) {
        limb = engine();
        if (has_runs)
            limb = (engine() % 2 == 0 ? ~std::uint64_t{0} : 0) ^ (engine() % 4 == 0 ? limb % 64 : 0);
    }
    return out;
}

/// Returns the numbers around the powers of two at limb boundaries, the ends of the range, and those around these.
inline std::vector<multiprecision::number> extreme_limbs(const std::vector<CryptoPP::Integer>& around)
{
    using CryptoPP::Integer;
    const auto end = Integer::Power2(256);
    std::vector<multiprecision::number> out;
    auto add_around = [&](const Integer& middle) {
        for (int difference = -2; difference <= 2; ++difference)
            if (auto one = middle + difference; !one.IsNegative() && one < end)
                out.push_back(to_number(one));
    };
    for (unsigned bit : {0u, 32u, 63u, 64u, 96u, 127u, 128u, 191u, 192u, 224u, 255u, 256u})
        add_around(Integer::Power2(bit));
    for (auto& one : around)
        add_around(one);
    return out;
}

} // namespace tls::test

#endif
