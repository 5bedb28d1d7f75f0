// Usage limits of keys.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_LIMITS_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_LIMITS_HPP

#include <tls/crypto/cipher_suite.hpp>

namespace tls {

// RFC 8446 section 5.5: an AES-GCM key protects 2^24.5 full-size records. CCM's 2^23 is from RFC 9147 appendix B.
// ChaCha20-Poly1305 is only limited by the record sequence number. The forgery limits follow
// draft-irtf-cfrg-aead-limits and RFC 9147 section 4.5.3; with a 64-bit tag they are very low.
inline constexpr usage_limits gcm_limits{23726566, std::uint64_t{1} << 36};
inline constexpr usage_limits chacha20_poly1305_limits{std::uint64_t{1} << 62, std::uint64_t{1} << 36};
inline constexpr usage_limits ccm_limits{std::uint64_t{1} << 23, 11863283}; // 2^23.5
inline constexpr usage_limits ccm_8_limits{std::uint64_t{1} << 23, 128};    // 2^7

// TLS over a stream ends at the first forgery, so only the number of sealed records matters. With 128-bit blocks, 2^38
// full-size records have 2^48 blocks; two blocks are equal with a probability of 2^-33. With 64-bit blocks this
// probability reaches 2^-11 after only a gigabyte (2^27 blocks; Sweet32, CVE-2016-2183).
inline constexpr usage_limits cbc_limits{std::uint64_t{1} << 38, 1};
inline constexpr usage_limits small_block_limits{std::uint64_t{1} << 16, 1};
inline constexpr usage_limits unlimited{std::uint64_t{1} << 62, 1};

} // namespace tls

#endif
