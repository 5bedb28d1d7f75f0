#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_VERIFY_CALLBACK_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_VERIFY_CALLBACK_HPP

#include <boost/asio/ssl/verify_context.hpp>

#include <tls/verify_mode.hpp>

#include <type_traits>
#include <utility>

namespace boost::asio::ssl::detail {

template <class T>
inline constexpr bool is_verify_callback = std::is_invocable_r_v<bool, T&, bool, verify_context&>;

/// The callback as the library calls it: with the same moment as this namespace's verify_context.
template <class VerifyCallback>
::tls::verify_callback adapt_verify_callback(VerifyCallback callback)
{
    return [callback = std::move(callback)](bool preverified, ::tls::verify_context& context) mutable -> bool {
        verify_context moment(context.native_handle());
        return callback(preverified, moment);
    };
}

} // namespace boost::asio::ssl::detail

#endif
