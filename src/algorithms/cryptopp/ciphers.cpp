#include "algorithms/cryptopp/ciphers.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/aria.h>
#include <cryptopp/camellia.h>
#include <cryptopp/des.h>
#include <cryptopp/modes.h>

#include <array>
#include <stdexcept>

namespace tls::cryptopp {

namespace {

template <class Mode, std::size_t BlockSize>
class context final : public cbc_context {
public:
    explicit context(byte_view key)
    {
        constexpr std::array<std::uint8_t, BlockSize> no_iv{};
        mode_.SetKeyWithIV(key.data(), key.size(), no_iv.data(), no_iv.size());
    }

    void start(byte_view iv) override
    {
        if (iv.size() != BlockSize)
            throw std::length_error("the IV has the wrong size");
        mode_.Resynchronize(iv.data(), static_cast<int>(iv.size()));
    }

    void process(byte_view in, byte_span out) override
    {
        if (in.size() % BlockSize != 0 || in.size() != out.size())
            throw std::length_error("CBC needs whole blocks, and output of the input's size");
        if (!in.empty())
            mode_.ProcessData(out.data(), in.data(), in.size());
    }

private:
    Mode mode_;
};

template <class Mode, std::size_t KeySize, std::size_t BlockSize>
std::unique_ptr<cbc_context> make(byte_view key)
{
    if (key.size() != KeySize)
        throw std::length_error("the key has the wrong size");
    return std::make_unique<context<Mode, BlockSize>>(key);
}

template <class Cipher, std::size_t KeySize>
constexpr cbc_algorithm row(std::string_view name)
{
    using mode = CryptoPP::CBC_Mode<Cipher>;
    constexpr std::size_t block_size = Cipher::BLOCKSIZE;
    static_assert(block_size <= max_cipher_block_size);
    return {name, KeySize, block_size, &make<typename mode::Encryption, KeySize, block_size>,
            &make<typename mode::Decryption, KeySize, block_size>};
}

} // namespace

constinit const cbc_algorithm aes_128_cbc_records = row<CryptoPP::AES, 16>("AES-128-CBC");
constinit const cbc_algorithm aes_256_cbc_records = row<CryptoPP::AES, 32>("AES-256-CBC");
constinit const cbc_algorithm camellia_128_cbc_records = row<CryptoPP::Camellia, 16>("CAMELLIA-128-CBC");
constinit const cbc_algorithm camellia_256_cbc_records = row<CryptoPP::Camellia, 32>("CAMELLIA-256-CBC");
constinit const cbc_algorithm aria_128_cbc_records = row<CryptoPP::ARIA, 16>("ARIA-128-CBC");
constinit const cbc_algorithm aria_256_cbc_records = row<CryptoPP::ARIA, 32>("ARIA-256-CBC");
constinit const cbc_algorithm triple_des_cbc_records = row<CryptoPP::DES_EDE3, 24>("3DES-EDE-CBC");

} // namespace tls::cryptopp
