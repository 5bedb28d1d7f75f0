#include "algorithms/chacha20_poly1305/aead.hpp"

#include "algorithms/chacha20_poly1305/form.hpp"
#include "algorithms/cryptopp/aead_context.hpp"

#include <algorithm>
#include <array>

namespace tls::chacha20_poly1305 {

namespace {

class mode {
public:
    static constexpr std::size_t tag_size = chacha20_poly1305::tag_size;

    explicit mode(byte_view key) { std::copy(key.begin(), key.end(), key_.begin()); }
    mode(const mode&) = delete;
    mode& operator=(const mode&) = delete;
    ~mode() { wipe(key_); }

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span record)
    {
        form_.seal(key_, nonce, aad, pieces, record);
    }

    void open(byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        form_.open(key_, nonce, aad, text, out, tag);
    }

private:
    const form& form_ = *best_form(); // there is one if there is a row
    std::array<std::uint8_t, key_size> key_{};
};

constexpr auto row = cryptopp::aead_row<mode, key_size>("CHACHA20-POLY1305");

constexpr std::array<const aead_algorithm*, 1> rows{&row};

} // namespace

std::span<const aead_algorithm* const> aeads()
{
    if (!best_form())
        return {};
    return rows;
}

} // namespace tls::chacha20_poly1305
