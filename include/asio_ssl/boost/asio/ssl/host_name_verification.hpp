#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_HOST_NAME_VERIFICATION_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_HOST_NAME_VERIFICATION_HPP

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/verify_context.hpp>

#include <tls/host_name_verification.hpp>

namespace boost::asio::ssl {

/// A separate class instead of an alias, because programs forward-declare it in this namespace.
class host_name_verification : public ::tls::host_name_verification {
public:
    using ::tls::host_name_verification::host_name_verification;
};

} // namespace boost::asio::ssl

#endif
