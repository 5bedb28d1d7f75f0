#include "algorithms/nettle/curve.hpp"

#include <nettle/ecc-curve.h>

#include <charconv>

namespace tls::nettle {

namespace {

// Public numbers in hexadecimal, as in the standards.
limbs from_hex(std::string_view digits)
{
    constexpr std::size_t digits_of_a_limb = 2 * sizeof(mp_limb_t);
    limbs out;
    while (!digits.empty()) {
        auto last = digits.substr(digits.size() - std::min(digits.size(), digits_of_a_limb));
        mp_limb_t limb = 0;
        std::from_chars(last.data(), last.data() + last.size(), limb, 16);
        out.push_back(limb);
        digits.remove_suffix(last.size());
    }
    return out;
}

} // namespace

curve::curve(const ecc_curve* parameters, std::string_view order)
    : curve_(parameters),
      order_(from_hex(order)),
      size_((ecc_bit_size(parameters) + 7) / 8),
      first_byte_mask_(static_cast<std::uint8_t>(0xffU >> (8 * size_ - ecc_bit_size(parameters))))
{
}

const curve* curve::find(key_type type)
{
    // The orders are from SEC 2 version 2, sections 2.4.2, 2.5.1 and 2.6.1.
    if (type == key_type::secp256r1) {
        static const curve secp256r1(nettle_get_secp_256r1(),
                                     "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        return &secp256r1;
    }
    if (type == key_type::secp384r1) {
        static const curve secp384r1(nettle_get_secp_384r1(), "ffffffffffffffffffffffffffffffffffffffffffffffff"
                                                              "c7634d81f4372ddf581a0db248b0a77aecec196accc52973");
        return &secp384r1;
    }
    if (type == key_type::secp521r1) {
        static const curve secp521r1(nettle_get_secp_521r1(),
                                     "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
                                     "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");
        return &secp521r1;
    }
    return nullptr;
}

std::optional<limbs> curve::decode(byte_view encoded) const
{
    // RFC 8446 section 4.2.8.2: only the uncompressed form, and "peers MUST validate each other's public value Q by
    // ensuring that the point is a valid point on the elliptic curve".
    constexpr std::uint8_t uncompressed = 4;
    if (encoded.size() != 1 + 2 * size_ || encoded[0] != uncompressed)
        return std::nullopt;
    auto x = to_limbs(encoded.subspan(1, size_), limb_size());
    auto y = to_limbs(encoded.last(size_), limb_size());
    limbs point(2 * limb_size());
    ecc_point target{curve_, point.data()};
    mpz_t x_view, y_view; // borrowed; nothing to free
    if (ecc_point_set(&target, mpz_roinit_n(x_view, x.data(), size_of(x)),
                      mpz_roinit_n(y_view, y.data(), size_of(y))) == 0)
        return std::nullopt;
    return point;
}

bytes curve::encode(limb_view point) const
{
    bytes encoded(1 + 2 * size_);
    encoded[0] = 4;
    store(point.first(limb_size()), byte_span(encoded).subspan(1, size_));
    store(point.subspan(limb_size()), byte_span(encoded).last(size_));
    return encoded;
}

bool curve::is_scalar(limb_view scalar) const noexcept
{
    return order_.is_nonzero_residue(scalar);
}

std::optional<limbs> curve::decode_scalar(byte_view encoded) const
{
    if (encoded.size() != size_)
        return std::nullopt;
    auto scalar = to_limbs(encoded, limb_size());
    if (!is_scalar(scalar))
        return std::nullopt;
    return scalar;
}

secure_bytes curve::encode_scalar(limb_view scalar) const
{
    secure_bytes encoded(size_);
    store(scalar, encoded);
    return encoded;
}

std::optional<limbs> curve::scalar_from(byte_span random_bytes) const
{
    random_bytes.front() &= first_byte_mask_;
    auto scalar = decode_scalar(random_bytes);
    wipe(random_bytes);
    return scalar;
}

limbs curve::random_scalar(random_source& random) const
{
    // Rejection sampling, so that every scalar is equally likely.
    secure_bytes candidate(size_);
    for (;;) {
        random.fill(candidate);
        if (auto scalar = scalar_from(candidate))
            return std::move(*scalar);
    }
}

// Nettle's functions take non-const structures for operands that they only read.

limbs curve::multiply_base(const limbs& scalar) const
{
    limbs product(2 * limb_size());
    const ecc_scalar n{curve_, const_cast<mp_limb_t*>(scalar.data())};
    ecc_point result{curve_, product.data()};
    ecc_point_mul_g(&result, &n);
    return product;
}

limbs curve::multiply(const limbs& point, const limbs& scalar) const
{
    limbs product(2 * limb_size());
    const ecc_scalar n{curve_, const_cast<mp_limb_t*>(scalar.data())};
    const ecc_point p{curve_, const_cast<mp_limb_t*>(point.data())};
    ecc_point result{curve_, product.data()};
    ecc_point_mul(&result, &n, &p);
    return product;
}

} // namespace tls::nettle
