// The end of an operation that has had nothing to wait for.

#ifndef TLS_IMPL_COMPLETE_AT_ONCE_HPP
#define TLS_IMPL_COMPLETE_AT_ONCE_HPP

#include <tls/config.hpp>

#include <boost/asio/version.hpp>

#if BOOST_ASIO_VERSION >= 102800
#include <boost/asio/associated_immediate_executor.hpp>
#include <boost/asio/dispatch.hpp>
#else
#include <boost/asio/post.hpp>
#endif

#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

#if BOOST_ASIO_VERSION >= 102800
/// Whether the handler itself chooses an immediate executor, so that it may be called by the initiating function.
/// Otherwise Asio takes the layer's executor and requires that it never blocks.
template <class Handler, class Executor>
inline constexpr bool has_immediate_executor =
    !std::is_same_v<boost::asio::associated_immediate_executor_t<Handler, Executor>,
                    boost::asio::associated_immediate_executor_t<void (*)(), Executor>>;
#else
template <class Handler, class Executor>
inline constexpr bool has_immediate_executor = false;
#endif

/// Calls `handler` by its associated immediate executor, as Asio's own operations do since Boost 1.82 (Asio 1.28). A
/// handler without one, and any handler in earlier versions, is called later, never by the initiating function.
/// `executor` is the layer's, of either kind that Asio has. The handler then runs on its own executor.
template <class Executor, class Handler>
void complete_at_once(const Executor& executor, Handler&& handler)
{
#if BOOST_ASIO_VERSION >= 102800
    const auto immediate = boost::asio::get_associated_immediate_executor(handler, executor);
    boost::asio::dispatch(immediate, std::forward<Handler>(handler));
#else
    boost::asio::post(executor, std::forward<Handler>(handler));
#endif
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
