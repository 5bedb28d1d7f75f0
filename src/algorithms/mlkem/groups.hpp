// ML-KEM as key exchange groups, by our own arithmetic.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_GROUPS_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_GROUPS_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <span>

namespace tls::mlkem {

/// MLKEM768 and MLKEM1024 (draft-ietf-tls-mlkem) in the portable form: the reference for the others.
extern const key_exchange_group portable_ml_kem_768;
extern const key_exchange_group portable_ml_kem_1024;

/// Returns both in the fastest form that the CPU supports.
std::span<const key_exchange_group* const> groups() noexcept;

} // namespace tls::mlkem

#endif
