// Included before every source of the modules that use Asio (asio_tls_modules.cmake). It keeps Asio's
// process-wide objects visible, although the library is compiled with -fvisibility=hidden.
//
// Asio compares its error categories by address. Its schedulers use a thread-local variable to know whether the
// current thread runs them. A program and its shared libraries share one object only if all of them export it.

#ifndef TLS_CMAKE_ASIO_VISIBLE_HPP
#define TLS_CMAKE_ASIO_VISIBLE_HPP

#pragma GCC visibility push(default)

#include <boost/asio/detail/call_stack.hpp>
#include <boost/asio/detail/strand_executor_service.hpp>
#include <boost/asio/detail/strand_service.hpp>
#include <boost/asio/detail/thread_context.hpp>
#include <boost/asio/detail/thread_info_base.hpp>
#include <boost/asio/error.hpp>

#pragma GCC visibility pop

#endif
