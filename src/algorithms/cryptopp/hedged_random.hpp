// Hedged randomness for signature nonces. A known or repeated nonce reveals the private key.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_HEDGED_RANDOM_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_HEDGED_RANDOM_HPP

#include "algorithms/cryptopp/hash.hpp"

#include <tls/crypto/random.hpp>
#include <tls/crypto/secret.hpp>

#include <algorithm>

namespace tls::cryptopp {

/// HMAC-SHA-512, keyed with fresh random bytes, of a counter, the private key and the digest to sign. If the random
/// bytes are good, the output is random. If they fail or repeat, the output is still secret and differs for every
/// digest, as in RFC 6979 section 3.6. Private key and digest must outlive it.
class hedged_random final : public random_source {
public:
    hedged_random(byte_view private_key, byte_view digest, random_source& random)
        : private_key_(private_key), digest_(digest)
    {
        secret key(secret::max_size);
        random.fill(key.span());
        mac_ = sha512.make_hmac(key);
    }

    void fill(byte_span out) override
    {
        secret block(sha512.digest_size);
        while (!out.empty()) {
            mac_->update({&counter_, 1});
            mac_->update(private_key_);
            mac_->update(digest_);
            mac_->finish(block.span());
            ++counter_;
            const auto size = std::min(out.size(), block.size());
            std::copy_n(block.view().begin(), size, out.begin());
            out = out.subspan(size);
        }
    }

private:
    byte_view private_key_;
    byte_view digest_;
    std::unique_ptr<mac_context> mac_;
    std::uint8_t counter_ = 0;
};

} // namespace tls::cryptopp

#endif
