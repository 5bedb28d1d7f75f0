// Certificate types of client_certificate_type and server_certificate_type (RFC 7250).

#ifndef TLS_CERTIFICATE_TYPE_HPP
#define TLS_CERTIFICATE_TYPE_HPP

#include <tls/config.hpp>

#include <cstdint>

#pragma GCC visibility push(default)

namespace tls {

/// The form in which a peer presents its public key: IANA's registry "TLS Certificate Types".
enum class certificate_type : std::uint8_t {
    x509 = 0,           ///< an X.509 certificate and its chain
    raw_public_key = 2, ///< a SubjectPublicKeyInfo alone (RFC 7250)
};

} // namespace tls

#pragma GCC visibility pop

#endif
