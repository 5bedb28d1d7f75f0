// TLS 1.3 record protection (RFC 8446 section 5.2).

#ifndef TLS_SRC_PROTOCOL_RECORD_PROTECTION_TLS13_HPP
#define TLS_SRC_PROTOCOL_RECORD_PROTECTION_TLS13_HPP

#include "protocol/record/protection.hpp"

#include <tls/crypto/cipher_suite.hpp>

#include <memory>

namespace tls {

/// Return the protection of one direction under a suite, given that direction's key and IV (RFC 8446 section 7.3).
std::unique_ptr<record_sealer> make_tls13_sealer(const cipher_suite&, byte_view key, byte_view iv);
std::unique_ptr<record_opener> make_tls13_opener(const cipher_suite&, byte_view key, byte_view iv);

} // namespace tls

#endif
