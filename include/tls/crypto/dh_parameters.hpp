// Finite field Diffie-Hellman parameters.

#ifndef TLS_CRYPTO_DH_PARAMETERS_HPP
#define TLS_CRYPTO_DH_PARAMETERS_HPP

#include <tls/bytes.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// A prime and a generator of a group modulo that prime, both big-endian without leading zeros: dh_p and
/// dh_g of ServerDHParams (RFC 5246 section 7.4.3).
struct dh_parameters {
    bytes prime;
    bytes generator;

    friend bool operator==(const dh_parameters&, const dh_parameters&) = default;
};

} // namespace tls

#pragma GCC visibility pop

#endif
