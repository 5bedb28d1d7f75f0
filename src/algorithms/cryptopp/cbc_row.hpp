// Makes registry rows of Crypto++'s block ciphers in CBC mode.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CBC_ROW_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CBC_ROW_HPP

#include <tls/crypto/cbc.hpp>

#include <cryptopp/argnames.h>
#include <cryptopp/modes.h>

#include <array>
#include <stdexcept>

namespace tls::cryptopp {

/// `EffectiveBits` is a parameter of RC2; 0 for other ciphers.
template <class Mode, std::size_t BlockSize, int EffectiveBits>
class cbc_record_context final : public cbc_context {
public:
    explicit cbc_record_context(byte_view key)
    {
        constexpr std::array<std::uint8_t, BlockSize> no_iv{};
        if constexpr (EffectiveBits == 0) {
            mode_.SetKeyWithIV(key.data(), key.size(), no_iv.data(), no_iv.size());
        } else {
            namespace names = CryptoPP::Name;
            mode_.SetKey(
                key.data(), key.size(),
                CryptoPP::MakeParameters(names::IV(), CryptoPP::ConstByteArrayParameter(no_iv.data(), no_iv.size()))(
                    names::EffectiveKeyLength(), EffectiveBits));
        }
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

template <class Mode, std::size_t KeySize, std::size_t BlockSize, int EffectiveBits>
std::unique_ptr<cbc_context> make_cbc_context(byte_view key)
{
    if (key.size() != KeySize)
        throw std::length_error("the key has the wrong size");
    return std::make_unique<cbc_record_context<Mode, BlockSize, EffectiveBits>>(key);
}

template <class Cipher, std::size_t KeySize, int EffectiveBits = 0>
consteval cbc_algorithm cbc_row(std::string_view name)
{
    using mode = CryptoPP::CBC_Mode<Cipher>;
    constexpr std::size_t block_size = Cipher::BLOCKSIZE;
    static_assert(block_size <= max_cipher_block_size);
    return {name, KeySize, block_size, &make_cbc_context<typename mode::Encryption, KeySize, block_size, EffectiveBits>,
            &make_cbc_context<typename mode::Decryption, KeySize, block_size, EffectiveBits>};
}

} // namespace tls::cryptopp

#endif
