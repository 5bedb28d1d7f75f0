// Finite field Diffie-Hellman over parameters that the peers tell each other, as TLS 1.2 has it.

#ifndef TLS_SRC_CRYPTO_DIFFIE_HELLMAN_HPP
#define TLS_SRC_CRYPTO_DIFFIE_HELLMAN_HPP

#include <tls/crypto/dh_parameters.hpp>
#include <tls/crypto/key_exchange_group.hpp>

#include <memory>
#include <optional>

namespace tls {

/// What a client asks of a server's primes at least, and a server's own must have, unless configured, in bits.
inline constexpr unsigned default_min_dh_bits = 2048;
/// Above, computing is work that a peer should not be able to order.
inline constexpr unsigned max_dh_bits = 8192;

/// The parameters of an ffdhe group (RFC 7919 appendix A). Empty for other groups.
std::optional<dh_parameters> dh_parameters_of(std::uint16_t named_group);

/// The group of RFC 7919 that has these parameters. Empty if they are others.
std::optional<named_group> find_dh_group(const dh_parameters&);

/// Size of the prime in bits.
unsigned bits_of(const dh_parameters&) noexcept;

/// Whether one may compute with the parameters: an odd prime's size is from `min_bits` to max_dh_bits, and
/// 1 < generator < prime - 1. Whether the prime is one is left to whoever signed it.
bool is_acceptable(const dh_parameters&, unsigned min_bits = default_min_dh_bits);

/// A fresh key for one key exchange over acceptable parameters; either side's. share() is dh_Yc or dh_Ys,
/// with leading zeros to the size of the prime, which some peers need and none forbids. decapsulate() takes the
/// peer's with or without them, refuses all but 1 < Y < prime - 1, and returns the premaster secret
/// without leading zeros (RFC 5246 section 8.1.2). Throws std::invalid_argument for other parameters.
std::unique_ptr<key_exchange> make_dh_key_exchange(const dh_parameters&, random_source&);

} // namespace tls

#endif
