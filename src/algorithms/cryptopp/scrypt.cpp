#include "algorithms/cryptopp/scrypt.hpp"

#include <cryptopp/scrypt.h>

#include <stdexcept>

namespace tls::cryptopp {

void scrypt(byte_view password, byte_view salt, const scrypt_cost& cost, byte_span out)
try {
    // RFC 7914 section 2: N is larger than 1 and less than 2^(128 * r / 8). The upper limit matters only for r = 1.
    if (cost.n < 2 || (cost.r == 1 && cost.n >= 1 << 16))
        throw std::invalid_argument("scrypt: N out of range");
    constexpr std::uint8_t placeholder = 0; // an empty view may have a null address
    auto address = [&placeholder](byte_view data) { return data.empty() ? &placeholder : data.data(); };
    CryptoPP::Scrypt().DeriveKey(out.data(), out.size(), address(password), password.size(), address(salt), salt.size(),
                                 cost.n, cost.r, cost.p);
} catch (const CryptoPP::InvalidArgument& e) {
    throw std::invalid_argument(e.what());
}

} // namespace tls::cryptopp
