// The library functions for this CPU.

#ifndef TLS_SRC_ALGORITHMS_IPSEC_MB_FUNCTIONS_HPP
#define TLS_SRC_ALGORITHMS_IPSEC_MB_FUNCTIONS_HPP

#include <intel-ipsec-mb.h>

namespace tls::ipsec_mb {

/// AES-GCM for one key size. `expand` computes the round keys and the powers of the hash key. The other functions read
/// them and store their state in the caller's context.
struct gcm_functions {
    aes_gcm_pre_t expand;
    aes_gcm_enc_dec_t seal, open; ///< a whole record at once
    aes_gcm_init_t start;
    aes_gcm_enc_dec_update_t seal_piece;
    aes_gcm_enc_dec_finalize_t finish_sealing;
};

struct chacha20_poly1305_functions {
    chacha_poly_init_t start;
    chacha_poly_enc_dec_update_t seal_piece, open_piece;
    chacha_poly_finalize_t finish;
};

/// Thread-safe: the functions share no state except the library's error number, which we never read.
struct functions {
    gcm_functions aes_128_gcm{};
    gcm_functions aes_256_gcm{};
    chacha20_poly1305_functions chacha20_poly1305{};
    bool usable = false; ///< if false, the other members are empty
};

/// Selected on the first call, by CPU features. Thread-safe.
const functions& library() noexcept;

} // namespace tls::ipsec_mb

#endif
