#include "protocol/schedule/tls13_secrets.hpp"

#include "crypto/hkdf.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace tls::tls13 {

namespace {

/// The HKDF-Extract input where the schedule has no key: "a string of Hash.length bytes set to zeros".
constexpr std::array<std::uint8_t, max_digest_size> zeros{};

byte_view or_zeros(const hash_algorithm& hash, byte_view key_material)
{
    return key_material.empty() ? byte_view(zeros).first(hash.digest_size) : key_material;
}

secret extract(const hash_algorithm& hash, byte_view salt, byte_view key_material)
{
    secret out(hash.digest_size);
    hkdf_extract(hash, salt, or_zeros(hash, key_material), out.span());
    return out;
}

/// Returns Hash(""), which each key schedule needs twice. Keeps the last: connections mostly use the same hash.
const transcript_hash& hash_of_empty_string(const hash_algorithm& hash)
{
    // The function identifies the hash. A pointer to the row does not: another may follow it in the same memory.
    thread_local decltype(hash.make) made_by = nullptr;
    thread_local transcript_hash kept;
    if (made_by != hash.make || kept.size() != hash.digest_size) {
        transcript_hash out(hash.digest_size);
        hash.make()->finish(out.span());
        kept = out;
        made_by = hash.make;
    }
    return kept;
}

/// Returns the salt of the next stage.
secret derived(const hash_algorithm& hash, byte_view stage)
{
    return derive_secret(hash, stage, "derived", hash_of_empty_string(hash));
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

secret expand(const hash_algorithm& hash, byte_view secret_value, std::string_view label, std::size_t size)
{
    secret out(size);
    hkdf_expand_label(hash, secret_value, label, {}, out.span());
    return out;
}

} // namespace

void hkdf_expand_label(const hash_algorithm& hash, byte_view secret, std::string_view label, byte_view context,
                       byte_span out)
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
    hkdf_expand(hash, secret, byte_view(info.begin(), end), out);
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
    return {expand(*hash_, value_, "key", aead.key_size), expand(*hash_, value_, "iv", aead.nonce_size)};
}

secret traffic_secret::finished_verify_data(const transcript_hash& transcript) const
{
    const auto finished_key = expand(*hash_, value_, "finished", hash_->digest_size);
    secret verify_data(hash_->digest_size);
    hmac(*hash_, finished_key, std::array{transcript.view()}, verify_data.span());
    return verify_data;
}

traffic_secret traffic_secret::next() const
{
    return {*hash_, expand(*hash_, value_, "traffic upd", hash_->digest_size)};
}

early_secret::early_secret(const hash_algorithm& hash, byte_view psk)
    : hash_(&hash), value_(tls13::extract(hash, byte_view(zeros).first(hash.digest_size), psk))
{
}

secret early_secret::binder_key(psk_kind kind) const
{
    return derive_secret(*hash_, value_, binder_label(kind), hash_of_empty_string(*hash_));
}

secret early_secret::binder(psk_kind kind, const transcript_hash& truncated_client_hello) const
{
    // "The PskBinderEntry is computed in the same way as the Finished message but with the BaseKey being the
    // binder_key".
    return traffic_secret(*hash_, binder_key(kind)).finished_verify_data(truncated_client_hello);
}

traffic_secret early_secret::client_early_traffic_secret(const transcript_hash& client_hello) const
{
    return {*hash_, derive_secret(*hash_, value_, "c e traffic", client_hello)};
}

secret early_secret::early_exporter_master_secret(const transcript_hash& client_hello) const
{
    return derive_secret(*hash_, value_, "e exp master", client_hello);
}

handshake_secret early_secret::extract(byte_view shared_secret) &&
{
    const auto early = std::move(value_);
    return {*hash_, tls13::extract(*hash_, derived(*hash_, early), shared_secret)};
}

handshake_secret::handshake_secret(const hash_algorithm& hash, secret value) : hash_(&hash), value_(std::move(value)) {}

traffic_secret handshake_secret::client_handshake_traffic_secret(const transcript_hash& server_hello) const
{
    return {*hash_, derive_secret(*hash_, value_, "c hs traffic", server_hello)};
}

traffic_secret handshake_secret::server_handshake_traffic_secret(const transcript_hash& server_hello) const
{
    return {*hash_, derive_secret(*hash_, value_, "s hs traffic", server_hello)};
}

master_secret handshake_secret::extract() &&
{
    const auto handshake = std::move(value_);
    return {*hash_, tls13::extract(*hash_, derived(*hash_, handshake), {})};
}

master_secret::master_secret(const hash_algorithm& hash, secret value) : hash_(&hash), value_(std::move(value)) {}

traffic_secret master_secret::client_application_traffic_secret_0(const transcript_hash& server_finished) const
{
    return {*hash_, derive_secret(*hash_, value_, "c ap traffic", server_finished)};
}

traffic_secret master_secret::server_application_traffic_secret_0(const transcript_hash& server_finished) const
{
    return {*hash_, derive_secret(*hash_, value_, "s ap traffic", server_finished)};
}

secret master_secret::exporter_master_secret(const transcript_hash& server_finished) const
{
    return derive_secret(*hash_, value_, "exp master", server_finished);
}

secret master_secret::resumption_master_secret(const transcript_hash& client_finished) const
{
    return derive_secret(*hash_, value_, "res master", client_finished);
}

secret resumption_psk(const hash_algorithm& hash, byte_view resumption_master_secret, byte_view ticket_nonce)
{
    secret psk(hash.digest_size);
    hkdf_expand_label(hash, resumption_master_secret, "resumption", ticket_nonce, psk.span());
    return psk;
}

} // namespace tls::tls13
