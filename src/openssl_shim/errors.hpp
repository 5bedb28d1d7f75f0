// Error reports of functions that must not throw: a return value, and an error queue of each thread.

#ifndef TLS_SRC_OPENSSL_SHIM_ERRORS_HPP
#define TLS_SRC_OPENSSL_SHIM_ERRORS_HPP

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace tls::openssl_shim {

/// Adds an error to this thread's queue. If the queue is full, drops the oldest error.
void put_error(const boost::system::error_code&) noexcept;

/// Runs `action`. Returns 1, or 0 with an error in the queue if it throws.
template <class Action>
int attempt(Action&& action) noexcept
{
    try {
        action();
        return 1;
    } catch (const boost::system::system_error& e) {
        put_error(e.code());
    } catch (...) {
        put_error(boost::system::error_code(boost::system::errc::not_enough_memory, boost::system::generic_category()));
    }
    return 0;
}

/// Throws boost::system::system_error with invalid_argument for null, which OpenSSL's functions report as well.
inline void require(const void* argument)
{
    if (argument == nullptr)
        throw boost::system::system_error(boost::asio::error::invalid_argument);
}

/// Returns the result of `make`, or null with an error in the queue if it throws.
template <class Make>
auto made_or_null(Make&& make) noexcept -> decltype(make())
{
    decltype(make()) result{};
    attempt([&] { result = make(); });
    return result;
}

} // namespace tls::openssl_shim

#endif
