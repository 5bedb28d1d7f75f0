// Policy choices for the verification of a certificate chain.

#ifndef TLS_X509_VERIFY_POLICY_HPP
#define TLS_X509_VERIFY_POLICY_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// The use of the leaf. Selects the extendedKeyUsage that the chain must allow.
enum class purpose { any, server_auth, client_auth };

/// The rules for a chain.
enum class profile {
    rfc5280, ///< RFC 5280 and the requirements of TLS: for private authorities
    web,     ///< also the CA/Browser Forum's rules, as verifiers in the Web PKI apply them
};

/// Whether and how strictly revocation is checked.
enum class revocation_policy {
    off,          ///< revocation is not checked
    if_available, ///< rejects revoked certificates, accepts those of unknown status
    required,     ///< all certificates except the anchor need a valid CRL or OCSP response that says good
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
