// Operands for tests of RSA arithmetic.

#ifndef TLS_TEST_ALGORITHMS_RSA_OPERANDS_HPP
#define TLS_TEST_ALGORITHMS_RSA_OPERANDS_HPP

#include "algorithms/multiprecision/reference.hpp"
#include "algorithms/rsa/limbs.hpp"

#include <cryptopp/integer.h>

#include <random>
#include <vector>

namespace tls::test {

inline rsa::limbs to_limbs(const CryptoPP::Integer& number, std::size_t count)
{
    bytes encoded(8 * count);
    number.Encode(encoded.data(), encoded.size());
    return rsa::to_limbs(encoded);
}

/// Returns a number of up to this many bits. Every other one has long runs of ones and zeros, which cause long carries.
inline CryptoPP::Integer random_number(std::mt19937_64& engine, std::size_t bits)
{
    rsa::limbs out;
    while (out.size() * 64 < bits)
        for (auto limb : random_limbs(engine))
            out.push_back(limb);
    return to_integer(out) % CryptoPP::Integer::Power2(bits);
}

/// Returns odd numbers of exactly this many bits: the ends of the range, a random one, and one whose highest limb is
/// all ones.
inline std::vector<CryptoPP::Integer> moduli(std::mt19937_64& engine, std::size_t bits)
{
    const auto half = CryptoPP::Integer::Power2(bits - 1);
    auto random = half + random_number(engine, bits - 1);
    random.SetBit(0);
    return {half + 1, half + half - 1, random};
}

} // namespace tls::test

#endif
