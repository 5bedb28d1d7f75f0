#include "algorithms/cryptopp/aead.hpp"

#include "algorithms/cryptopp/aead_context.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/aria.h>
#include <cryptopp/camellia.h>
#include <cryptopp/ccm.h>
#include <cryptopp/chacha.h>
#include <cryptopp/gcm.h>
#include <cryptopp/poly1305.h>

#include <array>

namespace tls::cryptopp {

namespace {

constexpr std::array<std::uint8_t, aead_nonce_size> zero_nonce{};

// Each mode below is keyed once and then processes records: start, process for every piece, finish. None of these
// functions allocates.

// GCM and CCM. Crypto++ has one type per direction; the types differ only in whether the text is authenticated before
// or after it is transformed. One object with a switch saves the second key schedule.
template <class Base, class Cipher>
class switchable : public Base {
public:
    bool IsForwardTransformation() const override { return sealing_; }

protected:
    bool sealing_ = true;

private:
    CryptoPP::BlockCipher& AccessBlockCipher() override { return cipher_; }

    typename Cipher::Encryption cipher_;
};

// ARIA for counter mode. Crypto++'s version writes its output before it reads the mask, which fails in place, where
// both are the same memory.
struct aria {
    class Encryption : public CryptoPP::ARIA::Encryption {
    public:
        void ProcessAndXorBlock(const CryptoPP::byte* in, const CryptoPP::byte* mask,
                                CryptoPP::byte* out) const override
        {
            std::array<CryptoPP::byte, CryptoPP::ARIA::BLOCKSIZE> block;
            CryptoPP::ARIA::Encryption::ProcessAndXorBlock(in, nullptr, block.data());
            for (std::size_t i = 0; i < block.size(); ++i)
                out[i] = static_cast<CryptoPP::byte>(block[i] ^ (mask != nullptr ? mask[i] : 0));
            wipe(block);
        }
    };
};

template <class Cipher>
class gcm : public switchable<CryptoPP::GCM_Base, Cipher> {
    // Without a carry-less multiplication instruction, GHASH looks up products by secret index; only the smaller tables
    // fit into a cache.
    CryptoPP::GCM_TablesOption GetTablesOption() const override { return CryptoPP::GCM_2K_Tables; }
};

template <std::size_t Size>
class ccm : public switchable<CryptoPP::CCM_Base, CryptoPP::AES> {
    int DefaultDigestSize() const override { return Size; }
};

template <class Base, std::size_t Size>
class block_cipher_mode : private Base {
public:
    static constexpr std::size_t tag_size = Size;

    explicit block_cipher_mode(byte_view key)
    {
        this->SetKeyWithIV(key.data(), key.size(), zero_nonce.data(), zero_nonce.size());
    }

    void start(bool sealing, byte_view nonce, byte_view aad, std::size_t text_size)
    {
        this->sealing_ = sealing;
        this->Resynchronize(nonce.data(), static_cast<int>(nonce.size()));
        this->SpecifyDataLengths(aad.size(), text_size);
        this->Update(aad.data(), aad.size());
    }

    void process(const std::uint8_t* in, std::uint8_t* out, std::size_t size) { this->ProcessData(out, in, size); }

    void finish(std::uint8_t* tag) { this->TruncatedFinal(tag, tag_size); }
};

// RFC 8439 section 2.8, composed of its two parts, because Crypto++'s own combination allocates memory for every
// record.
class chacha20_poly1305_mode {
public:
    static constexpr std::size_t tag_size = 16;

    explicit chacha20_poly1305_mode(byte_view key)
    {
        cipher_.SetKeyWithIV(key.data(), key.size(), zero_nonce.data(), zero_nonce.size());
    }

    void start(bool sealing, byte_view nonce, byte_view aad, std::size_t text_size)
    {
        sealing_ = sealing;
        aad_size_ = aad.size();
        text_size_ = text_size;
        cipher_.Resynchronize(nonce.data(), static_cast<int>(nonce.size()));
        std::array<std::uint8_t, 32> one_time_key{};
        cipher_.ProcessData(one_time_key.data(), one_time_key.data(), one_time_key.size());
        mac_.SetKey(one_time_key.data(), one_time_key.size());
        wipe(one_time_key);
        cipher_.Seek(64); // the text starts at the second block of the key stream
        mac_.Update(aad.data(), aad.size());
        pad(aad.size());
    }

