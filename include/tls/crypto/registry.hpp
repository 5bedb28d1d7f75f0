// The registry: tables of all algorithms that a context may use. Users can extend them.

#ifndef TLS_CRYPTO_REGISTRY_HPP
#define TLS_CRYPTO_REGISTRY_HPP

#include <tls/crypto/aead.hpp>
#include <tls/crypto/algorithm_name.hpp>
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

/// Tables of algorithms: cipher suites, groups, signature schemes, hashes, AEADs, CBC ciphers and key types.
///
/// A registry is a value: copy the standard one, add rows, and give it to a context. Rows are kept by
/// value. The algorithms that they point to must outlive the registry (normally they are static).
/// Several threads may read a registry; changing it is not thread-safe.
///
/// Names compare case-insensitively, in lookups and between rows (is_same_algorithm).
///
/// Each table is in order of preference: earlier rows are preferred unless the user chooses otherwise.
class registry {
public:
    /// Makes an empty registry.
    registry() = default;

    /// Returns all algorithms of the library, each in its best implementation for this CPU.
    static const std::shared_ptr<const registry>& standard();

    std::span<const cipher_suite> cipher_suites() const noexcept { return cipher_suites_; }
    std::span<const key_exchange_group> groups() const noexcept { return groups_; }
    std::span<const signature_scheme> signature_schemes() const noexcept { return signature_schemes_; }
    std::span<const hash_algorithm* const> hashes() const noexcept { return hashes_; }
    std::span<const aead_algorithm* const> aeads() const noexcept { return aeads_; }
    std::span<const cbc_algorithm* const> ciphers() const noexcept { return ciphers_; }

    /// Returns the row with this code point or name, null if there is none. Cipher suites are also found by
    /// their OpenSSL name. The pointer is valid until the registry changes.
    const cipher_suite* find_cipher_suite(std::uint16_t id) const noexcept;
    const cipher_suite* find_cipher_suite(std::string_view name) const noexcept;
    const key_exchange_group* find_group(std::uint16_t id) const noexcept;
    const key_exchange_group* find_group(std::string_view name) const noexcept;
    const signature_scheme* find_signature_scheme(std::uint16_t id) const noexcept;
    const signature_scheme* find_signature_scheme(std::string_view name) const noexcept;
    /// Returns the scheme of a certificate's signature by key type, encoding and hash name ("" for EdDSA).
    const signature_scheme* find_signature_scheme(key_type, signature_encoding, std::string_view hash) const noexcept;
    /// Returns the scheme that a code point stands for in a handshake of this version with this kind of key,
    /// null if there is none. In TLS 1.3 it is the scheme with that code point, if a TLS 1.3 handshake may use
    /// it with this key. In TLS 1.2 (RFC 5246 section 7.4.1.4.1) an ECDSA code point stands for its hash with
    /// any curve. Earlier versions have no code points: the kind of key determines the scheme (RFC 4346 section 7.4.3),
    /// and `id` is ignored.
    const signature_scheme* find_signature_scheme(key_type, std::uint16_t id, protocol_version) const noexcept;
    const hash_algorithm* find_hash(std::string_view name) const noexcept;
    const aead_algorithm* find_aead(std::string_view name) const noexcept;
    const cbc_algorithm* find_cipher(std::string_view name) const noexcept;
    const key_algorithm* find_key_algorithm(key_type) const noexcept;

    /// Appends a row. A row with the same code point (for schemes without one: with the same name) is
    /// replaced instead and keeps its position. Algorithms of a cipher suite are added too if no
    /// algorithm with that name is there.
    ///
    /// Throws std::invalid_argument if the row, or an algorithm that it points to, lacks a required member, or has a
    /// size that the library has no room for. The text names the row and the member. The registry stays as it was.
    void add(const cipher_suite&);
    void add(const key_exchange_group&);
    void add(const signature_scheme&);
    void add(const key_algorithm&);

    /// Replaces the algorithm with the same name by this implementation, in every row that refers to it.
    /// Appends it if there is none with that name. Throws like add().
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
