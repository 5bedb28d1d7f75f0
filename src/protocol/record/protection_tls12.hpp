// TLS 1.2 record protection (RFC 5246 section 6.2.3).

#ifndef TLS_SRC_PROTOCOL_RECORD_PROTECTION_TLS12_HPP
#define TLS_SRC_PROTOCOL_RECORD_PROTECTION_TLS12_HPP

#include "protocol/record/protection.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/random.hpp>

#include <memory>

namespace tls {

/// Return the protection of one direction under a TLS 1.2 suite, given that direction's part of the key block.
///
/// `encrypt_then_mac` is the result of the RFC 7366 negotiation; it affects CBC suites only. `random` makes their IVs
/// and must outlive the sealer. Throws std::invalid_argument if the keys do not fit the suite.
///
/// TLS 1.2 has no KeyUpdate: once the sealer's remaining() is 1, the connection takes no more application data; the
/// last record is reserved for the alert that ends the connection. Beyond the limit, seal() throws
/// fatal{internal_error, sequence_number_overflow}.
std::unique_ptr<record_sealer> make_tls12_sealer(const cipher_suite&, protocol_version, const tls12::direction_keys&,
                                                 bool encrypt_then_mac, random_source& random);
std::unique_ptr<record_opener> make_tls12_opener(const cipher_suite&, protocol_version, const tls12::direction_keys&,
                                                 bool encrypt_then_mac);

} // namespace tls

#endif
