// Throwing overloads of functions that report an error_code.

#ifndef TLS_IMPL_THROWING_HPP
#define TLS_IMPL_THROWING_HPP

#include <tls/config.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <type_traits>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Returns the pointer. Throws boost::system::system_error with invalid_argument if it is null; `name` is the prefix of
/// the message.
template <class Pointer>
Pointer not_null(Pointer pointer, const char* name)
{
    if (pointer == nullptr)
        throw boost::system::system_error(boost::asio::error::invalid_argument, name);
    return pointer;
}

/// Calls `function` with an error_code. If it reports an error, throws boost::system::system_error with `name` as the
/// prefix of the message.
template <class Function>
auto throwing(const char* name, Function&& function)
{
    boost::system::error_code error;
    struct check {
        const boost::system::error_code& error;
        const char* name;
        void operator()() const
        {
            if (error)
                throw boost::system::system_error(error, name);
        }
    } done{error, name};
    if constexpr (std::is_void_v<decltype(function(error))>) {
        function(error);
        done();
    } else {
        auto result = function(error);
        done();
        return result;
    }
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
