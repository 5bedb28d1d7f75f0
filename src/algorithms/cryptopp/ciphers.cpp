#include "algorithms/cryptopp/ciphers.hpp"

#include "algorithms/cryptopp/cbc_row.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/aria.h>
#include <cryptopp/camellia.h>
#include <cryptopp/des.h>

namespace tls::cryptopp {

constinit const cbc_algorithm aes_128_cbc_records = cbc_row<CryptoPP::AES, 16>("AES-128-CBC");
constinit const cbc_algorithm aes_256_cbc_records = cbc_row<CryptoPP::AES, 32>("AES-256-CBC");
constinit const cbc_algorithm camellia_128_cbc_records = cbc_row<CryptoPP::Camellia, 16>("CAMELLIA-128-CBC");
constinit const cbc_algorithm camellia_256_cbc_records = cbc_row<CryptoPP::Camellia, 32>("CAMELLIA-256-CBC");
constinit const cbc_algorithm aria_128_cbc_records = cbc_row<CryptoPP::ARIA, 16>("ARIA-128-CBC");
constinit const cbc_algorithm aria_256_cbc_records = cbc_row<CryptoPP::ARIA, 32>("ARIA-256-CBC");
constinit const cbc_algorithm triple_des_cbc_records = cbc_row<CryptoPP::DES_EDE3, 24>("3DES-EDE-CBC");

} // namespace tls::cryptopp
