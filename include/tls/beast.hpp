// Teardown functions: Boost.Beast's websocket::stream calls them to close a tls::stream.

#ifndef TLS_BEAST_HPP
#define TLS_BEAST_HPP

#include <tls/stream.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <utility>

#pragma GCC visibility push(default)

namespace tls {

/// Shuts down TLS, then tears down the next layer. Reports the first error. Beast finds this function by
/// argument-dependent lookup.
template <class NextLayer>
void teardown(boost::beast::role_type role, stream<NextLayer>& s, boost::system::error_code& error)
{
    s.shutdown(error);
    using boost::beast::websocket::teardown;
    boost::system::error_code next_error;
    teardown(role, s.next_layer(), error ? next_error : error);
}

namespace detail {

template <class NextLayer>
class teardown_op {
public:
    teardown_op(boost::beast::role_type role, stream<NextLayer>& s) noexcept : role_(role), stream_(s) {}

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {})
    {
        switch (step_++) {
        case 0: {
            self.reset_cancellation_state(boost::asio::enable_total_cancellation());
            auto& s = stream_;
            return s.async_shutdown(std::move(self));
        }
        case 1: {
            // A cancellation ends the wait for the next layer's peer, too.
            if (self.cancelled() != boost::asio::cancellation_type::none)
                return self.complete(boost::asio::error::operation_aborted);
            error_ = error;
            using boost::beast::websocket::async_teardown;
            auto role = role_;
            auto& next = stream_.next_layer();
            return async_teardown(role, next, std::move(self));
        }
        default:
            return self.complete(error_ ? error_ : error);
        }
    }

private:
    boost::beast::role_type role_;
    stream<NextLayer>& stream_;
    boost::system::error_code error_;
    int step_ = 0;
};

} // namespace detail

/// Does the same asynchronously. The handler's signature is void(error_code).
template <class NextLayer, class TeardownHandler>
void async_teardown(boost::beast::role_type role, stream<NextLayer>& s, TeardownHandler&& handler)
{
    boost::asio::async_compose<TeardownHandler, void(boost::system::error_code)>(
        detail::teardown_op<NextLayer>(role, s), handler, s);
}

} // namespace tls

#pragma GCC visibility pop

#endif
