// The curves of private keys: by name, or by explicit parameters.

#ifndef TLS_SRC_X509_KEYS_CURVE_PARAMETERS_HPP
#define TLS_SRC_X509_KEYS_CURVE_PARAMETERS_HPP

#include "x509/der/algorithm.hpp"

namespace tls::x509 {

/// Reads ECParameters (DER): the name of a curve (RFC 5480 section 2.1.1), or all of its parameters (SEC 1 appendix
/// C.2), as old versions of OpenSSL write them. Returns an empty optional if the library does not know the curve.
/// Explicit parameters must be those of a named curve in every number, base point included (CVE-2020-0601, CurveBall).
/// Throws der::error. For the user's own keys only: certificates name their curve.
std::optional<key_type> read_curve(byte_view parameters);

} // namespace tls::x509

#endif
