// The registry: every algorithm a context may use, as tables that users can extend.

#ifndef TLS_CRYPTO_REGISTRY_HPP
#define TLS_CRYPTO_REGISTRY_HPP

#include <tls/crypto/aead.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/hash.hpp>
#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/signature_scheme.hpp>

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// The tables of algorithms: suites, groups, signature schemes, hashes and keys.
///
/// A registry is a value: copy the standard one, add to it, and give it to a context. The rows
/// are kept by value; the algorithms they point to must outlive the registry (they are
/// normally static). Reading from several threads is safe; changing is not.
///
/// Each table is in order of preference: what comes first is chosen first unless the user
/// says otherwise.
class registry {
public:
    /// An empty registry.
    registry() = default;

    /// Everything the library implements, best implementation for this CPU first.
    static const std::shared_ptr<const registry>& standard();

    std::span<const cipher_suite> cipher_suites() const noexcept { return cipher_suites_; }
    std::span<const key_exchange_group> groups() const noexcept { return groups_; }
    std::span<const signature_scheme> signature_schemes() const noexcept { return signature_schemes_; }
    std::span<const hash_algorithm* const> hashes() const noexcept { return hashes_; }
    std::span<const aead_algorithm* const> aeads() const noexcept { return aeads_; }
    std::span<const cbc_algorithm* const> ciphers() const noexcept { return ciphers_; }

    /// The row with this code point or name (names compare case-insensitively); null if there is
    /// none. The pointer is valid until the registry changes. Cipher suites are found by OpenSSL's
    /// name too.
    const cipher_suite* find_cipher_suite(std::uint16_t id) const noexcept;
    const cipher_suite* find_cipher_suite(std::string_view name) const noexcept;
    const key_exchange_group* find_group(std::uint16_t id) const noexcept;
    const key_exchange_group* find_group(std::string_view name) const noexcept;
    const signature_scheme* find_signature_scheme(std::uint16_t id) const noexcept;
    const signature_scheme* find_signature_scheme(std::string_view name) const noexcept;
    /// The scheme for a certificate's signature: by key, encoding and hash name ("" for EdDSA).
    const signature_scheme* find_signature_scheme(key_type, signature_encoding, std::string_view hash) const noexcept;
    /// The scheme that a code point means in a handshake of this version, for this kind of key; null if it
    /// means none. In TLS 1.3 that is the scheme of the name, if such a handshake may have it. In TLS 1.2
    /// (RFC 5246 section 7.4.1.4.1) a code point of ECDSA names a hash, and any curve goes with it.
    const signature_scheme* find_signature_scheme(key_type, std::uint16_t id, protocol_version) const noexcept;
    const hash_algorithm* find_hash(std::string_view name) const noexcept;
    const aead_algorithm* find_aead(std::string_view name) const noexcept;
    const cbc_algorithm* find_cipher(std::string_view name) const noexcept;
    const key_algorithm* find_key_algorithm(key_type) const noexcept;

    /// Appends a row, or replaces the one with the same code point in its place (for schemes
    /// without one: with the same name). The algorithms of a cipher suite are added too if they
    /// are new by name.
    void add(const cipher_suite&);
    void add(const key_exchange_group&);
    void add(const signature_scheme&);
    void add(const key_algorithm&);

    /// Puts another implementation in the place of the one with the same name, in every row
    /// that refers to it; appends it if there is none.
    void replace(const aead_algorithm&);
    void replace(const hash_algorithm&);
    void replace(const cbc_algorithm&);

private:
    std::vector<cipher_suite> cipher_suites_;
    std::vector<key_exchange_group> groups_;
    std::vector<signature_scheme> signature_schemes_;
    std::vector<const hash_algorithm*> hashes_;
    std::vector<const aead_algorithm*> aeads_;
    std::vector<const cbc_algorithm*> ciphers_;
    std::vector<key_algorithm> key_algorithms_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
