#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_VERIFY_CALLBACK_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_VERIFY_CALLBACK_HPP

#include <boost/asio/ssl/verify_context.hpp>

#include <tls/verify_mode.hpp>

#include <type_traits>
#include <utility>

namespace boost::asio::ssl::detail {

template <class T>
inline constexpr bool is_verify_callback = std::is_invocable_r_v<bool, T&, bool, verify_context&>;

/// Returns a callback for the library that calls `callback` with this namespace's verify_context.
template <class VerifyCallback>
::tls::verify_callback adapt_verify_callback(VerifyCallback callback)
{
    return [callback = std::move(callback)](bool preverified, ::tls::verify_context& context) mutable -> bool {
        verify_context adapted(context.native_handle());
        return callback(preverified, adapted);
    };
}

} // namespace boost::asio::ssl::detail

#endif
