// Authenticated encryption with associated data (RFC 5116), as rows of the registry.

#ifndef TLS_CRYPTO_AEAD_HPP
#define TLS_CRYPTO_AEAD_HPP

#include <tls/bytes.hpp>

#include <memory>
#include <span>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// An AEAD under a fixed key. Not thread-safe: each direction of a connection has its own.
/// Wipes its key when destroyed. Allocates nothing in seal and open.
class aead_context {
public:
    virtual ~aead_context() = default;

    /// Encrypts the concatenation of `plaintext` into `out`, followed by the tag.
    ///
    /// `out` has exactly the pieces' total size plus tag_size bytes. A piece may lie exactly
    /// where its ciphertext goes (in place), but must not otherwise overlap `out`.
    virtual void seal(byte_view nonce, byte_view aad, std::span<const byte_view> plaintext, byte_span out) = 0;

    /// Decrypts `ciphertext` (which ends with the tag) into `out`, which has exactly
    /// `ciphertext.size() - tag_size` bytes and may begin where `ciphertext` does, but must not
    /// otherwise overlap it. Returns false if the tag is wrong or the input too short; `out`
    /// then holds nothing of use: it must not be released to anyone.
    virtual bool open(byte_view nonce, byte_view aad, byte_view ciphertext, byte_span out) = 0;
};

/// An AEAD algorithm. A row: static data with a function pointer; it must outlive every
/// registry that refers to it.
struct aead_algorithm {
    std::string_view name;  ///< "AES-128-GCM"
    std::size_t key_size;   ///< bytes
    std::size_t nonce_size; ///< bytes; 12 for every AEAD of TLS 1.3
    std::size_t tag_size;   ///< bytes
    std::unique_ptr<aead_context> (*make)(byte_view key);
};

} // namespace tls

#pragma GCC visibility pop

#endif
