// Crypto++ key exchange groups.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_GROUPS_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_GROUPS_HPP

#include <tls/crypto/key_exchange_group.hpp>

namespace tls::cryptopp {

extern const key_exchange_group x25519;    ///< RFC 7748
extern const key_exchange_group secp256r1; ///< RFC 8422; this and the next two are not constant-time
extern const key_exchange_group secp384r1;
extern const key_exchange_group secp521r1;
extern const key_exchange_group ffdhe2048; ///< RFC 7919
extern const key_exchange_group ffdhe3072;
extern const key_exchange_group ffdhe4096;
extern const key_exchange_group ffdhe6144;
extern const key_exchange_group ffdhe8192;

/// Implements encapsulation for groups whose response is a share of the same kind: generates a key pair and agrees with
/// it.
template <std::unique_ptr<key_exchange> (*Generate)(random_source&)>
std::optional<encapsulation> encapsulate_with(byte_view peer_share, random_source& random)
{
    auto exchange = Generate(random);
    auto secret = exchange->decapsulate(peer_share);
    if (!secret)
        return std::nullopt;
    return encapsulation{to_bytes(exchange->share()), std::move(*secret)};
}

} // namespace tls::cryptopp

#endif
