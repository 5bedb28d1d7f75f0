// The exceptions of the functions that read keys and credentials.

#ifndef TLS_SRC_X509_KEYS_FAILURE_HPP
#define TLS_SRC_X509_KEYS_FAILURE_HPP

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <string>

namespace tls::x509 {

/// Throws boost::system::system_error. `what` says what is wrong, for people.
[[noreturn]] inline void fail(error::reason reason, const std::string& what)
{
    throw boost::system::system_error(make_error_code(reason), what);
}

[[noreturn]] inline void fail_unsupported_encryption(const std::string& what)
{
    fail(error::reason::unsupported_encryption, what);
}

} // namespace tls::x509

#endif
