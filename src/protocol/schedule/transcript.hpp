// The running hash of a handshake's messages (RFC 8446, section 4.4.1).

#ifndef TLS_SRC_PROTOCOL_SCHEDULE_TRANSCRIPT_HPP
#define TLS_SRC_PROTOCOL_SCHEDULE_TRANSCRIPT_HPP

#include <tls/crypto/hash.hpp>

#include <array>
#include <memory>

namespace tls {

/// A Transcript-Hash: the digest of a run of handshake messages. A small value, kept inline.
class transcript_hash {
public:
    transcript_hash() noexcept = default;
    /// `size` zero bytes, to be filled. Throws std::length_error above max_digest_size.
    explicit transcript_hash(std::size_t size);
    /// A copy of `data`. Throws std::length_error above max_digest_size.
    explicit transcript_hash(byte_view data);

    std::size_t size() const noexcept { return size_; }
    byte_view view() const noexcept { return {data_.data(), size_}; }
    byte_span span() noexcept { return {data_.data(), size_}; }
    operator byte_view() const noexcept { return view(); }

private:
    std::array<std::uint8_t, max_digest_size> data_{};
    std::size_t size_ = 0;
};

/// The transcript of one handshake: every message with its header, in the order sent, both ways.
///
/// The hash is the cipher suite's, which is known from the ServerHello on; messages before that are
/// kept as they are, so their size is the caller's to bound. Movable; not thread-safe.
class transcript {
public:
    transcript() = default;

    /// Appends a whole handshake message, header included.
    void add(byte_view message);

    /// From the beginning on, keeps every message as it is too, beside the hash: a CertificateVerify of
    /// TLS 1.2 signs the messages themselves, by a hash of its own (RFC 5246 section 7.4.8). Throws
    /// std::logic_error after use().
    void keep_messages();
    /// What was added so far. Valid until the next call. Throws std::logic_error unless it is kept.
    byte_view messages() const;
    /// Lets the messages go, once it is known that nothing needs them.
    void forget_messages() noexcept;

    /// Sets the hash, once: what was added so far is hashed and, unless messages are kept, let go. `algorithm` must
    /// outlive the transcript. Repeating the same hash (after a HelloRetryRequest) does nothing; throws
    /// std::logic_error if it differs.
    void use(const hash_algorithm& algorithm);

    /// Puts message_hash in the place of the first ClientHello, which must be all that was added:
    /// called before the HelloRetryRequest is added (RFC 8446 section 4.4.1). Throws
    /// std::logic_error before use().
    void restart_for_hello_retry();

    /// The digest of all that was added so far; the transcript goes on. Throws std::logic_error
    /// before use().
    transcript_hash hash() const;

private:
    const hash_algorithm* algorithm_ = nullptr;
    std::unique_ptr<hash_context> running_;
    bytes messages_; ///< all of them while they are kept or there is no hash yet
    bool keeps_messages_ = false;
};

} // namespace tls

#endif
