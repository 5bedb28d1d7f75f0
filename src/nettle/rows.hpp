// What Nettle and GMP have in constant time, and faster than Crypto++: the NIST curves, and RSA's private
// operation.

#ifndef TLS_SRC_NETTLE_ROWS_HPP
#define TLS_SRC_NETTLE_ROWS_HPP

#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/signature_scheme.hpp>

#include <span>

namespace tls::nettle {

/// What the rows of signature schemes of one encoding point to. Null where Crypto++'s stays.
struct signing_functions {
    std::unique_ptr<signer> (*make_signer)(const signature_scheme&, const private_key&) = nullptr;
    std::unique_ptr<verifier> (*make_verifier)(const signature_scheme&, const public_key&) = nullptr;
};

// All of these are empty if the libraries are not built in. Rows live as long as the program. Thread-safe.

/// secp256r1, secp384r1, secp521r1 (RFC 8422).
std::span<const key_exchange_group* const> groups() noexcept;

/// The keys of these curves.
std::span<const key_algorithm* const> key_algorithms() noexcept;

/// FIPS 186-4 section 6 over these curves. The nonce is made from randomness, the key and the message
/// together: it stays secret and is not used twice even if the randomness fails.
signing_functions ecdsa() noexcept;

/// RFC 8017 sections 8.1 and 8.2.
signing_functions rsa() noexcept;

} // namespace tls::nettle

#endif
