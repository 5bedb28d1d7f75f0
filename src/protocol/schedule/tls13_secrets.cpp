#include "protocol/schedule/tls13_secrets.hpp"

#include "crypto/hkdf.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <stdexcept>
#include <utility>

namespace tls::tls13 {

namespace {

/// The HKDF-Extract input where the schedule has no key: "a string of Hash.length bytes set to zeros".
constexpr std::array<std::uint8_t, max_digest_size> zeros{};

byte_view zeros_of(const hash_algorithm& hash)
{
    return byte_view(zeros).first(hash.digest_size);
}

extracted_secret extract(const hash_algorithm& hash, const hmac_key& salt, byte_view key_material)
{
    secret out(hash.digest_size);
    salt.compute(std::array{key_material.empty() ? zeros_of(hash) : key_material}, out.span());
    return {hash, std::move(out)};
}

transcript_hash compute_hash_of_empty_string(const hash_algorithm& hash)
{
    transcript_hash out(hash.digest_size);
    hash.make()->finish(out.span());
    return out;
}

/// The parts of a schedule that depend only on the hash. For hashes with start_hmac only: their HMAC keys own no
/// memory.
struct constants {
    explicit constants(const hash_algorithm& h)
        : hash(h),
          of_empty_string(compute_hash_of_empty_string(hash)),
          early(extract(hash, hmac_key(hash, zeros_of(hash)), {})),
          handshake_salt(hash, early.derive("derived", of_empty_string))
    {
    }

    bool are_for(const hash_algorithm& h) const noexcept
    {
        return h.make == hash.make && h.make_hmac == hash.make_hmac && h.start_hmac == hash.start_hmac &&
               h.finish_hmac == hash.finish_hmac && h.digest_size == hash.digest_size;
    }

    /// A copy: the original row may be gone, and its memory may contain the row of another hash.
    const hash_algorithm hash;
    const transcript_hash of_empty_string;
    /// @name Without a pre-shared key
    /// @{
    const extracted_secret early;
    const hmac_key handshake_salt; ///< derived from it, for the handshake secret
    /// @}
};

/// The constants that a thread keeps for two hashes: the suites of TLS 1.3 have two. Never destroyed: other destructors
/// at the end of the thread or of the program may need them, and they own nothing.
struct kept_constants {
    std::array<const constants*, 2> by_last_use;
    alignas(constants) std::array<std::byte[sizeof(constants)], 2> memory;

