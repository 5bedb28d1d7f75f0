#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_CONTEXT_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_CONTEXT_HPP

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context_base.hpp>
#include <boost/asio/ssl/detail/verify_callback.hpp>
#include <boost/asio/ssl/verify_mode.hpp>

#include <tls/context.hpp>

#include <string>

namespace boost::asio::ssl {

/// A separate class instead of an alias, because programs forward-declare it in this namespace.
class context : public ::tls::context {
public:
    using ::tls::context::context;

    /// `bool callback(bool preverified, ssl::verify_context&)`, copyable.
    template <class VerifyCallback>
    requires(detail::is_verify_callback<VerifyCallback>) void set_verify_callback(VerifyCallback callback)
    {
        ::tls::context::set_verify_callback(detail::adapt_verify_callback(std::move(callback)));
    }
    template <class VerifyCallback>
    requires(detail::is_verify_callback<VerifyCallback>) void set_verify_callback(VerifyCallback callback,
                                                                                  boost::system::error_code& error)
    {
        ::tls::context::set_verify_callback(detail::adapt_verify_callback(std::move(callback)), error);
    }
};

} // namespace boost::asio::ssl

#endif
