// Stubs for builds without the libraries.

#include "algorithms/nettle/rows.hpp"

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

signing_functions dsa() noexcept
{
    return {};
}

std::span<const key_exchange_group* const> finite_field_groups() noexcept
{
    return {};
}

cryptopp::raise_function finite_field_raise() noexcept
{
    return nullptr;
}

decrypter_function rsa_decryption() noexcept
{
    return nullptr;
}

decrypter_function export_rsa_decryption() noexcept
{
    return nullptr;
}

} // namespace tls::nettle
