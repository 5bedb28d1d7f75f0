// The older name of host_name_verification.

#ifndef TLS_RFC2818_VERIFICATION_HPP
#define TLS_RFC2818_VERIFICATION_HPP

#include <tls/host_name_verification.hpp>

#if !defined(BOOST_ASIO_NO_DEPRECATED)

#pragma GCC visibility push(default)

namespace tls {

/// Like boost::asio::ssl::rfc2818_verification, which asio::ssl deprecates: use host_name_verification.
class rfc2818_verification : public host_name_verification {
public:
    using host_name_verification::host_name_verification;
};

} // namespace tls

#endif

#pragma GCC visibility pop

#endif
