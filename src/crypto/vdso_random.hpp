// The kernel's random generator without a system call.

#ifndef TLS_SRC_CRYPTO_VDSO_RANDOM_HPP
#define TLS_SRC_CRYPTO_VDSO_RANDOM_HPP

#include <tls/bytes.hpp>

namespace tls {

/// Fills the beginning of `out` by the kernel's code in this process (vgetrandom in the vDSO, Linux 6.11). Returns the
/// number of bytes; 0 where the kernel does not have it, or has no memory for it: then call getrandom. Thread-safe.
///
/// The bytes are as good as those of getrandom. The kernel reseeds the generator, erases it in the child of a fork, and
/// invalidates it when a virtual machine is cloned from a snapshot. A generator of our own could not notice the latter.
std::size_t vdso_random(byte_span out) noexcept;

} // namespace tls

#endif
