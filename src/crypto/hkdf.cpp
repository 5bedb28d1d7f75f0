#include "crypto/hkdf.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <stdexcept>

namespace tls {

void hkdf_extract(const hash_algorithm& hash, byte_view salt, byte_view ikm, byte_span out)
{
    if (out.size() != hash.digest_size)
        throw std::length_error("the HKDF-Extract output must have the digest's size");
    auto hmac = hash.make_hmac(salt);
    hmac->update(ikm);
    hmac->finish(out);
}

void hkdf_expand(const hash_algorithm& hash, byte_view prk, byte_view info, byte_span out)
{
    constexpr std::size_t max_blocks = 255;
    if (out.size() > max_blocks * hash.digest_size)
        throw std::length_error("the HKDF-Expand output is limited to 255 digests");
    auto hmac = hash.make_hmac(prk);
    secret block(hash.digest_size);
    for (std::uint8_t counter = 1; !out.empty(); ++counter) {
        if (counter > 1)
            hmac->update(block);
        hmac->update(info);
        hmac->update({&counter, 1});
        hmac->finish(block.span());
        auto size = std::min(out.size(), block.size());
        std::copy_n(block.view().begin(), size, out.begin());
        out = out.subspan(size);
    }
}

} // namespace tls
