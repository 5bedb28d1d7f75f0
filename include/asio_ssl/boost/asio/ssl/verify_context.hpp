#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_VERIFY_CONTEXT_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_VERIFY_CONTEXT_HPP

#include <boost/asio/ssl/detail/openssl_types.hpp>

#include <tls/verify_context.hpp>

namespace boost::asio::ssl {

/// A separate class instead of an alias, because programs forward-declare it in this namespace.
class verify_context : public ::tls::verify_context {
public:
    explicit verify_context(native_handle_type handle) noexcept : ::tls::verify_context(handle) {}
};

} // namespace boost::asio::ssl

#endif
