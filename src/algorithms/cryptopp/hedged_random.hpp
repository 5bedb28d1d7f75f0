// Randomness for the nonces of signatures, which give the private key away if they are known, or used twice.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_HEDGED_RANDOM_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_HEDGED_RANDOM_HPP

#include "algorithms/cryptopp/hash.hpp"

#include <tls/crypto/random.hpp>
#include <tls/crypto/secret.hpp>

#include <algorithm>

namespace tls::cryptopp {

/// HMAC-SHA-512, under fresh random bytes, of a counter, the private key and the digest to be signed. It is as good as
/// random if the random bytes are; if they fail, or repeat, it is still secret and another for every digest, as with
/// RFC 6979 section 3.6. Key and digest must outlive it.
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
