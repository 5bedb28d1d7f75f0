// Stream ciphers, for the record protection of RC4 suites before TLS 1.3: registry rows and their contexts.

#ifndef TLS_CRYPTO_STREAM_CIPHER_HPP
#define TLS_CRYPTO_STREAM_CIPHER_HPP

#include <tls/bytes.hpp>

#include <memory>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// A stream cipher with a fixed key, for one direction. Its position in the key stream lasts from record to record (RFC
/// 2246 section 6.2.3.1). Not thread-safe. Wipes its key when destroyed. Allocates memory only at construction.
class stream_context {
public:
    virtual ~stream_context() = default;

    /// Encrypts or decrypts `in` into `out`, and advances by as many bytes. Both have the same size, and `out` is
    /// either `in` itself or does not overlap it. Throws std::length_error if the sizes differ.
    virtual void process(byte_view in, byte_span out) = 0;

    /// Remembers the position.
    virtual void save() = 0;
    /// Returns to the position of the last save(): a record that was not authentic does not count.
    virtual void restore() = 0;
};

/// A stream cipher. A registry row: static data with a function pointer. It must outlive every registry that refers to
/// it.
struct stream_algorithm {
    std::string_view name;                                  ///< "RC4-128"
    std::size_t key_size;                                   ///< bytes
    std::unique_ptr<stream_context> (*make)(byte_view key); ///< for encryption and decryption
};

} // namespace tls

#pragma GCC visibility pop

#endif
