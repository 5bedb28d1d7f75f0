// The ciphers of suites, by name.

#ifndef TLS_SRC_CRYPTO_SUITE_CIPHERS_HPP
#define TLS_SRC_CRYPTO_SUITE_CIPHERS_HPP

#include <tls/crypto/algorithm_name.hpp>
#include <tls/crypto/cipher_suite.hpp>

#include <string_view>

namespace tls {

/// Returns the registry's name of the cipher, such as "AES-128-GCM"; empty if the suite does not encrypt.
constexpr std::string_view cipher_name(const cipher_suite& suite) noexcept
{
    if (suite.aead != nullptr)
        return suite.aead->name;
    if (suite.stream != nullptr)
        return suite.stream->name;
    return suite.cipher != nullptr ? suite.cipher->name : std::string_view();
}

constexpr bool encrypts(const cipher_suite& suite) noexcept
{
    return suite.aead != nullptr || suite.cipher != nullptr || suite.stream != nullptr;
}

/// Returns whether the name of the suite's cipher begins with `family` and contains `mode`, case-insensitively.
constexpr bool has_cipher(const cipher_suite& suite, std::string_view family, std::string_view mode = {}) noexcept
{
    const auto name = cipher_name(suite);
    if (!is_same_algorithm(name.substr(0, family.size()), family))
        return false;
    for (std::size_t i = 0; i + mode.size() <= name.size(); ++i)
        if (is_same_algorithm(name.substr(i, mode.size()), mode))
            return true;
    return false;
}

} // namespace tls

#endif
