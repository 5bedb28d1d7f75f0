// The library's functions for this CPU.

#ifndef TLS_SRC_ALGORITHMS_IPSEC_MB_FUNCTIONS_HPP
#define TLS_SRC_ALGORITHMS_IPSEC_MB_FUNCTIONS_HPP

#include <intel-ipsec-mb.h>

namespace tls::ipsec_mb {

/// AES-GCM with keys of one size. `expand` makes the round keys and the powers of the hash key; the others
/// read them and keep their state in a context of the caller's.
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

/// None of these touches state that calls share, except an error number of the library's own that nobody
/// here reads: any number of threads may call them.
struct functions {
    gcm_functions aes_128_gcm{};
    gcm_functions aes_256_gcm{};
    chacha20_poly1305_functions chacha20_poly1305{};
    bool usable = false; ///< if not, there is nothing in the others
};

/// Chosen on the first call, by what the CPU can do. Thread-safe.
const functions& library() noexcept;

} // namespace tls::ipsec_mb

#endif
