// Weak versions and cipher suites: why a suite is weak, and the report on a handshake that negotiated one.

#ifndef TLS_WEAKNESS_HPP
#define TLS_WEAKNESS_HPP

#include <tls/version.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

struct cipher_suite;

/// A reason not to use a version or a cipher suite. docs/old_versions.md says what each suite is still worth.
enum class weakness : std::uint8_t {
    old_version,     ///< TLS 1.0 or 1.1 (RFC 8996)
    unencrypted,     ///< anyone on the path can read everything
    unauthenticated, ///< an attacker on the path can read and change everything
    export_keys,     ///< 40-bit keys, which a single computer breaks (RFC 2246 appendix D.1)
    fixed_dh,        ///< a Diffie-Hellman key in a certificate: no forward secrecy, small subgroups
    rc4,             ///< biased key stream (RFC 7465)
    des,             ///< 56-bit keys (RFC 5469)
    rc2,             ///< 64-bit blocks, and 40-bit keys
    idea,            ///< 64-bit blocks (RFC 5469)
    triple_des,      ///< 64-bit blocks (Sweet32, CVE-2016-2183)
};

/// Returns a text for people, such as "RC4" or "TLS 1.0 or 1.1".
std::string_view to_string(weakness) noexcept;

/// Returns the weaknesses of a suite, whatever the version; empty for a suite without one. Such a suite may still be a
/// poor choice: it may lack forward secrecy (see cipher_suite::key_exchange), or have a low `strength`.
std::vector<weakness> weaknesses_of(const cipher_suite&);

/// A completed handshake that negotiated a weak version or suite. The pointer refers to a row of the configuration's
/// registry.
struct weak_handshake {
    tls::role role; ///< ours
    protocol_version version;
    const tls::cipher_suite* cipher_suite; ///< never null
    std::vector<weakness> weaknesses;      ///< at least one; old_version first
    bool session_reused;
    std::string server_name; ///< sent by the client; empty if none
};

/// Returns a line for logs, such as "TLSv1 with TLS_RSA_WITH_RC4_128_SHA is weak: TLS 1.0 or 1.1, RC4".
std::string describe(const weak_handshake&);

} // namespace tls

#pragma GCC visibility pop

#endif
