// The key schedule of TLS 1.2 (RFC 5246 sections 5, 6.3 and 8.1; RFC 7627; RFC 5705), and of TLS 1.0 and 1.1 (RFC 2246
// and RFC 4346, the same sections).

#ifndef TLS_SRC_PROTOCOL_SCHEDULE_TLS12_SECRETS_HPP
#define TLS_SRC_PROTOCOL_SCHEDULE_TLS12_SECRETS_HPP

#include "protocol/schedule/transcript.hpp"

#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/secret.hpp>
#include <tls/version.hpp>

#include <initializer_list>
#include <optional>
#include <string_view>

namespace tls::tls12 {

/// The seed of a PRF: pieces that are treated as one run of bytes.
using seed_pieces = std::initializer_list<byte_view>;

/// P_hash (RFC 5246 section 5), XORed into `out`: the TLS 1.0 and 1.1 PRF is the XOR of two.
void add_p_hash(const hash_algorithm&, byte_view secret, seed_pieces seed, byte_span out);

/// The hashes of a version's PRF and transcript. A small value; the hashes must outlive it.
class prf_algorithm {
public:
    /// The PRF of RFC 5246 section 5.
    prf_algorithm(const hash_algorithm& hash) noexcept : transcript_(&hash), first_(&hash) {}
    /// The PRF of RFC 4346 section 5: the halves of the secret go to two hashes. `both` is the hash of the transcript.
    prf_algorithm(const hash_algorithm& md5, const hash_algorithm& sha1, const hash_algorithm& both) noexcept
        : transcript_(&both), first_(&md5), second_(&sha1)
    {
    }

    const hash_algorithm& transcript() const noexcept { return *transcript_; }

    /// Fills `out`.
    friend void prf(const prf_algorithm&, byte_view secret, std::string_view label, seed_pieces seed, byte_span out);

private:
    const hash_algorithm* transcript_;
    const hash_algorithm* first_;
    const hash_algorithm* second_ = nullptr;
};

void prf(const prf_algorithm&, byte_view secret, std::string_view label, seed_pieces seed, byte_span out);

/// The keys of one direction. Move-only, wiped on destruction.
struct direction_keys {
    secret mac_key; ///< empty for AEAD suites
    secret key;     ///< empty for suites without encryption
    secret iv;      ///< the implicit part of the AEAD nonce; of CBC, the first record's IV if IVs are not sent
};

/// The write keys of both sides.
struct key_block {
    direction_keys client;
    direction_keys server;

    const direction_keys& of(role writer) const noexcept { return writer == role::client ? client : server; }
};

/// Returns the premaster secret of a PSK key exchange (RFC 4279 section 2). `other_secret` is the result of the (EC)DHE
/// or RSA exchange. If it is empty, as in plain PSK, zeros of the PSK's size replace it.
secure_bytes psk_premaster_secret(byte_view other_secret, byte_view psk);

/// The 48-byte master secret of a session. Move-only, wiped on destruction. The PRF's hashes must outlive it.
class master_secret {
public:
    static constexpr std::size_t size = 48;

    /// Derives the secret from a key exchange (RFC 5246 section 8.1).
    static master_secret derive(const prf_algorithm&, byte_view premaster_secret, byte_view client_random,
                                byte_view server_random);
    /// The same with the extended_master_secret extension (RFC 7627 section 4). `session_hash` covers the transcript up
    /// to and including the ClientKeyExchange.
    static master_secret derive_extended(const prf_algorithm&, byte_view premaster_secret,
                                         const transcript_hash& session_hash);

    /// Takes the master secret of a resumed session. Throws std::length_error unless `value` has 48 bytes.
    master_secret(const prf_algorithm&, secret value);

    byte_view value() const noexcept { return value_; }
    const prf_algorithm& algorithm() const noexcept { return prf_; }

    /// Returns the key_block (RFC 5246 section 6.3), as long as the suite and the version need it. For export suites it
    /// holds the final write keys, and the IVs of the IV block (RFC 2246 section 6.3.1).
    key_block keys(const cipher_suite&, protocol_version, byte_view client_random, byte_view server_random) const;

    /// Returns the 12-byte verify_data of the Finished message that `sender` sends (RFC 5246 section 7.4.9). The
    /// transcript ends just before that Finished.
    secret finished_verify_data(role sender, const transcript_hash&) const;

    /// Fills `out` with exported keying material (RFC 5705 section 4). No context differs from an empty one. Throws
    /// std::length_error if the context has more than 65535 bytes.
    void exporter(std::string_view label, std::optional<byte_view> context, byte_view client_random,
                  byte_view server_random, byte_span out) const;

private:
    prf_algorithm prf_;
    secret value_;
};

} // namespace tls::tls12

#endif
