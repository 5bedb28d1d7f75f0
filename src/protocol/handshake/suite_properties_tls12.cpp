#include "protocol/handshake/suite_properties_tls12.hpp"

#include <tls/crypto/cipher_suite.hpp>

namespace tls {

bool uses_ecdhe(const cipher_suite& suite) noexcept
{
    return suite.key_exchange == key_exchange_method::ecdhe || suite.key_exchange == key_exchange_method::ecdhe_psk;
}

bool uses_dhe(const cipher_suite& suite) noexcept
{
    return suite.key_exchange == key_exchange_method::dhe || suite.key_exchange == key_exchange_method::dhe_psk ||
           suite.key_exchange == key_exchange_method::dh_anon;
}

bool uses_fixed_dh(const cipher_suite& suite) noexcept
{
    return suite.key_exchange == key_exchange_method::dh;
}

bool is_anonymous(const cipher_suite& suite) noexcept
{
    return suite.key_exchange == key_exchange_method::dh_anon ||
           suite.authentication == authentication_method::anonymous;
}

bool uses_rsa_encryption(const cipher_suite& suite) noexcept
{
    return suite.key_exchange == key_exchange_method::rsa || suite.key_exchange == key_exchange_method::rsa_psk;
}

bool uses_psk(const cipher_suite& suite) noexcept
{
    return suite.key_exchange == key_exchange_method::psk || suite.key_exchange == key_exchange_method::dhe_psk ||
           suite.key_exchange == key_exchange_method::rsa_psk || suite.key_exchange == key_exchange_method::ecdhe_psk;
}

bool sends_certificate(const cipher_suite& suite) noexcept
{
    return !is_anonymous(suite) && (!uses_psk(suite) || suite.key_exchange == key_exchange_method::rsa_psk);
}

x509::key_usage needed_key_usage(const cipher_suite& suite) noexcept
{
    if (uses_rsa_encryption(suite))
        return x509::key_usage::key_encipherment;
    return uses_fixed_dh(suite) ? x509::key_usage::key_agreement : x509::key_usage::digital_signature;
}

bool signs_parameters(const cipher_suite& suite) noexcept
{
    return suite.key_exchange == key_exchange_method::ecdhe || suite.key_exchange == key_exchange_method::dhe ||
           suite.key_exchange == key_exchange_method::rsa_export;
}

bool needs_server_key_exchange(const cipher_suite& suite) noexcept
{
    return uses_ecdhe(suite) || uses_dhe(suite) || suite.key_exchange == key_exchange_method::rsa_export;
}

bool may_send_server_key_exchange(const cipher_suite& suite) noexcept
{
    return needs_server_key_exchange(suite) || uses_psk(suite);
}

} // namespace tls
