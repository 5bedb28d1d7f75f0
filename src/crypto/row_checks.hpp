// The rules for the rows of a registry.

#ifndef TLS_SRC_CRYPTO_ROW_CHECKS_HPP
#define TLS_SRC_CRYPTO_ROW_CHECKS_HPP

#include <tls/crypto/registry.hpp>

namespace tls {

/// Each throws std::invalid_argument unless the row has everything that the library uses without asking, in sizes for
/// which it has room. The exception's text names the row and the member. Rows that the row points to are checked too.
void check(const hash_algorithm&);
void check(const aead_algorithm&);
void check(const cbc_algorithm&);
void check(const stream_algorithm&);
void check(const cipher_suite&);
void check(const key_exchange_group&);
void check(const signature_scheme&);
void check(const key_algorithm&);

} // namespace tls

#endif
