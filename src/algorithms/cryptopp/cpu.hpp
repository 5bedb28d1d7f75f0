// CPU features, as detected by Crypto++.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CPU_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CPU_HPP

namespace tls::cryptopp {

/// Whether the CPU has instructions for AES-GCM: fast, and without table lookups by secret index.
bool has_aes_gcm_instructions() noexcept;

} // namespace tls::cryptopp

#endif
