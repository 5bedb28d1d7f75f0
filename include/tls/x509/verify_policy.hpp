// The choices of who judges a certificate chain.

#ifndef TLS_X509_VERIFY_POLICY_HPP
#define TLS_X509_VERIFY_POLICY_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// The use of the leaf; selects the extended key usage that is asked of the chain.
enum class purpose { any, server_auth, client_auth };

/// By whose rules a chain is judged.
enum class profile {
    rfc5280, ///< RFC 5280, and what TLS asks: for private authorities
    web,     ///< that, and the CA/Browser Forum's rules as verifiers of the Web PKI apply them
};

/// Whether a certificate must be known not to be revoked.
enum class revocation_policy {
    off,
    if_available, ///< a revoked certificate is refused; one of which nothing is known is not
    required,     ///< every certificate but the anchor needs a valid CRL or OCSP response that says it is good
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
