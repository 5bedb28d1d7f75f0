// How long keys may be used.

#ifndef TLS_SRC_CRYPTO_LIMITS_HPP
#define TLS_SRC_CRYPTO_LIMITS_HPP

#include <tls/crypto/cipher_suite.hpp>

namespace tls {

// RFC 8446 section 5.5: an AES-GCM key protects 2^24.5 full-size records. CCM's 2^23 is from RFC 9147
// appendix B. For ChaCha20-Poly1305 the record sequence number would wrap first. How many forgeries an
// AEAD withstands follows draft-irtf-cfrg-aead-limits and RFC 9147 section 4.5.3; with a tag of 64 bits
// that is hardly any.
inline constexpr usage_limits gcm_limits{23726566, std::uint64_t{1} << 36};
inline constexpr usage_limits chacha20_poly1305_limits{std::uint64_t{1} << 62, std::uint64_t{1} << 36};
inline constexpr usage_limits ccm_limits{std::uint64_t{1} << 23, 11863283}; // 2^23.5
inline constexpr usage_limits ccm_8_limits{std::uint64_t{1} << 23, 128};    // 2^7

// TLS over a stream ends at the first forgery, so only what is sealed counts. With blocks of 128 bits, 2^38
// full-size records have 2^48 blocks: two are equal with a probability of 2^-33. With blocks of 64 bits, after
// a gigabyte, 2^27 blocks, it is 2^-11 already.
inline constexpr usage_limits cbc_limits{std::uint64_t{1} << 38, 1};
inline constexpr usage_limits triple_des_limits{std::uint64_t{1} << 16, 1};
inline constexpr usage_limits unlimited{std::uint64_t{1} << 62, 1};

} // namespace tls

#endif
