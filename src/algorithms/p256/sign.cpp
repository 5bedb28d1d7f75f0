#include "algorithms/p256/sign.hpp"

#include "algorithms/multiprecision/inverse.hpp"
#include "algorithms/multiprecision/stack.hpp"
#include "algorithms/p256/residue.hpp"

#include <algorithm>

namespace tls::p256 {

namespace {

scalar to_scalar(const limbs& n) noexcept
{
    return scalar::from(to_integer(n));
}

void declassify(const integer& n) noexcept
{
    constant_time::declassify_memory(&n, sizeof n);
}

[[gnu::noinline]] signature compute(const curve& curve, const secret_scalar& private_key, const secret_scalar& nonce,
                                    byte_view digest)
{
    static constexpr multiprecision::inversion_modulus inversion(order);
    // "The leftmost min(N, outlen) bits" of the digest, as a number.
    const auto e = scalar::from(load(digest.first(std::min(digest.size(), encoded_size))));
    const auto r = to_scalar(curve.multiply_base(nonce).x);
    const auto nonce_inverse = to_scalar(inversion.inverse(nonce.value));
    const auto s = nonce_inverse * (e + r * to_scalar(private_key.value));
    return {r.value(), s.value()};
}

} // namespace

signature sign(const curve& curve, const secret_scalar& private_key, const secret_scalar& nonce, byte_view digest)
{
    const auto made = compute(curve, private_key, nonce, digest);
    multiprecision::wipe_stack_below();
    declassify(made.r); // the signature is public
    declassify(made.s);
    return made;
}

} // namespace tls::p256
