#include "crypto/password_based.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tls {

namespace {

constexpr std::array cbc_ciphers{&cryptopp::aes_256_cbc,      &cryptopp::aes_192_cbc,      &cryptopp::aes_128_cbc,
                                 &cryptopp::camellia_256_cbc, &cryptopp::camellia_192_cbc, &cryptopp::camellia_128_cbc,
                                 &cryptopp::des_ede3_cbc,     &cryptopp::des_ede_cbc,      &cryptopp::rc2_40_cbc};

} // namespace

void pbkdf2(const hash_algorithm& hash, byte_view password, byte_view salt, std::uint64_t iterations, byte_span out)
{
    if (iterations == 0)
        throw std::invalid_argument("PBKDF2 needs at least one iteration");
    auto hmac = hash.make_hmac(password);
    secret round(hash.digest_size), sum(hash.digest_size);
    for (std::uint32_t index = 1; !out.empty(); ++index) {
        const std::array<std::uint8_t, 4> number{
            static_cast<std::uint8_t>(index >> 24), static_cast<std::uint8_t>(index >> 16),
            static_cast<std::uint8_t>(index >> 8), static_cast<std::uint8_t>(index)};
        hmac->update(salt);
        hmac->update(number);
        hmac->finish(round.span());
        std::ranges::copy(round.view(), sum.span().begin());
        for (std::uint64_t i = 1; i < iterations; ++i) {
            hmac->update(round);
            hmac->finish(round.span());
            for (std::size_t k = 0; k < sum.size(); ++k)
                sum.span()[k] ^= round.view()[k];
        }
        auto size = std::min(out.size(), sum.size());
        std::copy_n(sum.view().begin(), size, out.begin());
        out = out.subspan(size);
    }
}

const cbc_cipher* find_cbc_cipher(std::string_view name) noexcept
{
    auto found = std::ranges::find(cbc_ciphers, name, &cbc_cipher::name);
    return found != cbc_ciphers.end() ? *found : nullptr;
}

} // namespace tls