    void process(const std::uint8_t* in, std::uint8_t* out, std::size_t size)
    {
        if (!sealing_)
            mac_.Update(in, size);
        cipher_.ProcessData(out, in, size);
        if (sealing_)
            mac_.Update(out, size);
    }

    void finish(std::uint8_t* tag)
    {
        pad(text_size_);
        std::array<std::uint8_t, 16> sizes;
        for (unsigned i = 0; i < 8; ++i) {
            sizes[i] = static_cast<std::uint8_t>(aad_size_ >> (8 * i));
            sizes[8 + i] = static_cast<std::uint8_t>(text_size_ >> (8 * i));
        }
        mac_.Update(sizes.data(), sizes.size());
        mac_.TruncatedFinal(tag, tag_size);
    }

private:
    void pad(std::uint64_t size)
    {
        constexpr std::array<std::uint8_t, 16> zeros{};
        if (size % 16 != 0)
            mac_.Update(zeros.data(), 16 - size % 16);
    }

    CryptoPP::ChaChaTLS::Encryption cipher_;
    CryptoPP::Poly1305TLS mac_;
    bool sealing_ = true;
    std::uint64_t aad_size_ = 0;
    std::uint64_t text_size_ = 0;
};

/// Implements a Mode of aead_context.hpp with one of the modes above.
template <class Mode>
class whole_records {
public:
    static constexpr std::size_t tag_size = Mode::tag_size;

    explicit whole_records(byte_view key) : mode_(key) {}

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span out)
    {
        mode_.start(true, nonce, aad, out.size() - tag_size);
        for (auto piece : pieces) {
            if (piece.empty())
                continue;
            mode_.process(piece.data(), out.data(), piece.size());
            out = out.subspan(piece.size());
        }
        mode_.finish(out.data());
    }

    void open(byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        mode_.start(false, nonce, aad, text.size());
        if (!text.empty())
            mode_.process(text.data(), out, text.size());
        mode_.finish(tag);
    }

private:
    Mode mode_;
};

template <class Mode, std::size_t KeySize>
consteval aead_algorithm row(std::string_view name)
{
    return aead_row<whole_records<Mode>, KeySize>(name);
}

template <class Cipher>
using gcm_mode = block_cipher_mode<gcm<Cipher>, 16>;
using ccm_mode = block_cipher_mode<ccm<16>, 16>;
using ccm_8_mode = block_cipher_mode<ccm<8>, 8>;

} // namespace

constinit const aead_algorithm aes_128_gcm = row<gcm_mode<CryptoPP::AES>, 16>("AES-128-GCM");
constinit const aead_algorithm aes_256_gcm = row<gcm_mode<CryptoPP::AES>, 32>("AES-256-GCM");
constinit const aead_algorithm chacha20_poly1305 = row<chacha20_poly1305_mode, 32>("CHACHA20-POLY1305");
constinit const aead_algorithm aes_128_ccm = row<ccm_mode, 16>("AES-128-CCM");
constinit const aead_algorithm aes_128_ccm_8 = row<ccm_8_mode, 16>("AES-128-CCM-8");
constinit const aead_algorithm aes_256_ccm = row<ccm_mode, 32>("AES-256-CCM");
constinit const aead_algorithm aes_256_ccm_8 = row<ccm_8_mode, 32>("AES-256-CCM-8");
constinit const aead_algorithm camellia_128_gcm = row<gcm_mode<CryptoPP::Camellia>, 16>("CAMELLIA-128-GCM");
constinit const aead_algorithm camellia_256_gcm = row<gcm_mode<CryptoPP::Camellia>, 32>("CAMELLIA-256-GCM");
constinit const aead_algorithm aria_128_gcm = row<gcm_mode<aria>, 16>("ARIA-128-GCM");
constinit const aead_algorithm aria_256_gcm = row<gcm_mode<aria>, 32>("ARIA-256-GCM");

} // namespace tls::cryptopp
