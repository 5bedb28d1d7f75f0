// RSA verification by our own arithmetic.

#ifndef TLS_SRC_ALGORITHMS_RSA_ROWS_HPP
#define TLS_SRC_ALGORITHMS_RSA_ROWS_HPP

#include <tls/crypto/signature_scheme.hpp>

namespace tls::rsa {

using verifier_function = std::unique_ptr<verifier> (*)(const signature_scheme&, const public_key&);

/// Returns the implementation of RSASSA-PSS and RSASSA-PKCS1-v1_5 verification (RFC 8017 sections 8.1.2 and 8.2.2) for
/// moduli of up to 4096 bits, and larger ones by Crypto++; null if the CPU has no instructions that make it faster.
verifier_function verification() noexcept;

} // namespace tls::rsa

#endif
