#include "algorithms/ipsec_mb/aead.hpp"

#include "algorithms/cryptopp/aead_context.hpp"
#include "algorithms/ipsec_mb/functions.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace tls::ipsec_mb {

namespace {

constexpr std::size_t tag_size = 16;

// Copies the pieces of a short record to the output and returns them as one run, because sealing them one by one costs
// more. Empty if copying does not pay.
byte_view gather_if_short(std::span<const byte_view> pieces, byte_span record)
{
    constexpr std::size_t short_record = 512;
    const auto text = record.first(record.size() - tag_size);
    if (pieces.size() < 2 || text.size() > short_record)
        return {};
    auto out = text;
    for (auto piece : pieces) {
        if (!piece.empty())
            std::memmove(out.data(), piece.data(), piece.size()); // a piece may already overlap its destination
        out = out.subspan(piece.size());
    }
    return text;
}

// A mode is keyed once, processes records, and wipes its key when destroyed. Other secrets of a record (the end of the
// key stream, the Poly1305 key) are wiped with the record, so idle connections hold only keys.

template <class State>
class record_state {
public:
    record_state() = default;
    record_state(const record_state&) = delete;
    record_state& operator=(const record_state&) = delete;
    ~record_state() { wipe(&state_, sizeof state_); }

    State* get() noexcept { return &state_; }

private:
    State state_; // set by the library
};

template <const gcm_functions functions::*Size>
class gcm_mode {
public:
    static constexpr std::size_t tag_size = ipsec_mb::tag_size;

    explicit gcm_mode(byte_view key) { gcm().expand(key.data(), &key_); }
    gcm_mode(const gcm_mode&) = delete;
    gcm_mode& operator=(const gcm_mode&) = delete;
    ~gcm_mode() { wipe(&key_, sizeof key_); }

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span record)
    {
        record_state<gcm_context_data> state;
        auto* out = record.data();
        const auto gathered = gather_if_short(pieces, record);
        if (!gathered.empty())
            pieces = {&gathered, 1};
        if (pieces.size() == 1) {
            auto piece = pieces.front();
            gcm().seal(&key_, state.get(), out, piece.data(), piece.size(), nonce.data(), aad.data(), aad.size(),
                       out + piece.size(), tag_size);
            return;
        }
        gcm().start(&key_, state.get(), nonce.data(), aad.data(), aad.size());
        for (auto piece : pieces) {
            if (piece.empty())
                continue;
            gcm().seal_piece(&key_, state.get(), out, piece.data(), piece.size());
            out += piece.size();
        }
        gcm().finish_sealing(&key_, state.get(), out, tag_size);
    }

    void open(byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        record_state<gcm_context_data> state;
        gcm().open(&key_, state.get(), out, text.data(), text.size(), nonce.data(), aad.data(), aad.size(), tag,
                   tag_size);
    }

private:
    static const gcm_functions& gcm() noexcept { return library().*Size; }

    alignas(64) gcm_key_data key_; // round keys and powers of the hash key; read as whole vectors
};

class chacha20_poly1305_mode {
public:
    static constexpr std::size_t tag_size = ipsec_mb::tag_size;

    explicit chacha20_poly1305_mode(byte_view key) { std::copy(key.begin(), key.end(), key_.begin()); }
    chacha20_poly1305_mode(const chacha20_poly1305_mode&) = delete;
    chacha20_poly1305_mode& operator=(const chacha20_poly1305_mode&) = delete;
    ~chacha20_poly1305_mode() { wipe(key_); }

    void seal(byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span record)
    {
        auto& functions = library().chacha20_poly1305;
        record_state<chacha20_poly1305_context_data> state;
        auto* out = record.data();
        const auto gathered = gather_if_short(pieces, record);
        if (!gathered.empty())
            pieces = {&gathered, 1};
        functions.start(key_.data(), state.get(), nonce.data(), aad.data(), aad.size());
        for (auto piece : pieces) {
            if (piece.empty())
                continue;
            functions.seal_piece(key_.data(), state.get(), out, piece.data(), piece.size());
            out += piece.size();
        }
        functions.finish(state.get(), out, tag_size);
    }

    void open(byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag)
    {
        auto& functions = library().chacha20_poly1305;
        record_state<chacha20_poly1305_context_data> state;
        functions.start(key_.data(), state.get(), nonce.data(), aad.data(), aad.size());
        if (!text.empty())
            functions.open_piece(key_.data(), state.get(), out, text.data(), text.size());
        functions.finish(state.get(), tag, tag_size);
    }

private:
    // The AVX2 code reads 32 bytes at the second half of the key, and uses 16 of them.
    std::array<std::uint8_t, 48> key_{};
};

constexpr auto aes_128_gcm = cryptopp::aead_row<gcm_mode<&functions::aes_128_gcm>, 16>("AES-128-GCM");
constexpr auto aes_256_gcm = cryptopp::aead_row<gcm_mode<&functions::aes_256_gcm>, 32>("AES-256-GCM");
constexpr auto chacha20_poly1305 = cryptopp::aead_row<chacha20_poly1305_mode, 32>("CHACHA20-POLY1305");

constexpr std::array<const aead_algorithm*, 3> rows{&aes_128_gcm, &aes_256_gcm, &chacha20_poly1305};

} // namespace

std::span<const aead_algorithm* const> aeads() noexcept
{
    if (!library().usable)
        return {};
    return rows;
}

} // namespace tls::ipsec_mb
