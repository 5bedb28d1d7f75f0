// The parts that all AEAD implementations share: size checks, constant-time tag comparison, and wiping of the plaintext
// of rejected records.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_AEAD_CONTEXT_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_AEAD_CONTEXT_HPP

#include "algorithms/cryptopp/recycled.hpp"

#include <tls/crypto/aead.hpp>
#include <tls/crypto/secret.hpp>

#include <array>
#include <memory>
#include <stdexcept>

namespace tls::cryptopp {

inline constexpr std::size_t aead_nonce_size = 12;

/// An AEAD over a Mode, which is constructed with a key and provides:
///   - tag_size, in bytes;
///   - seal(nonce, aad, pieces, out): writes the ciphertext of all pieces, then the tag;
///   - open(nonce, aad, text, out, tag): writes the plaintext, of the same size, and the expected tag.
template <class Mode>
class context_of final : public aead_context, public recycled<context_of<Mode>> {
public:
    explicit context_of(byte_view key) : mode_(key) {}

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> plaintext, byte_span out) override
    {
        std::size_t size = 0;
        for (auto piece : plaintext)
            size += piece.size();
        require(nonce, out.size() == size + Mode::tag_size);
        mode_.seal(nonce, aad, plaintext, out);
    }

    bool open(byte_view nonce, byte_view aad, byte_view ciphertext, byte_span out) override
    {
        if (ciphertext.size() < Mode::tag_size)
            return false;
        auto size = ciphertext.size() - Mode::tag_size;
        require(nonce, out.size() == size);
        std::array<std::uint8_t, Mode::tag_size> tag;
        mode_.open(nonce, aad, ciphertext.first(size), out.data(), tag.data());
        if (constant_time_equal(tag, ciphertext.last(Mode::tag_size)))
            return true;
        wipe(out);
        return false;
    }

private:
    static void require(byte_view nonce, bool output_fits)
    {
        if (nonce.size() != aead_nonce_size || !output_fits)
            throw std::length_error("the AEAD nonce or output has the wrong size");
    }

    Mode mode_;
};

template <class Mode, std::size_t KeySize>
std::unique_ptr<aead_context> make_context(byte_view key)
{
    if (key.size() != KeySize)
        throw std::length_error("the AEAD key has the wrong size");
    return std::make_unique<context_of<Mode>>(key);
}

/// Returns the registry row of an AEAD that uses a Mode.
template <class Mode, std::size_t KeySize>
consteval aead_algorithm aead_row(std::string_view name)
{
    return {name, KeySize, aead_nonce_size, Mode::tag_size, &make_context<Mode, KeySize>};
}

} // namespace tls::cryptopp

#endif
