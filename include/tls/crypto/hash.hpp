// Hash functions and HMAC: registry rows and their contexts.

#ifndef TLS_CRYPTO_HASH_HPP
#define TLS_CRYPTO_HASH_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/secret.hpp>

#include <array>
#include <memory>
#include <span>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// The largest digest of any hash in the registry, in bytes (SHA-512).
inline constexpr std::size_t max_digest_size = 64;

/// A running hash computation, fed piece by piece. Not thread-safe.
class hash_context {
public:
    virtual ~hash_context() = default;

    virtual void update(byte_view data) = 0;

    /// Writes the digest (digest_size bytes) to `out` and starts a new computation.
    virtual void finish(byte_span out) = 0;

    /// Returns a copy of the computation with the same input so far.
    virtual std::unique_ptr<hash_context> clone() const = 0;

    /// Writes the digest of the input so far (digest_size bytes) to `out`; more may follow. Transcripts need it.
    /// Override it if that is possible without an allocation.
    virtual void digest_so_far(byte_span out) const { clone()->finish(out); }
};

/// A running MAC computation with a fixed key, fed piece by piece. Not thread-safe. Wipes its key.
class mac_context {
public:
    virtual ~mac_context() = default;

    virtual void update(byte_view data) = 0;

    /// Writes the tag (mac_size bytes) to `out` and starts a new computation with the same key.
    virtual void finish(byte_span out) = 0;

    /// Returns a copy of the computation with the same key and the same input so far.
    virtual std::unique_ptr<mac_context> clone() const = 0;
};

/// A MAC with a fixed key over messages whose length is secret. TLS 1.2 CBC records need it: the time to
/// check one must not reveal its padding (Lucky Thirteen, CVE-2013-0169). Not thread-safe. Wipes its key.
class secret_length_mac {
public:
    virtual ~secret_length_mac() = default;

    /// Writes the MAC of `header` and the first `size` bytes of `data` to `out` (mac_size bytes).
    ///
    /// `least` is a public lower bound: least <= size <= data.size(). Time and memory accesses depend only
    /// on header.size(), data.size() and `least`, never on `size` or any content. The work grows with
    /// data.size() - least.
    virtual void compute(byte_view header, byte_view data, std::size_t least, std::size_t size, byte_span out) = 0;
};

/// An HMAC before its message: the states of both hashes after the padded key. Only the hash that has written them can
/// read them. Move-only, so that only one copy exists: moving wipes the source.
struct hmac_state {
    hmac_state() noexcept = default;
    hmac_state(hmac_state&& other) noexcept : inner(other.inner), outer(other.outer) { other.clear(); }
    hmac_state& operator=(hmac_state&& other) noexcept
    {
        if (this != &other) {
            inner = other.inner;
            outer = other.outer;
            other.clear();
        }
        return *this;
    }
    ~hmac_state() { clear(); }

    void clear() noexcept { wipe(this, sizeof *this); }

    std::array<std::uint64_t, 8> inner{};
    std::array<std::uint64_t, 8> outer{};
};

/// A hash function and its HMAC (RFC 2104). A registry row: static data with function pointers. It
/// must outlive every registry that refers to it.
struct hash_algorithm {
    std::string_view name;   ///< "SHA-256"
    std::size_t digest_size; ///< bytes, at most max_digest_size
    std::size_t block_size;  ///< bytes
    std::unique_ptr<hash_context> (*make)();
    std::unique_ptr<mac_context> (*make_hmac)(byte_view key);

    /// Makes the same HMAC for messages of secret length. Null if there is none: CBC suites then open
    /// records with encrypt-then-MAC only (RFC 7366).
    std::unique_ptr<secret_length_mac> (*make_secret_length_hmac)(byte_view key) = nullptr;

    /// @name HMACs that allocate no memory. Key schedules gain from them: they compute dozens of HMACs in a handshake,
    /// several with each key. Set both or neither, or the registry refuses the row: without them, key schedules use
    /// make_hmac.
    /// @{

    /// Prepares HMACs with a key of any size.
    void (*start_hmac)(byte_view key, hmac_state& out) = nullptr;
    /// Writes the HMAC of the concatenated pieces of `message` to `out` (digest_size bytes).
    void (*finish_hmac)(const hmac_state&, std::span<const byte_view> message, byte_span out) = nullptr;
    /// @}
};

/// The HMACs of several messages with one key. The hash must outlive it. Move-only, wiped on destruction. Not
/// thread-safe.
class hmac_key {
public:
    hmac_key(const hash_algorithm& hash, byte_view key) : hash_(&hash)
    {
        if (hash.start_hmac != nullptr)
            hash.start_hmac(key, state_);
        else
            context_ = hash.make_hmac(key);
    }

    const hash_algorithm& hash() const noexcept { return *hash_; }

    /// Writes the HMAC of the concatenated pieces of `message` to `out` (digest_size bytes), which may be one of them.
    void compute(std::span<const byte_view> message, byte_span out) const
    {
        if (context_ == nullptr)
            return hash_->finish_hmac(state_, message, out);
        for (auto piece : message)
            context_->update(piece);
        context_->finish(out);
    }

private:
    const hash_algorithm* hash_;
    hmac_state state_;
    std::unique_ptr<mac_context> context_; ///< instead of the state, for a hash without start_hmac
};

/// Writes the HMAC of the concatenated pieces of `message` to `out` (digest_size bytes) in one call.
inline void hmac(const hash_algorithm& hash, byte_view key, std::span<const byte_view> message, byte_span out)
{
    hmac_key(hash, key).compute(message, out);
}

/// Writes the digest of `data` to `out` (digest_size bytes) in one call.
inline void digest(const hash_algorithm& hash, byte_view data, byte_span out)
{
    auto context = hash.make();
    context->update(data);
    context->finish(out);
}

} // namespace tls

#pragma GCC visibility pop

#endif
