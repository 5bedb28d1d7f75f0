// Crypto++ numbers and points, as the reference.

#ifndef TLS_TEST_ALGORITHMS_P256_REFERENCE_HPP
#define TLS_TEST_ALGORITHMS_P256_REFERENCE_HPP

#include "algorithms/p256/point.hpp"

#include <cryptopp/eccrypto.h>
#include <cryptopp/oids.h>

#include <random>
#include <vector>

namespace tls::test {

using CryptoPP::Integer;
using reference_point = CryptoPP::ECP::Point;

inline Integer to_reference(const p256::integer& number)
{
    Integer out;
    for (auto i = p256::digit_count; i-- != 0;)
        out = (out << p256::digit_bits) + Integer(CryptoPP::Integer::POSITIVE, number.digits[i]);
    return out;
}

inline p256::integer from_reference(const Integer& number)
{
    p256::integer out;
    for (unsigned bit = 0; bit < p256::digit_bits * p256::digit_count; ++bit)
        out.digits[bit / p256::digit_bits] |= std::uint64_t{number.GetBit(bit)} << (bit % p256::digit_bits);
    return out;
}

struct reference_curve {
    CryptoPP::DL_GroupParameters_EC<CryptoPP::ECP> parameters{CryptoPP::ASN1::secp256r1()};
    const CryptoPP::ECP& curve = parameters.GetCurve();
    reference_point generator = parameters.GetSubgroupGenerator();
    Integer order = parameters.GetSubgroupOrder();
    Integer field = curve.GetField().GetModulus();

    reference_point times(const Integer& number, const reference_point& point) const
    {
        return curve.ScalarMultiply(point, number % order);
    }
};

inline const reference_curve& reference()
{
    static const reference_curve made;
    return made;
}

inline p256::affine_point from_reference(const reference_point& p)
{
    return {p256::field_element::from(from_reference(p.x)), p256::field_element::from(from_reference(p.y))};
}

inline reference_point to_reference(const p256::point& p)
{
    auto affine = p256::to_affine(p);
    if (!affine)
        return {};
    return {to_reference(affine->x.value()), to_reference(affine->y.value())};
}

/// Returns a number below 2^256. Every other one has long runs of ones and zeros, which cause long carries.
inline Integer random_number(std::mt19937_64& engine)
{
    bool has_runs = engine() % 2 == 0;
    Integer out;
    for (int i = 0; i < 8; ++i)
        out = (out << 32) + Integer(static_cast<long>(has_runs ? (engine() % 2) * 0xffffffff : engine() & 0xffffffff));
    return out;
}

/// Returns the ends of the range, and numbers near the powers of two at the arithmetic's digit boundaries.
inline std::vector<Integer> extreme_numbers(const Integer& modulus)
{
    std::vector<Integer> out{0, 1, 2, 3, modulus - 1, modulus - 2, modulus >> 1, (modulus >> 1) + 1};
    for (unsigned bit : {55u, 56u, 57u, 64u, 96u, 112u, 128u, 168u, 192u, 224u, 255u})
        for (int difference : {-1, 0, 1})
            out.push_back((Integer::Power2(bit) + difference) % modulus);
    return out;
}

} // namespace tls::test

#endif
