// What the CPU can do, as Crypto++ sees it.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CPU_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CPU_HPP

namespace tls::cryptopp {

/// Whether AES-GCM runs on instructions of the CPU: fast, and without looking secrets up in tables.
bool has_aes_gcm_instructions() noexcept;

} // namespace tls::cryptopp

#endif
