// The compression function of SHA-256 with the CPU's SHA extensions.

#ifndef TLS_SRC_ALGORITHMS_SHA256_COMPRESS_HPP
#define TLS_SRC_ALGORITHMS_SHA256_COMPRESS_HPP

#include <array>
#include <cstddef>
#include <cstdint>

namespace tls::sha256 {

using state = std::array<std::uint32_t, 8>;

/// Whether the CPU has the instructions.
bool has_sha_extensions() noexcept;

/// Hashes whole blocks of 64 bytes at any address (RFC 6234 section 6.2). Requires has_sha_extensions().
void compress(state&, const std::uint8_t* blocks, std::size_t count) noexcept;
/// Hashes a block each of two computations. That takes little longer than one: each instruction waits for the one
/// before it in its own computation only.
void compress_pair(state& first, const std::uint8_t* first_block, state& second,
                   const std::uint8_t* second_block) noexcept;
/// Like compress(), for a block of numbers.
void compress_words(state&, const std::array<std::uint32_t, 16>& block) noexcept;

} // namespace tls::sha256

#endif
