// Converts between big-endian bytes and Crypto++ integers.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_INTEGER_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_INTEGER_HPP

#include <tls/crypto/secret.hpp>

#include <cryptopp/integer.h>

namespace tls::cryptopp {

/// Returns the unsigned big-endian integer in `data`. The integer wipes itself.
inline CryptoPP::Integer to_integer(byte_view data)
{
    return {data.data(), data.size()};
}

/// Returns the integer in exactly `size` bytes, with leading zeros. The integer must fit.
template <class Bytes>
Bytes to_padded(const CryptoPP::Integer& value, std::size_t size)
{
    Bytes out(size);
    value.Encode(out.data(), out.size());
    return out;
}

/// Returns the integer without leading zeros; empty for zero.
template <class Bytes>
Bytes to_minimal(const CryptoPP::Integer& value)
{
    return to_padded<Bytes>(value, value.ByteCount());
}

} // namespace tls::cryptopp

#endif
