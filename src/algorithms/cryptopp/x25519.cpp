#include "algorithms/cryptopp/x25519.hpp"

#include <tls/crypto/constant_time.hpp>

#include <cryptopp/xed25519.h>

namespace tls::cryptopp {

void x25519_multiply_base_point(byte_view private_key, byte_span share)
{
    // The random generator is unused, because the private key exists already.
    CryptoPP::x25519().GeneratePublicKey(CryptoPP::NullRNG(), private_key.data(), share.data());
}

void x25519_multiply_point(byte_view private_key, byte_view peer_share, byte_span secret)
{
    // The result is false for an all-zero secret, which x25519_agree() looks for.
    CryptoPP::x25519().Agree(secret.data(), private_key.data(), peer_share.data(), false);
}

std::optional<secure_bytes> x25519_agree(x25519_multiply multiply, byte_view private_key, byte_view peer_share)
{
    if (peer_share.size() != x25519_size)
        return std::nullopt;
    secure_bytes shared(x25519_size);
    multiply(private_key, peer_share, shared);
    // RFC 8446 section 7.4.2: "implementations MUST check whether the computed Diffie-Hellman
    // shared secret is the all-zero value and abort if so". Only the verdict is public.
    if (constant_time::declassify(constant_time::are_zero(shared)))
        return std::nullopt;
    return shared;
}

constinit const key_exchange_group x25519 = x25519_row<&x25519_multiply_base_point, &x25519_multiply_point>();

} // namespace tls::cryptopp
