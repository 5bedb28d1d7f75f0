// Adapts a random_source for Crypto++.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RANDOM_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RANDOM_HPP

#include <tls/crypto/random.hpp>

#include <cryptopp/cryptlib.h>

namespace tls::cryptopp {

/// A Crypto++ generator that uses a borrowed random_source and propagates its exceptions.
class random_adaptor final : public CryptoPP::RandomNumberGenerator {
public:
    explicit random_adaptor(random_source& source) noexcept : source_(source) {}

    void GenerateBlock(CryptoPP::byte* output, std::size_t size) override { source_.fill({output, size}); }

private:
    random_source& source_;
};

} // namespace tls::cryptopp

#endif
