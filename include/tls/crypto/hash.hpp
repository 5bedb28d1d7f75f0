// Hash functions and the MAC built on them, as rows of the registry.

#ifndef TLS_CRYPTO_HASH_HPP
#define TLS_CRYPTO_HASH_HPP

#include <tls/bytes.hpp>

#include <memory>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// The largest digest of any hash in the registry, in bytes (SHA-512).
inline constexpr std::size_t max_digest_size = 64;

/// One computation of a hash, fed piece by piece. Not thread-safe.
class hash_context {
public:
    virtual ~hash_context() = default;

    virtual void update(byte_view data) = 0;

    /// Writes the digest (digest_size bytes) to `out` and starts afresh.
    virtual void finish(byte_span out) = 0;

    /// A second computation that has seen what this one has: a transcript's digest is taken
    /// from a clone, while the transcript itself goes on.
    virtual std::unique_ptr<hash_context> clone() const = 0;
};

/// One computation of a MAC under a fixed key, fed piece by piece. Not thread-safe. Wipes its key.
class mac_context {
public:
    virtual ~mac_context() = default;

    virtual void update(byte_view data) = 0;

    /// Writes the tag (mac_size bytes) to `out` and starts afresh under the same key.
    virtual void finish(byte_span out) = 0;

    /// A second computation under the same key that has seen what this one has.
    virtual std::unique_ptr<mac_context> clone() const = 0;
};

/// A MAC under a fixed key of messages whose length is a secret: CBC records of TLS 1.2, whose
/// padding must not show in the time it takes to check them. Not thread-safe. Wipes its key.
class secret_length_mac {
public:
    virtual ~secret_length_mac() = default;

    /// Writes to `out` (mac_size bytes) the MAC of `header` and the first `size` bytes of `data`.
    ///
    /// Time and memory accesses depend on header.size(), data.size() and `least` alone, never on
    /// `size` or any content. least <= size <= data.size(); the work grows with data.size() - least.
    virtual void compute(byte_view header, byte_view data, std::size_t least, std::size_t size, byte_span out) = 0;
};

/// A hash function and HMAC (RFC 2104) over it. A row: static data with function pointers; it
/// must outlive every registry that refers to it.
struct hash_algorithm {
    std::string_view name;   ///< "SHA-256"
    std::size_t digest_size; ///< bytes, at most max_digest_size
    std::size_t block_size;  ///< bytes
    std::unique_ptr<hash_context> (*make)();
    std::unique_ptr<mac_context> (*make_hmac)(byte_view key);

    /// The same HMAC over messages of secret length. Null if there is none: CBC suites then open
    /// records with encrypt-then-MAC only (RFC 7366).
    std::unique_ptr<secret_length_mac> (*make_secret_length_hmac)(byte_view key) = nullptr;
};

/// The digest of `data` in one call. `out` takes digest_size bytes.
inline void digest(const hash_algorithm& hash, byte_view data, byte_span out)
{
    auto context = hash.make();
    context->update(data);
    context->finish(out);
}

} // namespace tls

#pragma GCC visibility pop

#endif
