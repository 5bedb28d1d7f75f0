// ECDSA signatures over P-256, in constant time.

#ifndef TLS_SRC_ALGORITHMS_P256_SIGN_HPP
#define TLS_SRC_ALGORITHMS_P256_SIGN_HPP

#include "algorithms/p256/curve.hpp"
#include "algorithms/p256/integer.hpp"

namespace tls::p256 {

/// r and s; one of them may be zero, for one nonce in 2^256.
struct signature {
    integer r, s;
};

/// FIPS 186-4 section 6.4: signs the message with this digest, of any length. The nonce must be secret and must never
/// be used again. No trace of the key and the nonce stays on the stack.
signature sign(const curve&, const secret_scalar& private_key, const secret_scalar& nonce, byte_view digest);

} // namespace tls::p256

#endif
