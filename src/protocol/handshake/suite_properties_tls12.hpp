// Properties of the suites before TLS 1.3 that follow from their key exchange.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_SUITE_PROPERTIES_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_SUITE_PROPERTIES_TLS12_HPP

#include <tls/x509/certificate.hpp>

namespace tls {

struct cipher_suite;

bool uses_ecdhe(const cipher_suite&) noexcept;
/// Returns whether the server has an ephemeral finite-field key: DHE, DHE_PSK and DH_anon.
bool uses_dhe(const cipher_suite&) noexcept;
/// Returns whether the server's certificate has the Diffie-Hellman key: DH_RSA and DH_DSS.
bool uses_fixed_dh(const cipher_suite&) noexcept;
/// Returns whether neither side authenticates: DH_anon.
bool is_anonymous(const cipher_suite&) noexcept;
/// Returns whether the client encrypts the premaster secret to the server's certificate.
bool uses_rsa_encryption(const cipher_suite&) noexcept;
bool uses_psk(const cipher_suite&) noexcept;
/// Returns whether the server sends a Certificate.
bool sends_certificate(const cipher_suite&) noexcept;
/// Returns the keyUsage that the server's certificate needs, if it restricts its key (RFC 5246 section 7.4.2).
x509::key_usage needed_key_usage(const cipher_suite&) noexcept;
/// Returns whether the server signs its ephemeral parameters, or its temporary RSA key.
bool signs_parameters(const cipher_suite&) noexcept;
/// Returns whether the server must send a ServerKeyExchange. With PSK and RSA_PSK it is optional, with RSA and
/// fixed Diffie-Hellman keys it is forbidden.
bool needs_server_key_exchange(const cipher_suite&) noexcept;
bool may_send_server_key_exchange(const cipher_suite&) noexcept;

} // namespace tls

#endif
