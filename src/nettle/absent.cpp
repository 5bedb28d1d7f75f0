// What a build without the libraries has of them.

#include "nettle/rows.hpp"

namespace tls::nettle {

std::span<const key_exchange_group* const> groups() noexcept
{
    return {};
}

std::span<const key_algorithm* const> key_algorithms() noexcept
{
    return {};
}

signing_functions ecdsa() noexcept
{
    return {};
}

signing_functions rsa() noexcept
{
    return {};
}

} // namespace tls::nettle
