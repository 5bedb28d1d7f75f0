// Finite field Diffie-Hellman with explicit parameters, as in TLS 1.2.

#ifndef TLS_SRC_CRYPTO_DIFFIE_HELLMAN_HPP
#define TLS_SRC_CRYPTO_DIFFIE_HELLMAN_HPP

#include <tls/crypto/dh_parameters.hpp>
#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/signature_scheme.hpp>

#include <memory>
#include <optional>

namespace tls {

/// The default minimum size of Diffie-Hellman primes in bits: for the server's prime, as checked by a client, and for a
/// server's own.
inline constexpr unsigned default_min_dh_bits = 2048;
/// The maximum size in bits. Larger primes cost so much that a peer could use them for denial of service.
inline constexpr unsigned max_dh_bits = 8192;
/// The size of export primes in bits. An attacker who computes discrete logarithms for one such prime breaks each
/// connection with it in minutes (Logjam, CVE-2015-4000).
inline constexpr unsigned export_dh_bits = 512;

/// Returns the parameters of an ffdhe group (RFC 7919 appendix A). Empty for other groups.
std::optional<dh_parameters> dh_parameters_of(std::uint16_t named_group);

/// Returns the group of the export suites: a safe prime of 512 bits, made from pi like those of RFC 2409 section 6, and
/// the generator 2.
const dh_parameters& export_dh_parameters();

/// Returns the RFC 7919 group with these parameters. Empty if there is none.
std::optional<named_group> find_dh_group(const dh_parameters&);

/// Returns the size of the prime in bits.
unsigned bits_of(const dh_parameters&) noexcept;

/// Whether the parameters can be used: the prime is odd and has `min_bits` to max_dh_bits bits, and 1 < generator <
/// prime - 1. Primality is not checked: the signer of the parameters is trusted.
bool is_acceptable(const dh_parameters&, unsigned min_bits = default_min_dh_bits);

/// Generates a key for one key exchange, for either side, over acceptable parameters. share() is dh_Yc or dh_Ys, with
/// leading zeros to the size of the prime; some peers need them and none reject them. decapsulate() takes the peer's
/// value with or without leading zeros, rejects it unless 1 < Y < prime - 1, and returns the premaster secret without
/// leading zeros (RFC 5246 section 8.1.2). Throws std::invalid_argument for unacceptable parameters.
std::unique_ptr<key_exchange> make_dh_key_exchange(const dh_parameters&, random_source&);

/// Fixed Diffie-Hellman keys. generate() takes ffdhe2048. complete() also checks the group; without a subgroup order,
/// the prime must be a safe one, so that peers' values reveal nothing about the key.
extern const key_algorithm dh_keys;

} // namespace tls

#endif
