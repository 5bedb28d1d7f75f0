// The result of a verification.

#ifndef TLS_X509_VERIFICATION_RESULT_HPP
#define TLS_X509_VERIFICATION_RESULT_HPP

#include <tls/x509/certificate.hpp>
#include <tls/x509/verify_error.hpp>

#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// The verdict on a certificate chain, with the path and the reason for a failure.
struct verification_result {
    verify_error error = verify_error::ok; ///< the failure found, even if a callback overrode it
    bool accepted = false;                 ///< the final verdict, after the callback
    unsigned depth = 0;                    ///< position of the certificate that failed; 0 is the leaf
    std::vector<certificate> path;         ///< leaf first, anchor last if one was reached
    std::string detail;                    ///< text for people: "certificate of example.org expired 2026-01-03"

    /// Returns the certificate that failed; null if none did. Valid as long as `path`.
    const certificate* failing_certificate() const noexcept
    {
        return error == verify_error::ok || depth >= path.size() ? nullptr : &path[depth];
    }
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
