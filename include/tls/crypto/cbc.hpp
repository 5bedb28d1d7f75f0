// Block ciphers in CBC mode, as rows of the registry: record protection of old suites of TLS 1.2.

#ifndef TLS_CRYPTO_CBC_HPP
#define TLS_CRYPTO_CBC_HPP

#include <tls/bytes.hpp>

#include <memory>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// The largest block of any cipher in the registry, in bytes.
inline constexpr std::size_t max_cipher_block_size = 16;

/// A block cipher in CBC mode in one direction, under a fixed key and without padding. Not
/// thread-safe. Wipes its key when destroyed. Allocates nothing but at construction.
class cbc_context {
public:
    virtual ~cbc_context() = default;

    /// Begins a message with this initialization vector, of block_size bytes.
    virtual void start(byte_view iv) = 0;

    /// Transforms the next run of whole blocks into `out`, which is as long and either is `in`
    /// or does not overlap it. Throws std::length_error if these are not whole blocks.
    virtual void process(byte_view in, byte_span out) = 0;
};

/// A block cipher in CBC mode. A row: static data with function pointers; it must outlive every
/// registry that refers to it.
struct cbc_algorithm {
    std::string_view name;  ///< "AES-128-CBC"
    std::size_t key_size;   ///< bytes
    std::size_t block_size; ///< bytes, at most max_cipher_block_size; the initialization vector is as long
    std::unique_ptr<cbc_context> (*make_encryption)(byte_view key);
    std::unique_ptr<cbc_context> (*make_decryption)(byte_view key);
};

} // namespace tls

#pragma GCC visibility pop

#endif
