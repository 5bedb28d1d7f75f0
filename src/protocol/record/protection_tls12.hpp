// Record protection of TLS 1.2 (RFC 5246 section 6.2.3).

#ifndef TLS_SRC_PROTOCOL_RECORD_PROTECTION_TLS12_HPP
#define TLS_SRC_PROTOCOL_RECORD_PROTECTION_TLS12_HPP

#include "protocol/record/protection.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/random.hpp>

namespace tls {

/// The two directions' protection under a suite of TLS 1.2, given that direction's part of the key block.
///
/// `encrypt_then_mac` is what was negotiated by RFC 7366; it changes CBC suites alone. `random` makes
/// their IVs and must outlive the sealer. Throws std::invalid_argument if the keys do not fit the suite.
///
/// TLS 1.2 has no KeyUpdate: once the sealer's remaining() is 1, application data is no longer taken, and
/// the one record that is left is for the alert with which the connection ends. Seal throws
/// fatal{internal_error, sequence_number_overflow} rather than pass the limit.
std::unique_ptr<record_sealer> make_tls12_sealer(const cipher_suite&, protocol_version, const tls12::direction_keys&,
                                                 bool encrypt_then_mac, random_source& random);
std::unique_ptr<record_opener> make_tls12_opener(const cipher_suite&, protocol_version, const tls12::direction_keys&,
                                                 bool encrypt_then_mac);

} // namespace tls

#endif
