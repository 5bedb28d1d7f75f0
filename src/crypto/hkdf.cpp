#include "crypto/hkdf.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tls {

void hkdf_extract(const hash_algorithm& hash, byte_view salt, byte_view ikm, byte_span out)
{
    if (out.size() != hash.digest_size)
        throw std::length_error("the HKDF-Extract output must have the digest's size");
    hmac(hash, salt, std::array{ikm}, out);
}

void hkdf_expand(const hash_algorithm& hash, byte_view prk, byte_view info, byte_span out)
{
    hkdf_expand(hmac_key(hash, prk), info, out);
}

void hkdf_expand(const hmac_key& prk, byte_view info, byte_span out)
{
    const auto& hash = prk.hash();
    constexpr std::size_t max_blocks = 255;
    if (out.size() > max_blocks * hash.digest_size)
        throw std::length_error("the HKDF-Expand output is limited to 255 digests");
    // T(i) = HMAC(PRK, T(i - 1) | info | i). T(0) is empty.
    secret block(hash.digest_size);
    byte_view previous;
    for (std::uint8_t counter = 1; !out.empty(); ++counter) {
        prk.compute(std::array{previous, info, byte_view(&counter, 1)}, block.span());
        previous = block;
        const auto size = std::min(out.size(), block.size());
        std::copy_n(block.view().begin(), size, out.begin());
        out = out.subspan(size);
    }
}

} // namespace tls
