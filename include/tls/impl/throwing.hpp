// Throwing overloads of functions that report an error_code.

#ifndef TLS_IMPL_THROWING_HPP
#define TLS_IMPL_THROWING_HPP

#include <tls/config.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <string>
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

/// Calls `function` with an error_code. If it reports an error, throws boost::system::system_error with `name` and the
/// text of `detail`, if it is not empty, as the prefix of the message.
template <class Function, class Detail>
auto throwing(const char* name, Function&& function, Detail&& detail)
{
    boost::system::error_code error;
    const auto check = [&] {
        if (!error)
            return;
        std::string prefix(name);
        if (const std::string& text = detail(); !text.empty())
            prefix.append(": ").append(text);
        throw boost::system::system_error(error, prefix);
    };
    if constexpr (std::is_void_v<decltype(function(error))>) {
        function(error);
        check();
    } else {
        auto result = function(error);
        check();
        return result;
    }
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
