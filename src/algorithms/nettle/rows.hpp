// The Nettle and GMP algorithms that are constant-time and faster than Crypto++: the NIST curves, the private RSA
// operation, and finite fields.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_ROWS_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_ROWS_HPP

#include "algorithms/cryptopp/finite_field.hpp"

#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/signature_scheme.hpp>

#include <span>

namespace tls::nettle {

/// Functions for signature scheme rows of one encoding. Null members leave Crypto++'s function in place.
struct signing_functions {
    std::unique_ptr<signer> (*make_signer)(const signature_scheme&, const private_key&) = nullptr;
    std::unique_ptr<verifier> (*make_verifier)(const signature_scheme&, const public_key&) = nullptr;
};

// All of these are empty or null if the libraries are not built in. Rows live as long as the program. Thread-safe.

/// secp256r1, secp384r1, secp521r1 (RFC 8422).
std::span<const key_exchange_group* const> groups() noexcept;

/// The RFC 7919 finite field groups up to 4096 bits.
std::span<const key_exchange_group* const> finite_field_groups() noexcept;

/// The exponentiation function of these groups; null if there is none.
cryptopp::raise_function finite_field_raise() noexcept;

/// The key types of these curves.
std::span<const key_algorithm* const> key_algorithms() noexcept;

/// FIPS 186-4 section 6 over these curves. The nonce is derived from randomness, the key and the message together: it
/// stays secret and never repeats even if the randomness fails.
signing_functions ecdsa() noexcept;

/// RFC 8017 sections 8.1 and 8.2.
signing_functions rsa() noexcept;

/// FIPS 186-4 section 4.
signing_functions dsa() noexcept;

/// The RSA implementation of key_algorithm::make_decrypter.
using decrypter_function = std::unique_ptr<decrypter> (*)(const private_key&);
decrypter_function rsa_decryption() noexcept;
/// The same for temporary keys of the export suites, which the caller must have made itself: it checks nothing.
decrypter_function export_rsa_decryption() noexcept;

} // namespace tls::nettle

#endif
