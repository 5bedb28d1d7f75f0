// A raw public key, which a peer presents in place of a certificate (RFC 7250).

#ifndef TLS_RAW_PUBLIC_KEY_HPP
#define TLS_RAW_PUBLIC_KEY_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/keys.hpp>

#include <array>
#include <memory>
#include <optional>

#pragma GCC visibility push(default)

namespace tls {

/// The SHA-256 digest of a SubjectPublicKeyInfo.
using public_key_digest = std::array<std::uint8_t, 32>;

/// A SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) without a certificate. It has neither a name nor an expiry date: a
/// peer accepts it only if it already knows the key. An immutable value, cheap to copy, thread-safe.
class raw_public_key {
public:
    /// Reads a SubjectPublicKeyInfo (DER); `der` is copied. Throws boost::system::system_error:
    /// error::reason::invalid_raw_public_key if it is malformed. A key of an unsupported kind is no error: key() is
    /// then empty.
    static raw_public_key from_der(byte_view der);
    /// Returns the raw public key that holds `key`, as `openssl pkey -pubout -outform DER` encodes it.
    static raw_public_key of(const public_key& key);

    /// Returns the SubjectPublicKeyInfo, DER. Valid as long as any copy lives.
    byte_view der() const noexcept { return content_->der; }
    /// Returns the key; empty if the library does not support its kind.
    const std::optional<public_key>& key() const noexcept { return content_->key; }
    /// Returns the SHA-256 digest of der(): the form in which such keys are published and compared.
    const public_key_digest& sha256() const noexcept { return content_->sha256; }

    /// Returns whether both have the same encoding.
    friend bool operator==(const raw_public_key& a, const raw_public_key& b) noexcept
    {
        return a.content_ == b.content_ || a.content_->der == b.content_->der;
    }

private:
    struct content {
        bytes der;
        std::optional<public_key> key;
        public_key_digest sha256{};
    };
    explicit raw_public_key(std::shared_ptr<const content> c) noexcept : content_(std::move(c)) {}

    std::shared_ptr<const content> content_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
