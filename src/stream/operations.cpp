#include <tls/impl/operations.hpp>

#include <tls/configuration.hpp>

namespace tls::detail {

std::chrono::steady_clock::duration handshake_operation::time(const engine& e)
{
    return e.config()->limits.handshake_timeout;
}

} // namespace tls::detail
