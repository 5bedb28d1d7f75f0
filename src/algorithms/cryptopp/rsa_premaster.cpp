#include "algorithms/cryptopp/rsa_premaster.hpp"

#include <tls/crypto/constant_time.hpp>

#include <algorithm>

namespace tls::cryptopp {

namespace {

constexpr std::size_t premaster_size = decrypter::premaster_secret_size;
constexpr std::size_t overhead = 11; // 00 02, at least eight bytes of padding, 00

} // namespace

secure_bytes encode_premaster(byte_view premaster_secret, std::size_t modulus_size, random_source& random)
{
    if (modulus_size < premaster_secret.size() + overhead)
        return {};
    secure_bytes encoded(modulus_size);
    encoded[1] = 0x02;
    const auto padding = byte_span(encoded).subspan(2, modulus_size - premaster_secret.size() - 3);
    random.fill(padding);
    for (auto& byte : padding)
        while (byte == 0)
            random.fill({&byte, 1});
    std::ranges::copy(premaster_secret, encoded.end() - static_cast<std::ptrdiff_t>(premaster_secret.size()));
    return encoded;
}

secure_bytes decode_premaster(byte_view encoded, std::uint16_t client_version, byte_view fallback)
{
    namespace ct = constant_time;
    if (encoded.size() < premaster_size + overhead)
        return {fallback.begin(), fallback.end()};
    const auto premaster = encoded.last(premaster_size);
    const auto padding = encoded.subspan(2, encoded.size() - premaster_size - 3);
    auto is_valid = ct::is_zero(encoded[0]) & ct::is_equal(encoded[1], 0x02);
    for (auto byte : padding)
        is_valid &= ~ct::is_zero(byte);
    is_valid &= ct::is_zero(encoded[2 + padding.size()]);
    // RFC 5246 section 7.4.7.1: the version MUST be that of the ClientHello; a wrong version MUST be treated like wrong
    // padding.
    is_valid &= ct::is_equal(premaster[0], client_version >> 8) & ct::is_equal(premaster[1], client_version & 0xff);
    secure_bytes out(premaster_size);
    for (std::size_t i = 0; i < premaster_size; ++i)
        out[i] = ct::select(is_valid, premaster[i], fallback[i]);
    return out;
}

secure_bytes premaster_decrypter::decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version,
                                                           random_source& random) const
{
    // RFC 5246 section 7.4.7.1: "Generate a string R of 48 random bytes" comes first.
    secure_bytes fallback(premaster_size);
    random.fill(fallback);
    // These are public properties of the ciphertext, so an early return reveals nothing.
    if (ciphertext.size() != modulus_.size() || !std::ranges::lexicographical_compare(ciphertext, modulus_))
        return fallback;
    return decode_premaster(decrypt(ciphertext, random), client_version, fallback);
}

} // namespace tls::cryptopp
