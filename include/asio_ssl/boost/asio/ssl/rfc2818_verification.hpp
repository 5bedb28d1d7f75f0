#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_RFC2818_VERIFICATION_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_RFC2818_VERIFICATION_HPP

#include <boost/asio/detail/config.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/verify_context.hpp>

#include <tls/rfc2818_verification.hpp>

#if !defined(BOOST_ASIO_NO_DEPRECATED)

namespace boost::asio::ssl {

/// A separate class instead of an alias, because programs forward-declare it in this namespace.
class rfc2818_verification : public ::tls::rfc2818_verification {
public:
    using ::tls::rfc2818_verification::rfc2818_verification;
};

} // namespace boost::asio::ssl

#endif

#endif
