// Crypto++ block ciphers in CBC mode, for encrypted key files.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CBC_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CBC_HPP

#include <tls/bytes.hpp>

#include <string_view>

namespace tls::cryptopp {

/// A block cipher in CBC mode, without padding. A registry row: static data with function pointers.
struct cbc_cipher {
    std::string_view name;  ///< "AES-256-CBC", as in the headers of encrypted PEM files
    std::size_t key_size;   ///< bytes
    std::size_t block_size; ///< bytes; also the size of the initialization vector
    /// Encrypt or decrypt in place. `data` is a whole number of blocks; key and iv have the sizes above.
    void (*encrypt)(byte_view key, byte_view iv, byte_span data);
    void (*decrypt)(byte_view key, byte_view iv, byte_span data);
};

extern const cbc_cipher aes_128_cbc;
extern const cbc_cipher aes_192_cbc;
extern const cbc_cipher aes_256_cbc;
extern const cbc_cipher camellia_128_cbc; ///< RFC 3713
extern const cbc_cipher camellia_192_cbc;
extern const cbc_cipher camellia_256_cbc;
extern const cbc_cipher des_ede3_cbc;
extern const cbc_cipher des_ede_cbc; ///< two-key triple DES
extern const cbc_cipher rc2_40_cbc;  ///< 40-bit keys protect nothing; only for reading files of old programs

} // namespace tls::cryptopp

#endif
