// EC keys, for any curve implementation.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CURVE_KEYS_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CURVE_KEYS_HPP

#include <tls/crypto/constant_time.hpp>
#include <tls/crypto/random.hpp>
#include <tls/crypto/signature_scheme.hpp>

namespace tls::cryptopp {

/// Generates a key. Curve has the interface of `curve` in this module.
template <class Curve, key_type Type>
private_key generate_curve_key(unsigned, random_source& random)
{
    auto& curve = *Curve::find(Type);
    auto scalar = curve.random_scalar(random);
    private_key key;
    key.public_part.type = Type;
    key.public_part.point = curve.encode(curve.multiply_base(scalar));
    key.scalar = curve.encode_scalar(scalar);
    return key;
}

/// Implements key_algorithm::complete.
template <class Curve, key_type Type>
bool complete_curve_key(private_key& key)
{
    auto& curve = *Curve::find(Type);
    auto scalar = curve.decode_scalar(key.scalar);
    if (key.public_part.type != Type || !scalar)
        return false;
    auto point = curve.encode(curve.multiply_base(*scalar));
    constant_time::declassify_memory(point.data(), point.size()); // the public key
    if (key.public_part.point.empty())
        key.public_part.point = point;
    return key.public_part.point == point;
}

/// Returns the registry row for keys on a curve.
template <class Curve, key_type Type>
consteval key_algorithm curve_keys()
{
    return {Type, &generate_curve_key<Curve, Type>, &complete_curve_key<Curve, Type>};
}

} // namespace tls::cryptopp

#endif
