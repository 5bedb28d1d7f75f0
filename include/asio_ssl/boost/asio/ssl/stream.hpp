#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_STREAM_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_STREAM_HPP

#include <boost/asio/detail/config.hpp>

// Programs also use names that they get through Asio's own header. It includes these.
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#if defined(BOOST_ASIO_HAS_BOOST_DATE_TIME)
#include <boost/asio/deadline_timer.hpp>
#endif

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream_base.hpp>

#include <tls/stream.hpp>

#include <type_traits>
#include <utility>

namespace boost::asio::ssl {

/// A separate class template with exactly this parameter, because Beast and others forward-declare it in this
/// namespace and specialize templates for it.
template <typename Stream>
class stream : public ::tls::stream<Stream> {
    using base = ::tls::stream<Stream>;

public:
    using base::base;

    template <class Executor>
    struct rebind_executor {
        using other = stream<typename base::next_layer_type::template rebind_executor<Executor>::other>;
    };

    /// `bool callback(bool preverified, ssl::verify_context&)`, copyable.
    template <class VerifyCallback>
    requires(detail::is_verify_callback<VerifyCallback>) void set_verify_callback(VerifyCallback callback)
    {
        base::set_verify_callback(detail::adapt_verify_callback(std::move(callback)));
    }
    template <class VerifyCallback>
    requires(detail::is_verify_callback<VerifyCallback>) void set_verify_callback(VerifyCallback callback,
                                                                                  boost::system::error_code& error)
    {
        base::set_verify_callback(detail::adapt_verify_callback(std::move(callback)), error);
    }
};

} // namespace boost::asio::ssl

#endif
