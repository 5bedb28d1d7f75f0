#include "ipsec_mb/aead.hpp"

#include "ipsec_mb/functions.hpp"

#include <tls/crypto/secret.hpp>

#include <array>
#include <stdexcept>

namespace tls::ipsec_mb {

namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

// A mode is keyed once and then takes records. It wipes what it holds: keys, and the last record's key stream.

template <const gcm_functions functions::*Size>
class gcm_mode {
public:
    explicit gcm_mode(byte_view key) : gcm_(library().*Size) { gcm_.expand(key.data(), &key_); }
    gcm_mode(const gcm_mode&) = delete;
    gcm_mode& operator=(const gcm_mode&) = delete;
    ~gcm_mode()
    {
        wipe(&key_, sizeof key_);
        wipe(&state_, sizeof state_);
    }

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> pieces, std::uint8_t* out)
    {
        if (pieces.size() == 1) {
            auto piece = pieces.front();
            gcm_.seal(&key_, &state_, out, piece.data(), piece.size(), nonce.data(), aad.data(), aad.size(),
                      out + piece.size(), tag_size);
            return;
        }
        gcm_.start(&key_, &state_, nonce.data(), aad.data(), aad.size());
        for (auto piece : pieces) {
            if (piece.empty())
                continue;
            gcm_.seal_piece(&key_, &state_, out, piece.data(), piece.size());
            out += piece.size();
        }
        gcm_.finish_sealing(&key_, &state_, out, tag_size);
    }

    void open(byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        gcm_.open(&key_, &state_, out, text.data(), text.size(), nonce.data(), aad.data(), aad.size(), tag, tag_size);
    }

private:
    const gcm_functions& gcm_;
    alignas(64) gcm_key_data key_; // round keys and powers of the hash key; read as whole vectors
    gcm_context_data state_;
};

class chacha20_poly1305_mode {
public:
    explicit chacha20_poly1305_mode(byte_view key) : key_(key) {}
    chacha20_poly1305_mode(const chacha20_poly1305_mode&) = delete;
    chacha20_poly1305_mode& operator=(const chacha20_poly1305_mode&) = delete;
    ~chacha20_poly1305_mode() { wipe(&state_, sizeof state_); }

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> pieces, std::uint8_t* out)
    {
        start(nonce, aad);
        for (auto piece : pieces) {
            if (piece.empty())
                continue;
            functions_.seal_piece(key_.view().data(), &state_, out, piece.data(), piece.size());
            out += piece.size();
        }
        functions_.finish(&state_, out, tag_size);
    }

    void open(byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        start(nonce, aad);
        if (!text.empty())
            functions_.open_piece(key_.view().data(), &state_, out, text.data(), text.size());
        functions_.finish(&state_, tag, tag_size);
    }

private:
    void start(byte_view nonce, byte_view aad)
    {
        functions_.start(key_.view().data(), &state_, nonce.data(), aad.data(), aad.size());
    }

    const chacha20_poly1305_functions& functions_ = library().chacha20_poly1305;
    secret key_;
    chacha20_poly1305_context_data state_;
};

template <class Mode>
class context final : public aead_context {
public:
    explicit context(byte_view key) : mode_(key) {}

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> plaintext, byte_span out) override
    {
        std::size_t size = 0;
        for (auto piece : plaintext)
            size += piece.size();
        require(nonce, out.size() == size + tag_size);
        mode_.seal(nonce, aad, plaintext, out.data());
    }

    bool open(byte_view nonce, byte_view aad, byte_view ciphertext, byte_span out) override
    {
        if (ciphertext.size() < tag_size)
            return false;
        auto size = ciphertext.size() - tag_size;
        require(nonce, out.size() == size);
        std::array<std::uint8_t, tag_size> tag;
        mode_.open(nonce, aad, ciphertext.first(size), out.data(), tag.data());
        if (constant_time_equal(tag, ciphertext.last(tag_size)))
            return true;
        wipe(out);
        return false;
    }

private:
    static void require(byte_view nonce, bool output_fits)
    {
        if (nonce.size() != nonce_size || !output_fits)
            throw std::length_error("AEAD nonce or output of the wrong size");
    }

    Mode mode_;
};

template <class Mode, std::size_t KeySize>
std::unique_ptr<aead_context> make(byte_view key)
{
    if (key.size() != KeySize)
        throw std::length_error("AEAD key of the wrong size");
    return std::make_unique<context<Mode>>(key);
}

template <class Mode, std::size_t KeySize>
constexpr aead_algorithm row(std::string_view name)
{
    return {name, KeySize, nonce_size, tag_size, &make<Mode, KeySize>};
}

constexpr auto aes_128_gcm = row<gcm_mode<&functions::aes_128_gcm>, 16>("AES-128-GCM");
constexpr auto aes_256_gcm = row<gcm_mode<&functions::aes_256_gcm>, 32>("AES-256-GCM");
constexpr auto chacha20_poly1305 = row<chacha20_poly1305_mode, 32>("CHACHA20-POLY1305");

constexpr std::array<const aead_algorithm*, 3> rows{&aes_128_gcm, &aes_256_gcm, &chacha20_poly1305};

} // namespace

std::span<const aead_algorithm* const> aeads() noexcept
{
    if (!library().usable)
        return {};
    return rows;
}

} // namespace tls::ipsec_mb
