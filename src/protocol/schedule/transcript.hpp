// The running hash of handshake messages (RFC 8446, section 4.4.1).

#ifndef TLS_SRC_PROTOCOL_SCHEDULE_TRANSCRIPT_HPP
#define TLS_SRC_PROTOCOL_SCHEDULE_TRANSCRIPT_HPP

#include <tls/crypto/hash.hpp>

#include <array>
#include <memory>

namespace tls {

/// A Transcript-Hash: the digest of handshake messages. A small value, stored inline.
class transcript_hash {
public:
    transcript_hash() noexcept = default;
    /// Holds `size` zero bytes, to be filled. Throws std::length_error above max_digest_size.
    explicit transcript_hash(std::size_t size);
    /// Copies `data`. Throws std::length_error above max_digest_size.
    explicit transcript_hash(byte_view data);

    std::size_t size() const noexcept { return size_; }
    byte_view view() const noexcept { return {data_.data(), size_}; }
    byte_span span() noexcept { return {data_.data(), size_}; }
    operator byte_view() const noexcept { return view(); }

private:
    std::array<std::uint8_t, max_digest_size> data_{};
    std::size_t size_ = 0;
};

/// The transcript of one handshake: every message of both directions with its header, in the order sent.
///
/// The hash is the cipher suite's, which is unknown before the ServerHello. Until then the transcript stores the
/// messages themselves; the caller must limit their size. Movable; not thread-safe.
class transcript {
public:
    transcript() = default;

    /// Appends a whole handshake message, header included.
    void add(byte_view message);

    /// Stores every message besides hashing it. A TLS 1.2 CertificateVerify signs the messages themselves, with its own
    /// hash (RFC 5246 section 7.4.8). Throws std::logic_error after use().
    void keep_messages();
    /// Returns all messages added so far. Valid until the next call. Throws std::logic_error unless keep_messages() was
    /// called.
    byte_view messages() const;
    /// Drops the stored messages, once nothing needs them any more.
    void forget_messages() noexcept;

    /// Sets the hash, once: hashes the messages added so far and drops them unless keep_messages() was called.
    /// `algorithm` must outlive the transcript. Setting the same hash again (after a HelloRetryRequest) does nothing.
    /// Throws std::logic_error for a different hash.
    void use(const hash_algorithm& algorithm);

    /// Replaces the first ClientHello by message_hash (RFC 8446 section 4.4.1). The ClientHello must be the only
    /// message so far: call this before adding the HelloRetryRequest. Throws std::logic_error before use().
    void restart_for_hello_retry();

    /// Returns the digest of all messages so far; more messages may follow. Throws std::logic_error before use().
    transcript_hash hash() const;
    /// Returns the digest of all messages so far and `next`, a message or its beginning, without adding it. `algorithm`
    /// must be that of use(), if that has been called.
    transcript_hash hash_with(const hash_algorithm& algorithm, byte_view next) const;

private:
    const hash_algorithm* algorithm_ = nullptr;
    std::unique_ptr<hash_context> running_;
    bytes messages_; ///< all messages, while they are stored or the hash is unknown
    bool keeps_messages_ = false;
};

} // namespace tls

#endif
