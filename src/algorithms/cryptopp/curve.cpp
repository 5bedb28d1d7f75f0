#include "algorithms/cryptopp/curve.hpp"

#include "algorithms/cryptopp/integer.hpp"

#include <cryptopp/oids.h>

namespace tls::cryptopp {

curve::curve(const CryptoPP::OID& oid)
{
    CryptoPP::DL_GroupParameters_EC<CryptoPP::ECP> parameters(oid);
    group_ = parameters.GetCurve();
    generator_ = parameters.GetSubgroupGenerator();
    order_ = parameters.GetSubgroupOrder();
    size_ = order_.ByteCount();
}

const curve* curve::find(key_type type)
{
    if (type == key_type::secp256r1) {
        thread_local const curve secp256r1(CryptoPP::ASN1::secp256r1());
        return &secp256r1;
    }
    if (type == key_type::secp384r1) {
        thread_local const curve secp384r1(CryptoPP::ASN1::secp384r1());
        return &secp384r1;
    }
    if (type == key_type::secp521r1) {
        thread_local const curve secp521r1(CryptoPP::ASN1::secp521r1());
        return &secp521r1;
    }
    return nullptr;
}

std::optional<curve::point> curve::decode(byte_view encoded) const
{
    // RFC 8446 section 4.2.8.2: only the uncompressed form, and "peers MUST validate each other's public value Q by
    // ensuring that the point is a valid point on the elliptic curve".
    constexpr std::uint8_t uncompressed = 4;
    if (encoded.size() != 1 + 2 * size_ || encoded[0] != uncompressed)
        return std::nullopt;
    point decoded(to_integer(encoded.subspan(1, size_)), to_integer(encoded.last(size_)));
    if (!group_.VerifyPoint(decoded))
        return std::nullopt;
    return decoded;
}

bytes curve::encode(const point& p) const
{
    bytes encoded(1 + 2 * size_);
    group_.EncodePoint(encoded.data(), p, false);
    return encoded;
}

std::optional<CryptoPP::Integer> curve::decode_scalar(byte_view encoded) const
{
    if (encoded.size() != size_)
        return std::nullopt;
    auto scalar = to_integer(encoded);
    if (scalar.IsZero() || scalar >= order_)
        return std::nullopt;
    return scalar;
}

secure_bytes curve::encode_scalar(const CryptoPP::Integer& scalar) const
{
    return to_padded<secure_bytes>(scalar, size_);
}

CryptoPP::Integer curve::random_scalar(random_source& random) const
{
    // Rejection sampling, so that every scalar is equally likely.
    secure_bytes candidate(size_);
    auto unused_bits = 8 * size_ - order_.BitCount();
    for (;;) {
        random.fill(candidate);
        candidate.front() &= static_cast<std::uint8_t>(0xffU >> unused_bits);
        if (auto scalar = decode_scalar(candidate))
            return *scalar;
    }
}

curve::point curve::multiply_base(const CryptoPP::Integer& scalar) const
{
    return group_.ScalarMultiply(generator_, of_fixed_length(scalar));
}

curve::point curve::multiply(const point& p, const CryptoPP::Integer& scalar) const
{
    return group_.ScalarMultiply(p, of_fixed_length(scalar));
}

curve::point curve::multiply_add(const CryptoPP::Integer& a, const point& p, const CryptoPP::Integer& b) const
{
    auto first = group_.ScalarMultiply(generator_, a);
    return group_.Add(first, group_.ScalarMultiply(p, b));
}

// Returns an equivalent scalar, modulo the order, whose bit length does not depend on the scalar. Timing attacks on
// leading zeros of ECDSA nonces have recovered private keys (Minerva; in Crypto++, CVE-2019-14318).
CryptoPP::Integer curve::of_fixed_length(const CryptoPP::Integer& scalar) const
{
    auto longer = scalar + order_;
    return longer.BitCount() > order_.BitCount() ? longer : longer + order_;
}

} // namespace tls::cryptopp
