// Block ciphers in CBC mode, for the record protection of TLS 1.2 CBC suites: registry rows and their contexts.

#ifndef TLS_CRYPTO_CBC_HPP
#define TLS_CRYPTO_CBC_HPP

#include <tls/bytes.hpp>

#include <memory>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// The largest block size of any cipher in the registry, in bytes.
inline constexpr std::size_t max_cipher_block_size = 16;

/// A block cipher in CBC mode with a fixed key, for one direction and without padding. Not
/// thread-safe. Wipes its key when destroyed. Allocates memory only at construction.
class cbc_context {
public:
    virtual ~cbc_context() = default;

    /// Starts a message with an initialization vector of block_size bytes.
    virtual void start(byte_view iv) = 0;

    /// Encrypts or decrypts the next whole blocks of `in` into `out`. Both have the same size, and
    /// `out` is either `in` itself or does not overlap it. Throws std::length_error if the size is not
    /// a multiple of block_size.
    virtual void process(byte_view in, byte_span out) = 0;
};

/// A block cipher in CBC mode. A registry row: static data with function pointers. It must outlive
/// every registry that refers to it.
struct cbc_algorithm {
    std::string_view name;  ///< "AES-128-CBC"
    std::size_t key_size;   ///< bytes
    std::size_t block_size; ///< bytes, at most max_cipher_block_size; also the size of the initialization vector
    std::unique_ptr<cbc_context> (*make_encryption)(byte_view key);
    std::unique_ptr<cbc_context> (*make_decryption)(byte_view key);
};

} // namespace tls

#pragma GCC visibility pop

#endif
