#include "algorithms/cryptopp/curve.hpp"

#include "algorithms/cryptopp/integer.hpp"

#include <pthread.h>

#include <cryptopp/oids.h>

#include <memory>
#include <new>

namespace tls::cryptopp {

namespace {

struct curves {
    std::unique_ptr<const curve> secp256r1, secp384r1, secp521r1;
};

pthread_key_t make_key()
{
    pthread_key_t made{};
    if (::pthread_key_create(&made, [](void* of_thread) { delete static_cast<curves*>(of_thread); }) != 0)
        throw std::bad_alloc();
    return made;
}

// Returns the calling thread's curves. They are no thread_local object, because destructors of others may need them at
// the end of the thread. Those of a key run later, and run again for curves that have been made since.
curves& curves_of_this_thread()
{
    static const auto key = make_key();
    if (auto* found = static_cast<curves*>(::pthread_getspecific(key)))
        return *found;
    auto made = std::make_unique<curves>();
    if (::pthread_setspecific(key, made.get()) != 0)
        throw std::bad_alloc();
    return *made.release();
}

const curve* get(std::unique_ptr<const curve>& kept, CryptoPP::OID (*identifier)())
{
    if (!kept)
        kept = std::make_unique<const curve>(identifier());
    return kept.get();
}

} // namespace

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
    if (type == key_type::secp256r1)
        return get(curves_of_this_thread().secp256r1, &CryptoPP::ASN1::secp256r1);
    if (type == key_type::secp384r1)
        return get(curves_of_this_thread().secp384r1, &CryptoPP::ASN1::secp384r1);
    if (type == key_type::secp521r1)
        return get(curves_of_this_thread().secp521r1, &CryptoPP::ASN1::secp521r1);
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
