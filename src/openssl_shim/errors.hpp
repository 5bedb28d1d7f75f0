// How functions that cannot throw report failures: by what they return, and a queue that each thread has.

#ifndef TLS_SRC_OPENSSL_SHIM_ERRORS_HPP
#define TLS_SRC_OPENSSL_SHIM_ERRORS_HPP

#include <boost/system/system_error.hpp>

namespace tls::openssl_shim {

/// Adds an error to this thread's queue; the oldest gives way if it is full.
void put_error(const boost::system::error_code&) noexcept;
/// The same, a reason of ERR_LIB_SSL.
void put_error(int reason) noexcept;

/// Runs `action`: 1, or 0 if it throws, with an error in the queue.
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

/// What `make` returns, or null if it throws.
template <class Make>
auto made_or_null(Make&& make) noexcept -> decltype(make())
{
    decltype(make()) result{};
    attempt([&] { result = make(); });
    return result;
}

} // namespace tls::openssl_shim

#endif
