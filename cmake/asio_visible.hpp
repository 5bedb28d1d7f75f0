// Included before every source of the modules that use Asio (asio_tls_modules.cmake): what Asio has once in a
// process stays visible, although the library is compiled with -fvisibility=hidden.
//
// Asio's error categories are told apart by address, and its schedulers know by a variable of the thread who runs them:
// each is one object in a program and its shared libraries only if all of them show it to the linker.

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
