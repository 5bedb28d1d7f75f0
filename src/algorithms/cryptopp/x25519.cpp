#include "algorithms/cryptopp/x25519.hpp"

#include <tls/crypto/constant_time.hpp>

#include <cryptopp/xed25519.h>

namespace tls::cryptopp {

namespace {

void multiply_base(byte_view private_key, byte_span share)
{
    // The random generator is unused, because the private key exists already.
    CryptoPP::x25519().GeneratePublicKey(CryptoPP::NullRNG(), private_key.data(), share.data());
}

} // namespace

std::optional<secure_bytes> x25519_agree(byte_view private_key, byte_view peer_share)
{
    if (peer_share.size() != x25519_size)
        return std::nullopt;
    secure_bytes shared(x25519_size);
    // RFC 8446 section 7.4.2: "implementations MUST check whether the computed Diffie-Hellman
    // shared secret is the all-zero value and abort if so". Only the verdict is public.
    auto agreed = CryptoPP::x25519().Agree(shared.data(), private_key.data(), peer_share.data(), false);
    if (!agreed || constant_time::declassify(constant_time::are_zero(shared)))
        return std::nullopt;
    return shared;
}

constinit const key_exchange_group x25519 = x25519_row<&multiply_base>();

} // namespace tls::cryptopp
