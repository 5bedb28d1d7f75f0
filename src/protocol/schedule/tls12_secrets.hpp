// The key schedule of TLS 1.2 (RFC 5246 sections 5, 6.3 and 8.1; RFC 7627; RFC 5705).

#ifndef TLS_SRC_PROTOCOL_SCHEDULE_TLS12_SECRETS_HPP
#define TLS_SRC_PROTOCOL_SCHEDULE_TLS12_SECRETS_HPP

#include "protocol/schedule/transcript.hpp"

#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/secret.hpp>

#include <initializer_list>
#include <optional>
#include <string_view>

namespace tls::tls12 {

/// What a PRF is seeded with: pieces, as if they were one.
using seed_pieces = std::initializer_list<byte_view>;

/// P_hash (RFC 5246 section 5), XORed into `out`: the PRF of TLS 1.0 and 1.1 is the sum of two.
void add_p_hash(const hash_algorithm&, byte_view secret, seed_pieces seed, byte_span out);

/// PRF (RFC 5246 section 5): fills `out`.
void prf(const hash_algorithm&, byte_view secret, std::string_view label, seed_pieces seed, byte_span out);

/// What protects one direction. Move-only, wiped.
struct direction_keys {
    secret mac_key; ///< empty for an AEAD
    secret key;     ///< empty where nothing is encrypted
    secret iv;      ///< the AEAD's implicit part of the nonce; empty for CBC, whose IVs are sent
};

/// Both directions' keys, by who writes with them.
struct key_block {
    direction_keys client;
    direction_keys server;

    const direction_keys& of(role writer) const noexcept { return writer == role::client ? client : server; }
};

/// premaster_secret with a pre-shared key (RFC 4279 section 2): `other_secret` is that of the (EC)DHE or RSA
/// exchange. An empty one stands for the key exchange "psk": zeros, as many as the key has bytes.
secure_bytes psk_premaster_secret(byte_view other_secret, byte_view psk);

/// The secret of a session: 48 bytes. Move-only, wiped. The hash, which is the suite's, must outlive it.
class master_secret {
public:
    static constexpr std::size_t size = 48;

    /// From a key exchange (RFC 5246 section 8.1).
    static master_secret derive(const hash_algorithm&, byte_view premaster_secret, byte_view client_random,
                                byte_view server_random);
    /// The same with the extended_master_secret extension (RFC 7627 section 4): `session_hash` is that of
    /// the transcript up to and including the ClientKeyExchange.
    static master_secret derive_extended(const hash_algorithm&, byte_view premaster_secret,
                                         const transcript_hash& session_hash);

    /// That of a session which is resumed.
    master_secret(const hash_algorithm&, secret value);

    byte_view value() const noexcept { return value_; }
    const hash_algorithm& hash() const noexcept { return *hash_; }

    /// key_block (RFC 5246 section 6.3), as long as the suite needs it.
    key_block keys(const cipher_suite&, byte_view client_random, byte_view server_random) const;

    /// verify_data of the Finished that `sender` sends, 12 bytes (RFC 5246 section 7.4.9). The transcript
    /// is up to but without that Finished.
    secret finished_verify_data(role sender, const transcript_hash&) const;

    /// Exported keying material (RFC 5705 section 4): fills `out`. No context is not the same as an empty one.
    /// Throws std::length_error if the context has more than 65535 bytes.
    void exporter(std::string_view label, std::optional<byte_view> context, byte_view client_random,
                  byte_view server_random, byte_span out) const;

private:
    const hash_algorithm* hash_;
    secret value_;
};

} // namespace tls::tls12

#endif
