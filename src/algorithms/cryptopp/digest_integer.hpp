// The message representative that DSA and ECDSA sign.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_DIGEST_INTEGER_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_DIGEST_INTEGER_HPP

#include "algorithms/cryptopp/integer.hpp"

#include <tls/crypto/hash.hpp>

#include <array>

namespace tls::cryptopp {

/// FIPS 186-4 sections 4.6 and 6.4: returns the leftmost bits of the digest, as many as the order has.
inline CryptoPP::Integer hash_to_integer(const hash_algorithm& hash, byte_view message, const CryptoPP::Integer& order)
{
    std::array<std::uint8_t, max_digest_size> buffer;
    auto digest_bytes = byte_span(buffer).first(hash.digest_size);
    digest(hash, message, digest_bytes);
    auto e = to_integer(digest_bytes);
    auto digest_bits = 8 * digest_bytes.size();
    if (digest_bits > order.BitCount())
        e >>= digest_bits - order.BitCount();
    return e;
}

} // namespace tls::cryptopp

#endif
