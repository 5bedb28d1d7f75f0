#include "crypto/xaes_256_gcm.hpp"

#include <tls/crypto/registry.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace tls {
namespace {

constexpr std::size_t block_size = 16;
constexpr std::size_t derivation_size = 12; ///< of a nonce, for the derivation of the key; the rest is GCM's nonce
constexpr std::size_t max_idle_ciphers = 8;

const aead_algorithm& aes_256_gcm()
{
    static const auto& aead = *registry::standard()->find_aead("AES-256-GCM");
    return aead;
}

const cbc_algorithm& aes_256_cbc()
{
    static const auto& cipher = *registry::standard()->find_cipher("AES-256-CBC");
    return cipher;
}

/// The first subkey of CMAC, from the encryption of a block of zeros (RFC 4493 section 2.3): doubles it in GF(2^128).
secret cmac_subkey(byte_view encrypted_zeros)
{
    secret result(block_size);
    const auto out = result.span();
    unsigned carry = 0;
    for (auto i = block_size; i-- > 0;) {
        out[i] = static_cast<std::uint8_t>(encrypted_zeros[i] << 1 | carry);
        carry = encrypted_zeros[i] >> 7;
    }
    constexpr unsigned polynomial = 0x87;
    out[block_size - 1] ^= static_cast<std::uint8_t>(polynomial * carry);
    return result;
}

} // namespace

xaes_256_gcm::xaes_256_gcm(byte_view key) : key_(key)
{
    if (key.size() != key_size)
        throw std::length_error("XAES-256-GCM has keys of 32 bytes");
    auto cipher = take_cipher();
    constexpr std::array<std::uint8_t, block_size> zeros{};
    secret encrypted(block_size);
    cipher->start(zeros);
    cipher->process(zeros, encrypted.span());
    subkey_ = cmac_subkey(encrypted);
    put_back(std::move(cipher));
}

std::unique_ptr<cbc_context> xaes_256_gcm::take_cipher() const
{
    {
        std::lock_guard lock(mutex_);
        if (!ciphers_.empty()) {
            auto cipher = std::move(ciphers_.back());
            ciphers_.pop_back();
            return cipher;
        }
    }
    return aes_256_cbc().make_encryption(key_);
}

void xaes_256_gcm::put_back(std::unique_ptr<cbc_context> cipher) const noexcept
try {
    std::lock_guard lock(mutex_);
    if (ciphers_.size() < max_idle_ciphers)
        ciphers_.push_back(std::move(cipher));
} catch (...) {
    // Without memory the cipher is not kept.
}

std::unique_ptr<aead_context> xaes_256_gcm::derive(byte_view nonce) const
{
    if (nonce.size() != nonce_size)
        throw std::length_error("XAES-256-GCM has nonces of 24 bytes");
    // Two blocks of the KDF: a counter of 16 bits, the label "X", a zero and the context. Each is a message of one
    // whole block for CMAC, which is CBC with the subkey as initialization vector.
    std::array<std::uint8_t, block_size> input{0, 0, 'X', 0};
    std::ranges::copy(nonce.first(derivation_size), input.begin() + block_size - derivation_size);
    secret derived(key_size);
    auto cipher = take_cipher();
    for (std::uint8_t counter = 1; counter <= key_size / block_size; ++counter) {
        input[1] = counter;
        cipher->start(subkey_);
        cipher->process(input, derived.span().subspan(block_size * (counter - 1u), block_size));
    }
    put_back(std::move(cipher));
    return aes_256_gcm().make(derived);
}

void xaes_256_gcm::seal(byte_view nonce, byte_view aad, byte_view plaintext, byte_span out) const
{
    derive(nonce)->seal(nonce.subspan(derivation_size), aad, {&plaintext, 1}, out);
}

bool xaes_256_gcm::open(byte_view nonce, byte_view aad, byte_view ciphertext, byte_span out) const
{
    return derive(nonce)->open(nonce.subspan(derivation_size), aad, ciphertext, out);
}

} // namespace tls
