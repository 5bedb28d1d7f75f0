// Block ciphers in CBC mode, by Crypto++: what files of keys are encrypted with.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CBC_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CBC_HPP

#include <tls/bytes.hpp>

#include <string_view>

namespace tls::cryptopp {

/// A block cipher in CBC mode, without padding. A row: static data with function pointers.
struct cbc_cipher {
    std::string_view name;  ///< "AES-256-CBC", as the headers of encrypted PEM files have it
    std::size_t key_size;   ///< bytes
    std::size_t block_size; ///< bytes; the initialization vector is as long
    /// In place. `data` is a whole number of blocks; key and iv have the sizes above.
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
extern const cbc_cipher des_ede_cbc; ///< with two keys
extern const cbc_cipher rc2_40_cbc; ///< forty bits protect nothing: only to read what old programs wrote

} // namespace tls::cryptopp

#endif