    void* free_memory() noexcept { return by_last_use[1] == static_cast<void*>(memory[0]) ? memory[1] : memory[0]; }
};

thread_local kept_constants kept;

bool has_constants(const hash_algorithm& hash) noexcept
{
    return hash.start_hmac != nullptr;
}

/// Returns the constants. Requires has_constants(). Valid in this thread, until a call for other hashes.
const constants& constants_of(const hash_algorithm& hash)
{
    auto& first = kept.by_last_use[0];
    const auto are_first = [&] { return first != nullptr && first->are_for(hash); };
    if (!are_first())
        std::swap(first, kept.by_last_use[1]);
    if (!are_first()) {
        first = nullptr;
        first = new (kept.free_memory()) constants(hash);
    }
    return *first;
}

transcript_hash hash_of_empty_string(const hash_algorithm& hash)
{
    return has_constants(hash) ? constants_of(hash).of_empty_string : compute_hash_of_empty_string(hash);
}

/// Returns the salt of the next stage.
hmac_key salt_after(const extracted_secret& stage)
{
    const auto& hash = stage.hash();
    return {hash, stage.derive("derived", hash_of_empty_string(hash))};
}

std::string_view binder_label(psk_kind kind) noexcept
{
    switch (kind) {
    case psk_kind::resumption:
        return "res binder";
    case psk_kind::external:
        return "ext binder";
    case psk_kind::imported:
        break;
    }
    return "imp binder";
}

/// HKDF-Expand-Label, with a key that serves several calls.
void expand_label(const hmac_key& key, std::string_view label, byte_view context, byte_span out)
{
    if (out.size() > 0xffff)
        throw std::length_error("HKDF-Expand-Label output is limited to 65535 bytes");
    constexpr std::string_view prefix = "tls13 ";
    const auto label_size = prefix.size() + label.size();
    if (label_size > 0xff || context.size() > 0xff)
        throw std::length_error("HKDF-Expand-Label limits label and context to 255 bytes each");
    // struct HkdfLabel, on the stack: a handshake derives dozens of secrets.
    std::array<std::uint8_t, 2 + 1 + 0xff + 1 + 0xff> info;
    auto end = info.begin();
    *end++ = static_cast<std::uint8_t>(out.size() >> 8);
    *end++ = static_cast<std::uint8_t>(out.size());
    *end++ = static_cast<std::uint8_t>(label_size);
    end = std::ranges::copy(prefix, end).out;
    end = std::ranges::copy(label, end).out;
    *end++ = static_cast<std::uint8_t>(context.size());
    end = std::ranges::copy(context, end).out;
    hkdf_expand(key, byte_view(info.begin(), end), out);
}

secret expand(const hmac_key& key, std::string_view label, std::size_t size)
{
    secret out(size);
    expand_label(key, label, {}, out.span());
    return out;
}

} // namespace

void hkdf_expand_label(const hash_algorithm& hash, byte_view secret, std::string_view label, byte_view context,
                       byte_span out)
{
    expand_label(hmac_key(hash, secret), label, context, out);
}

secret extracted_secret::derive(std::string_view label, const transcript_hash& transcript) const
{
    secret out(hash().digest_size);
    expand_label(key_, label, transcript, out.span());
    return out;
}

secret derive_secret(const hash_algorithm& hash, byte_view from, std::string_view label, byte_view transcript_hash)
{
    secret out(hash.digest_size);
    hkdf_expand_label(hash, from, label, transcript_hash, out.span());
    return out;
}

traffic_secret::traffic_secret(const hash_algorithm& hash, secret value) : hash_(&hash), value_(std::move(value)) {}

traffic_keys traffic_secret::keys(const aead_algorithm& aead) const
{
    const hmac_key key(*hash_, value_);
    return {expand(key, "key", aead.key_size), expand(key, "iv", aead.nonce_size)};
}

secret traffic_secret::finished_verify_data(const transcript_hash& transcript) const
{
    const auto finished_key = expand(hmac_key(*hash_, value_), "finished", hash_->digest_size);
    secret verify_data(hash_->digest_size);
    hmac(*hash_, finished_key, std::array{transcript.view()}, verify_data.span());
    return verify_data;
}

traffic_secret traffic_secret::next() const
{
    return {*hash_, expand(hmac_key(*hash_, value_), "traffic upd", hash_->digest_size)};
}

early_secret::early_secret(const hash_algorithm& hash, byte_view psk) : hash_(&hash)
{
    if (!psk.empty() || !has_constants(hash))
        value_ = tls13::extract(hash, hmac_key(hash, zeros_of(hash)), psk);
}

const extracted_secret& early_secret::stage() const
{
    return value_ ? *value_ : constants_of(*hash_).early;
}

secret early_secret::binder_key(psk_kind kind) const
{
    return stage().derive(binder_label(kind), hash_of_empty_string(*hash_));
}

secret early_secret::binder(psk_kind kind, const transcript_hash& truncated_client_hello) const
{
    // "The PskBinderEntry is computed in the same way as the Finished message but with the BaseKey being the
    // binder_key".
    return traffic_secret(*hash_, binder_key(kind)).finished_verify_data(truncated_client_hello);
}

traffic_secret early_secret::client_early_traffic_secret(const transcript_hash& client_hello) const
{
    return {*hash_, stage().derive("c e traffic", client_hello)};
}

secret early_secret::early_exporter_master_secret(const transcript_hash& client_hello) const
{
    return stage().derive("e exp master", client_hello);
}

handshake_secret early_secret::extract(byte_view shared_secret) &&
{
    if (!value_)
        return handshake_secret(tls13::extract(*hash_, constants_of(*hash_).handshake_salt, shared_secret));
    const auto early = *std::move(value_);
    return handshake_secret(tls13::extract(*hash_, salt_after(early), shared_secret));
}

traffic_secret handshake_secret::client_handshake_traffic_secret(const transcript_hash& server_hello) const
{
    return {value_.hash(), value_.derive("c hs traffic", server_hello)};
}

traffic_secret handshake_secret::server_handshake_traffic_secret(const transcript_hash& server_hello) const
{
    return {value_.hash(), value_.derive("s hs traffic", server_hello)};
}

master_secret handshake_secret::extract() &&
{
    const auto handshake = std::move(value_);
    return master_secret(tls13::extract(handshake.hash(), salt_after(handshake), {}));
}

traffic_secret master_secret::client_application_traffic_secret_0(const transcript_hash& server_finished) const
{
    return {value_.hash(), value_.derive("c ap traffic", server_finished)};
}

traffic_secret master_secret::server_application_traffic_secret_0(const transcript_hash& server_finished) const
{
    return {value_.hash(), value_.derive("s ap traffic", server_finished)};
}

secret master_secret::exporter_master_secret(const transcript_hash& server_finished) const
{
    return value_.derive("exp master", server_finished);
}

secret master_secret::resumption_master_secret(const transcript_hash& client_finished) const
{
    return value_.derive("res master", client_finished);
}

secret resumption_psk(const hash_algorithm& hash, byte_view resumption_master_secret, byte_view ticket_nonce)
{
    secret psk(hash.digest_size);
    hkdf_expand_label(hash, resumption_master_secret, "resumption", ticket_nonce, psk.span());
    return psk;
}

} // namespace tls::tls13
