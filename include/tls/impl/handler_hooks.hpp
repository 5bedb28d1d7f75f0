// Asio's handler hooks. boost::asio::io_context::strand::wrap uses them to run its handler in the strand.
//
// Boost before 1.84 (Asio 1.29) has the hooks, unless BOOST_ASIO_NO_DEPRECATED is defined. Without them this file only
// defines a constant, and no operation can see the strand of io_context::strand::wrap.

#ifndef TLS_IMPL_HANDLER_HOOKS_HPP
#define TLS_IMPL_HANDLER_HOOKS_HPP

#include <tls/config.hpp>

#include <boost/asio/detail/config.hpp>
#include <boost/asio/version.hpp>

#if BOOST_ASIO_VERSION < 102900 && !defined(BOOST_ASIO_NO_DEPRECATED)

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/detail/handler_alloc_helpers.hpp>
#include <boost/asio/detail/handler_invoke_helpers.hpp>

#include <cstddef>
#include <type_traits>

#endif

#pragma GCC visibility push(default)

#if BOOST_ASIO_VERSION < 102900 && !defined(BOOST_ASIO_NO_DEPRECATED)

namespace tls::detail {
namespace hooks {

struct none {};
struct function {
    void operator()() {}
};
/// Overload resolution prefers a handler's own hook. Asio's default hook is an equally good match, so the call is
/// ambiguous.
template <class Function>
none asio_handler_invoke(Function&, ...);

template <class Handler>
concept present = requires(function f, Handler* handler)
{
    requires !std::is_same_v<decltype(asio_handler_invoke(f, handler)), none>;
};

/// The innermost handler below wrappers that forward associators and hooks, as Asio's own wrappers do.
template <class Handler, class Default>
struct innermost;
template <class Handler, class Default, class = void>
struct innermost_or_itself {
    using type = Handler;
};
template <class Handler, class Default>
struct innermost_or_itself<Handler, Default,
                           std::void_t<typename boost::asio::associator<innermost, Handler, Default>::type>> {
    using type = typename boost::asio::associator<innermost, Handler, Default>::type;
};
template <class Handler, class Default>
struct innermost : innermost_or_itself<Handler, Default> {
    template <class... Handlers>
    static void get(const Handlers&...) noexcept; ///< Asio's associators need its declaration
};

} // namespace hooks

/// Whether only a hook, and not the associated executor, shows where a handler runs. An operation that does not hold
/// such a handler would run outside the strand that wraps the handler.
template <class Handler>
inline constexpr bool told_by_hook = hooks::present<typename hooks::innermost<Handler, hooks::none>::type>&&
    std::is_same_v<typename boost::asio::associated_executor<Handler, hooks::none>::type, hooks::none>;

template <class Implementation, class Handler, class Executor>
class composed;

// A composed operation forwards the hooks to its handler.

template <class Function, class Implementation, class Handler, class Executor>
void asio_handler_invoke(Function& function, composed<Implementation, Handler, Executor>* operation)
{
    boost_asio_handler_invoke_helpers::invoke(function, operation->handler());
}
template <class Function, class Implementation, class Handler, class Executor>
void asio_handler_invoke(const Function& function, composed<Implementation, Handler, Executor>* operation)
{
    boost_asio_handler_invoke_helpers::invoke(function, operation->handler());
}
template <class Implementation, class Handler, class Executor>
void* asio_handler_allocate(std::size_t size, composed<Implementation, Handler, Executor>* operation)
{
    return boost_asio_handler_alloc_helpers::allocate(size, operation->handler());
}
template <class Implementation, class Handler, class Executor>
void asio_handler_deallocate(void* memory, std::size_t size, composed<Implementation, Handler, Executor>* operation)
{
    boost_asio_handler_alloc_helpers::deallocate(memory, size, operation->handler());
}

} // namespace tls::detail

#else

namespace tls::detail {

template <class Handler>
inline constexpr bool told_by_hook = false;

} // namespace tls::detail

#endif

#pragma GCC visibility pop

#endif
