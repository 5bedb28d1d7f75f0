#include "algorithms/cryptopp/cbc.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/camellia.h>
#include <cryptopp/des.h>
#include <cryptopp/modes.h>
#include <cryptopp/rc2.h>

#include <stdexcept>

namespace tls::cryptopp {

namespace {

// RFC 2268 section 2. The effective key bits equal the key size, instead of Crypto++'s default of 1024.
struct rc2_40 {
    static constexpr std::size_t BLOCKSIZE = CryptoPP::RC2::BLOCKSIZE;

    template <class Direction>
    struct keyed : Direction {
        keyed(const CryptoPP::byte* key, std::size_t size) : Direction(key, size, static_cast<int>(8 * size)) {}
    };
    using Encryption = keyed<CryptoPP::RC2::Encryption>;
    using Decryption = keyed<CryptoPP::RC2::Decryption>;
};

template <class Mode, class Cipher>
void process(byte_view key, byte_view iv, byte_span data, std::size_t block_size)
{
    if (iv.size() != block_size || data.size() % block_size != 0)
        throw std::length_error("CBC needs whole blocks and an IV of one block");
    if (data.empty())
        return;
    Cipher cipher(key.data(), key.size());
    Mode mode(cipher, iv.data());
    mode.ProcessData(data.data(), data.data(), data.size());
}

template <class Cipher>
void encrypt(byte_view key, byte_view iv, byte_span data)
{
    using mode = CryptoPP::CBC_Mode_ExternalCipher::Encryption;
    process<mode, typename Cipher::Encryption>(key, iv, data, Cipher::BLOCKSIZE);
}

template <class Cipher>
void decrypt(byte_view key, byte_view iv, byte_span data)
{
    using mode = CryptoPP::CBC_Mode_ExternalCipher::Decryption;
    process<mode, typename Cipher::Decryption>(key, iv, data, Cipher::BLOCKSIZE);
}

template <class Cipher>
consteval cbc_cipher row(std::string_view name, std::size_t key_size)
{
    return {name, key_size, Cipher::BLOCKSIZE, &encrypt<Cipher>, &decrypt<Cipher>};
}

} // namespace

constinit const cbc_cipher aes_128_cbc = row<CryptoPP::AES>("AES-128-CBC", 16);
constinit const cbc_cipher aes_192_cbc = row<CryptoPP::AES>("AES-192-CBC", 24);
constinit const cbc_cipher aes_256_cbc = row<CryptoPP::AES>("AES-256-CBC", 32);
constinit const cbc_cipher camellia_128_cbc = row<CryptoPP::Camellia>("CAMELLIA-128-CBC", 16);
constinit const cbc_cipher camellia_192_cbc = row<CryptoPP::Camellia>("CAMELLIA-192-CBC", 24);
constinit const cbc_cipher camellia_256_cbc = row<CryptoPP::Camellia>("CAMELLIA-256-CBC", 32);
constinit const cbc_cipher des_ede_cbc = row<CryptoPP::DES_EDE2>("DES-EDE-CBC", 16);
constinit const cbc_cipher des_ede3_cbc = row<CryptoPP::DES_EDE3>("DES-EDE3-CBC", 24);
constinit const cbc_cipher rc2_40_cbc = row<rc2_40>("RC2-40-CBC", 5);

} // namespace tls::cryptopp
