#include "algorithms/p256/curve.hpp"

#include <tls/crypto/constant_time.hpp>

namespace tls::p256 {

namespace {

constexpr std::size_t size = multiprecision::number_size;
constexpr std::uint8_t uncompressed = 4;

/// Whether the number is from 1 to order - 1. The time reveals nothing else.
bool is_scalar(const limbs& candidate) noexcept
{
    std::uint64_t any = 0, borrow = 0;
    for (std::size_t i = 0; i < candidate.size(); ++i) {
        const auto a = candidate[i], b = order[i];
        any |= a;
        // The borrow of a - b, as a formula: the compiler might turn a comparison into a branch.
        const auto difference = a - b - borrow;
        borrow = ((~a & b) | (~(a ^ b) & difference)) >> 63;
    }
    return constant_time::declassify(constant_time::is_equal(borrow, 1) & ~constant_time::is_zero(any));
}

} // namespace

limbs to_limbs(byte_view encoded) noexcept
{
    limbs out{};
    for (std::size_t i = 0; i < size; ++i)
        out[i / 8] |= std::uint64_t{encoded[size - 1 - i]} << (8 * (i % 8));
    return out;
}

void store(const limbs& n, byte_span out) noexcept
{
    for (std::size_t i = 0; i < size; ++i)
        out[size - 1 - i] = static_cast<std::uint8_t>(n[i / 8] >> (8 * (i % 8)));
}

const curve* curve::find(key_type type)
{
    if (type != key_type::secp256r1 || !best_form())
        return nullptr;
    static const curve secp256r1(*best_form());
    return &secp256r1;
}

std::optional<coordinates> curve::decode(byte_view encoded) const
{
    // RFC 8446 section 4.2.8.2: only the uncompressed form, and "peers MUST validate each other's public value Q by
    // ensuring that the point is a valid point on the elliptic curve". Infinity has no such encoding.
    if (encoded.size() != 1 + 2 * size || encoded[0] != uncompressed)
        return std::nullopt;
    const coordinates point{to_limbs(encoded.subspan(1, size)), to_limbs(encoded.last(size))};
    if (!form_.is_point(point))
        return std::nullopt;
    return point;
}

bytes curve::encode(const coordinates& point) const
{
    bytes encoded(1 + 2 * size);
    encoded[0] = uncompressed;
    store(point.x, byte_span(encoded).subspan(1, size));
    store(point.y, byte_span(encoded).last(size));
    return encoded;
}

std::optional<secret_scalar> curve::decode_scalar(byte_view encoded) const
{
    if (encoded.size() != size)
        return std::nullopt;
    const secret_scalar scalar(to_limbs(encoded));
    if (!is_scalar(scalar.value))
        return std::nullopt;
    return scalar;
}

secure_bytes curve::encode_scalar(const secret_scalar& scalar) const
{
    secure_bytes encoded(size);
    store(scalar.value, encoded);
    return encoded;
}

secret_scalar curve::random_scalar(random_source& random) const
{
    // Rejection sampling, so that every scalar is equally likely.
    secure_bytes candidate(size);
    for (;;) {
        random.fill(candidate);
        if (auto scalar = decode_scalar(candidate))
            return *scalar;
    }
}

} // namespace tls::p256
