// The implementations of ChaCha20-Poly1305 for different processors.

#ifndef TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_FORM_HPP
#define TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_FORM_HPP

#include <tls/bytes.hpp>

namespace tls::chacha20_poly1305 {

inline constexpr std::size_t key_size = 32, nonce_size = 12, tag_size = 16; ///< bytes

/// RFC 8439 section 2.8. Keys and nonces have the sizes above. In constant time: only the sizes of arguments decide on
/// branches and addresses. Key streams and Poly1305 keys are wiped, on the stack too, before the functions return. No
/// allocation.
/// Thread-safe.
struct form {
    /// Encrypts the pieces into `record` and appends the tag. `record` has the size of all pieces and of the tag. A
    /// piece may lie exactly where its ciphertext goes, but must not overlap `record` in any other way.
    void (*seal)(byte_view key, byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span record);
    /// Decrypts `text` into `out`, which has the same size and either begins at the same address or does not overlap.
    /// Writes the tag that belongs to `text`, which the caller compares with the received one.
    void (*open)(byte_view key, byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag);
};

/// Returns the forms for CPUs with AVX2, and with AVX-512 and its multiplication of 52-bit digits; null for other CPUs.
const form* avx2_form() noexcept;
const form* avx512_form() noexcept;

/// Whether the form computes known answers.
bool is_working(const form&);

/// Returns the fastest form that the CPU supports and that works; null if there is none.
const form* best_form();

} // namespace tls::chacha20_poly1305

#endif
