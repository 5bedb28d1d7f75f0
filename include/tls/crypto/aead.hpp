// Authenticated encryption with associated data (RFC 5116): registry rows and their contexts.

#ifndef TLS_CRYPTO_AEAD_HPP
#define TLS_CRYPTO_AEAD_HPP

#include <tls/bytes.hpp>

#include <memory>
#include <span>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// An AEAD with a fixed key. Not thread-safe: each direction of a connection has its own context.
/// Wipes its key when destroyed. seal() and open() do not allocate memory.
class aead_context {
public:
    virtual ~aead_context() = default;

    /// Encrypts the concatenated pieces of `plaintext` into `out` and appends the tag.
    ///
    /// `out` must have exactly the pieces' total size plus tag_size bytes. A piece may be encrypted in
    /// place, at the exact position of its ciphertext, but must not overlap `out` in any other way.
    virtual void seal(byte_view nonce, byte_view aad, std::span<const byte_view> plaintext, byte_span out) = 0;

    /// Verifies and decrypts `ciphertext`, which ends with the tag, into `out`.
    ///
    /// `out` must have exactly `ciphertext.size() - tag_size` bytes. It may begin at the same address as
    /// `ciphertext` (in place), but must not overlap it in any other way. Returns false if the tag is
    /// wrong or the input is too short; `out` is then meaningless and must not be released to a caller.
    virtual bool open(byte_view nonce, byte_view aad, byte_view ciphertext, byte_span out) = 0;
};

/// An AEAD algorithm. A registry row: static data with a function pointer. It must outlive every
/// registry that refers to it.
struct aead_algorithm {
    std::string_view name;  ///< "AES-128-GCM"
    std::size_t key_size;   ///< bytes
    std::size_t nonce_size; ///< bytes; 12 for every TLS 1.3 AEAD
    std::size_t tag_size;   ///< bytes
    std::unique_ptr<aead_context> (*make)(byte_view key);
};

} // namespace tls

#pragma GCC visibility pop

#endif
