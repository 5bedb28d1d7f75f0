#include <tls/crypto/keys.hpp>

#include <bit>

namespace tls {

std::string_view to_string(key_type type) noexcept
{
    switch (type) {
    case key_type::rsa:
        return "RSA";
    case key_type::rsa_pss:
        return "RSA-PSS";
    case key_type::secp256r1:
        return "secp256r1";
    case key_type::secp384r1:
        return "secp384r1";
    case key_type::secp521r1:
        return "secp521r1";
    case key_type::ed25519:
        return "Ed25519";
    case key_type::dsa:
        return "DSA";
    case key_type::dh:
        return "DH";
    }
    return "unknown";
}

namespace {

unsigned bits_of(byte_view integer) noexcept
{
    if (integer.empty())
        return 0;
    return static_cast<unsigned>(8 * (integer.size() - 1)) + static_cast<unsigned>(std::bit_width(integer.front()));
}

} // namespace

unsigned public_key::bits() const noexcept
{
    switch (type) {
    case key_type::rsa:
    case key_type::rsa_pss:
        break;
    case key_type::secp256r1:
        return 256;
    case key_type::secp384r1:
        return 384;
    case key_type::secp521r1:
        return 521;
    case key_type::ed25519:
        return 253;
    case key_type::dsa:
    case key_type::dh:
        return bits_of(prime);
    }
    return bits_of(modulus);
}

} // namespace tls
