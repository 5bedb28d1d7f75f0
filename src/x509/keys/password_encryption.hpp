// Encryption under a password, as files of keys have it: PBES2 (RFC 8018 section 6.2) and PKCS#12's own
// schemes (RFC 7292 appendix C).

#ifndef TLS_SRC_X509_KEYS_PASSWORD_ENCRYPTION_HPP
#define TLS_SRC_X509_KEYS_PASSWORD_ENCRYPTION_HPP

#include "x509/der/algorithm.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/random.hpp>
#include <tls/crypto/registry.hpp>

namespace tls::x509 {

/// A password in the two forms that key derivations take. Wipes itself.
struct password_forms {
    /// From UTF-8; bytes that are no UTF-8 are taken as Latin-1, as other programs do.
    explicit password_forms(byte_view text);

    secure_bytes octets; ///< as given, for PBKDF2 and scrypt
    secure_bytes bmp;    ///< UTF-16, big-endian, ended by a zero character: RFC 7292 appendix B.1
};

/// What deriving the keys of one file may cost, so that a hostile file cannot stall its reader: ten million
/// rounds in all, of a hash or of scrypt's mixing. That is some seconds, several times what careful writers ask
/// for, and what other careful readers allow.
class derivation_budget {
public:
    static const std::uint64_t max_rounds; ///< ten million; the fuzz targets define another value

    /// Throws boost::system::system_error (unsupported_encryption) if the rounds are more than what is left.
    void spend(std::uint64_t rounds);

private:
    std::uint64_t left_ = max_rounds;
};

/// What `ciphertext` says under the password, without its padding. Throws der::error if the algorithm's parameters
/// or the ciphertext's size cannot be; boost::system::system_error: unsupported_encryption, or bad_decrypt
/// if the password is wrong as far as the padding shows that.
secure_bytes decrypt_with_password(const algorithm_identifier& algorithm, byte_view ciphertext,
                                   const password_forms& password, derivation_budget& budget,
                                   const registry& algorithms);

/// Decrypts in place and removes the padding of RFC 8018 section 6.1.1, as above.
void decrypt_blocks(std::string_view cipher, byte_view key, byte_view iv, secure_bytes& data);

struct encrypted_content {
    der::encoding algorithm; ///< AlgorithmIdentifier
    secure_bytes ciphertext;
};

/// Under PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, and a fresh salt of 16 bytes.
encrypted_content encrypt_with_password(byte_view plaintext, std::string_view password, std::uint32_t iterations,
                                        random_source& random, const registry& algorithms);

/// Reads an INTEGER that is not negative; one beyond 64 bits is read as the largest number that there is.
std::uint64_t read_count(der::reader& in);

} // namespace tls::x509

#endif
