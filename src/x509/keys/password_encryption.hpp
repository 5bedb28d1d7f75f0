// Password encryption of key files: PBES2 (RFC 8018 section 6.2) and the PKCS#12 schemes (RFC 7292 appendix C).

#ifndef TLS_SRC_X509_KEYS_PASSWORD_ENCRYPTION_HPP
#define TLS_SRC_X509_KEYS_PASSWORD_ENCRYPTION_HPP

#include "x509/der/algorithm.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/random.hpp>
#include <tls/crypto/registry.hpp>

namespace tls::x509 {

/// A password in the two forms that key derivations take. Wiped on destruction.
struct password_forms {
    /// From UTF-8. A text that is not UTF-8 is read as Latin-1, as other programs do.
    explicit password_forms(byte_view text);

    secure_bytes octets; ///< as given, for PBKDF2 and scrypt
    secure_bytes bmp;    ///< UTF-16, big-endian, ended by a zero character: RFC 7292 appendix B.1
};

/// Bounds the cost of deriving the keys of one file, so that a hostile file cannot stall its reader. The bound is ten
/// million rounds in total, of a hash or of scrypt's mixing. That takes some seconds. It is several times what careful
/// writers choose, and equals what other careful readers allow.
class derivation_budget {
public:
    static const std::uint64_t max_rounds; ///< ten million; the fuzz targets define another value

    /// Throws boost::system::system_error (unsupported_encryption) if fewer rounds are left.
    void spend(std::uint64_t rounds);

private:
    std::uint64_t left_ = max_rounds;
};

/// Returns the plaintext of `ciphertext` without its padding. Throws der::error if the algorithm's parameters or the
/// ciphertext's size are invalid; boost::system::system_error: unsupported_encryption, or bad_decrypt if the padding
/// shows that the password is wrong.
secure_bytes decrypt_with_password(const algorithm_identifier& algorithm, byte_view ciphertext,
                                   const password_forms& password, derivation_budget& budget,
                                   const registry& algorithms);

/// Decrypts in place and removes the padding of RFC 8018 section 6.1.1. Throws as decrypt_with_password does.
void decrypt_blocks(std::string_view cipher, byte_view key, byte_view iv, secure_bytes& data);

struct encrypted_content {
    der::encoding algorithm; ///< AlgorithmIdentifier
    secure_bytes ciphertext;
};

/// Encrypts under PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, and a fresh salt of 16 bytes.
encrypted_content encrypt_with_password(byte_view plaintext, std::string_view password, std::uint32_t iterations,
                                        random_source& random, const registry& algorithms);

/// Reads a non-negative INTEGER. A value beyond 64 bits becomes the largest std::uint64_t.
std::uint64_t read_count(der::reader& in);

} // namespace tls::x509

#endif
