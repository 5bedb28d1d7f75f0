// XAES-256-GCM: AES-256-GCM with nonces long enough to be random.

#ifndef TLS_SRC_CRYPTO_XAES_256_GCM_HPP
#define TLS_SRC_CRYPTO_XAES_256_GCM_HPP

#include <tls/crypto/aead.hpp>
#include <tls/crypto/cbc.hpp>
#include <tls/crypto/secret.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace tls {

/// XAES-256-GCM (C2SP, c2sp.org/XAES-256-GCM): derives a key for each nonce by the KDF of NIST SP 800-108r1 with
/// AES-CMAC, and uses it with AES-256-GCM. One key may protect 2^80 messages with random nonces; AES-256-GCM alone only
/// 2^32 (NIST SP 800-38D section 8.3). Thread-safe, unlike aead_context. Wipes its key.
class xaes_256_gcm {
public:
    static constexpr std::size_t key_size = 32, nonce_size = 24, tag_size = 16;

    /// Throws std::length_error if the key has another size.
    explicit xaes_256_gcm(byte_view key);

    /// Encrypts into `out`, which has the size of the plaintext plus tag_size. They must not overlap.
    void seal(byte_view nonce, byte_view aad, byte_view plaintext, byte_span out) const;
    /// Decrypts into `out`, which has the size of the ciphertext minus tag_size. They must not overlap. Returns false,
    /// and wipes `out`, if the tag is wrong.
    bool open(byte_view nonce, byte_view aad, byte_view ciphertext, byte_span out) const;

private:
    /// Makes the AEAD for the first part of a nonce.
    std::unique_ptr<aead_context> derive(byte_view nonce) const;
    std::unique_ptr<cbc_context> take_cipher() const;
    void put_back(std::unique_ptr<cbc_context>) const noexcept;

    secret key_;
    secret subkey_; ///< K1 of CMAC
    mutable std::mutex mutex_;
    mutable std::vector<std::unique_ptr<cbc_context>> ciphers_; ///< not in use; keying one takes longer than the rest
};

} // namespace tls

#endif
